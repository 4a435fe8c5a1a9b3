using System.Globalization;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Parsing;
using static Lfs.Compiler.Parsing.ExpressionKind;

namespace Lfs.Compiler.Parsing53;

/// <summary>A 5.3 function during compilation.</summary>
/// <remarks>Source: lparser.c.</remarks>
sealed partial class FunctionState : FunctionScope
{
    readonly Lexer _lexer;
    readonly CodeGenerator _code;

    /// <param name="lexer">The lexer that reads the function.</param>
    /// <param name="outer">The enclosing function, or null.</param>
    /// <param name="code">The generator of its code.</param>
    public FunctionState(Lexer lexer, FunctionState? outer, CodeGenerator code)
        : base(lexer, Dialect.Lua53, code, outer)
    {
        _lexer = lexer;
        _code = code;
        Outer = outer;
    }

    /// <summary>The enclosing function; null for a main chunk.</summary>
    public FunctionState? Outer { get; }

    /// <summary>The state to reuse for inner functions; null if there was none yet.</summary>
    public FunctionState? Inner { get; set; }

    public override void Open(int lineDefined)
    {
        base.Open(lineDefined);
        _labels.Clear();
        _gotos.Clear();
        EnterBlock(isLoop: false);
    }

    /// <summary>Gives a main function its only upvalue, the table of globals.</summary>
    public void AddEnvironment(int name) => AddUpvalue(name, new Expression(Local, 0));

    protected override int DeclaredOutside => Outer is null ? 0 : Outer.DeclaredOutside + Outer.Declared;

    protected override void Finish()
    {
        _code.Return(0, 0);
        LeaveBlock();
    }

    protected override UpvalueDescriptor Describe(CapturedVariable variable, LuaString? name) =>
        new(name, variable.Kind == Local, (byte)variable.Place);

    protected override LuaSyntaxException LimitError(int limit, string what, string where)
    {
        string most = limit.ToString(CultureInfo.InvariantCulture);
        _lexer.Memory?.Format("too many ", what, " (limit is ", most, ") in ", where, "");
        return _lexer.Error($"too many {what} (limit is {most}) in {where}");
    }

    /// <summary>The error for too many nested levels.</summary>
    public LuaSyntaxException LevelError() => LimitError(Limits.MaxLevels, "C levels");

    /// <summary>Finds the variable with a name here or in an enclosing function:
    /// <c>singlevaraux</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOwn">False for a search by an inner function, for which a local
    /// becomes an upvalue.</param>
    /// <returns>A local, an upvalue, or Void for a global.</returns>
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

    /// <summary>Emits the closure of the inner function that is finished next.</summary>
    public Expression EmitClosure()
    {
        var closure = new Expression(Relocatable, _code.EmitABx((int)Opcode53.Closure, 0, ProtoCount));
        _code.ToNextRegister(ref closure);
        return closure;
    }

    /// <summary>Adds the inner function whose closure was emitted last.</summary>
    public void Add(Proto proto) => AddProto(proto);
}
