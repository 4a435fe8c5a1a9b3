namespace Lfs.Compiler.Bytecode;

/// <summary>Writes functions to 5.3 files. <c>.lc</c> files and LFS images differ only in how
/// they hold strings.</summary>
/// <remarks>Source: app/lua53/ldump.c, <c>DumpFunction</c>.</remarks>
public abstract class FunctionWriter53
{
    readonly LuaTarget _target;
    readonly DebugLevel _strip;

    private protected FunctionWriter53(LuaTarget target, DebugLevel strip)
    {
        _target = target;
        _strip = strip;
    }

    private protected ByteWriter Out { get; } = new();

    private protected abstract void String(LuaString? text);

    private protected void Function(Proto function, LuaString? parentSource)
    {
        bool isNew = function.Source is not null && !function.Source.Equals(parentSource);
        String(isNew ? function.Source : null);
        Out.Unsigned(function.LineDefined);
        Out.Unsigned(function.LastLineDefined);
        Out.Byte(function.NumParams);
        Out.Byte(function.IsVararg);
        Out.Byte(function.MaxStackSize);
        Out.Unsigned(function.Protos.Length);
        foreach (Proto child in function.Protos)
            Function(child, function.Source);
        Out.Unsigned(function.Code.Length);
        foreach (uint word in function.Code)
            Out.Word(word);
        Out.Unsigned(function.Constants.Length);
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
                Out.Byte((int)Tag53.Nil);
                break;
            case ConstantKind.Boolean:
                Out.Byte((int)Tag53.Boolean | (constant.AsBoolean ? 1 : 0));
                break;
            case ConstantKind.Float:
                Out.Byte((int)Tag53.Float);
                Out.Bytes(Header53.FloatBytes(_target, constant.AsFloat));
                break;
            case ConstantKind.Integer:
                Out.Integer(constant.AsInteger);
                break;
            default:
                String(constant.Text);
                break;
        }
    }

    void Upvalues(Proto function)
    {
        bool keepsNames = _strip == DebugLevel.Full;
        Out.Byte(keepsNames ? 1 : 0);
        Out.Unsigned(function.Upvalues.Length);
        foreach (UpvalueDescriptor upvalue in function.Upvalues)
        {
            if (keepsNames)
                String(upvalue.Name);
            Out.Byte(upvalue.InStack ? 1 : 0);
            Out.Byte(upvalue.Index);
        }
    }

    void DebugData(Proto function)
    {
        byte[] lines = _strip == DebugLevel.NoLines ? [] : function.LineInfo;
        Out.Unsigned(lines.Length);
        Out.Bytes(lines);
        LocVar[] locals = _strip == DebugLevel.Full ? function.LocVars : [];
        Out.Unsigned(locals.Length);
        foreach (LocVar local in locals)
        {
            String(local.Name);
            Out.Unsigned(local.StartPc);
            Out.Unsigned(local.EndPc);
        }
    }
}
