namespace Lfs.Runtime.Core;

// Numbers as the math and string libraries see them.
unsafe partial class LuaState<T>
{
    ulong _randomState = 1;

    /// <summary>5.3: the limits of an integer.</summary>
    internal static long LeastInteger => T.IntegerBits == 64 ? long.MinValue : int.MinValue;
    internal static long MostInteger => T.IntegerBits == 64 ? long.MaxValue : int.MaxValue;

    /// <summary>A number argument as the target's float: 5.3 with 32-bit numbers rounds integers.</summary>
    internal double CheckFloat(int argument)
    {
        double value = CheckNumber(argument);
        return T.HasIntegers && T.IntegerBits == 32 ? (float)value : value;
    }

    /// <summary>5.3: the integer that a number is, or that a string spells.</summary>
    internal bool TryInteger(int index, out long integer)
    {
        T number;
        if (!ToNumber(ValueAt(index), &number))
        {
            integer = 0;
            return false;
        }
        integer = number.Int;
        return number.Tag == Tag<T>.Integer || FloatToInteger(number.Float, out integer);
    }

    /// <summary><c>x^y</c> of the integer build.</summary>
    internal static long Power(long value, long exponent) => IntegerPower((int)value, (int)exponent);

    /// <summary>Starts the sequence of random numbers that belongs to a seed.</summary>
    internal void SeedRandom(uint seed) => _randomState = seed;

    /// <summary>The next random number: 31 bits, as C's <c>rand</c> gives. A state that was not seeded starts
    /// with the sequence of seed 1.</summary>
    /// <remarks>The firmware is linked with newlib (app/Makefile, <c>-lc</c>), whose <c>rand</c> is a linear
    /// congruential generator of 64 bits with a multiplier of Knuth's. Source: newlib, libc/stdlib/rand.c.
    /// </remarks>
    internal int NextRandom()
    {
        const ulong Multiplier = 6364136223846793005;
        _randomState = unchecked(_randomState * Multiplier + 1);
        return (int)(_randomState >> 32) & int.MaxValue;
    }
}
