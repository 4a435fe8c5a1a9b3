using CsCheck;

namespace Lfs.Tests;

/// <summary>The string functions without patterns and formats.</summary>
public class StringLibTests
{
    [Theory]
    [InlineData("('hello'):sub(2, -2), ('hello'):sub(-100, 100), #('hello'):sub(4, 3)", "ell hello 0")]
    [InlineData("('abc'):byte(1, -1)", "97 98 99")]
    [InlineData("('abc'):byte(0), ('abc'):byte(10)", "nil")]
    [InlineData("string.char(72, 105), #string.char()", "Hi 0")]
    [InlineData("('ab'):rep(3), #('x'):rep(0), #(''):rep(2e9)", "ababab 0 0")]
    [InlineData("#('x'):rep(4095), #('abc'):rep(1000), #('y'):rep(200):rep(20)", "4095 3000 4000")]
    [InlineData("pcall(string.char, 256)", "false bad argument #1 to '?' (invalid value)")]
    [InlineData("pcall(string.rep, 'x', 4096)", "false string length overflow")]
    [InlineData("node.egc.setmode(4, 0), #('x'):rep(10000)", "nil 10000")]
    [InlineData("node.egc.setmode(4, 0), pcall(string.rep, 'x', 1e9)", "nil false not enough memory")]
    public void A_call_gives_these_results(string call, string results) => Check(call, results);

    [Fact]
    public void Only_letters_of_ASCII_change_their_case() =>
        Gen.Byte.Array[1, 100].Sample(bytes =>
        {
            char[] text = [.. bytes.Select(b => (char)b)];
            string upper = string.Join(" ", text.Select(c => (int)(c is >= 'a' and <= 'z' ? c - 32 : c)));
            string lower = string.Join(" ", text.Select(c => (int)(c is >= 'A' and <= 'Z' ? c + 32 : c)));
            string back = string.Join(" ", text.Reverse().Select(c => (int)c));

            Check(
                $"(function(s) print(s:upper():byte(1, -1)) print(s:lower():byte(1, -1)) "
                    + $"return s:reverse():byte(1, -1) end)(string.char({string.Join(",", bytes)}))",
                $"{upper}\n{lower}\n{back}");
        }, iter: 50);

    [Fact]
    public void Repeating_is_the_same_in_blocks_and_one_by_one()
    {
        Check(
            "(function() for n = 1, 280 do local unit, s = ('abcdefg'):rep(40):sub(1, n), '' "
                + "for i = 1, 4 do s = s .. unit if unit:rep(i) ~= s then return n end end end end)() == nil",
            "true");
    }

    static void Check(string call, string results) =>
        Assert.Equal(results + "\n", Devices.Print($"print({call})").Replace('\t', ' '));
}
