using System.Text.RegularExpressions;
using CsCheck;

namespace Lfs.Tests;

/// <summary>find, match, gmatch and gsub on a device of the device's own size.</summary>
public class PatternTests
{
    [Theory]
    [InlineData("('hello world'):find('o w')", "5 7")]
    [InlineData("('a.b'):find('.', 2, true)", "2 2")]
    [InlineData("('x'):find('')", "1 0")]
    [InlineData("('x'):find('', 10)", "2 1")]
    [InlineData("('key = value'):match('(%w+)%s*=%s*(%w+)')", "key value")]
    [InlineData("('hello'):match('()ll()')", "3 5")]
    [InlineData("('f(a(b)c)d'):match('%b()')", "(a(b)c)")]
    [InlineData("('THE (quick) fox'):find('%f[%a]%a+%f[%A]')", "1 3")]
    [InlineData("('say \"hi\"'):match([[([\"'])(.-)%1]])", "\" hi")]
    [InlineData("('[]]'):match('[]]+')", "]]")]
    [InlineData("('a-z'):match('[a%-]+')", "a-")]
    [InlineData("('abc'):gsub('', '-')", "-a-b-c- 4")]
    [InlineData("('abc'):gsub('a*', 'x')", "xxbxcx 4")]
    [InlineData("('hello'):gsub('l', {l = 1})", "he11o 2")]
    [InlineData("('abc'):gsub('%w', '%0%0', 2)", "aabbc 2")]
    [InlineData("#('a'):gsub('a', '%')", "1")]
    public void A_call_gives_these_results(string call, string results) => Check(call, results);

    [Theory]
    [InlineData("string.find, 'a', '[a'", "malformed pattern (missing ']')")]
    [InlineData("string.find, 'a', 'a%'", "malformed pattern (ends with '%')")]
    [InlineData("string.find, 'a', '%f'", "missing '[' after '%f' in pattern")]
    [InlineData("string.find, 'a', '%b'", "unbalanced pattern")]
    [InlineData("string.find, 'a', '(a'", "unfinished capture")]
    [InlineData("string.find, 'a', 'a)%1'", "invalid pattern capture")]
    [InlineData("string.find, 'a', '%1'", "invalid capture index")]
    [InlineData("string.gsub, 'a', 'a', '%2'", "invalid capture index")]
    [InlineData("string.match, ('a'):rep(11), ('(a)'):rep(11)", "too many captures")]
    [InlineData("string.match, ('a'):rep(300), ('a?'):rep(300)", "pattern too complex")]
    [InlineData("string.gsub, 'a', 'a', true",
        "bad argument #3 to '?' (string/function/table/lightfunction expected)")]
    public void A_wrong_call_gives_this_error(string arguments, string message) =>
        Check($"pcall({arguments})", "false " + message);

    [Fact]
    public void A_pattern_ends_at_a_zero_byte()
    {
        Check(@"('ab\0c'):match('a.\0x')", "ab");
    }

    [Fact]
    public void A_plain_search_does_not_end_at_a_zero_byte()
    {
        Check(@"('a\0b%'):find('\0b%')", "2 4");
    }

    [Fact]
    public void More_sets_than_are_kept_still_match()
    {
        Check("('abcdef'):match('[a][b][c][d][e][f]'), ('fedcba'):match('[^a]+[b-c][a]?$')", "abcdef fedcba");
    }

    [Fact]
    public void A_caret_means_itself_to_gmatch()
    {
        Check("(function() local n = 0 for _ in ('^a^a'):gmatch('^a') do n = n + 1 end return n end)()", "2");
    }

    [Fact]
    public void Searches_agree_with_regular_expressions() =>
        Gen.Select(Gen.String[Gen.Char["ab1 "], 0, 12], Gen.Int[0, 3])
            .Sample((text, kind) =>
            {
                (string pattern, string expression) = kind switch
                {
                    0 => ("%a+", "[a-z]+"),
                    1 => ("[^b]-%d", "[^b]*?[0-9]"),
                    2 => ("a*b?1", "a*b?1"),
                    _ => ("(%w)%1", @"(\w)\1"),
                };
                Match match = Regex.Match(text, expression);

                string printed = Devices.Print($"print((('{text}'):find('{pattern}')))");

                Assert.Equal(match.Success ? $"{match.Index + 1}\n" : "nil\n", printed);
            }, iter: 100);

    static void Check(string call, string results) =>
        Assert.Equal(results + "\n", Devices.Print($"print({call})").Replace('\t', ' '));
}
