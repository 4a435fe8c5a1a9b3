using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Parsing;
using static Lfs.Compiler.Parsing.ExpressionKind;

namespace Lfs.Compiler.Parsing51;

/// <summary>Emits the code of one 5.1 function.</summary>
/// <remarks>Source: lcode.c.</remarks>
sealed class CodeGenerator : Emitter
{
    readonly bool _hasFloats;

    /// <param name="lexer">The lexer that reads the function.</param>
    /// <param name="hasFloats">False for the integer build.</param>
    public CodeGenerator(Lexer lexer, bool hasFloats)
        : base(lexer, Dialect.Lua51, new ConstantIndex(), new LineInfo51Encoder())
    {
        _hasFloats = hasFloats;
    }

    public override void LoadNil(int from, int count)
    {
        int last = from + count - 1;
        if (!IsTarget)
        {
            // Registers are nil at the start of a function, so no instruction is needed.
            if (Pc == 0 && from >= ActiveLocals)
                return;
            if (Pc > 0 && TryLengthen(ref At(Pc - 1), from, last))
                return;
        }
        EmitAbc((int)Opcode51.LoadNil, from, last, 0);
    }

    static bool TryLengthen(ref Instruction before, int from, int last)
    {
        if (before.Op != (int)Opcode51.LoadNil || before.A > from || from > before.B + 1)
            return false;
        if (last > before.B)
            before = before.WithB(last);
        return true;
    }

    // The number of constants is limited so that every index fits in Bx.
    protected override void LoadFarConstant(int register, int constant) =>
        throw Scanner.CapacityError(Dialect.Lua51.TooManyConstants);

    protected override void EmitBatch(int batch) => Emit(new Instruction((uint)batch));

    public override int WholeConstant(int value) => NumberConstant(value);

    protected override int NumeralConstant(ref Expression e) => NumberConstant(e.Number);

    int NumberConstant(double value)
    {
        // Keys compare as Lua numbers do, so 0 and -0 share the constant that was added first.
        long key = value == 0 ? 0 : BitConverter.DoubleToInt64Bits(value);
        return ConstantOf(key, _hasFloats ? Constant.Float(value) : Constant.Integer((long)value));
    }

    // Adds no constant once its index would not fit in the operand.
    protected override void ToConstant(ref Expression e)
    {
        if (ConstantCount <= Instruction.MaxIndexRk)
            e.Become(InConstants, e.Kind == Number ? NumeralConstant(ref e) : LiteralConstant(e.Kind));
    }

    protected override int LoadGlobal(ref Expression e) => EmitABx((int)Opcode51.GetGlobal, 0, e.Place);

    protected override void StoreGlobal(ref Expression variable, ref Expression value) =>
        EmitABx((int)Opcode51.SetGlobal, ToAnyRegister(ref value), variable.Place);

    protected override bool TryFold(UnaryOperator op, ref Expression e)
    {
        e.Number = -e.Number;
        if (!_hasFloats)
            e.Number = unchecked((int)(long)e.Number);
        return true;
    }

    protected override bool TryFold(BinaryOperator op, ref Expression left, ref Expression right)
    {
        if (!Folding.TryFold(op, _hasFloats, left.Number, right.Number, out double result))
            return false;
        left.Number = result;
        return true;
    }
}
