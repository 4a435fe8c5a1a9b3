namespace Lfs.Compiler.Bytecode;

/// <summary>Reads a Lua 5.1 <c>.lc</c> file.</summary>
/// <remarks>
/// It trusts nothing, and verifies the code. Source: app/lua/lundump.c, <c>luaU_undump</c>.
/// </remarks>
public sealed class Chunk51Reader
{
    const int MaxDepth = 200;

    // Ten words: the source, two lines, four bytes, and the sizes of six vectors.
    const int LeastFunctionBytes = 40;

    readonly ByteReader _in;
    readonly LuaTarget _target;
    int _start;
    int _depth;
    bool _swap;
    int _integerBytes;
    readonly WorkMeter _work;
    string? _codeRule;

    Chunk51Reader(byte[] bytes, int start, CompileOptions options)
    {
        _work = new WorkMeter(options.Work, options.Cancellation);
        _in = new ByteReader(bytes, start, "unexpected end", options.TakeHostMemory, _work);
        _target = options.Target;
    }

    /// <summary>Loads a chunk.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="start">The index of the chunk's signature.</param>
    /// <param name="target">The 5.1 target that will run it.</param>
    public static LoadedChunk Load(byte[] bytes, int start, LuaTarget target) =>
        Load(bytes, start, new CompileOptions(target));

    /// <summary>Loads a chunk, and reports the work and memory that this takes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="start">The index of the chunk's signature.</param>
    /// <param name="options">The 5.1 target that will run it, and the receivers of the reports.</param>
    internal static LoadedChunk Load(byte[] bytes, int start, CompileOptions options)
    {
        var reader = new Chunk51Reader(bytes, start, options);
        reader.Header();
        reader._start = reader._in.At;
        Proto main = reader.Function(LuaString.FromText("=?"));
        if (reader._in.At != bytes.Length)
            reader._in.Fail("bad code");
        return reader._in.Error is null
            ? new LoadedChunk(main, null)
            : new LoadedChunk(null, reader._in.Error + " in precompiled chunk", reader._codeRule);
    }

    // Byte order and number size come from the file. A build with floats also accepts integers (luaU_header).
    void Header()
    {
        byte[] expected = Chunk51Writer.Header(_target);
        if (!_in.Has(expected.Length))
            return;
        byte order = _in.Peek(6);
        byte numberBytes = _in.Peek(10);
        bool isIntegral = unchecked((sbyte)_in.Peek(11)) > expected[11];
        _swap = order != expected[6];
        _integerBytes = isIntegral ? numberBytes : 0;
        for (int i = 0; i < expected.Length; i++)
        {
            bool isFree = i is 6 or 10 || (i == 11 && isIntegral);
            if (!isFree && _in.Peek(i) != expected[i])
                _in.Fail("bad header");
        }
        _in.Skip(expected.Length);
        if (_integerBytes is not (0 or 1 or 2 or 4 or 8))
            _in.Fail("bad size");
    }

    Proto Function(LuaString parentSource)
    {
        if (++_depth > MaxDepth)
            _in.Fail("code too deep");
        _in.Take(Proto.HostBytes);
        LuaString source = String() ?? parentSource;
        int lineDefined = Int();
        int lastLineDefined = Int();
        byte upvalueCount = _in.Byte();
        byte numParams = _in.Byte();
        byte isVararg = _in.Byte();
        byte maxStackSize = _in.Byte();
        uint[] code = Code();
        Constant[] constants = _in.Many(Int(), 1, Value);
        Proto[] protos = _in.Many(Int(), LeastFunctionBytes, () => Function(source));
        int lines = Int();
        Align();
        byte[] lineInfo = _in.Raw(lines);
        LocVar[] locals = _in.Many(Int(), 12, () => new LocVar(String(), Int(), Int()));
        LuaString?[] names = _in.Many(Int(), 4, String);
        if (names.Length > upvalueCount)
            _in.Fail("bad code");
        _in.Take(16L * upvalueCount);
        UpvalueDescriptor[] upvalues = upvalueCount == 0 ? [] : new UpvalueDescriptor[upvalueCount];
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
        CheckCode(function);
        _depth--;
        return function;
    }

    void CheckCode(Proto function)
    {
        if (_in.Error is not null)
            return;
        _codeRule = CodeCheck51.FaultOf(function, _work);
        if (_codeRule is not null)
            _in.Fail("bad code");
    }

    uint[] Code()
    {
        int count = Int();
        Align();
        if (!_in.Has(count, 4) || count == 0)
            return [];
        // The checker keeps a word for each instruction.
        _in.Take(4L * sizeof(uint) * count);
        var code = new uint[count];
        for (int i = 0; i < count; i++)
        {
            _work.Add(1);
            code[i] = (uint)_in.Number(4, _swap);
        }
        return code;
    }

    Constant Value()
    {
        switch (_in.Byte())
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
                _in.Fail("bad constant");
                return Constant.Nil;
        }
    }

    Constant Boolean()
    {
        byte value = _in.Byte();
        if (value > 1)
            _in.Fail("bad constant");
        return Constant.Boolean(value != 0);
    }

    Constant NumberConstant()
    {
        if (!_target.HasFloats)
            return Constant.Integer(unchecked((int)_in.Number(4, _swap)));
        if (_integerBytes == 0)
            return Constant.Float(BitConverter.Int64BitsToDouble(unchecked((long)_in.Number(8, _swap))));
        int unused = 64 - _integerBytes * 8;
        return Constant.Float(unchecked((long)(_in.Number(_integerBytes, _swap) << unused)) >> unused);
    }

    LuaString? String()
    {
        int length = unchecked((int)_in.Number(4, _swap));
        if (length == 0)
            return null;
        byte[] bytes = _in.Raw(length);
        if (bytes.Length == 0)
            return null;
        Array.Resize(ref bytes, bytes.Length - 1);
        return new LuaString(bytes);
    }

    int Int()
    {
        int value = unchecked((int)_in.Number(4, _swap));
        if (value >= 0)
            return value;
        _in.Fail("bad integer");
        return 0;
    }

    void Align()
    {
        while (((_in.At - _start) & 3) != 0 && _in.Error is null)
            _in.Byte();
    }
}
