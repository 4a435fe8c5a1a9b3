#if NET
using BytesOut = System.Span<byte>;
#else
using BytesOut = Lfs.Compiler.Bytecode.ByteRange;
#endif
using System.Globalization;
using System.Numerics;

namespace Lfs.Compiler.Bytecode;

// Numbers to text: C's printf. A float is written from its exact decimal digits, so the result is correctly
// rounded for every precision.
public static partial class NumberText
{
    // Log10 of 2, rounded down.
    const double Log2 = 0.30102999566398114;

    static readonly ulong[] WholePowersOfTen =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
        10_000_000_000_000_000_000,
    ];

    static int WriteDecimal(long value, BytesOut to)
    {
        int at = 0;
        if (value < 0)
            to[at++] = (byte)'-';
        return WriteDigits(Magnitude(value), to, at);
    }

    static ulong Magnitude(long value) => unchecked(value < 0 ? 0 - (ulong)value : (ulong)value);

    static int WriteDigits(ulong value, BytesOut to, int at)
    {
        int end = at + CountDigits(value);
        for (int i = end - 1; i >= at; i--)
        {
            ulong rest = value / 10;
            to[i] = (byte)('0' + (value - rest * 10));
            value = rest;
        }
        return end;
    }

    static int CountDigits(ulong value)
    {
        int count = 1;
        while (count < WholePowersOfTen.Length && value >= WholePowersOfTen[count])
            count++;
        return count;
    }

    static int WriteInteger(long value, NumberFormat format, BytesOut to)
    {
        bool isSigned = format.Conversion is 'd' or 'i';
        int prefix = isSigned ? WriteSign(value < 0, format, to) : 0;
        ulong magnitude = isSigned ? Magnitude(value) : unchecked((ulong)value);
        if (format.Conversion is 'x' or 'X' && format.Has(FormatOptions.Alternate) && magnitude != 0)
        {
            to[prefix++] = (byte)'0';
            to[prefix++] = (byte)format.Conversion;
        }
        int end = prefix;
        if (magnitude != 0 || format.Precision != 0)
            end = format.Conversion is 'x' or 'X' or 'o'
                ? WriteBits(magnitude, format, to, prefix)
                : WriteDigits(magnitude, to, prefix);
        int least = format.Precision;
        bool wantsZero = format.Conversion == 'o' && format.Has(FormatOptions.Alternate);
        if (wantsZero && (end == prefix || to[prefix] != '0'))
            least = Math.Max(least, end - prefix + 1);
        end = Insert((byte)'0', least - (end - prefix), to, prefix, end);
        return Pad(format, format.Precision < 0, to, prefix, end);
    }

    static int WriteBits(ulong value, NumberFormat format, BytesOut to, int at)
    {
        int shift = format.Conversion == 'o' ? 3 : 4;
        int count = 1;
        for (ulong rest = value >> shift; rest != 0; rest >>= shift)
            count++;
        for (int i = at + count - 1; i >= at; i--, value >>= shift)
            to[i] = HexDigit((int)(value & ((1u << shift) - 1)), format.IsUpper);
        return at + count;
    }

    static byte HexDigit(int value, bool isUpper) =>
        (byte)(value < 10 ? '0' + value : (isUpper ? 'A' : 'a') + value - 10);

    static int WriteSign(bool isNegative, NumberFormat format, BytesOut to)
    {
        char sign = isNegative ? '-' : format.Has(FormatOptions.Plus) ? '+' : ' ';
        if (!isNegative && !format.Has(FormatOptions.Plus) && !format.Has(FormatOptions.Space))
            return 0;
        to[0] = (byte)sign;
        return 1;
    }

    // Pads to the width of the format. Zeros go after the sign and a 0x.
    static int Pad(NumberFormat format, bool takesZeros, BytesOut to, int prefix, int end)
    {
        int missing = format.Width - end;
        if (missing <= 0)
            return end;
        if (!format.Has(FormatOptions.Left))
            return takesZeros && format.Has(FormatOptions.Zero)
                ? Insert((byte)'0', missing, to, prefix, end)
                : Insert((byte)' ', missing, to, 0, end);
        for (int i = 0; i < missing; i++)
            to[end + i] = (byte)' ';
        return end + missing;
    }

    static int Insert(byte filler, int count, BytesOut to, int at, int end)
    {
        if (count <= 0)
            return end;
        for (int i = end - 1; i >= at; i--)
            to[i + count] = to[i];
        for (int i = 0; i < count; i++)
            to[at + i] = filler;
        return end + count;
    }

    static int WriteFloat(double value, NumberFormat format, BytesOut to)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int prefix = WriteSign(bits < 0, format, to);
        var parts = new BinaryParts(bits);
        if (parts.IsSpecial)
            return Pad(format, false, to, prefix, WriteSpecial(parts, format, to, prefix));
        int precision = format.Precision < 0 ? 6 : format.Precision;
        int end;
        switch (format.Conversion)
        {
            case 'f' or 'F':
                end = WriteFixed(parts, precision, format, to, prefix);
                break;
            case 'e' or 'E':
                int exponent = SignificantDigits(parts, precision + 1, to, prefix + 1);
                end = LayOutExponential(precision + 1, exponent, format, to, prefix);
                break;
            case 'a' or 'A':
                to[prefix++] = (byte)'0';
                to[prefix++] = (byte)(format.IsUpper ? 'X' : 'x');
                end = WriteHexFloat(parts, format, to, prefix);
                break;
            default:
                end = WriteGeneral(parts, Math.Max(precision, 1), format, to, prefix);
                break;
        }
        return Pad(format, true, to, prefix, end);
    }

    static int WriteSpecial(BinaryParts parts, NumberFormat format, BytesOut to, int at)
    {
        string word = parts.Mantissa == 0 ? "inf" : "nan";
        foreach (char c in word)
            to[at++] = (byte)(format.IsUpper ? c - 32 : c);
        return at;
    }

    static int WriteGeneral(BinaryParts parts, int precision, NumberFormat format, BytesOut to, int at)
    {
        int exponent = SignificantDigits(parts, precision, to, at + 1);
        int count = precision;
        if (!format.Has(FormatOptions.Alternate))
        {
            while (count > 1 && to[at + count] == '0')
                count--;
        }
        if (exponent < -4 || exponent >= precision)
            return LayOutExponential(count, exponent, format, to, at);
        return LayOutFixed(count, exponent, format, to, at);
    }

    // The digits are at at+1. The first one moves left to make room for the point.
    static int LayOutExponential(int count, int exponent, NumberFormat format, BytesOut to, int at)
    {
        to[at] = to[at + 1];
        int end = at + 1;
        if (count > 1 || format.Has(FormatOptions.Alternate))
        {
            to[at + 1] = (byte)'.';
            end = at + 1 + count;
        }
        to[end++] = (byte)(format.IsUpper ? 'E' : 'e');
        to[end++] = (byte)(exponent < 0 ? '-' : '+');
        exponent = Math.Abs(exponent);
        if (exponent < 10)
            to[end++] = (byte)'0';
        return WriteDigits((ulong)exponent, to, end);
    }

    // The digits are at at+1. Those before the point move left, or all of them move right, after "0.00".
    static int LayOutFixed(int count, int exponent, NumberFormat format, BytesOut to, int at)
    {
        if (exponent < 0)
        {
            to[at] = (byte)'0';
            int zeros = -exponent - 1;
            Insert((byte)'0', zeros + 1, to, at + 1, at + 1 + count);
            to[at + 1] = (byte)'.';
            return at + 2 + zeros + count;
        }
        int whole = exponent + 1;
        for (int i = 0; i < whole; i++)
            to[at + i] = i < count ? to[at + i + 1] : (byte)'0';
        if (count <= whole && !format.Has(FormatOptions.Alternate))
            return at + whole;
        to[at + whole] = (byte)'.';
        return at + 1 + Math.Max(count, whole);
    }

    static int WriteFixed(BinaryParts parts, int precision, NumberFormat format, BytesOut to, int at)
    {
        int start = at + 1;
        int end = parts.TryScale(precision, out ulong scaled)
            ? WriteDigits(scaled, to, start)
            : WriteBig(parts.Scale(precision), to, start);
        end = Insert((byte)'0', precision + 1 - (end - start), to, start, end);
        return LayOutFixed(end - start, end - start - precision - 1, format, to, at);
    }

    /// <summary>Writes exactly <paramref name="count"/> significant digits, correctly rounded.</summary>
    /// <returns>The decimal exponent of the first digit.</returns>
    static int SignificantDigits(BinaryParts parts, int count, BytesOut to, int at)
    {
        if (parts.Mantissa == 0)
        {
            Insert((byte)'0', count, to, at, at);
            return 0;
        }
        if (parts.TryWhole(out ulong whole) && CountDigits(whole) is int digits && digits <= count)
        {
            int end = WriteDigits(whole, to, at);
            Insert((byte)'0', count - digits, to, end, end);
            return digits - 1;
        }
        // The estimate is correct or one too small. Rounding up to the next power of ten
        // looks like the second case.
        for (int exponent = (int)Math.Floor(parts.LeadingBit * Log2); ; exponent++)
        {
            if (WriteScaled(parts, count - 1 - exponent, to, at) == at + count)
                return exponent;
        }
    }

    static int WriteScaled(BinaryParts parts, int power, BytesOut to, int at) =>
        parts.TryScale(power, out ulong scaled)
            ? WriteDigits(scaled, to, at)
            : WriteBig(parts.Scale(power), to, at);

    static int WriteBig(BigInteger value, BytesOut to, int at)
    {
        foreach (char digit in value.ToString("R", CultureInfo.InvariantCulture))
            to[at++] = (byte)digit;
        return at;
    }

    static int WriteHexFloat(BinaryParts parts, NumberFormat format, BytesOut to, int at)
    {
        ulong mantissa = parts.Mantissa;
        int exponent = mantissa == 0 ? 0 : parts.Exponent + 52;
        int places = 13;
        if (format.Precision is >= 0 and < 13)
        {
            places = format.Precision;
            mantissa = RoundShift(mantissa, (13 - places) * 4);
        }
        ulong fraction = mantissa & ((1UL << (places * 4)) - 1);
        if (format.Precision < 0)
        {
            for (; places > 0 && (fraction & 15) == 0; places--)
                fraction >>= 4;
        }
        to[at++] = (byte)('0' + (mantissa >> ((format.Precision < 0 ? 13 : places) * 4)));
        if (places > 0 || format.Precision > 0 || format.Has(FormatOptions.Alternate))
            to[at++] = (byte)'.';
        for (int i = places - 1; i >= 0; i--)
            to[at++] = HexDigit((int)(fraction >> (i * 4) & 15), format.IsUpper);
        at = Insert((byte)'0', format.Precision - 13, to, at, at);
        to[at++] = (byte)(format.IsUpper ? 'P' : 'p');
        to[at++] = (byte)(exponent < 0 ? '-' : '+');
        return WriteDigits((ulong)Math.Abs(exponent), to, at);
    }

    static ulong RoundShift(ulong value, int shift)
    {
        ulong rest = value & ((1UL << shift) - 1);
        ulong half = 1UL << (shift - 1);
        value >>= shift;
        return value + (rest > half || (rest == half && (value & 1) != 0) ? 1UL : 0);
    }
}
