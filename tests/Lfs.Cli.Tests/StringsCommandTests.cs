using System.Globalization;
using System.Text.RegularExpressions;

namespace Lfs.Cli.Tests;

/// <summary><c>lfs strings</c> writes a module whose image saves what it says, measured.</summary>
public partial class StringsCommandTests
{
    const string Program = """
        words = {temperature = 1, humidity = 2, ["a longer key of the program"] = 3, ["a \"quoted\" \\ \0 one"] = 4}
        function handler(name) return words[name] end
        print 'ran'
        collectgarbage() collectgarbage()
        """;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_module_saves_what_it_says(string target)
    {
        using Session session = new Session().With("p.lua", Program);

        Ending strings = session.Run("strings", "--target", target, "p.lua");

        Assert.Equal((0, "ran\n"), (strings.Code, strings.Error.Replace("LFS image loaded\n", "", StringComparison.Ordinal)
            .Split("ran\n") is [_, _, ..] ? "ran\n" : strings.Error));
        Assert.Contains("\"a longer key of the program\",  -- 44\n", strings.Text, StringComparison.Ordinal);
        Assert.Contains("\"a \\034quoted\\034 \\092 \\000 one\"", strings.Text, StringComparison.Ordinal);
        session.With("preload.lua", strings.Text);
        Assert.Equal(0, session.Run("compile", "--target", target, "-f", "-o", "pre.img", "preload.lua").Code);
        int without = BytesAtEnd(session.Run("run", "--target", target, "--memory", "p.lua"));
        int with = BytesAtEnd(session.Run("run", "--image", "pre.img", "--memory", "p.lua"));

        // The table of strings shrinks besides, from one power of two of words to another, and the stack of
        // 5.3 can end one slot (8 bytes, 16 in 5.3-64) shorter.
        int said = int.Parse(Said().Match(strings.Text).Groups[1].Value, CultureInfo.InvariantCulture);
        int more = without - with - said;
        int slot = target switch { "5.3" => 8, "5.3-64" => 16, _ => 0 };
        int[] tables = [0, 32 * 4, 64 * 4, 96 * 4, 128 * 4];
        Assert.Contains(more, tables.Concat(tables.Select(bytes => bytes + slot)));
        Assert.True(said > 700, $"{said} bytes");
    }

    [Fact]
    public void A_program_that_fails_gives_no_module()
    {
        using Session session = new Session().With("p.lua", "error 'no'");

        Ending ending = session.Run("strings", "p.lua");

        Assert.Equal((1, ""), (ending.Code, ending.Text));
        Assert.Contains("p.lua:1: no", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_from_standard_input_is_read_once()
    {
        using Session session = new Session { Input = Program }.With("p.lua", Program);
        string ofFile = session.Run("strings", "--target", "5.3", "p.lua").Text;

        Ending ending = session.Run("strings", "--target", "5.3", "-");

        Assert.Equal(0, ending.Code);
        Assert.Equal(StringsOf(ofFile), StringsOf(ending.Text));
        Assert.Equal(2, ending.Error.Split("ran\n").Length - 1);
    }

    [Fact]
    public void An_image_for_no_device_is_named()
    {
        using Session session = new Session().With("p.lua", Program);
        Assert.Equal(0, session.Run("compile", "--target", "5.1-dword", "-f", "-o", "d.img", "p.lua").Code);

        Ending ending = session.Run("strings", "--image", "d.img", "p");

        Assert.Equal(1, ending.Code);
        Assert.Contains("no device runs '5.1-dword'", ending.Error, StringComparison.Ordinal);
    }

    static string StringsOf(string module) => module[module.IndexOf("local preload", StringComparison.Ordinal)..];

    static int BytesAtEnd(Ending ending)
    {
        Assert.Equal(0, ending.Code);
        return int.Parse(AtEnd().Match(ending.Error).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"they save (\d+) bytes")]
    private static partial Regex Said();

    [GeneratedRegex(@"(\d+) at the end")]
    private static partial Regex AtEnd();
}
