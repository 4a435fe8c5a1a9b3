namespace Lfs.Compiler.Bytecode;

/// <summary>Writes a Proto as a Lua 5.3 <c>.lc</c> file.</summary>
/// <remarks>Source: ldump.c, <c>luaU_dump</c>; spec lfs-formats 2d.1, 2d.2.</remarks>
public sealed class Chunk53Writer
{
    readonly LuaTarget _target;
    readonly DebugLevel _strip;
    readonly ByteWriter _out = new();

    Chunk53Writer(LuaTarget target, DebugLevel strip)
    {
        _target = target;
        _strip = strip;
    }

    /// <summary>Dumps a main function.</summary>
    /// <param name="main">The function.</param>
    /// <param name="target">The 5.3 target it was compiled for.</param>
    /// <param name="strip">What debug data to keep of that which the function has.</param>
    public static DumpedChunk Dump(Proto main, LuaTarget target, DebugLevel strip)
    {
        var writer = new Chunk53Writer(target, strip);
        writer._out.Bytes(Header53.Bytes(target, Header53.ChunkFormat));
        writer._out.Byte(main.Upvalues.Length);
        writer.Function(main, null);
        return new DumpedChunk(writer._out.ToArray(), null);
    }

    void Function(Proto function, LuaString? parentSource)
    {
        bool isNew = function.Source is not null && !function.Source.Equals(parentSource);
        String(isNew ? function.Source : null);
        _out.Unsigned(function.LineDefined);
        _out.Unsigned(function.LastLineDefined);
        _out.Byte(function.NumParams);
        _out.Byte(function.IsVararg);
        _out.Byte(function.MaxStackSize);
        _out.Unsigned(function.Protos.Length);
        foreach (Proto child in function.Protos)
            Function(child, function.Source);
        _out.Unsigned(function.Code.Length);
        foreach (uint word in function.Code)
            _out.Word(word);
        _out.Unsigned(function.Constants.Length);
        foreach (Constant constant in function.Constants)
            Value(constant);
        Upvalues(function);
        DebugData(function);
    }

    void Value(Constant constant)
    {
        switch (constant.Kind)
        {
            case ConstantKind.Nil:
                _out.Byte((int)Tag53.Nil);
                break;
            case ConstantKind.Boolean:
                _out.Byte((int)Tag53.Boolean | (constant.AsBoolean ? 1 : 0));
                break;
            case ConstantKind.Float:
                _out.Byte((int)Tag53.Float);
                _out.Bytes(Header53.FloatBytes(_target, constant.AsFloat));
                break;
            case ConstantKind.Integer:
                _out.Integer(constant.AsInteger);
                break;
            default:
                String(constant.Text);
                break;
        }
    }

    void Upvalues(Proto function)
    {
        bool keepsNames = _strip == DebugLevel.Full;
        _out.Byte(keepsNames ? 1 : 0);
        _out.Unsigned(function.Upvalues.Length);
        foreach (UpvalueDescriptor upvalue in function.Upvalues)
        {
            if (keepsNames)
                String(upvalue.Name);
            _out.Byte(upvalue.InStack ? 1 : 0);
            _out.Byte(upvalue.Index);
        }
    }

    void DebugData(Proto function)
    {
        byte[] lines = _strip == DebugLevel.NoLines ? [] : function.LineInfo;
        _out.Unsigned(lines.Length);
        _out.Bytes(lines);
        LocVar[] locals = _strip == DebugLevel.Full ? function.LocVars : [];
        _out.Unsigned(locals.Length);
        foreach (LocVar local in locals)
        {
            String(local.Name);
            _out.Unsigned(local.StartPc);
            _out.Unsigned(local.EndPc);
        }
    }

    void String(LuaString? text)
    {
        if (text is null)
        {
            _out.Byte((int)Tag53.ShortString);
            return;
        }
        _out.Tagged(Tags53.Of(text), (ulong)text.Length + 1);
        _out.Bytes(text.Bytes);
    }
}
