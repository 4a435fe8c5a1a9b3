using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Parsing;
using static Lfs.Compiler.Parsing.ExpressionKind;

namespace Lfs.Compiler.Parsing53;

/// <summary>A 5.3 function while it is compiled.</summary>
/// <remarks>Source: lparser.c.</remarks>
sealed partial class FunctionState : FunctionScope
{
    readonly Lexer _lexer;
    readonly CodeGenerator _code;

    /// <param name="lexer">Where the function is read from.</param>
    /// <param name="outer">The enclosing function, or null.</param>
    /// <param name="code">Emits its code.</param>
    public FunctionState(Lexer lexer, FunctionState? outer, CodeGenerator code)
        : base(lexer, Dialect.Lua53, code, outer)
    {
        _lexer = lexer;
        _code = code;
        Outer = outer;
    }

    /// <summary>The enclosing function; null for a main chunk.</summary>
    public FunctionState? Outer { get; }

    /// <summary>The state for functions inside this one, if there was one before.</summary>
    public FunctionState? Inner { get; set; }

    public override void Open(int lineDefined)
    {
        base.Open(lineDefined);
        _labels.Clear();
        _gotos.Clear();
        EnterBlock(isLoop: false);
    }

    /// <summary>Gives a main function its one upvalue, the table of globals.</summary>
    public void AddEnvironment(int name) => AddUpvalue(name, new Expression(Local, 0));

    protected override int DeclaredOutside => Outer is null ? 0 : Outer.DeclaredOutside + Outer.Declared;

    protected override void Finish()
    {
        _code.Return(0, 0);
        LeaveBlock();
    }

    protected override UpvalueDescriptor Describe(CapturedVariable variable, LuaString? name) =>
        new(name, variable.Kind == Local, (byte)variable.Place);

    protected override LuaSyntaxException LimitError(int limit, string what, string where) =>
        _lexer.Error($"too many {what} (limit is {limit}) in {where}");

    /// <summary>The program is nested too deep.</summary>
    public LuaSyntaxException LevelError() => LimitError(Limits.MaxLevels, "C levels");

    /// <summary>Finds the variable of a name here or further out.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOwn">False when an inner function asks: the local becomes an upvalue of that.</param>
    /// <returns>A local, an upvalue, or nothing: a global.</returns>
    public Expression Find(int name, bool isOwn)
    {
        int local = FindLocal(name);
        if (local >= 0)
        {
            if (!isOwn)
                MarkUpvalue(local);
            return new Expression(Local, local);
        }
        int upvalue = FindUpvalue(name);
        if (upvalue < 0)
        {
            Expression outside = Outer is null ? default : Outer.Find(name, false);
            if (outside.Kind == ExpressionKind.Void)
                return outside;
            upvalue = AddUpvalue(name, outside);
        }
        return new Expression(Upvalue, upvalue);
    }

    int FindUpvalue(int name)
    {
        int upvalue = 0;
        while (upvalue < UpvalueCount && UpvalueAt(upvalue).Name != name)
            upvalue++;
        _lexer.Work.AddSearch(upvalue);
        return upvalue < UpvalueCount ? upvalue : -1;
    }

    /// <summary>Emits the making of a closure of the inner function that is finished next.</summary>
    public Expression EmitClosure()
    {
        var closure = new Expression(Relocatable, _code.EmitABx((int)Opcode53.Closure, 0, ProtoCount));
        _code.ToNextRegister(ref closure);
        return closure;
    }

    /// <summary>Adds the inner function whose closure was emitted last.</summary>
    public void Add(Proto proto) => AddProto(proto);
}
