using Microsoft.CodeAnalysis;
using static Lfs.Generator.LfsGenerator;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace Lfs.Build.Tests;

public class CachingTests
{
    const string Before = "local a = ...; return a + 1";
    const string After = "local a = ...; return a + 2";

    [Fact]
    public void An_edit_of_CSharp_compiles_no_Lua()
    {
        LuaProject project = TwoModules();

        GeneratorDriver driver = project.EditCSharp(project.Run());

        Assert.Equal([Cached, Cached], Reasons(driver, Steps.Module));
        Assert.Equal([Cached], Reasons(driver, Steps.Accessors));
        Assert.Equal([Cached], Reasons(driver, Steps.Image));
        Assert.All(OutputReasons(driver), reason => Assert.Equal(Cached, reason));
    }

    [Fact]
    public void An_edit_of_Lua_compiles_that_file_and_links()
    {
        LuaProject project = TwoModules();

        GeneratorDriver driver = project.Edit(project.Run(), "lua/b.lua", After);

        Assert.Equal([Cached, Modified], Reasons(driver, Steps.Module));
        Assert.Equal([Modified], Reasons(driver, Steps.Image));
    }

    [Fact]
    public void An_edit_of_Lua_leaves_the_accessors_as_they_are()
    {
        LuaProject project = TwoModules();

        GeneratorDriver driver = project.Edit(project.Run(), "lua/b.lua", After);

        Assert.Equal([Cached, Unchanged], Reasons(driver, Steps.Shape));
        Assert.Equal([Cached], Reasons(driver, Steps.Accessors));

        // What was reported about settings and about each file, then accessors, classes, resources, what hot reload
        // watches, and the image.
        Assert.Equal([Cached], Reasons(driver, Steps.Resources));
        Assert.Equal(
            [Cached, Cached, Unchanged, Cached, Cached, Cached, Cached, Cached, Modified], OutputReasons(driver));
    }

    [Theory]
    [InlineData("  return by + 1", "  return by + 2", true)]
    [InlineData("  return by + 1", "  local a = by return a + 1", true)]
    [InlineData("  return by + 1", "  local a = by\n  return a + 1", false)]
    [InlineData("how much", "how many", false)]
    [InlineData("integer", "string", false)]
    public void An_edit_changes_the_class_of_its_module_if_its_shape_or_its_lines_change(
        string before, string after, bool isCached)
    {
        const string Lua =
            """
            local M = {}
            ---@param by integer how much
            function M.add(by)
              return by + 1
            end
            ---@class Thing
            ---@field size integer
            function M.last() end
            return M
            """;
        LuaProject project = new LuaProject()
            .With("lua/a.lua", Lua.Replace("add", "other").Replace("Thing", "Other"))
            .With("lua/b.lua", Lua + "\n-- end");
        GeneratorDriver first = project.Run();

        GeneratorDriver driver = project.Edit(first, "lua/b.lua", Lua.Replace(before, after) + "\n-- end");

        Assert.Equal([Cached, isCached ? Unchanged : Modified], Reasons(driver, Steps.Shape));
        Assert.Equal([Cached], Reasons(driver, Steps.Accessors));
        string[] changed = [.. Texts(driver).Except(Texts(first)).Where(text => !text.Contains("SourceHash"))];
        Assert.Equal(isCached ? 0 : 1, changed.Length);
    }

    static IEnumerable<string> Texts(GeneratorDriver driver) =>
        driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString());

    [Fact]
    public void An_edit_that_is_taken_back_changes_nothing()
    {
        LuaProject project = TwoModules();

        GeneratorDriver driver = project.Edit(project.Run(), "lua/b.lua", Before);

        Assert.Equal([Cached, Unchanged], Reasons(driver, Steps.Module));
        Assert.Equal([Cached], Reasons(driver, Steps.Image));
    }

    [Fact]
    public void New_options_of_the_same_values_change_nothing()
    {
        LuaProject project = TwoModules();

        GeneratorDriver driver = project.ReadOptionsAgain(project.Run());

        Assert.Equal([Unchanged], Reasons(driver, Steps.Settings));
        Assert.Equal([Cached, Cached], Reasons(driver, Steps.File));
        Assert.Equal([Cached, Cached], Reasons(driver, Steps.Module));
        Assert.Equal([Cached], Reasons(driver, Steps.Image));
    }

    [Fact]
    public void A_smaller_region_links_again_and_compiles_nothing()
    {
        LuaProject project = TwoModules();
        GeneratorDriver first = project.Run();

        GeneratorDriver second = project.Set("LfsSize", "0x8000").ReadOptionsAgain(first);

        Assert.Equal([Cached, Cached], Reasons(second, Steps.Module));
        Assert.Equal([Unchanged], Reasons(second, Steps.Image));
    }

    static LuaProject TwoModules() =>
        new LuaProject().With("lua/a.lua", "return 1").With("lua/b.lua", Before);

    static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorDriver driver, string step) =>
        driver.GetRunResult().Results[0].TrackedSteps[step]
            .SelectMany(run => run.Outputs)
            .Select(output => output.Reason);

    static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorDriver driver) =>
        driver.GetRunResult().Results[0].TrackedOutputSteps.Values
            .SelectMany(runs => runs)
            .SelectMany(run => run.Outputs)
            .Select(output => output.Reason);
}
