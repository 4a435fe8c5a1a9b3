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

    /// <summary>The next random number: 31 bits, as C's <c>rand</c> gives.</summary>
    /// <remarks>
    /// SplitMix64. What a device's ROM computes is not documented, so its sequences are not reproduced; like
    /// there, a state that was not seeded always starts with the same sequence.
    /// </remarks>
    internal int NextRandom()
    {
        unchecked
        {
            ulong z = _randomState += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) >> 33);
        }
    }
}
