using CsCheck;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>string.format and the operator % on a device of the device's own size.</summary>
public class FormatTests
{
    [Theory]
    [InlineData("('%d %5d %-5d| %05d %+d'):format(1, 2, 3, 4, 5)", "1     2 3    | 00004 +5")]
    [InlineData("('%x %X %#x %o'):format(255, 255, 255, 8)", "ff FF 0xff 10")]
    [InlineData("('%5.2f|%-8.3f|%e|%g'):format(3.14159, 2.5, 12345.678, 1e20)",
        " 3.14|2.500   |1.234568e+04|1e+20")]
    [InlineData("('%s|%5s|%-5s|%.2s|'):format('abc', 'abc', 'abc', 'abc')", "abc|  abc|abc  |ab|")]
    [InlineData("('%c%c'):format(72, 105)", "Hi")]
    [InlineData("('%%'):format()", "%")]
    [InlineData(@"('%q'):format('a\n\0\r\""\\')", "\"a\\\n\\000\\r\\\"\\\\\"")]
    [InlineData(@"#('%s'):format('a\0b'), #('%c'):format(0), #('%5c'):format(0)", "1 0 4")]
    [InlineData(@"#('%s'):format(('a\0'):rep(50)), #('%.200s'):sub(1, 0)", "100 0")]
    [InlineData("#('%99.99f'):format(1e300)", "401")]
    [InlineData("'%d-%s' % {1, 'a'}, '%d' % 5, '10' % 3", "1-a 5 1")]
    public void A_call_gives_these_results(string call, string results) => Check(call, results);

    [Theory]
    [InlineData("string.format, '%d'", "bad argument #2 to '?' (no value)")]
    [InlineData("string.format, '%y', 1", "invalid option '%y' to 'format'")]
    [InlineData("string.format, '%', 1", "invalid option '%' to 'format'")]
    [InlineData("string.format, '%100d', 1", "invalid format (width or precision too long)")]
    [InlineData("string.format, '%-+ #0-d', 1", "invalid format (repeated flags)")]
    [InlineData("string.format, '%s', nil", "bad argument #2 to '?' (string expected, got nil)")]
    public void A_wrong_call_gives_this_error(string arguments, string message) =>
        Check($"pcall({arguments})", "false " + message);

    [Theory]
    [InlineData("('%d %d'):format(2^40, -2^40)", "2147483647 -2147483648")]
    [InlineData("('%x %u'):format(-1, 2^32 - 1)", "ffffffff 4294967295")]
    public void Integers_have_the_32_bits_of_a_device(string call, string results) => Check(call, results);

    [Fact]
    public void The_integer_build_has_no_floats()
    {
        var options = new LfsDeviceOptions { TargetName = "5.1-int" };

        string printed = Devices.Print(
            "print(pcall(string.format, '%f', 1)) print(('%d %x'):format(-1, -1))", options);

        Assert.Equal("false\tinvalid option '%f' to 'format'\n-1 ffffffff\n", printed);
    }

    [Fact]
    public void What_q_writes_reads_back_as_the_same_string() =>
        Gen.Byte.Array[0, 40].Sample(bytes =>
        {
            string source = string.Join(",", bytes);

            string printed = Devices.Print(
                $"local s = string.char({source}) print(loadstring('return ' .. ('%q'):format(s))() == s)");

            Assert.Equal("true\n", printed);
        }, iter: 100);

    static void Check(string call, string results) =>
        Assert.Equal(results + "\n", Devices.Print($"print({call})").Replace('\t', ' '));
}
