namespace Lfs.Cli.Tests;

public class InspectCommandTests
{
    [Fact]
    public void An_image_shows_header_modules_and_strings()
    {
        using Session session = Image();

        Ending ending = session.Run("inspect", "i.img");

        Assert.Equal((0, ""), (ending.Code, ending.Error));
        Assert.StartsWith("LFS image, Lua 5.1, relocatable\n", ending.Text, StringComparison.Ordinal);
        Assert.Contains("signature  0xfafaa154\n", ending.Text, StringComparison.Ordinal);
        Assert.Contains("  1600000000 (2020-09-13 12:26:40 UTC)\n", ending.Text, StringComparison.Ordinal);
        Assert.Contains("2 modules, sizes in bytes\n", ending.Text, StringComparison.Ordinal);
        Assert.Contains("\"print\"\n", ending.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sizes_of_modules_add_up_to_that_of_the_image()
    {
        using Session session = Image();

        string[] lines = session.Run("inspect", "i.img").Text.Split('\n');

        int[] totals = [.. lines
            .SkipWhile(line => !line.StartsWith("module ", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.Length > 0)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(cells => int.Parse(cells.Length > 2 ? cells[6] : cells[1]))];
        Assert.Equal(3, totals.Length);
        string size = $" {totals.Sum()} bytes in flash";
        Assert.Contains(lines, line => line.Contains(size, StringComparison.Ordinal));
    }

    [Fact]
    public void An_absolute_image_shows_its_address()
    {
        using Session session = CompileCommandTests.Two();
        session.Run("compile", "-a", "0x40211000", "-o", "i.img", "a.lua");

        Assert.StartsWith(
            "LFS image, Lua 5.1, absolute at 0x40211000\n", session.Run("inspect", "i.img").Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_word_can_be_shown()
    {
        using Session session = Image();

        string text = session.Run("inspect", "--words", "i.img").Text;

        Assert.Contains("     0  fafaa154  signature\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void A_chunk_shows_its_functions(string target)
    {
        using Session session = new Session().With("f.lua", "local function f(a, ...)\n  return a\nend\n");
        session.Run("compile", "--target", target, "-o", "f.lc", "f.lua");

        string text = session.Run("inspect", "f.lc").Text;

        Assert.StartsWith($"Lua {target} chunk of ", text, StringComparison.Ordinal);
        Assert.Contains(", source @f.lua\n", text, StringComparison.Ordinal);
        string[] cells = text.Split('\n')[^2].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["1-3", "2", "0", "0", "1+"], cells[..5]);
        Assert.Equal("main/0", cells[^1]);
    }

    [Theory]
    [InlineData("no file given")]
    [InlineData("only one file can be inspected", "a", "b")]
    [InlineData("unrecognized option '-x'", "-x", "a")]
    [InlineData("'--diff' needs two images", "--diff", "a")]
    [InlineData("text: the file is no LFS image: it has 5 bytes", "--diff", "text", "bad.lc")]
    [InlineData("cannot open none: No such file or directory", "none")]
    [InlineData("cannot read .: Is a directory", ".")]
    [InlineData("text: the file is no LFS image: it has 5 bytes", "text")]
    [InlineData("bad.lc: bad header in precompiled chunk", "bad.lc")]
    public void What_is_no_image_is_refused(string message, params string[] args)
    {
        using Session session = new Session().With("text", "hello").With("bad.lc", "\x1BLuaQ0123456789");

        Ending ending = session.Run(["inspect", .. args]);

        Assert.Equal((1, "", $"lfs: {message}\n"), (ending.Code, ending.Text, ending.Error));
    }

    [Fact]
    public void Two_images_are_compared_by_module_and_function()
    {
        using Session session = new Session()
            .With("a.lua", "local M = {}\nfunction M.f() return 1 end\nfunction M.g() return 'g' end\nreturn M\n")
            .With("b.lua", "return 1\n")
            .With("c.lua", "return 1\n");
        session.Run("compile", "-f", "-o", "old.img", "a.lua", "b.lua");
        session.With("a.lua", "local M = {}\nfunction M.f() return 1, 2 end\nfunction M.h() return 'g' end\nreturn M\n");
        session.Run("compile", "-f", "-o", "new.img", "a.lua", "c.lua");

        Ending ending = session.Run("inspect", "--diff", "old.img", "new.img");
        Ending same = session.Run("inspect", "--diff", "new.img", "new.img");

        Assert.Equal((2, ""), (ending.Code, ending.Error));
        string[][] rows = [.. ending.Text.Split('\n').SkipWhile(line => line.Length > 0).Skip(2)
            .Where(line => line.Length > 0)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(
            ["a changed", "main changed", "f changed", "h added", "g removed", "c added", "main added", "b removed", "main removed"],
            rows.SkipLast(2).Where(row => !row[0].StartsWith('(')).Select(row => row[0] + " " + row[1]));
        Assert.Equal(["(shared)", "image"], rows.TakeLast(2).Select(row => row[0]));
        // Modules, what they share: together they are the image, before, after and in what changed.
        string[][] parts = [.. rows.Where(row => row[0] is "a" or "b" or "c" || row == rows[^2])];
        for (int column = 1; column <= 3; column++)
            Assert.Equal(int.Parse(rows[^1][^column]), parts.Sum(row => int.Parse(row[^column])));
        // More in one instruction and one constant.
        Assert.Equal("+16", rows[2][^1]);
        Assert.Equal((0, ""), (same.Code, same.Error));
        Assert.EndsWith("\nthe modules are the same\n", same.Text, StringComparison.Ordinal);
    }

    static Session Image()
    {
        Session session = CompileCommandTests.Two();
        session.Run("compile", "-f", "-o", "i.img", "a.lua", "b.lua");
        return session;
    }
}
