#if NET
using BytesIn = System.ReadOnlySpan<byte>;
using BytesOut = System.Span<byte>;
#else
using BytesIn = Lfs.Compiler.Bytecode.ByteRange;
using BytesOut = Lfs.Compiler.Bytecode.ByteRange;
#endif
using System.Text;

namespace Lfs.Compiler.Bytecode;

/// <summary>Converts numbers to text and back as C does in the "C" locale. It is exact, and the same
/// on every platform.</summary>
/// <remarks>
/// .NET's own parser does not round correctly on netstandard2.0 hosts, and has neither hexadecimal floats nor
/// C's conversions. Common cases take a fast path that is provably exact and allocates nothing. All other
/// cases use big integers.
/// </remarks>
public static partial class NumberText
{
    /// <summary>Writes a float in C's format.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">A conversion for floats.</param>
    /// <param name="buffer">Receives ASCII bytes; <see cref="NumberFormat.MaxLength"/>
    /// bytes must be free.</param>
    /// <param name="at">The index of the first byte to write.</param>
    /// <returns>The index after the last byte written. Bytes after it may have been used
    /// as scratch space.</returns>
    public static int Write(double value, NumberFormat format, byte[] buffer, int at) =>
        at + WriteFloat(value, format, new BytesOut(buffer, at, buffer.Length - at));

    /// <summary>Writes an integer in C's format.</summary>
    /// <param name="value">The number, which <c>u o x X</c> take as unsigned.</param>
    /// <param name="format">A conversion for integers.</param>
    /// <param name="buffer">Receives ASCII bytes; <see cref="NumberFormat.MaxLength"/>
    /// bytes must be free.</param>
    /// <param name="at">The index of the first byte to write.</param>
    /// <returns>The index after the last byte written.</returns>
    public static int Write(long value, NumberFormat format, byte[] buffer, int at) =>
        at + WriteInteger(value, format, new BytesOut(buffer, at, buffer.Length - at));

    /// <summary>Writes an integer in decimal: at most 20 bytes.</summary>
    /// <param name="value">The number.</param>
    /// <param name="buffer">Receives ASCII bytes.</param>
    /// <param name="at">The index of the first byte to write.</param>
    /// <returns>The index after the last byte written.</returns>
    public static int Write(long value, byte[] buffer, int at) =>
        at + WriteDecimal(value, new BytesOut(buffer, at, buffer.Length - at));

    /// <summary>Formats a float as C does, and returns a .NET text.</summary>
    public static string ToText(double value, NumberFormat format)
    {
        var buffer = new byte[format.MaxLength];
        return Encoding.ASCII.GetString(buffer, 0, Write(value, format, buffer, 0));
    }

    /// <summary>Parses the longest prefix that is a float, as C's <c>strtod</c> does: white space, sign,
    /// decimal or hexadecimal digits, exponent, or <c>inf</c>, <c>infinity</c>, <c>nan</c>.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="start">The index of the first byte to read.</param>
    /// <param name="end">The index after the text.</param>
    /// <param name="value">The number, correctly rounded; 0 if there is none.</param>
    /// <returns>The index after the number; <paramref name="start"/> if there is none.</returns>
    public static int ScanFloat(byte[] text, int start, int end, out double value) =>
        start + ScanFloat(new BytesIn(text, start, end - start), out value);

    /// <summary>Parses a whole text as the 5.1 builds do. White space around the number is allowed.</summary>
    /// <remarks>The text ends at a zero byte, as in C. Source: lobject.c, <c>luaO_str2d</c>.</remarks>
    /// <param name="text">The bytes.</param>
    /// <param name="start">The index of the first byte to read.</param>
    /// <param name="end">The index after the text.</param>
    /// <param name="hasFloats">False for the integer build, which accepts decimal and
    /// hexadecimal integers only.</param>
    /// <param name="longBits">The size of C's <c>long</c> in bits, at whose limits the integer build
    /// saturates: 32 on a device, 64 where images are made.</param>
    /// <param name="value">The number; in the integer build its low 32 bits.</param>
    /// <param name="isInRange">False if the integer build changed the number to make it fit.</param>
    /// <returns>True if the text is a number.</returns>
    public static bool TryParse51(
        byte[] text, int start, int end, bool hasFloats, int longBits, out double value,
        out bool isInRange) =>
        TryParse51(new BytesIn(text, start, end - start), hasFloats, longBits, out value, out isInRange);

    /// <summary>Parses a whole text as the 5.3 builds do. White space around the number is allowed.</summary>
    /// <remarks>Decimal integers that do not fit become floats; hexadecimal ones wrap. Source: lobject.c,
    /// <c>luaO_str2num</c>.</remarks>
    /// <param name="text">The bytes; a zero byte is not part of a number.</param>
    /// <param name="start">The index of the first byte to read.</param>
    /// <param name="end">The index after the text.</param>
    /// <param name="bits">32 for 32-bit integers and floats, 64 for 64-bit integers and doubles.</param>
    /// <param name="isInteger">True if the number is an integer.</param>
    /// <param name="integer">The integer; 0 if it is a float.</param>
    /// <param name="number">The float, rounded to <paramref name="bits"/> bits; 0
    /// if it is an integer.</param>
    /// <returns>True if the text is a number.</returns>
    public static bool TryParse53(
        byte[] text, int start, int end, int bits, out bool isInteger, out long integer, out double number) =>
        TryParse53(new BytesIn(text, start, end - start), bits, out isInteger, out integer, out number);

#if NET
    /// <inheritdoc cref="Write(double, NumberFormat, byte[], int)"/>
    /// <returns>The number of bytes written.</returns>
    public static int Write(double value, NumberFormat format, Span<byte> buffer) =>
        WriteFloat(value, format, buffer);

    /// <inheritdoc cref="Write(long, NumberFormat, byte[], int)"/>
    /// <returns>The number of bytes written.</returns>
    public static int Write(long value, NumberFormat format, Span<byte> buffer) =>
        WriteInteger(value, format, buffer);

    /// <inheritdoc cref="Write(long, byte[], int)"/>
    /// <returns>The number of bytes written.</returns>
    public static int Write(long value, Span<byte> buffer) => WriteDecimal(value, buffer);

    /// <inheritdoc cref="ScanFloat(byte[], int, int, out double)"/>
    /// <returns>The length of the number in bytes; 0 if there is none.</returns>
    public static int ScanFloat(ReadOnlySpan<byte> text, out double value) => ScanFloatCore(text, out value);

    /// <inheritdoc cref="TryParse51(byte[], int, int, bool, int, out double, out bool)"/>
    public static bool TryParse51(
        ReadOnlySpan<byte> text, bool hasFloats, int longBits, out double value, out bool isInRange) =>
        TryParse51Core(text, hasFloats, longBits, out value, out isInRange);

    /// <summary>Parses a whole text in a given base, as a device with 5.1 does. White space around the number
    /// is allowed.</summary>
    /// <remarks>The text ends at a zero byte. Source: lbaselib.c, <c>luaB_tonumber</c>, with a
    /// <c>strtoul</c> of 32 bits.</remarks>
    /// <param name="text">The bytes.</param>
    /// <param name="radix">2 to 36.</param>
    /// <param name="value">The number: modulo 2^32 if negative, the largest value if it does not fit.</param>
    /// <returns>True if the text is a number.</returns>
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
