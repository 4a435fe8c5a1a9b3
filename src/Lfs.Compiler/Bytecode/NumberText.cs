#if NET
using BytesIn = System.ReadOnlySpan<byte>;
using BytesOut = System.Span<byte>;
#else
using BytesIn = Lfs.Compiler.Bytecode.ByteRange;
using BytesOut = Lfs.Compiler.Bytecode.ByteRange;
#endif
using System.Text;

namespace Lfs.Compiler.Bytecode;

/// <summary>Numbers to text and back as C does it in the "C" locale: exact, the same on every
/// platform.</summary>
/// <remarks>
/// .NET's own parser is not correctly rounded on netstandard2.0 hosts and knows neither hexadecimal floats
/// nor C's conversions. Common cases take a fast path that is provably exact; all others use big integers.
/// Nothing is allocated on the fast paths.
/// </remarks>
public static partial class NumberText
{
    /// <summary>Writes a float in C's format.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">A conversion for floats.</param>
    /// <param name="buffer">Gets ASCII bytes; <see cref="NumberFormat.MaxLength"/> bytes must be
    /// free.</param>
    /// <param name="at">Where to begin.</param>
    /// <returns>The place after the last byte written. Bytes after it may have been used as
    /// scratch.</returns>
    public static int Write(double value, NumberFormat format, byte[] buffer, int at) =>
        at + WriteFloat(value, format, new BytesOut(buffer, at, buffer.Length - at));

    /// <summary>Writes an integer in C's format.</summary>
    /// <param name="value">The number; taken as unsigned by <c>u o x X</c>.</param>
    /// <param name="format">A conversion for integers.</param>
    /// <param name="buffer">Gets ASCII bytes; <see cref="NumberFormat.MaxLength"/> bytes must be
    /// free.</param>
    /// <param name="at">Where to begin.</param>
    /// <returns>The place after the last byte written.</returns>
    public static int Write(long value, NumberFormat format, byte[] buffer, int at) =>
        at + WriteInteger(value, format, new BytesOut(buffer, at, buffer.Length - at));

    /// <summary>Writes an integer in decimal: at most 20 bytes.</summary>
    /// <param name="value">The number.</param>
    /// <param name="buffer">Gets ASCII bytes.</param>
    /// <param name="at">Where to begin.</param>
    /// <returns>The place after the last byte written.</returns>
    public static int Write(long value, byte[] buffer, int at) =>
        at + WriteDecimal(value, new BytesOut(buffer, at, buffer.Length - at));

    /// <summary>A float in C's format as a .NET text.</summary>
    public static string ToText(double value, NumberFormat format)
    {
        var buffer = new byte[format.MaxLength];
        return Encoding.ASCII.GetString(buffer, 0, Write(value, format, buffer, 0));
    }

    /// <summary>Reads the longest prefix that is a float, as C's <c>strtod</c>: white space, sign, decimal or
    /// hexadecimal digits, exponent, or <c>inf</c>, <c>infinity</c>, <c>nan</c>.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="end">Where the text ends.</param>
    /// <param name="value">The number, correctly rounded; 0 if there is none.</param>
    /// <returns>The place after the number; <paramref name="start"/> if there is none.</returns>
    public static int ScanFloat(byte[] text, int start, int end, out double value) =>
        start + ScanFloat(new BytesIn(text, start, end - start), out value);

    /// <summary>Turns a whole text into a number as the 5.1 builds do; white space around it is
    /// allowed.</summary>
    /// <remarks>The text ends at a zero byte, as in C. Source: lobject.c, <c>luaO_str2d</c>.</remarks>
    /// <param name="text">The bytes.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="end">Where the text ends.</param>
    /// <param name="hasFloats">False: the integer build, which takes decimal and hexadecimal integers
    /// only.</param>
    /// <param name="longBits">Bits of C's <c>long</c>, at whose limits the integer build saturates: 32 on a
    /// device, 64 where images are made.</param>
    /// <param name="value">The number; for the integer build reduced to 32 bits.</param>
    /// <param name="isInRange">False if the integer build changed the number to make it fit.</param>
    /// <returns>Whether the text is a number.</returns>
    public static bool TryParse51(
        byte[] text, int start, int end, bool hasFloats, int longBits, out double value,
        out bool isInRange) =>
        TryParse51(new BytesIn(text, start, end - start), hasFloats, longBits, out value, out isInRange);

    /// <summary>Turns a whole text into a number as the 5.3 builds do; white space around it is
    /// allowed.</summary>
    /// <remarks>Decimal integers that do not fit become floats, hexadecimal ones wrap. Source: lobject.c,
    /// <c>luaO_str2num</c>.</remarks>
    /// <param name="text">The bytes; a zero byte is no part of a number.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="end">Where the text ends.</param>
    /// <param name="bits">32: 32-bit integers and floats. 64: 64-bit integers and doubles.</param>
    /// <param name="isInteger">Whether the number is an integer.</param>
    /// <param name="integer">The integer; 0 if it is a float.</param>
    /// <param name="number">The float, rounded to so many bits; 0 if it is an integer.</param>
    /// <returns>Whether the text is a number.</returns>
    public static bool TryParse53(
        byte[] text, int start, int end, int bits, out bool isInteger, out long integer, out double number) =>
        TryParse53(new BytesIn(text, start, end - start), bits, out isInteger, out integer, out number);

#if NET
    /// <inheritdoc cref="Write(double, NumberFormat, byte[], int)"/>
    /// <returns>How many bytes were written.</returns>
    public static int Write(double value, NumberFormat format, Span<byte> buffer) =>
        WriteFloat(value, format, buffer);

    /// <inheritdoc cref="Write(long, NumberFormat, byte[], int)"/>
    /// <returns>How many bytes were written.</returns>
    public static int Write(long value, NumberFormat format, Span<byte> buffer) =>
        WriteInteger(value, format, buffer);

    /// <inheritdoc cref="Write(long, byte[], int)"/>
    /// <returns>How many bytes were written.</returns>
    public static int Write(long value, Span<byte> buffer) => WriteDecimal(value, buffer);

    /// <inheritdoc cref="ScanFloat(byte[], int, int, out double)"/>
    /// <returns>How many bytes the number takes; 0 if there is none.</returns>
    public static int ScanFloat(ReadOnlySpan<byte> text, out double value) => ScanFloatCore(text, out value);

    /// <inheritdoc cref="TryParse51(byte[], int, int, bool, int, out double, out bool)"/>
    public static bool TryParse51(
        ReadOnlySpan<byte> text, bool hasFloats, int longBits, out double value, out bool isInRange) =>
        TryParse51Core(text, hasFloats, longBits, out value, out isInRange);

    /// <summary>Reads a whole text in some base as a device with 5.1 does; white space around it is
    /// allowed.</summary>
    /// <remarks>The text ends at a zero byte. Source: lbaselib.c, <c>luaB_tonumber</c>, with a
    /// <c>strtoul</c> of 32 bits.</remarks>
    /// <param name="text">The bytes.</param>
    /// <param name="radix">2 to 36.</param>
    /// <param name="value">The number, modulo 2^32 if negative, the largest if it does not fit.</param>
    /// <returns>Whether the text is a number.</returns>
    public static bool TryParseRadix51(ReadOnlySpan<byte> text, int radix, out uint value) =>
        TryParseRadix51Core(text, radix, out value);

    /// <inheritdoc cref="TryParse53(byte[], int, int, int, out bool, out long, out double)"/>
    public static bool TryParse53(
        ReadOnlySpan<byte> text, int bits, out bool isInteger, out long integer, out double number) =>
        TryParse53Core(text, bits, out isInteger, out integer, out number);
#else
    static int ScanFloat(ByteRange text, out double value) => ScanFloatCore(text, out value);

    static bool TryParse51(
        ByteRange text, bool hasFloats, int longBits, out double value, out bool isInRange) =>
        TryParse51Core(text, hasFloats, longBits, out value, out isInRange);

    static bool TryParse53(
        ByteRange text, int bits, out bool isInteger, out long integer, out double number) =>
        TryParse53Core(text, bits, out isInteger, out integer, out number);
#endif

    static bool IsSpace(int c) => c is ' ' or (>= '\t' and <= '\r');

    static bool IsDigit(int c) => c is >= '0' and <= '9';

    static int HexValue(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
