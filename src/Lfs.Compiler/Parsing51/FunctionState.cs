using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Parsing;
using static Lfs.Compiler.Parsing.ExpressionKind;

namespace Lfs.Compiler.Parsing51;

/// <summary>A 5.1 function while it is compiled.</summary>
/// <remarks>Source: lparser.c.</remarks>
sealed class FunctionState : FunctionScope
{
    readonly Lexer _lexer;

    /// <param name="lexer">Where the function is read from.</param>
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

    /// <summary>The state for functions inside this one, if there was one before.</summary>
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

    /// <summary>Finds the variable of a name: here, further out, or else a global.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOwn">False when an inner function asks: the local becomes an upvalue of that.</param>
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

    /// <summary>Whether an inner function uses a local of the innermost block.</summary>
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

    /// <summary>Emits the making of a closure; the words after it say where its upvalues come from.</summary>
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
