using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Parsing;
using static Lfs.Compiler.Parsing.ExpressionKind;

namespace Lfs.Compiler.Parsing51;

/// <summary>A 5.1 function during compilation.</summary>
/// <remarks>Source: lparser.c.</remarks>
sealed class FunctionState : FunctionScope
{
    readonly Lexer _lexer;

    /// <param name="lexer">The lexer that reads the function.</param>
    /// <param name="outer">The enclosing function, or null.</param>
    /// <param name="hasFloats">False for the integer build.</param>
    public FunctionState(Lexer lexer, FunctionState? outer, bool hasFloats)
        : base(lexer, Dialect.Lua51, new CodeGenerator(lexer, hasFloats), outer)
    {
        _lexer = lexer;
        Outer = outer;
    }

    /// <summary>The enclosing function; null for a main chunk.</summary>
    public FunctionState? Outer { get; }

    /// <summary>The state to reuse for inner functions; null if there was none yet.</summary>
    public FunctionState? Inner { get; set; }

    protected override void Finish()
    {
        RemoveLocals(0);
        Code.Return(0, 0);
    }

    protected override UpvalueDescriptor Describe(CapturedVariable variable, LuaString? name) =>
        new(name, false, 0);

    protected override LuaSyntaxException LimitError(int limit, string what, string where) =>
        _lexer.LimitError($"{where} has more than {limit} {what}");

    /// <summary>Finds the variable with a name: a local, an upvalue, or else a global:
    /// <c>singlevaraux</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOwn">False for a search by an inner function, for which a local
    /// becomes an upvalue.</param>
    public Expression Find(int name, bool isOwn)
    {
        int local = FindLocal(name);
        if (local >= 0)
        {
            if (!isOwn)
                MarkUpvalue(local);
            return new Expression(Local, local);
        }
        Expression outside = Outer is null ? new Expression(Global) : Outer.Find(name, false);
        return outside.Kind == Global ? outside : new Expression(Upvalue, UpvalueOf(name, outside));
    }

    int UpvalueOf(int name, Expression outside)
    {
        _lexer.Work.AddSearch(UpvalueCount);
        for (int i = 0; i < UpvalueCount; i++)
        {
            if (UpvalueAt(i).Kind == outside.Kind && UpvalueAt(i).Place == outside.Place)
                return i;
        }
        return AddUpvalue(name, outside);
    }

    public override void LeaveBlock()
    {
        Block block = PopBlock();
        RemoveLocals(block.ActiveLocals);
        if (block.HasUpvalue)
            Code.EmitAbc((int)Opcode51.Close, block.ActiveLocals, 0, 0);
        Code.FreeRegister = Code.ActiveLocals;
        Code.LandHere(block.BreakJumps);
    }

    /// <summary>True if an inner function uses a local of the innermost block.</summary>
    public bool BlockHasUpvalue => InnermostBlock.HasUpvalue;

    /// <summary>Emits a jump out of the innermost loop.</summary>
    public void Break()
    {
        int block = BlockCount - 1;
        bool hasUpvalue = false;
        for (; block >= 0 && !BlockAt(block).IsLoop; block--)
            hasUpvalue |= BlockAt(block).HasUpvalue;
        if (block < 0)
            throw _lexer.Error("no loop to break");
        if (hasUpvalue)
            Code.EmitAbc((int)Opcode51.Close, BlockAt(block).ActiveLocals, 0, 0);
        Code.Join(ref BlockAt(block).BreakJumps, Code.EmitJump());
    }

    /// <summary>Emits a closure. The words after it select its upvalues: <c>pushclosure</c>.</summary>
    public Expression EmitClosure(Proto proto, FunctionState inner)
    {
        AddProto(proto);
        var closure = new Expression(
            Relocatable, Code.EmitABx((int)Opcode51.Closure, 0, ProtoCount - 1));
        for (int i = 0; i < inner.UpvalueCount; i++)
        {
            CapturedVariable captured = inner.UpvalueAt(i);
            Opcode51 from = captured.Kind == Local ? Opcode51.Move : Opcode51.GetUpval;
            Code.EmitAbc((int)from, 0, captured.Place, 0);
        }
        return closure;
    }
}
