namespace Lfs.Compiler.Bytecode;

/// <summary>Packs the lines of one function as they are emitted, exactly as the 5.1 reference does.</summary>
/// <remarks>Source: lcode.c, <c>luaK_code</c>, <c>generateInfoDeltaLine</c>, <c>luaK_fixline</c>.</remarks>
sealed class LineInfo51Encoder
{
    // Source: lobject.h, INFO_MAX_LINECNT: 127 is the filler.
    const int MaxCount = 126;

    byte[] _bytes = new byte[64];
    int _length;
    int _lastLine;
    int _lastPc;

    /// <summary>Starts a new function.</summary>
    public void Clear()
    {
        _length = 0;
        _lastLine = 0;
        _lastPc = -1;
    }

    /// <summary>Notes the line of an instruction: the next one, or the last one written anew.</summary>
    public void Add(int pc, int line)
    {
        if (pc == _lastPc)
            Fix(line);
        else if (line == _lastLine && _bytes[_length - 1] < MaxCount)
            _bytes[_length - 1]++;
        else
            Emit(line);
        _lastPc = pc;
    }

    /// <summary>Changes the line of the last instruction.</summary>
    public void Fix(int line)
    {
        if (line == _lastLine)
            return;
        if (_bytes[_length - 1] > 1)
            _bytes[_length - 1]--;
        else
            RemoveLast();
        Emit(line);
    }

    /// <summary>The finished map, with its final 0.</summary>
    public byte[] ToArray()
    {
        var packed = new byte[_length + 1];
        Array.Copy(_bytes, packed, _length);
        return packed;
    }

    // The reference adds up a removed delta of more than one byte wrongly (7 bits too far, and the first byte
    // always as if it were a positive delta). Images must be equal to the byte, so this does the same: after
    // a call whose argument list spans more than 64 lines, the following lines of the function may be wrong.
    void RemoveLast()
    {
        int delta = 0;
        _length--;
        while (_length > 0 && (_bytes[_length - 1] & LineInfo.DeltaFlag) != 0)
        {
            int code = _bytes[--_length];
            if (_length > 0 && (_bytes[_length - 1] & LineInfo.DeltaFlag) != 0)
            {
                delta = unchecked(delta + ((code & LineInfo.Low7) << 7));
                continue;
            }
            delta = unchecked(delta + (code & LineInfo.Low6) + 1);
            if ((code & LineInfo.SignFlag) != 0)
                delta = -delta;
        }
        _lastLine = unchecked(_lastLine - delta - 1);
    }

    void Emit(int line)
    {
        int delta = unchecked(line - _lastLine - 1);
        if (delta != 0)
        {
            int sign = delta < 0 ? LineInfo.SignFlag : 0;
            int rest = delta < 0 ? -delta - 1 : delta - 1;
            Append(LineInfo.DeltaFlag | sign | (rest & LineInfo.Low6));
            for (rest >>= 6; rest != 0; rest >>= 7)
                Append(LineInfo.DeltaFlag | (rest & LineInfo.Low7));
        }
        Append(1);
        _lastLine = line;
    }

    void Append(int value)
    {
        if (_length == _bytes.Length)
            Array.Resize(ref _bytes, _length * 2);
        _bytes[_length++] = (byte)value;
    }
}
