using Lfs.Compiler.Parsing;

namespace Lfs.Compiler.Parsing51;

/// <summary>Constant folding with the arithmetic of the target.</summary>
/// <remarks>Source: lcode.c, <c>constfolding</c>; luaconf.h, <c>luai_num*</c>; lvm.c,
/// <c>luai_ipow</c>.</remarks>
static class Folding
{
    /// <summary>Folds an operation on two constants, unless it must be left to run time.</summary>
    /// <remarks>Division by zero and NaN results are left to run time, so that they
    /// behave like other code.</remarks>
    public static bool TryFold(
        BinaryOperator op, bool hasFloats, double left, double right, out double result)
    {
        result = 0;
        if (op is BinaryOperator.Div or BinaryOperator.Mod && right == 0)
            return false;
        result = hasFloats ? Fold(op, left, right) : Fold(op, (int)left, (int)right);
        return !double.IsNaN(result);
    }

    static double Fold(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Sub => left - right,
        BinaryOperator.Mul => left * right,
        BinaryOperator.Div => left / right,
        BinaryOperator.Mod => left - Math.Floor(left / right) * right,
        _ => Math.Pow(left, right),
    };

    static int Fold(BinaryOperator op, int left, int right) => unchecked(op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Sub => left - right,
        BinaryOperator.Mul => left * right,
        BinaryOperator.Div => Divide(left, right),
        BinaryOperator.Mod => left - Divide(left, right) * right,
        _ => Power(left, right),
    });

    // Rounds down. Uses 64 bits, because the least integer divided by -1 has no 32-bit result.
    static int Divide(int left, int right)
    {
        long quotient = (long)left / right;
        bool isRoundedUp = (left < 0) != (right < 0) && quotient * right != left;
        return unchecked((int)(isRoundedUp ? quotient - 1 : quotient));
    }

    static int Power(int root, int exponent)
    {
        if (exponent < 0)
            return 0;
        int result = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result = unchecked(result * root);
            root = unchecked(root * root);
        }
        return result;
    }
}
