using System.Text;

namespace Lfs.Tests;

/// <summary>The format of tests/lua, and that every file keeps to it.</summary>
public class RunCaseTests
{
    [Fact]
    public void Expectations_are_read_in_order()
    {
        LuaCase c = Parse("print(1)  --> 1\n--> a\tb\n-->\nlocal x --x\n--> error: t.lua:1: no\n");

        Assert.Equal(["1", "a\tb", ""], c.Output);
        Assert.Equal("t.lua:1: no", c.Error);
    }

    [Fact]
    public void Without_a_directive_a_case_is_for_every_target()
    {
        LuaCase c = Parse("print()  -->\n");

        Assert.Equal(LuaCase.AllTargets, c.Targets);
        Assert.False(c.IsDeviceOnly);
    }

    [Fact]
    public void Directives_stand_in_the_first_lines()
    {
        LuaCase c = Parse("-- device-only\n-- targets: 5.1 5.1-int\nprint()  -->\n");

        Assert.Equal(["5.1", "5.1-int"], c.Targets);
        Assert.True(c.IsDeviceOnly);
    }

    [Theory]
    [InlineData("--> error: a\n--> b\n")]
    [InlineData("-- targets: 5.2\n")]
    public void A_malformed_case_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Parse(text));

    [Fact]
    public void Chunk_and_module_name_come_from_the_path()
    {
        LuaCase c = Parse("");

        Assert.Equal("@topic/name.lua", c.ChunkName);
        Assert.Equal("name", c.ModuleName);
    }

    [Fact]
    public void Every_file_expects_something()
    {
        List<LuaCase> cases = [.. LuaCases.All()];

        Assert.True(cases.Count >= 200, cases.Count + " cases");
        Assert.Empty(cases.Where(c => c.Output.Count == 0 && c.Error is null).Select(c => c.Name));
    }

    [Fact]
    public void No_case_takes_the_name_of_a_module_it_may_load() =>
        Assert.Empty(LuaCases.All().Where(c => c.IsDeviceOnly).Select(c => c.ModuleName)
            .Intersect(LuaCases.Modules().Select(m => m.ModuleName)));

    [Fact]
    public void No_file_has_trailing_white_space() =>
        Assert.Empty(LuaCases.All().Where(c => Encoding.Latin1.GetString(c.Source).Split('\n')
            .Any(l => l.Length > 0 && l[^1] is ' ' or '\t' or '\r')).Select(c => c.Name));

    static LuaCase Parse(string text) => LuaCase.Parse("topic/name", Encoding.Latin1.GetBytes(text));
}
