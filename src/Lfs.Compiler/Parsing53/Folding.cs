using Lfs.Compiler.Parsing;
using static Lfs.Compiler.Parsing.BinaryOperator;

namespace Lfs.Compiler.Parsing53;

/// <summary>Constant folding with the arithmetic of the target: 64-bit integers and doubles, or 32-bit
/// integers and floats.</summary>
/// <remarks>Source: lcode.c, <c>constfolding</c>; lobject.c, <c>luaO_arith</c>; lvm.c; llimits.h,
/// <c>luai_num*</c>.</remarks>
sealed class Folding(int bits)
{
    /// <summary>Folds an operator on a numeral, unless it must be left to run time.</summary>
    public bool TryFold(UnaryOperator op, ref Expression e)
    {
        if (op == UnaryOperator.BNot)
        {
            var ones = Expression.OfInteger(-1);
            return TryFold(BXor, ref e, ref ones);
        }
        if (e.Kind == ExpressionKind.Number)
            return TryBecome(ref e, -e.Number);
        e = Expression.OfInteger(Wrap(unchecked(-e.Integer)));
        return true;
    }

    /// <summary>Folds an operator on two numerals, unless it must be left to run time.</summary>
    /// <remarks>
    /// Division by zero, bitwise operators on numbers without an integer value, and results of 0.0 or NaN are
    /// left to run time, so that they behave like other code.
    /// </remarks>
    public bool TryFold(BinaryOperator op, ref Expression left, ref Expression right)
    {
        if (op is Div or IDiv or Mod && FloatOf(right) == 0)
            return false;
        if (op is >= BAnd and <= Shr)
        {
            if (!TryInteger(left, out long first) || !TryInteger(right, out long second))
                return false;
            left = Expression.OfInteger(Wrap(FoldBits(op, first, second)));
            return true;
        }
        if (op is Div or Pow || left.Kind == ExpressionKind.Number || right.Kind == ExpressionKind.Number)
            return TryBecome(ref left, FoldFloats(op, FloatOf(left), FloatOf(right)));
        left = Expression.OfInteger(Wrap(FoldIntegers(op, left.Integer, right.Integer)));
        return true;
    }

    static bool TryBecome(ref Expression e, double result)
    {
        if (double.IsNaN(result) || result == 0)
            return false;
        e = Expression.OfNumber(result);
        return true;
    }

    double FloatOf(in Expression e) => e.Kind == ExpressionKind.Number ? e.Number : Round(e.Integer);

    bool TryInteger(in Expression e, out long value)
    {
        value = e.Integer;
        if (e.Kind == ExpressionKind.Integer)
            return true;
        double limit = bits == 32 ? -(double)int.MinValue : -(double)long.MinValue;
        bool isWhole = e.Number >= -limit && e.Number < limit && Math.Floor(e.Number) == e.Number;
        value = isWhole ? (long)e.Number : 0;
        return isWhole;
    }

    // Computes a float operation in doubles and rounds it. 53 bits are more than twice 24, so the result is
    // the same as with one rounding.
    double Round(double value) => bits == 32 ? (float)value : value;

    long Wrap(long value) => bits == 32 ? unchecked((int)value) : value;

    double FoldFloats(BinaryOperator op, double left, double right) => op switch
    {
        Add => Round(left + right),
        Sub => Round(left - right),
        Mul => Round(left * right),
        Div => Round(left / right),
        IDiv => Math.Floor(Round(left / right)),
        Mod => Modulo(left, right),
        _ => Round(Math.Pow(left, right)),
    };

    double Modulo(double left, double right)
    {
        double rest = left % right;
        return Round(rest * right) < 0 ? Round(rest + right) : rest;
    }

    static long FoldIntegers(BinaryOperator op, long left, long right) => unchecked(op switch
    {
        Add => left + right,
        Sub => left - right,
        Mul => left * right,
        IDiv => right == -1 ? -left : Divide(left, right),
        _ => right == -1 ? 0 : left - Divide(left, right) * right,
    });

    // Rounds down.
    static long Divide(long left, long right)
    {
        long quotient = left / right;
        bool isRoundedUp = (left < 0) != (right < 0) && quotient * right != left;
        return isRoundedUp ? quotient - 1 : quotient;
    }

    long FoldBits(BinaryOperator op, long left, long right) => op switch
    {
        BAnd => left & right,
        BOr => left | right,
        BXor => left ^ right,
        Shl => Shift(left, right),
        // Negating the least integer wraps, but such a distance shifts out everything in either direction.
        _ => Shift(left, unchecked(-right)),
    };

    // A logical shift. A negative distance shifts to the right (luaV_shiftl).
    long Shift(long value, long distance)
    {
        if (distance <= -bits || distance >= bits)
            return 0;
        ulong pattern = bits == 32 ? unchecked((uint)value) : unchecked((ulong)value);
        return unchecked((long)(distance < 0 ? pattern >> (int)-distance : pattern << (int)distance));
    }
}
