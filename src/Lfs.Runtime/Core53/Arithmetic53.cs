using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// Arithmetic of 5.3. Integers wrap and floats round to the size of the build. Both are computed in 64 bits;
// storing a value narrows it (Targets.cs), so only operations that depend on the size handle it here.
unsafe partial class Interpreter<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static long WrapInteger(long value) => T.IntegerBits == 32 ? unchecked((int)value) : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double RoundFloat(double value) => T.IntegerBits == 32 ? (float)value : value;

    /// <summary>Converts two numbers to floats; false if either is no number. The caller must try integer
    /// arithmetic first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool AreFloats(T* b, T* c, out double x, out double y)
    {
        if (b->Tag == Tag<T>.Number)
            x = b->Float;
        else if (b->Tag == Tag<T>.Integer)
            x = RoundFloat(b->Int);
        else
            goto no;
        if (c->Tag == Tag<T>.Number)
            y = c->Float;
        else if (c->Tag == Tag<T>.Integer)
            y = RoundFloat(c->Int);
        else
            goto no;
        return true;
    no:
        x = 0;
        y = 0;
        return false;
    }

    /// <summary>Shifts left, or right if the distance is negative, filling with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static long ShiftLeft53(long value, long distance)
    {
        if (distance <= -T.IntegerBits || distance >= T.IntegerBits)
            return 0;
        ulong bits = T.IntegerBits == 32 ? unchecked((uint)value) : unchecked((ulong)value);
        return unchecked((long)(distance >= 0 ? bits << (int)distance : bits >> (int)-distance));
    }

    /// <summary>
    /// Arithmetic on operands that the fast path does not handle. False on an error or a yield.
    /// </summary>
    /// <remarks>Source: ltm.c, <c>luaT_trybinTM</c>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool Arithmetic53(T* result, T* b, T* c, Event e)
    {
        T x;
        T y;
        if (ToNumber(b, &x) && ToNumber(c, &y))
        {
            T value = default;
            switch (Compute53(&value, &x, &y, b, c, e))
            {
                case Computed.Yes:
                    *result = value;
                    return true;
                case Computed.Failed:
                    return false;
            }
        }
        T* method = EitherMethod53(b, c, e);
        if (method->Tag != Tag<T>.Nil)
            return CallMethod(result, method, b, c);
        if (!IsBitwise(e))
            return Introspection.OperandError53(b, c, "perform arithmetic on");
        return ToNumber(b, &x) && ToNumber(c, &y)
            ? Introspection.IntegerError53(b, c)
            : Introspection.OperandError53(b, c, "perform bitwise operation on");
    }

    static bool IsBitwise(Event e) => e is >= Event.BAnd and <= Event.Shr or Event.BNot;

    enum Computed
    {
        Yes,
        No,
        Failed,
    }

    /// <remarks>Source: lobject.c, <c>luaO_arith</c>.</remarks>
    Computed Compute53(T* result, T* x, T* y, T* b, T* c, Event e)
    {
        Debug.Assert(Tag<T>.IsNumber(x->Tag) && Tag<T>.IsNumber(y->Tag), "Arithmetic is on numbers.");
        if (IsBitwise(e))
        {
            if (!ToInteger53(x, out long left) || !ToInteger53(y, out long right))
                return Computed.No;
            SetInteger(result, Bitwise53(left, right, e));
            return Computed.Yes;
        }
        bool integers = b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer;
        if (integers && e is not (Event.Div or Event.Pow))
            return ComputeIntegers53(result, x->Int, y->Int, e);
        AreFloats(x, y, out double l, out double r);
        if (e == Event.Mod && r == 0)
        {
            // On the device a float modulo by zero is an error, not a NaN.
            Introspection.RunError("modulo by zero");
            return Computed.Failed;
        }
        SetNumber(result, e switch
        {
            Event.Add => l + r,
            Event.Sub => l - r,
            Event.Mul => l * r,
            Event.Div => l / r,
            Event.IDiv => Math.Floor(RoundFloat(l / r)),
            Event.Mod => FloatModulo(l, r),
            Event.Pow => Math.Pow(l, r),
            _ => -l,
        });
        return Computed.Yes;
    }

    static long Bitwise53(long left, long right, Event e) => e switch
    {
        Event.BAnd => left & right,
        Event.BOr => left | right,
        Event.BXor => left ^ right,
        Event.Shl => ShiftLeft53(left, right),
        // The least integer is its own negative, but either way that distance shifts everything out.
        Event.Shr => ShiftLeft53(left, unchecked(-right)),
        _ => ~left,
    };

    /// <remarks>Source: lobject.c, <c>intarith</c>.</remarks>
    Computed ComputeIntegers53(T* result, long a, long b, Event e)
    {
        Debug.Assert(e is not (Event.Div or Event.Pow), "A quotient and a power are floats.");
        if (b == 0 && (e is Event.IDiv or Event.Mod))
        {
            Introspection.RunError(
                e == Event.IDiv ? "attempt to divide by zero" : "attempt to perform 'n%0'");
            return Computed.Failed;
        }
        SetInteger(result, unchecked(e switch
        {
            Event.Add => a + b,
            Event.Sub => a - b,
            Event.Mul => a * b,
            // By -1 separately: the host traps on the least integer divided by -1.
            Event.IDiv => b == -1 ? -a : FloorDivide(a, b),
            Event.Mod => b == -1 ? 0 : IntegerModulo(a, b),
            _ => -a,
        }));
        return Computed.Yes;
    }

    /// <remarks>Source: lvm.c, <c>luaV_mod</c>.</remarks>
    static long IntegerModulo(long a, long b)
    {
        Debug.Assert(b is not (0 or -1), "The caller handles 0 and -1, which the host's % rejects.");
        long rest = a % b;
        return rest != 0 && (rest ^ b) < 0 ? rest + b : rest;
    }

    static double FloatModulo(double a, double b)
    {
        double rest = a % b;
        return rest * b < 0 ? rest + b : rest;
    }

    /// <summary>Converts a number to the integer equal to it; false if there is none.</summary>
    /// <remarks>Source: lvm.c, <c>luaV_tointeger</c>.</remarks>
    internal static bool ToInteger53(T* number, out long integer)
    {
        Debug.Assert(Tag<T>.IsNumber(number->Tag), "Only a number has an integer value.");
        if (number->Tag != Tag<T>.Integer)
            return FloatToInteger(number->Float, out integer);
        integer = number->Int;
        return true;
    }

    /// <remarks>Source: lvm.c, <c>LTnum</c>.</remarks>
    static bool LessThan53(T* a, T* b)
    {
        Debug.Assert(Tag<T>.IsNumber(a->Tag) && Tag<T>.IsNumber(b->Tag), "Numbers are compared as numbers.");
        if (a->Tag == Tag<T>.Integer)
            return b->Tag == Tag<T>.Integer ? a->Int < b->Int : IsBelow(a->Int, b->Float);
        return b->Tag == Tag<T>.Integer ? IsAbove(b->Int, a->Float) : a->Float < b->Float;
    }

    /// <remarks>Source: lvm.c, <c>LEnum</c>.</remarks>
    static bool LessOrEqual53(T* a, T* b)
    {
        Debug.Assert(Tag<T>.IsNumber(a->Tag) && Tag<T>.IsNumber(b->Tag), "Numbers are compared as numbers.");
        if (a->Tag == Tag<T>.Integer)
        {
            return b->Tag == Tag<T>.Integer
                ? a->Int <= b->Int
                : !double.IsNaN(b->Float) && !IsAbove(a->Int, b->Float);
        }
        return b->Tag == Tag<T>.Integer
            ? !double.IsNaN(a->Float) && !IsBelow(b->Int, a->Float)
            : a->Float <= b->Float;
    }

    /// <summary>True if an integer is less than a float by value. No rounding: a double cannot hold every
    /// integer, so the float is converted, once it is known to be in range.</summary>
    static bool IsBelow(long integer, double real)
    {
        if (real >= TwoTo63)
            return true;
        return real > -TwoTo63 && integer < (long)Math.Ceiling(real);
    }

    /// <summary>True if an integer is greater than a float by value; false for a NaN.</summary>
    static bool IsAbove(long integer, double real)
    {
        if (real < -TwoTo63)
            return true;
        return real < TwoTo63 && integer > (long)Math.Floor(real);
    }

    /// <summary>Prepares a numeric <c>for</c>; an integer loop if start and step are integers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool PrepareFor53(T* ra)
    {
        if (ra->Tag == Tag<T>.Integer && ra[2].Tag == Tag<T>.Integer
            && ForLimit(ra + 1, ra[2].Int, out long limit, out bool isEmpty))
        {
            SetInteger(ra + 1, limit);
            // FORLOOP adds the step back. From 0, an empty loop fails its first test whatever the start was.
            ra->Int = unchecked((isEmpty ? 0 : ra->Int) - ra[2].Int);
            return true;
        }
        if (!ToFloatSlot53(ra + 1))
            return Introspection.RunError("'for' limit must be a number");
        if (!ToFloatSlot53(ra + 2))
            return Introspection.RunError("'for' step must be a number");
        if (!ToFloatSlot53(ra))
            return Introspection.RunError("'for' initial value must be a number");
        ra->Float -= ra[2].Float;
        return true;
    }

    bool ToFloatSlot53(T* slot)
    {
        T number;
        if (!ToNumber(slot, &number))
            return false;
        SetNumber(slot, number.Tag == Tag<T>.Integer ? number.Int : number.Float);
        return true;
    }

    /// <summary>
    /// Clips the limit of an integer loop to the range of integers; false if it is not a number.
    /// <paramref name="isEmpty"/> is true if the limit lies beyond the range on the side of the start.
    /// </summary>
    /// <remarks>Source: lvm.c, <c>forlimit</c>.</remarks>
    bool ForLimit(T* value, long step, out long limit, out bool isEmpty)
    {
        T number;
        isEmpty = false;
        limit = 0;
        if (!ToNumber(value, &number))
            return false;
        if (number.Tag == Tag<T>.Integer)
        {
            limit = number.Int;
            return true;
        }
        double real = number.Float;
        if (FloatToInteger(step < 0 ? Math.Ceiling(real) : Math.Floor(real), out limit))
            return true;
        limit = real > 0 ? LuaState<T>.MostInteger : LuaState<T>.LeastInteger;
        isEmpty = real > 0 ? step < 0 : step >= 0;
        return true;
    }

    /// <summary>Pushes the number that a text spells; pushes nothing and returns false if none.</summary>
    internal bool PushNumberFrom(ReadOnlySpan<byte> text)
    {
        T number;
        if (!NumberFrom(text, &number))
            return false;
        *Top = number;
        Top++;
        return true;
    }
}
