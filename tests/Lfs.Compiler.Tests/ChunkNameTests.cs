using System.Text.RegularExpressions;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Tests;

public sealed class ChunkNameTests
{
    static readonly string Long =
        string.Concat(Enumerable.Range(0, 20).Select(i => $"folder{i:d2}/")) + "x.lua";

    [Theory]
    [InlineData("@a/b.lua", "a/b.lua")]
    [InlineData("=stdin", "stdin")]
    [InlineData("return 1", "[string \"return 1\"]")]
    [InlineData("return 1\nx", "[string \"return 1...\"]")]
    public void Short_names_are_shown_whole(string source, string expected)
    {
        Assert.Equal(expected, Show(source, LuaVersion.Lua51, 60));
        Assert.Equal(expected, Show(source, LuaVersion.Lua53, 60));
    }

    [Theory]
    [InlineData(LuaVersion.Lua51, 75)]
    [InlineData(LuaVersion.Lua53, 59)]
    public void Of_a_long_path_the_end_is_shown(LuaVersion version, int length)
    {
        string shown = Show("@" + Long, version, ChunkName.CompilerSize(version));

        Assert.Equal(length, shown.Length);
        Assert.Equal("..." + Long[^(length - 3)..], shown);
    }

    [Theory]
    [InlineData(LuaVersion.Lua51)]
    [InlineData(LuaVersion.Lua53)]
    public void Of_a_long_text_the_beginning_is_shown(LuaVersion version) =>
        Assert.Matches(new Regex(@"^\[string ""folder00/.*\.\.\.""\]$"), Show(Long, version, 60));

    static string Show(string source, LuaVersion version, int size) =>
        ChunkName.Shorten(LuaString.FromText(source), version, size).ToString();
}
