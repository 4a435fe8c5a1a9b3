namespace Lfs.Compiler.Bytecode;

/// <summary>Writes a Proto as a Lua 5.1 <c>.lc</c> file.</summary>
/// <remarks>Source: app/lua/ldump.c, <c>luaU_dump_crosscompile</c>.</remarks>
public sealed class Chunk51Writer
{
    internal const int HeaderBytes = 12;

    readonly LuaTarget _target;
    readonly bool _strip;
    readonly ByteWriter _out = new();
    bool _overflowed;

    Chunk51Writer(LuaTarget target, bool strip)
    {
        _target = target;
        _strip = strip;
    }

    /// <summary>Dumps a main function.</summary>
    /// <param name="main">The function.</param>
    /// <param name="target">The 5.1 target it was compiled for.</param>
    /// <param name="strip">True to drop source names, line info and all debug names.</param>
    public static DumpedChunk Dump(Proto main, LuaTarget target, bool strip)
    {
        var writer = new Chunk51Writer(target, strip);
        writer._out.Bytes(Header(target));
        writer.Function(main, null);
        if (writer._overflowed)
            return new DumpedChunk(null, "value too big or small for target integer type");
        return new DumpedChunk(writer._out.ToArray(), null);
    }

    /// <summary>The header: signature, version, format 0, little endian, the sizes of int, string length,
    /// instruction and number, and a flag for integer numbers.</summary>
    internal static byte[] Header(LuaTarget target) =>
    [
        0x1B, (byte)'L', (byte)'u', (byte)'a', 0x51, 0, 1, 4, 4, 4,
        (byte)target.NumberBytes, (byte)(target.HasFloats ? 0 : 1),
    ];

    void Function(Proto function, LuaString? parentSource)
    {
        bool hasSource = !_strip && function.Source is not null && !function.Source.Equals(parentSource);
        String(hasSource ? function.Source : null);
        Int(function.LineDefined);
        Int(function.LastLineDefined);
        _out.Byte(function.Upvalues.Length);
        _out.Byte(function.NumParams);
        _out.Byte(function.IsVararg);
        _out.Byte(function.MaxStackSize);
        Int(function.Code.Length);
        Align();
        foreach (uint word in function.Code)
            _out.Word(word);
        Int(function.Constants.Length);
        foreach (Constant constant in function.Constants)
            Value(constant);
        Int(function.Protos.Length);
        foreach (Proto child in function.Protos)
            Function(child, function.Source);
        DebugNames(function);
    }

    void Value(Constant constant)
    {
        switch (constant.Kind)
        {
            case ConstantKind.Nil:
                _out.Byte(0);
                break;
            case ConstantKind.Boolean:
                _out.Byte(1);
                _out.Byte((constant.AsBoolean ? 1 : 0));
                break;
            case ConstantKind.Float:
                _out.Byte(3);
                _out.DoubleWord(BitConverter.DoubleToInt64Bits(constant.AsFloat));
                break;
            case ConstantKind.Integer:
                _out.Byte(3);
                Int(constant.AsInteger);
                break;
            default:
                _out.Byte(4);
                String(constant.Text);
                break;
        }
    }

    void DebugNames(Proto function)
    {
        byte[] lines = _strip ? [] : function.LineInfo;
        Int(lines.Length);
        Align();
        _out.Bytes(lines);
        LocVar[] locals = _strip ? [] : function.LocVars;
        Int(locals.Length);
        foreach (LocVar local in locals)
        {
            String(local.Name);
            Int(local.StartPc);
            Int(local.EndPc);
        }
        int names = _strip ? 0 : function.UpvalueNameCount;
        Int(names);
        for (int i = 0; i < names; i++)
            String(function.Upvalues[i].Name);
    }

    void String(LuaString? text)
    {
        if (text is null)
        {
            _out.Word(0);
            return;
        }
        _out.Word((uint)text.Length + 1);
        _out.Bytes(text.Bytes);
        _out.Byte(0);
    }

    // The reference leaves out one value at either end, "to avoid messing 32-bit compilers up".
    void Int(long value)
    {
        _overflowed |= value is > 0x7FFFFFFE or < -0x7FFFFFFF;
        _out.Word(unchecked((uint)value));
    }

    void Align()
    {
        while ((_out.Length & 3) != 0)
            _out.Byte(0);
    }
}
