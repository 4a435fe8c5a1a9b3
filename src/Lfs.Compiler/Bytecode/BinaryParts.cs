using System.Diagnostics;
using System.Numerics;

namespace Lfs.Compiler.Bytecode;

/// <summary>The magnitude of a double as <c>Mantissa × 2^Exponent</c>, which can be scaled
/// by a power of ten.</summary>
readonly struct BinaryParts
{
    // 53 bits × 10^22 still fit in 128 bits.
    const int MaxPower = 22;

    public BinaryParts(long bits)
    {
        int biased = (int)(bits >> 52) & 0x7FF;
        IsSpecial = biased == 0x7FF;
        Mantissa = unchecked((ulong)bits) & ((1UL << 52) - 1);
        if (biased != 0 && !IsSpecial)
            Mantissa |= 1UL << 52;
        Exponent = Math.Max(biased, 1) - 1075;
    }

    /// <summary>True for infinity (mantissa 0) and NaN.</summary>
    public bool IsSpecial { get; }

    public ulong Mantissa { get; }

    public int Exponent { get; }

    /// <summary>The power of two of the highest bit that is set.</summary>
    public int LeadingBit
    {
        get
        {
            int bits = 0;
            for (ulong rest = Mantissa; rest > 1; rest >>= 1)
                bits++;
            return bits + Exponent;
        }
    }

    /// <summary>Returns the value if it is an integer of at most 63 bits.</summary>
    public bool TryWhole(out ulong whole)
    {
        whole = 0;
        if (Exponent is > 10 or < -52)
            return false;
        whole = Exponent >= 0 ? Mantissa << Exponent : Mantissa >> -Exponent;
        return Exponent >= 0 || whole << -Exponent == Mantissa;
    }

    /// <summary>The value times a power of ten, rounded half to even, if 128 bits are
    /// enough to be exact.</summary>
    public bool TryScale(int power, out ulong scaled)
    {
        scaled = 0;
        if (power < 0)
            return power >= -18 && TryWhole(out ulong whole) && DivideByPowerOfTen(whole, -power, out scaled);
        if (power > MaxPower || Exponent is > 0 or < -127)
            return false;
        ulong low = Mantissa;
        ulong high = 0;
        for (; power > 0; power -= Math.Min(power, 9))
            Multiply(ref high, ref low, (uint)PowerOfTen(Math.Min(power, 9)));
        return TryShiftRight(high, low, -Exponent, out scaled);
    }

    /// <summary>The value times a power of ten, rounded half to even.</summary>
    public BigInteger Scale(int power)
    {
        BigInteger top = Mantissa;
        BigInteger bottom = BigInteger.One;
        if (power >= 0)
            top *= BigInteger.Pow(10, power);
        else
            bottom = BigInteger.Pow(10, -power);
        if (Exponent >= 0)
            top <<= Exponent;
        else
            bottom <<= -Exponent;
        BigInteger quotient = BigInteger.DivRem(top, bottom, out BigInteger rest);
        int toHalf = (rest + rest).CompareTo(bottom);
        return toHalf > 0 || (toHalf == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    static bool DivideByPowerOfTen(ulong value, int power, out ulong quotient)
    {
        ulong divisor = PowerOfTen(power);
        quotient = value / divisor;
        ulong twice = (value - quotient * divisor) * 2;
        return RoundUp(twice.CompareTo(divisor), ref quotient);
    }

    static ulong PowerOfTen(int power)
    {
        Debug.Assert(power is >= 0 and <= 19, "64 bits hold the power of ten.");
        ulong result = 1;
        for (; power > 0; power--)
            result *= 10;
        return result;
    }

    static void Multiply(ref ulong high, ref ulong low, uint factor)
    {
        ulong first = (low & uint.MaxValue) * factor;
        ulong second = (low >> 32) * factor + (first >> 32);
        low = second << 32 | (first & uint.MaxValue);
        high = high * factor + (second >> 32);
    }

    static bool TryShiftRight(ulong high, ulong low, int shift, out ulong result)
    {
        Debug.Assert(shift is >= 0 and < 128, "A shift leaves something of 128 bits.");
        result = 0;
        if (shift >= 64)
        {
            ulong mask = shift == 64 ? 0 : (1UL << (shift - 64)) - 1;
            ulong rest = high & mask;
            ulong half = shift == 64 ? 0 : 1UL << (shift - 65);
            result = high >> (shift - 64);
            int belowHalf = rest != half ? rest.CompareTo(half) : low == 0 ? 0 : 1;
            return RoundUp(shift == 64 ? low.CompareTo(1UL << 63) : belowHalf, ref result);
        }
        if (shift == 0)
        {
            result = low;
            return high == 0;
        }
        if (high >> shift != 0)
            return false;
        result = high << (64 - shift) | low >> shift;
        return RoundUp((low & ((1UL << shift) - 1)).CompareTo(1UL << (shift - 1)), ref result);
    }

    static bool RoundUp(int toHalf, ref ulong value)
    {
        if (value == ulong.MaxValue)
            return false;
        if (toHalf > 0 || (toHalf == 0 && (value & 1) != 0))
            value++;
        return true;
    }
}
