using System.Diagnostics;

namespace Lfs.Compiler.Bytecode;

/// <summary>Packs the lines of one function while its code is emitted: see <see cref="LineInfo"/>.</summary>
/// <param name="maxCount">The largest number of instructions that one count can stand for.</param>
abstract class LineInfoEncoder(int maxCount)
{
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
        Room = 0;
    }

    /// <summary>Records the line of an instruction: the next one, or the last one
    /// if it is rewritten.</summary>
    public void Add(int pc, int line)
    {
        Debug.Assert(pc == _lastPc || pc == _lastPc + 1, "Lines are noted in the order of the instructions.");
        if (pc == _lastPc)
            Fix(line);
        else
            Extend(line);
        _lastPc = pc;
    }

    /// <summary>Changes the line of the last instruction.</summary>
    public void Fix(int line)
    {
        if (line == _lastLine)
            return;
        Debug.Assert(_length > 0, "There is an instruction to move to another line.");
        if (_bytes[_length - 1] > 1)
        {
            _bytes[_length - 1]--;
        }
        else
        {
            _length--;
            _lastLine = unchecked(_lastLine - RemoveDelta());
        }
        Replace(line);
    }

    /// <summary>The number of bytes so far.</summary>
    public int Length => _length;

    /// <summary>The room, in bytes, that the reference has ensured so far.</summary>
    public int Room { get; private set; }

    /// <summary>The finished map, with its final 0.</summary>
    public byte[] ToArray()
    {
        var packed = new byte[_length + 1];
        Array.Copy(_bytes, packed, _length);
        return packed;
    }

    /// <summary>Removes the delta at the end, if there is one.</summary>
    /// <returns>The number of lines by which the reference assumes that it advanced.</returns>
    protected abstract int RemoveDelta();

    /// <summary>Adds the last instruction again, after it was removed.</summary>
    protected abstract void Replace(int line);

    /// <summary>True if the last byte belongs to a delta.</summary>
    protected bool EndsWithDelta => _length > 0 && (_bytes[_length - 1] & LineInfo.DeltaFlag) != 0;

    /// <summary>Removes and returns the last byte.</summary>
    protected int Pop()
    {
        Debug.Assert(EndsWithDelta, "Only the bytes of a delta are taken one by one.");
        return _bytes[--_length];
    }

    /// <summary>Adds an instruction: to the last count if the line is the same and the count has room, else
    /// with a new count.</summary>
    protected void Extend(int line)
    {
        if (line == _lastLine && _length > 0 && _bytes[_length - 1] < maxCount)
            _bytes[_length - 1]++;
        else
            Emit(line);
    }

    /// <summary>Adds an instruction with a new count.</summary>
    protected void Emit(int line)
    {
        int start = _length;
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
        Room = Math.Max(Room, RoomFor(start, _length));
    }

    /// <summary>The room, in bytes, that the reference ensures when it adds an instruction
    /// with a new count.</summary>
    /// <param name="start">The length before.</param>
    /// <param name="end">The length after.</param>
    protected abstract int RoomFor(int start, int end);

    void Append(int value)
    {
        if (_length == _bytes.Length)
            Array.Resize(ref _bytes, _length * 2);
        _bytes[_length++] = (byte)value;
    }
}
