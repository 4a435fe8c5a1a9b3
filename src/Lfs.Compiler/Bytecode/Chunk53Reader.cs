namespace Lfs.Compiler.Bytecode;

/// <summary>Reads a Lua 5.3 <c>.lc</c> file.</summary>
/// <remarks>
/// Trusts nothing; the code is verified, which the reference does not do. Source: lundump.c,
/// <c>luaU_undump</c>; spec lfs-formats 2d.1, 2d.2.
/// </remarks>
public sealed class Chunk53Reader
{
    // The parser nests to 200, and joining several files adds a function around them.
    const int MaxDepth = 201;
    const string Corrupted = "corrupted";

    // Where the parts of the header end, and what the reference says if a part is another.
    static readonly (int End, string Error)[] HeaderParts =
    [
        (4, "not a"), (5, "version mismatch in"), (6, "format mismatch in"), (12, Corrupted),
        (13, "int size mismatch in"), (14, "Instruction size mismatch in"), (15, "lua_Integer size mismatch in"),
        (16, "lua_Number size mismatch in"),
    ];

    readonly ByteReader _in;
    readonly LuaTarget _target;
    int _depth;

    Chunk53Reader(byte[] bytes, int start, LuaTarget target)
    {
        _in = new ByteReader(bytes, start, "truncated");
        _target = target;
    }

    /// <summary>Loads a chunk.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="start">Where the chunk begins: at its signature.</param>
    /// <param name="target">The 5.3 target that is to run it.</param>
    public static LoadedChunk Load(byte[] bytes, int start, LuaTarget target)
    {
        var reader = new Chunk53Reader(bytes, start, target);
        reader.Header();
        byte upvalues = reader._in.Byte();
        Proto main = reader.Function(null);
        if (main.Upvalues.Length != upvalues)
            reader._in.Fail(Corrupted);
        return reader._in.Error is null
            ? new LoadedChunk(main, null)
            : new LoadedChunk(null, reader._in.Error + " precompiled chunk");
    }

    void Header()
    {
        byte[] expected = Header53.Bytes(_target, Header53.ChunkFormat);
        int at = 0;
        foreach ((int end, string error) in HeaderParts)
        {
            for (byte[] part = _in.Raw(end - at); at < end && _in.Error is null; at++)
            {
                if (part[part.Length - (end - at)] != expected[at])
                    _in.Fail(error);
            }
        }
        // The tag of the sample is not looked at.
        _in.Byte();
        if (Float() != 370.5)
            _in.Fail("float format mismatch in");
    }

    Proto Function(LuaString? parentSource)
    {
        if (++_depth > MaxDepth)
            _in.Fail(Corrupted);
        LuaString? source = String() ?? parentSource;
        int lineDefined = Unsigned();
        int lastLineDefined = Unsigned();
        byte numParams = _in.Byte();
        byte isVararg = _in.Byte();
        byte maxStackSize = _in.Byte();
        Proto[] protos = _in.Many(Unsigned(), 1, () => Function(source));
        uint[] code = _in.Many(Unsigned(), 4, () => (uint)_in.Number(4));
        Constant[] constants = _in.Many(Unsigned(), 1, Value);
        UpvalueDescriptor[] upvalues = Upvalues();
        byte[] lineInfo = _in.Raw(Unsigned());
        LocVar[] locals = _in.Many(Unsigned(), 3, () => new LocVar(String(), Unsigned(), Unsigned()));
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
        if (_in.Error is null && !CodeCheck53.IsValid(function))
            _in.Fail(Corrupted);
        _depth--;
        return function;
    }

    Constant Value()
    {
        byte first = _in.Byte();
        switch ((Tag53)(first & Tags53.Mask))
        {
            case Tag53.Nil when first == (int)Tag53.Nil:
                return Constant.Nil;
            case Tag53.Boolean when first <= ((int)Tag53.Boolean | 1):
                return Constant.Boolean(first != (int)Tag53.Boolean);
            case Tag53.Float when first == (int)Tag53.Float:
                return Constant.Float(Float());
            case Tag53.PositiveInteger:
                return Constant.Integer(Wrap(unchecked((long)Rest(first))));
            case Tag53.NegativeInteger:
                return Constant.Integer(Wrap(unchecked(~(long)Rest(first))));
            case Tag53.ShortString or Tag53.LongString when String(first) is LuaString text:
                return Constant.String(text);
            default:
                _in.Fail(Corrupted);
                return Constant.Nil;
        }
    }

    UpvalueDescriptor[] Upvalues()
    {
        bool hasNames = _in.Byte() != 0;
        UpvalueDescriptor[] upvalues = _in.Many(
            Unsigned(), 2, () => new UpvalueDescriptor(hasNames ? String() : null, Flag(), _in.Byte()));
        // A closure counts its upvalues in a byte.
        if (upvalues.Length > byte.MaxValue)
            _in.Fail(Corrupted);
        return upvalues;
    }

    bool Flag()
    {
        byte value = _in.Byte();
        if (value > 1)
            _in.Fail(Corrupted);
        return value != 0;
    }

    LuaString? String() => String(_in.Byte());

    LuaString? String(byte first)
    {
        ulong length = Rest(first);
        if (length == 0)
            return null;
        if (length > int.MaxValue)
            _in.Fail("truncated");
        var text = new LuaString(_in.Raw(_in.Error is null ? (int)length - 1 : 0));
        if (_in.Error is null && (first & Tags53.Mask) != (int)Tags53.Of(text))
            _in.Fail(Corrupted);
        return text;
    }

    double Float()
    {
        byte[] bytes = _in.Raw(_target.NumberBytes);
        return bytes.Length == 0 ? 0 : Header53.ToFloat(bytes);
    }

    int Unsigned()
    {
        ulong value = Groups(0, Tags53.More);
        if (value <= int.MaxValue)
            return (int)value;
        _in.Fail(Corrupted);
        return 0;
    }

    // The number whose first byte holds a tag.
    ulong Rest(byte first) => Groups(first & ~(Tags53.Mask | Tags53.More) & 0xFF, first);

    ulong Groups(int top, int before)
    {
        var value = (ulong)top;
        while ((before & Tags53.More) != 0 && _in.Error is null)
        {
            before = _in.Byte();
            value = value << 7 | (uint)(before & 0x7F);
        }
        return value;
    }

    // Integers have the size of the target; the reference drops what is more.
    long Wrap(long value) => _target.NumberBytes == 4 ? unchecked((int)value) : value;
}
