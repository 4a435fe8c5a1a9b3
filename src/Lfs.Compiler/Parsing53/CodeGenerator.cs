using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Parsing;
using static Lfs.Compiler.Parsing.ExpressionKind;

namespace Lfs.Compiler.Parsing53;

/// <summary>Emits the code of one 5.3 function.</summary>
/// <remarks>Source: lcode.c.</remarks>
sealed class CodeGenerator : Emitter
{
    readonly Folding _folding;

    /// <param name="lexer">The lexer that reads the function.</param>
    /// <param name="constants">The constant index of the whole source.</param>
    /// <param name="folding">The arithmetic of the target.</param>
    public CodeGenerator(Lexer lexer, ConstantIndex constants, Folding folding)
        : base(lexer, Dialect.Lua53, constants, new LineInfo53Encoder())
    {
        _folding = folding;
    }

    public override void LoadNil(int from, int count)
    {
        if (!IsTarget && Pc > 0 && TryWiden(ref At(Pc - 1), from, from + count - 1))
            return;
        EmitAbc((int)Opcode53.LoadNil, from, count - 1, 0);
    }

    // Two ranges that overlap or touch are merged into one instruction (luaK_nil).
    static bool TryWiden(ref Instruction before, int from, int last)
    {
        if (before.Op != (int)Opcode53.LoadNil)
            return false;
        int lastBefore = before.A + before.B;
        if (from > lastBefore + 1 || before.A > last + 1)
            return false;
        int first = Math.Min(from, before.A);
        before = before.WithA(first).WithB(Math.Max(last, lastBefore) - first);
        return true;
    }

    protected override void LoadFarConstant(int register, int constant)
    {
        EmitABx((int)Opcode53.LoadKX, register, 0);
        Emit(Instruction.FromAx((int)Opcode53.ExtraArg, constant));
    }

    protected override void EmitBatch(int batch)
    {
        if (batch > Instruction.MaxAx)
            throw Scanner.Error("constructor too long");
        Emit(Instruction.FromAx((int)Opcode53.ExtraArg, batch));
    }

    public override int WholeConstant(int value) => IntegerConstant(value);

    protected override int NumeralConstant(ref Expression e) => e.Kind == Integer
        ? IntegerConstant(e.Integer)
        : ConstantOf(e.Integer, Constant.Float(e.Number));

    int IntegerConstant(long value) => ConstantOf(value, Constant.Integer(value));

    // Converts to a constant even if its index is too large for the operand. Then it is loaded.
    protected override void ToConstant(ref Expression e) => e.Become(
        InConstants, e.Kind is Number or Integer ? NumeralConstant(ref e) : LiteralConstant(e.Kind));

    public override void ToIndexable(ref Expression e)
    {
        if (e.Kind != Upvalue || e.HasJumps)
            ToAnyRegister(ref e);
    }

    protected override int LoadGlobal(ref Expression e)
    {
        Free(e.Key);
        return EmitAbc((int)Opcode53.GetTabUp, 0, e.Place, e.Key);
    }

    protected override void StoreGlobal(ref Expression variable, ref Expression value) =>
        EmitAbc((int)Opcode53.SetTabUp, variable.Place, variable.Key, ToRk(ref value));

    /// <summary>Makes a list of jumps close the upvalues from a register on:
    /// <c>luaK_patchclose</c>.</summary>
    public void CloseOnJump(int list, int register)
    {
        // A is the register plus 1, because 0 means that nothing is closed.
        for (; list != NoJump; list = NextJump(list), Scanner.Work.Add(1))
            At(list) = At(list).WithA(register + 1);
    }

    protected override bool TryFold(UnaryOperator op, ref Expression e) => _folding.TryFold(op, ref e);

    protected override bool TryFold(BinaryOperator op, ref Expression left, ref Expression right) =>
        _folding.TryFold(op, ref left, ref right);
}
