#if NET
using System.Globalization;
using BytesIn = System.ReadOnlySpan<byte>;
#else
using BytesIn = Lfs.Compiler.Bytecode.ByteRange;
#endif
using System.Numerics;

namespace Lfs.Compiler.Bytecode;

// Text to numbers: C's strtod and strtol, and the conversions that Lua builds on them. Floats are correctly
// rounded: by one exact operation if possible, else with big integers.
public static partial class NumberText
{
    // 767 digits decide the rounding of any double. Of the digits after them, only "not all zero" matters.
    const int MaxDigits = 800;

    // No number of digits that fits in memory can compensate for a larger exponent.
    const int MaxExponent = 1 << 30;

    static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    static int ScanFloatCore(BytesIn text, out double value)
    {
        int at = SkipSpace(text, 0);
        bool isNegative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+')
            at++;
        int end = ScanMagnitude(text, at, out value);
        if (isNegative)
            value = -value;
        return end == at ? 0 : end;
    }

    static int ScanMagnitude(BytesIn text, int at, out double value)
    {
        if (IsHexPrefix(text, at))
        {
            int end = ScanHex(text, at + 2, out value);
            if (end > at + 2)
                return end;
        }
        if (at < text.Length && (IsDigit(text[at]) || text[at] == '.'))
            return ScanDecimal(text, at, out value);
        return ScanWord(text, at, out value);
    }

    static int ScanWord(BytesIn text, int at, out double value)
    {
        value = 0;
        if (Matches(text, at, "inf"))
        {
            value = double.PositiveInfinity;
            return at + (Matches(text, at, "infinity") ? 8 : 3);
        }
        if (!Matches(text, at, "nan"))
            return at;
        // .NET's NaN has the sign bit set, which printf would show.
        value = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000);
        int end = at + 3;
        if (end >= text.Length || text[end] != '(')
            return end;
        int close = end + 1;
        while (close < text.Length && (HexValue(text[close]) >= 0 || IsWordByte(text[close])))
            close++;
        return close < text.Length && text[close] == ')' ? close + 1 : end;
    }

    static bool IsWordByte(int c) => c == '_' || (c | 0x20) is >= 'a' and <= 'z';

    static bool Matches(BytesIn text, int at, string word)
    {
        for (int i = 0; i < word.Length; i++)
        {
            if (at + i >= text.Length || (text[at + i] | 0x20) != word[i])
                return false;
        }
        return true;
    }

    static bool IsHexPrefix(BytesIn text, int at) =>
        at + 1 < text.Length && text[at] == '0' && (text[at + 1] | 0x20) == 'x';

    static int SkipSpace(BytesIn text, int at)
    {
        while (at < text.Length && IsSpace(text[at]))
            at++;
        return at;
    }

    static int ScanDecimal(BytesIn text, int start, out double value)
    {
        ulong mantissa = 0;
        int kept = 0;       // Significant digits in the mantissa: at most 19 fit.
        int exponent = 0;
        bool isExact = true;
        bool sawDigit = false;
        bool sawPoint = false;
        int at = start;
        for (; at < text.Length; at++)
        {
            int c = text[at];
            if (c == '.' && !sawPoint)
            {
                sawPoint = true;
                continue;
            }
            if (!IsDigit(c))
                break;
            sawDigit = true;
            if (kept < 19)
            {
                mantissa = mantissa * 10 + (uint)(c - '0');
                kept += mantissa == 0 ? 0 : 1;
                exponent -= sawPoint ? 1 : 0;
            }
            else
            {
                isExact &= c == '0';
                exponent += sawPoint ? 0 : 1;
            }
        }
        value = 0;
        if (!sawDigit)
            return start;
        int digitsEnd = at;
        at = ScanExponent(text, at, 'e', out int written);
        exponent = Limit((long)exponent + written);
        value = isExact && mantissa <= 1UL << 53 && exponent is >= -22 and <= 22
            ? Scale(mantissa, exponent)
            : Round(text, start, digitsEnd, at, written);
        return at;
    }

    // This is exact: both operands are exact doubles, so the operation rounds only once.
    static double Scale(ulong mantissa, int exponent) =>
        exponent < 0 ? mantissa / PowersOfTen[-exponent] : mantissa * PowersOfTen[exponent];

    static int Limit(long exponent) => (int)Math.Max(-MaxExponent, Math.Min(MaxExponent, exponent));

    static int ScanExponent(BytesIn text, int at, char letter, out int exponent)
    {
        exponent = 0;
        if (at >= text.Length || (text[at] | 0x20) != letter)
            return at;
        int digits = at + 1;
        bool isNegative = digits < text.Length && text[digits] == '-';
        if (digits < text.Length && text[digits] is (byte)'-' or (byte)'+')
            digits++;
        int end = digits;
        for (; end < text.Length && IsDigit(text[end]); end++)
            exponent = Limit(exponent * 10L + (text[end] - '0'));
        if (isNegative)
            exponent = -exponent;
        return end == digits ? at : end;
    }

    static double Round(BytesIn text, int start, int digitsEnd, int end, int exponent)
    {
#if NET
        // Since version 3.0, .NET rounds correctly and is much faster. It clamps very large exponents, so
        // those are handled here.
        const int MostDigits = 2000;
        const int MostExponent = 4000;
        if (digitsEnd - start <= MostDigits && Math.Abs(exponent) <= MostExponent
            && double.TryParse(
                text[start..end], NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out double value))
        {
            return value;
        }
#endif
        return RoundDecimal(text, start, digitsEnd, exponent);
    }

    static double RoundDecimal(BytesIn text, int start, int end, int exponent)
    {
        BigInteger digits = BigInteger.Zero;
        ulong chunk = 0;
        ulong chunkScale = 1;
        int count = 0;
        bool sawPoint = false;
        bool isMore = false;
        long scale = exponent;
        for (int at = start; at < end; at++)
        {
            if (text[at] == '.')
            {
                sawPoint = true;
                continue;
            }
            uint digit = (uint)(text[at] - '0');
            if (sawPoint && count < MaxDigits)
                scale--;
            if (count >= MaxDigits)
            {
                isMore |= digit != 0;
                scale += sawPoint ? 0 : 1;
                continue;
            }
            if (count == 0 && digit == 0)
                continue;
            count++;
            chunk = chunk * 10 + digit;
            chunkScale *= 10;
            if (chunkScale == 1_000_000_000_000_000_000)
            {
                digits = digits * chunkScale + chunk;
                chunk = 0;
                chunkScale = 1;
            }
        }
        digits = digits * chunkScale + chunk;
        if (digits.IsZero || count + scale < -330)
            return 0;
        if (count + scale > 310)
            return double.PositiveInfinity;
        return scale < 0
            ? Divide(digits, BigInteger.Pow(10, (int)-scale), isMore)
            : Divide(digits * BigInteger.Pow(10, (int)scale), BigInteger.One, isMore);
    }

    static double Divide(BigInteger top, BigInteger bottom, bool isMore)
    {
        // A quotient of 65 or 66 bits has enough bits below the 53 that are kept.
        int shift = BitLength(bottom) - BitLength(top) + 65;
        if (shift >= 0)
            top <<= shift;
        else
            bottom <<= -shift;
        BigInteger quotient = BigInteger.DivRem(top, bottom, out BigInteger rest);
        int excess = BitLength(quotient) - 64;
        ulong mantissa = (ulong)(quotient >> excess);
        isMore |= !rest.IsZero || quotient != (new BigInteger(mantissa) << excess);
        return Assemble(mantissa, excess - shift, isMore);
    }

    static int BitLength(BigInteger value)
    {
        byte[] bytes = value.ToByteArray();
        int last = bytes.Length - 1;
        while (last > 0 && bytes[last] == 0)
            last--;
        int bits = last * 8;
        for (int top = bytes[last]; top != 0; top >>= 1)
            bits++;
        return bits;
    }

    /// <summary>The double nearest to <c>mantissa × 2^exponent</c>, ties to even.</summary>
    /// <param name="mantissa">The mantissa, whose highest bit is set.</param>
    /// <param name="exponent">The power of two of its lowest bit.</param>
    /// <param name="isMore">True if the exact value is slightly larger.</param>
    static double Assemble(ulong mantissa, int exponent, bool isMore)
    {
        int leading = exponent + 63;
        if (leading > 1023)
            return double.PositiveInfinity;
        int kept = leading >= -1022 ? 53 : 53 + 1022 + leading;
        if (kept < 0)
            return 0;
        int dropped = 64 - kept;
        ulong fraction = dropped == 64 ? 0 : mantissa >> dropped;
        ulong rest = dropped == 64 ? mantissa : mantissa & ((1UL << dropped) - 1);
        ulong half = 1UL << (dropped - 1);
        if (rest > half || (rest == half && (isMore || (fraction & 1) != 0)))
            fraction++;
        // A carry out of the fraction correctly increments the exponent.
        long high = kept == 53 ? (long)(leading + 1022) << 52 : 0;
        return BitConverter.Int64BitsToDouble(high + (long)fraction);
    }

    static int ScanHex(BytesIn text, int start, out double value)
    {
        ulong mantissa = 0;
        long exponent = 0;
        bool isMore = false;
        bool sawDigit = false;
        bool sawPoint = false;
        int at = start;
        for (; at < text.Length; at++)
        {
            int digit = HexValue(text[at]);
            if (text[at] == '.' && !sawPoint)
            {
                sawPoint = true;
                continue;
            }
            if (digit < 0)
                break;
            sawDigit = true;
            if (mantissa >> 60 == 0)
            {
                mantissa = mantissa << 4 | (uint)digit;
                exponent -= sawPoint ? 4 : 0;
            }
            else
            {
                isMore |= digit != 0;
                exponent += sawPoint ? 0 : 4;
            }
        }
        value = 0;
        if (!sawDigit)
            return start;
        at = ScanExponent(text, at, 'p', out int written);
        if (mantissa == 0)
            return at;
        for (; mantissa >> 63 == 0; mantissa <<= 1)
            exponent--;
        value = Assemble(mantissa, Limit(exponent + written), isMore);
        return at;
    }

    static bool TryParse51Core(
        BytesIn text, bool hasFloats, int longBits, out double value, out bool isInRange)
    {
        isInRange = true;
        int end = hasFloats
            ? ScanFloatCore(text, out value)
            : ScanInteger51(text, longBits, out value, out isInRange);
        return end > 0 && EndsAt(text, SkipSpace(text, end));
    }

    static bool EndsAt(BytesIn text, int at) => at == text.Length || text[at] == 0;

    // The integer build: strtol in base 10 and, if that stops at an x, strtoul in
    // base 16; then the low 32 bits.
    static int ScanInteger51(BytesIn text, int longBits, out double value, out bool isInRange)
    {
        int end = ScanInteger(text, 10, out ulong magnitude, out bool isNegative, out bool overflows);
        bool isHex = end > 0 && end < text.Length && (text[end] | 0x20) == 'x';
        if (isHex)
            end = ScanInteger(text, 16, out magnitude, out isNegative, out overflows);
        long whole = isHex
            ? unchecked((long)ToUnsignedLong(magnitude, isNegative, overflows, longBits))
            : ToLong(magnitude, isNegative, longBits);
        value = unchecked((int)whole);
        isInRange = magnitude <= (isHex ? uint.MaxValue : int.MaxValue + (isNegative ? 1UL : 0));
        return end;
    }

    static long ToLong(ulong magnitude, bool isNegative, int bits)
    {
        ulong limit = (1UL << (bits - 1)) - (isNegative ? 0UL : 1UL);
        long whole = unchecked((long)Math.Min(magnitude, limit));
        return isNegative ? unchecked(-whole) : whole;
    }

    // A minus negates a value that fits. On overflow the result is the largest
    // value, with or without a minus.
    static ulong ToUnsignedLong(ulong magnitude, bool isNegative, bool overflows, int bits)
    {
        ulong most = ulong.MaxValue >> (64 - bits);
        if (overflows || magnitude > most)
            return most;
        return isNegative ? unchecked(0 - magnitude) & most : magnitude;
    }

    static bool TryParseRadix51Core(BytesIn text, int radix, out uint value)
    {
        int end = ScanInteger(text, radix, out ulong magnitude, out bool isNegative, out bool overflows);
        value = (uint)ToUnsignedLong(magnitude, isNegative, overflows, 32);
        return end > 0 && EndsAt(text, SkipSpace(text, end));
    }

    static int ScanInteger(
        BytesIn text, int radix, out ulong magnitude, out bool isNegative, out bool overflows)
    {
        int at = SkipSpace(text, 0);
        isNegative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+')
            at++;
        if (radix == 16 && IsHexPrefix(text, at) && at + 2 < text.Length && HexValue(text[at + 2]) >= 0)
            at += 2;
        int start = at;
        magnitude = 0;
        overflows = false;
        for (; at < text.Length; at++)
        {
            int digit = DigitValue(text[at]);
            if (digit >= radix)
                break;
            overflows |= magnitude > (ulong.MaxValue - (uint)digit) / (uint)radix;
            magnitude = overflows ? ulong.MaxValue : magnitude * (uint)radix + (uint)digit;
        }
        return at == start ? 0 : at;
    }

    // The value of a digit or letter. For other characters it is larger than any radix.
    static int DigitValue(int c) =>
        IsDigit(c) ? c - '0' : (c | 0x20) is >= 'a' and <= 'z' ? (c | 0x20) - 'a' + 10 : int.MaxValue;

    static bool TryParse53Core(
        BytesIn text, int bits, out bool isInteger, out long integer, out double number)
    {
        number = 0;
        isInteger = TryParseInteger53(text, bits, out integer);
        return isInteger || TryParseFloat53(text, bits, out number);
    }

    static bool TryParseInteger53(BytesIn text, int bits, out long value)
    {
        value = 0;
        int at = SkipSpace(text, 0);
        bool isNegative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+')
            at++;
        bool isHex = IsHexPrefix(text, at);
        if (isHex)
            at += 2;
        // The largest magnitude of a negative number is one larger.
        ulong limit = (1UL << (bits - 1)) - (isNegative ? 0UL : 1UL);
        int start = at;
        ulong magnitude = 0;
        for (; at < text.Length; at++)
        {
            int digit = HexValue(text[at]);
            if (digit < 0 || (digit >= 10 && !isHex))
                break;
            if (!isHex && magnitude > (limit - (uint)digit) / 10)
                return false;
            magnitude = unchecked(isHex ? magnitude << 4 | (uint)digit : magnitude * 10 + (uint)digit);
        }
        if (at == start || SkipSpace(text, at) != text.Length)
            return false;
        value = unchecked((long)(isNegative ? 0 - magnitude : magnitude));
        if (bits == 32)
            value = unchecked((int)value);
        return true;
    }

    // Like strtod, but inf and nan are not numbers. The 32-bit build also parses a double, and rounds it.
    static bool TryParseFloat53(BytesIn text, int bits, out double value)
    {
        int end = ScanFloatCore(text, out value);
        if (end == 0 || SkipSpace(text, end) != text.Length || HasLetterN(text))
            return false;
        if (bits == 32)
            value = (float)value;
        return true;
    }

    static bool HasLetterN(BytesIn text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if ((text[at] | 0x20) == 'n')
                return true;
        }
        return false;
    }
}
