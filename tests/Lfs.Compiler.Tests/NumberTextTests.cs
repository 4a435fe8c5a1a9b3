using System.Globalization;
using System.Text;
using CsCheck;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Tests;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1.0, "1")]
    [InlineData(-17.5, "-17.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e15, "1e+15")]
    [InlineData(123456789012345.0, "1.2345678901234e+14")]
    [InlineData(123456789012355.0, "1.2345678901236e+14")]
    [InlineData(9007199254740992.0, "9.007199254741e+15")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1e100, "1e+100")]
    [InlineData(5e-324, "4.9406564584125e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623e+308")]
    [InlineData(99999999999999.95, "1e+14")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Fourteen_digits_are_how_Lua_shows_a_number(double value, string expected) =>
        Assert.Equal(expected, NumberText.ToText(value, NumberFormat.G14));

    [Theory]
    [InlineData('f', 2, 0, FormatOptions.None, 3.14159, "3.14")]
    [InlineData('f', 0, 0, FormatOptions.None, 0.5, "0")]
    [InlineData('f', 0, 0, FormatOptions.None, 1.5, "2")]
    [InlineData('f', 0, 0, FormatOptions.Alternate, 2.5, "2.")]
    [InlineData('f', -1, 0, FormatOptions.None, 1e22, "10000000000000000000000.000000")]
    [InlineData('f', 3, 10, FormatOptions.Zero, -2.5, "-00002.500")]
    [InlineData('f', 1, 8, FormatOptions.Left, 2.25, "2.2     ")]
    [InlineData('f', 1, 8, FormatOptions.Plus, 2.35, "    +2.4")]
    [InlineData('e', 0, 0, FormatOptions.None, 12345.0, "1e+04")]
    [InlineData('e', 3, 0, FormatOptions.Space, 12345.0, " 1.234e+04")]
    [InlineData('E', 3, 0, FormatOptions.None, 0.0, "0.000E+00")]
    [InlineData('g', 0, 0, FormatOptions.None, 250.0, "2e+02")]
    [InlineData('g', 6, 0, FormatOptions.Alternate, 1.5, "1.50000")]
    [InlineData('g', 20, 0, FormatOptions.None, 0.1, "0.10000000000000000555")]
    [InlineData('G', 3, 7, FormatOptions.Zero, double.NegativeInfinity, "   -INF")]
    [InlineData('a', -1, 0, FormatOptions.None, 1.0, "0x1p+0")]
    [InlineData('a', -1, 0, FormatOptions.None, 0.1, "0x1.999999999999ap-4")]
    [InlineData('a', 2, 0, FormatOptions.None, 0.1, "0x1.9ap-4")]
    [InlineData('A', -1, 0, FormatOptions.None, -1024.5, "-0X1.002P+10")]
    public void Floats_are_written_as_printf_does(
        char conversion, int precision, int width, FormatOptions options, double value, string expected)
    {
        var format = new NumberFormat(conversion, precision, width, options);

        Assert.Equal(expected, NumberText.ToText(value, format));
    }

    [Theory]
    [InlineData('d', -1, 5, FormatOptions.Zero, -42, "-0042")]
    [InlineData('d', 3, 5, FormatOptions.Zero, 42, "  042")]
    [InlineData('d', 0, 0, FormatOptions.None, 0, "")]
    [InlineData('i', -1, 0, FormatOptions.Plus, 7, "+7")]
    [InlineData('u', -1, 0, FormatOptions.None, -1, "18446744073709551615")]
    [InlineData('x', -1, 0, FormatOptions.Alternate, 255, "0xff")]
    [InlineData('X', -1, 8, FormatOptions.Alternate | FormatOptions.Zero, 255, "0X0000FF")]
    [InlineData('o', -1, 0, FormatOptions.Alternate, 8, "010")]
    [InlineData('d', -1, 6, FormatOptions.Left, 12, "12    ")]
    [InlineData('d', -1, 0, FormatOptions.None, long.MinValue, "-9223372036854775808")]
    public void Integers_are_written_as_printf_does(
        char conversion, int precision, int width, FormatOptions options, long value, string expected)
    {
        var format = new NumberFormat(conversion, precision, width, options);
        var buffer = new byte[format.MaxLength];

        int end = NumberText.Write(value, format, buffer, 0);

        Assert.Equal(expected, Encoding.ASCII.GetString(buffer, 0, end));
    }

    [Fact]
    public void Seventeen_digits_read_back_as_the_same_number() =>
        AnyDouble.Sample(value =>
        {
            byte[] text = Encoding.ASCII.GetBytes(NumberText.ToText(value, new NumberFormat('g', 17)));
            int end = NumberText.ScanFloat(text, 0, text.Length, out double read);
            return end == text.Length && read.Equals(value)
                && double.IsNegative(read) == double.IsNegative(value);
        }, iter: 20_000);

    [Fact]
    public void Any_precision_agrees_with_the_platform() =>
        Gen.Select(AnyDouble, Gen.Int[0, 40]).Sample((value, precision) =>
            NumberText.ToText(value, new NumberFormat('e', precision)) == Platform(value, precision)
            && (Math.Abs(value) > 1e40 || NumberText.ToText(value, new NumberFormat('f', precision))
                == value.ToString("F" + precision, CultureInfo.InvariantCulture)), iter: 20_000);

    [Fact]
    public void Any_digits_are_read_as_the_platform_reads_them() =>
        Gen.Select(Digits.Array[1, 30], Digits.Array[0, 30], Gen.Int[-340, 320])
            .Sample((whole, part, exponent) =>
            {
                string text = $"{new string(whole)}.{new string(part)}e{exponent}";
                byte[] bytes = Encoding.ASCII.GetBytes(text);
                int end = NumberText.ScanFloat(bytes, 0, bytes.Length, out double value);
                return end == bytes.Length && value.Equals(double.Parse(text, CultureInfo.InvariantCulture));
            }, iter: 20_000);

    [Theory]
    [InlineData("0x10", 16, 4)]
    [InlineData("0x1p4", 16, 5)]
    [InlineData("0x.8", 0.5, 4)]
    [InlineData("0x1.8p-1z", 0.75, 8)]
    [InlineData("0x", 0, 1)]
    [InlineData("0xg", 0, 1)]
    [InlineData("0x1p", 1, 3)]
    [InlineData("1e", 1, 1)]
    [InlineData("1e+", 1, 1)]
    [InlineData("  -.5e1x", -5, 7)]
    [InlineData("5.", 5, 2)]
    [InlineData(".", 0, 0)]
    [InlineData("", 0, 0)]
    [InlineData("x", 0, 0)]
    [InlineData("0x1ffffffff", 8589934591.0, 11)]
    [InlineData("0x1.00000000000008p0", 1, 20)]
    [InlineData("0x1.00000000000008000001p0", 1.0000000000000002, 26)]
    [InlineData("0x1p-1074", 5e-324, 9)]
    [InlineData("0x1p-1075", 0, 9)]
    [InlineData("0x1.8p-1075", 5e-324, 11)]
    [InlineData("0x1p99999999999", double.PositiveInfinity, 15)]
    [InlineData("1e400", double.PositiveInfinity, 5)]
    [InlineData("1e-400", 0, 6)]
    [InlineData("9007199254740993", 9007199254740992.0, 16)]
    [InlineData("2.4703282292062327e-324", 0, 23)]
    [InlineData("2.4703282292062328e-324", 5e-324, 23)]
    [InlineData("infinitive", double.PositiveInfinity, 3)]
    public void A_prefix_is_read_as_strtod_does(string text, double expected, int length)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);

        int end = NumberText.ScanFloat(bytes, 0, bytes.Length, out double value);

        Assert.Equal((length, expected), (end, value));
    }

    [Theory]
    [InlineData("10", 10, true)]
    [InlineData(" 10 ", 10, true)]
    [InlineData("0x10", 16, true)]
    [InlineData("0xffffffff", -1, true)]
    [InlineData("0x1ffffffff", -1, false)]
    [InlineData("3000000000", -1294967296, false)]
    [InlineData("-2147483648", -2147483648, true)]
    [InlineData("99999999999999999999", -1, false)]
    public void The_integer_build_keeps_the_low_32_bits(string text, double expected, bool isInRange)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);

        bool isNumber = NumberText.TryParse51(bytes, 0, bytes.Length, false, 64, out double value, out bool fits);

        Assert.Equal((true, expected, isInRange), (isNumber, value, fits));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e5")]
    [InlineData("0x")]
    [InlineData("0xg")]
    [InlineData("1x0")]
    [InlineData("")]
    [InlineData("1 2")]
    public void The_integer_build_refuses_the_rest(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);

        Assert.False(NumberText.TryParse51(bytes, 0, bytes.Length, false, 64, out _, out _));
    }

    [Theory]
    [InlineData(32, "10", true, 10, 0)]
    [InlineData(32, " -0x10 ", true, -16, 0)]
    [InlineData(32, "2147483647", true, 2147483647, 0)]
    [InlineData(32, "2147483648", false, 0, 2147483648.0)]
    [InlineData(32, "-2147483648", true, -2147483648, 0)]
    [InlineData(32, "-2147483649", false, 0, -2147483648.0)]
    [InlineData(32, "0xffffffff", true, -1, 0)]
    [InlineData(32, "0x123456789", true, 0x23456789, 0)]
    [InlineData(32, "-0xffffffff", true, 1, 0)]
    [InlineData(32, "0.1", false, 0, 0.1f)]
    [InlineData(32, "1e39", false, 0, double.PositiveInfinity)]
    [InlineData(32, "16777217.", false, 0, 16777216.0)]
    [InlineData(64, "2147483648", true, 2147483648, 0)]
    [InlineData(64, "9223372036854775807", true, long.MaxValue, 0)]
    [InlineData(64, "9223372036854775808", false, 0, 9223372036854775808.0)]
    [InlineData(64, "-9223372036854775808", true, long.MinValue, 0)]
    [InlineData(64, "92233720368547758070", false, 0, 92233720368547758070.0)]
    [InlineData(64, "0x1ffffffffffffffff", true, -1, 0)]
    [InlineData(64, "0x.8p1", false, 0, 1.0)]
    [InlineData(64, "1e2", false, 0, 100.0)]
    [InlineData(64, ".5", false, 0, 0.5)]
    [InlineData(64, "0.1", false, 0, 0.1)]
    [InlineData(64, "\t1e400\v", false, 0, double.PositiveInfinity)]
    public void In_5_3_a_numeral_is_an_integer_if_it_can(
        int bits, string text, bool isInteger, long whole, double number)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);

        bool isNumber = NumberText.TryParse53(
            bytes, 0, bytes.Length, bits, out bool isWhole, out long i, out double d);

        Assert.Equal((true, isInteger, whole, number), (isNumber, isWhole, i, d));
        Assert.True(NumberText.TryParse53(bytes, bits, out _, out long again, out _));
        Assert.Equal(whole, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-")]
    [InlineData("0x")]
    [InlineData("0xg")]
    [InlineData("1x")]
    [InlineData("1e")]
    [InlineData("1 2")]
    [InlineData("1\0")]
    [InlineData("inf")]
    [InlineData("nan")]
    [InlineData("-Infinity")]
    [InlineData("- 1")]
    [InlineData("--1")]
    public void In_5_3_the_rest_is_no_number(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);

        Assert.False(NumberText.TryParse53(bytes, 0, bytes.Length, 32, out _, out _, out _));
        Assert.False(NumberText.TryParse53(bytes, 0, bytes.Length, 64, out _, out _, out _));
    }

    [Fact]
    public void Common_numbers_are_written_and_read_without_allocation()
    {
        var buffer = new byte[NumberFormat.G14.MaxLength];
        double[] numbers = [0, 1, -1, 0.1, 3.14159, 123456.789, 9007199254740991, 1e-6, 99.99];
        double total = WriteAndRead(numbers, buffer);

        // A collection begun by a test beside this one can disturb the count, once.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            total += WriteAndRead(numbers, buffer);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.NotEqual(0, total);
    }

    static double WriteAndRead(double[] numbers, byte[] buffer)
    {
        double total = 0;
        foreach (double number in numbers)
        {
            int end = NumberText.Write(number, NumberFormat.G14, buffer, 0);
            NumberText.ScanFloat(buffer, 0, end, out double read);
            total += read;
        }
        return total;
    }

    static Gen<char> Digits { get; } = Gen.Char["0123456789"];

    static Gen<double> AnyDouble { get; } = Gen.OneOf(
        Gen.Long.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite),
        Gen.Double[-1e6, 1e6],
        Gen.Int.Select(i => i / 1000.0),
        Gen.Long[-(1L << 53), 1L << 53].Select(i => (double)i));

    // .NET writes three digits of exponent, C two.
    static string Platform(double value, int precision)
    {
        string text = value.ToString("e" + precision, CultureInfo.InvariantCulture);
        int exponent = text.Length - 3;
        return text[exponent] == '0' ? text.Remove(exponent, 1) : text;
    }
}
