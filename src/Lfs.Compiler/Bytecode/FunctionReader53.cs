namespace Lfs.Compiler.Bytecode;

/// <summary>Reads functions from 5.3 files. <c>.lc</c> files and LFS images differ only in how
/// they hold strings.</summary>
/// <remarks>
/// It trusts nothing, and verifies the code, which the reference does not. Source:
/// app/lua53/lundump.c, <c>LoadFunction</c>.
/// </remarks>
public abstract class FunctionReader53
{
    // The parser nests 200 levels, and joining several files adds one.
    const int MaxDepth = 201;
    const int LeastFunctionBytes = 13;
    const string Chunk = " precompiled chunk";

    private protected const string Truncated = "truncated" + Chunk;

    // The end of each part of the header, and the reference's error if the part differs.
    static readonly (int End, string Error)[] HeaderParts =
    [
        (4, "not a"), (5, "version mismatch in"), (6, "format mismatch in"), (12, "corrupted"),
        (13, "int size mismatch in"), (14, "Instruction size mismatch in"),
        (15, "lua_Integer size mismatch in"), (16, "lua_Number size mismatch in"),
    ];

    int _depth;

    readonly WorkMeter _work;

    private protected FunctionReader53(byte[] bytes, int start, CompileOptions options)
    {
        _work = new WorkMeter(options.Work, options.Cancellation);
        In = new ByteReader(bytes, start, Truncated, options.TakeHostMemory, _work);
        Target = options.Target;
    }

    private protected ByteReader In { get; }

    private protected LuaTarget Target { get; }

    /// <summary>The rule that the code of a function breaks; null if there is none.</summary>
    private protected string? CodeRule { get; private set; }

    /// <summary>Records an error at the next byte.</summary>
    private protected abstract void Fail(string error);

    /// <summary>Reads a string whose first byte was read already.</summary>
    private protected abstract LuaString? String(byte first);

    private protected LuaString? String() => String(In.Byte());

    private protected void Header(byte format)
    {
        byte[] expected = Header53.Bytes(Target, format);
        int at = 0;
        foreach ((int end, string error) in HeaderParts)
        {
            for (byte[] part = In.Raw(end - at); at < end && In.Error is null; at++)
            {
                if (part[part.Length - (end - at)] != expected[at])
                    In.Fail(error + Chunk);
            }
        }
        // The reference does not check the tag of the sample float.
        In.Byte();
        if (Float() != 370.5)
            In.Fail("float format mismatch in" + Chunk);
    }

    private protected Proto[] Functions(int count, LuaString? parentSource) =>
        In.Many(count, LeastFunctionBytes, () => Function(parentSource));

    private protected Proto Function(LuaString? parentSource)
    {
        if (++_depth > MaxDepth)
            Fail("functions are nested too deep");
        In.Take(Proto.HostBytes);
        LuaString? source = String() ?? parentSource;
        int lineDefined = Unsigned();
        int lastLineDefined = Unsigned();
        byte numParams = In.Byte();
        byte isVararg = In.Byte();
        byte maxStackSize = In.Byte();
        Proto[] protos = Functions(Unsigned(), source);
        uint[] code = In.Many(Unsigned(), 4, () => (uint)In.Number(4));
        Constant[] constants = In.Many(Unsigned(), 1, Value);
        UpvalueDescriptor[] upvalues = Upvalues();
        byte[] lineInfo = In.Raw(Unsigned());
        LocVar[] locals = In.Many(Unsigned(), 3, () => new LocVar(String(), Unsigned(), Unsigned()));
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
        if (In.Error is not null)
            return;
        CodeRule = CodeCheck53.FaultOf(function, _work);
        if (CodeRule is not null)
            Fail("the function has bad code: " + CodeRule);
    }

    Constant Value()
    {
        byte first = In.Byte();
        switch ((Tag53)(first & Tags53.Mask))
        {
            case Tag53.Nil when first == (int)Tag53.Nil:
                return Constant.Nil;
            case Tag53.Boolean when first <= ((int)Tag53.Boolean | 1):
                return Constant.Boolean(first != (int)Tag53.Boolean);
            case Tag53.Float when first == (int)Tag53.Float:
                return Constant.Float(Float());
            case Tag53.PositiveInteger or Tag53.NegativeInteger:
                return Constant.Integer(Integer(first));
            case Tag53.ShortString or Tag53.LongString when String(first) is LuaString text:
                return Constant.String(text);
            default:
                Fail("the constant has no known type");
                return Constant.Nil;
        }
    }

    UpvalueDescriptor[] Upvalues()
    {
        bool hasNames = In.Byte() != 0;
        UpvalueDescriptor[] upvalues = In.Many(
            Unsigned(), 2, () => new UpvalueDescriptor(hasNames ? String() : null, Flag(), In.Byte()));
        // A closure stores its number of upvalues in one byte.
        if (upvalues.Length > byte.MaxValue)
            Fail("the function has too many upvalues");
        return upvalues;
    }

    bool Flag()
    {
        byte value = In.Byte();
        if (value > 1)
            Fail("a flag is neither 0 nor 1");
        return value != 0;
    }

    double Float()
    {
        byte[] bytes = In.Raw(Target.NumberBytes);
        return bytes.Length == 0 ? 0 : Header53.ToFloat(bytes);
    }

    private protected int Unsigned()
    {
        ulong value = Groups(0, Tags53.More);
        if (value <= int.MaxValue)
            return (int)value;
        Fail("a number is too large");
        return 0;
    }

    // Reads an integer whose first byte was read already. As in the reference, bits beyond
    // the target's size are dropped.
    private protected long Integer(byte first)
    {
        bool isNegative = (first & Tags53.Mask) == (int)Tag53.NegativeInteger;
        long rest = unchecked((long)Rest(first));
        long value = isNegative ? ~rest : rest;
        return Target.NumberBytes == sizeof(int) ? unchecked((int)value) : value;
    }

    // Reads a number whose first byte also holds a tag.
    private protected ulong Rest(byte first) => Groups(first & ~(Tags53.Mask | Tags53.More) & 0xFF, first);

    ulong Groups(int top, int before)
    {
        var value = (ulong)top;
        while ((before & Tags53.More) != 0 && In.Error is null)
        {
            before = In.Byte();
            value = value << 7 | (uint)(before & 0x7F);
        }
        return value;
    }
}
