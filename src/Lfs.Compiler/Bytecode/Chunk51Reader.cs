namespace Lfs.Compiler.Bytecode;

/// <summary>Reads a Lua 5.1 <c>.lc</c> file.</summary>
/// <remarks>
/// Trusts nothing: every count is checked against the bytes that are left, and the code is verified.
/// Source: lundump.c, <c>luaU_undump</c>; spec lfs-formats 2b.
/// </remarks>
public sealed class Chunk51Reader
{
    const int MaxDepth = 200;

    readonly byte[] _bytes;
    readonly LuaTarget _target;
    int _at;
    int _start;
    int _depth;
    bool _swap;
    int _integerBytes;
    string? _error;

    Chunk51Reader(byte[] bytes, int start, LuaTarget target)
    {
        _bytes = bytes;
        _at = start;
        _target = target;
    }

    /// <summary>Loads a chunk.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="start">Where the chunk begins: at its signature.</param>
    /// <param name="target">The 5.1 target that is to run it.</param>
    public static LoadedChunk Load(byte[] bytes, int start, LuaTarget target)
    {
        var reader = new Chunk51Reader(bytes, start, target);
        reader.Header();
        reader._start = reader._at;
        Proto main = reader.Function(LuaString.FromText("=?"));
        if (reader._at != bytes.Length)
            reader.Fail("bad code");
        return reader._error is null
            ? new LoadedChunk(main, null)
            : new LoadedChunk(null, reader._error + " in precompiled chunk");
    }

    // The byte order and the size of numbers are taken from the file; a build with floats also accepts
    // integers.
    void Header()
    {
        byte[] expected = Chunk51Writer.Header(_target);
        if (!Has(expected.Length))
            return;
        byte order = _bytes[_at + 6];
        byte numberBytes = _bytes[_at + 10];
        bool isIntegral = unchecked((sbyte)_bytes[_at + 11]) > expected[11];
        _swap = order != expected[6];
        _integerBytes = isIntegral ? numberBytes : 0;
        for (int i = 0; i < expected.Length; i++)
        {
            bool isFree = i is 6 or 10 || (i == 11 && isIntegral);
            if (!isFree && _bytes[_at + i] != expected[i])
                Fail("bad header");
        }
        _at += expected.Length;
        if (_integerBytes is not (0 or 1 or 2 or 4 or 8))
            Fail("bad size");
    }

    Proto Function(LuaString parentSource)
    {
        if (++_depth > MaxDepth)
            Fail("code too deep");
        LuaString source = String() ?? parentSource;
        int lineDefined = Int();
        int lastLineDefined = Int();
        byte upvalueCount = Byte();
        byte numParams = Byte();
        byte isVararg = Byte();
        byte maxStackSize = Byte();
        uint[] code = Code();
        Constant[] constants = Many(1, Value);
        Proto[] protos = Many(1, () => Function(source));
        int lines = Int();
        Align();
        byte[] lineInfo = Raw(lines);
        LocVar[] locals = Many(12, () => new LocVar(String(), Int(), Int()));
        LuaString?[] names = Many(4, String);
        if (names.Length > upvalueCount)
            Fail("bad code");
        var upvalues = new UpvalueDescriptor[upvalueCount];
        for (int i = 0; i < upvalues.Length && i < names.Length; i++)
            upvalues[i] = new UpvalueDescriptor(names[i], false, 0);
        var function = new Proto
        {
            Source = source,
            LineDefined = lineDefined,
            LastLineDefined = lastLineDefined,
            NumParams = numParams,
            IsVararg = isVararg,
            MaxStackSize = maxStackSize,
            Code = code,
            Constants = constants,
            Protos = protos,
            LineInfo = lineInfo,
            LocVars = locals,
            Upvalues = upvalues,
        };
        if (_error is null && !CodeCheck51.IsValid(function))
            Fail("bad code");
        _depth--;
        return function;
    }

    uint[] Code()
    {
        int count = Int();
        Align();
        if (!Has(count, 4))
            return [];
        var code = new uint[count];
        for (int i = 0; i < count; i++)
            code[i] = (uint)Number(4);
        return code;
    }

    Constant Value()
    {
        switch (Byte())
        {
            case 0:
                return Constant.Nil;
            case 1:
                return Boolean();
            case 3:
                return NumberConstant();
            case 4 when String() is LuaString text:
                return Constant.String(text);
            default:
                Fail("bad constant");
                return Constant.Nil;
        }
    }

    Constant Boolean()
    {
        byte value = Byte();
        if (value > 1)
            Fail("bad constant");
        return Constant.Boolean(value != 0);
    }

    Constant NumberConstant()
    {
        if (!_target.HasFloats)
            return Constant.Integer(unchecked((int)Number(4)));
        if (_integerBytes == 0)
            return Constant.Float(BitConverter.Int64BitsToDouble(unchecked((long)Number(8))));
        int unused = 64 - _integerBytes * 8;
        return Constant.Float(unchecked((long)(Number(_integerBytes) << unused)) >> unused);
    }

    // Each entry takes at least so many bytes; more entries than that cannot be there.
    T[] Many<T>(int leastBytes, Func<T> read)
    {
        int count = Int();
        if (!Has(count, leastBytes))
            return [];
        var entries = new T[count];
        for (int i = 0; i < count && _error is null; i++)
            entries[i] = read();
        return entries;
    }

    LuaString? String()
    {
        int length = unchecked((int)Number(4));
        if (length == 0)
            return null;
        byte[] bytes = Raw(length);
        if (bytes.Length == 0)
            return null;
        Array.Resize(ref bytes, bytes.Length - 1);
        return new LuaString(bytes);
    }

    byte[] Raw(int length)
    {
        if (!Has(length))
            return [];
        var bytes = new byte[length];
        Array.Copy(_bytes, _at, bytes, 0, length);
        _at += length;
        return bytes;
    }

    int Int()
    {
        int value = unchecked((int)Number(4));
        if (value >= 0)
            return value;
        Fail("bad integer");
        return 0;
    }

    byte Byte() => Has(1) ? _bytes[_at++] : (byte)0;

    ulong Number(int size)
    {
        ulong value = 0;
        if (!Has(size))
            return value;
        for (int i = 0; i < size; i++)
            value |= (ulong)_bytes[_at + i] << ((_swap ? size - 1 - i : i) * 8);
        _at += size;
        return value;
    }

    void Align()
    {
        while (((_at - _start) & 3) != 0 && _error is null)
            Byte();
    }

    bool Has(int count, int size = 1)
    {
        if (count < 0 || count > (_bytes.Length - _at) / size)
            Fail("unexpected end");
        return _error is null;
    }

    // The first error is the one that is reported; after it everything reads as empty.
    void Fail(string error) => _error ??= error;
}
