using System.Text.RegularExpressions;
using Lfs.Generator;
using Microsoft.CodeAnalysis;
using static Lfs.Generator.LfsGenerator;

namespace Lfs.Build.Tests;

/// <summary>The cost of a key stroke in a project whose image fills the region. The times are in
/// docs/measurements.md. No other test runs beside these, which count what the process allocates.</summary>
[CollectionDefinition(nameof(KeystrokeTests), DisableParallelization = true)]
[Collection(nameof(KeystrokeTests))]
public partial class KeystrokeTests
{
    const long MostBytes = 1 << 20;

    [Theory]
    [InlineData("5.1", false)]
    [InlineData("5.1", true)]
    [InlineData("5.3", false)]
    [InlineData("5.3", true)]
    public void A_key_stroke_in_Lua_allocates_at_most_a_MiB(string version, bool isTooLarge)
    {
        LuaProject project = LargeProject.Of(version, isTooLarge);
        GeneratorDriver driver = project.Run(tracksSteps: false);
        for (int i = 0; i < 3; i++)
            driver = project.Type(driver, i);

        long before = GC.GetAllocatedBytesForCurrentThread();
        driver = project.Type(driver, 3);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        GeneratorDriverRunResult result = driver.GetRunResult();
        Assert.Equal(isTooLarge ? ["LFS0101"] : [], result.Diagnostics.Select(found => found.Id));
        string constants = result.GeneratedTrees.Single(tree => tree.FilePath.Contains("Lfs.Image")).ToString();
        Assert.InRange(int.Parse(Size().Match(constants).Groups[1].ValueSpan), 240 * 1024, 256 * 1024);
        Assert.InRange(bytes, 1, MostBytes);
    }

    /// <summary>What an IDE does at a key stroke: the generator and the analyzer with its lints. All threads are
    /// counted, because the analyzer chooses its own; so is what the host of the tests does meanwhile, and the least of
    /// several times counts.</summary>
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_key_stroke_in_Lua_generates_and_lints_for_at_most_a_MiB(string version)
    {
        LuaProject project = LargeProject.Of(version, isTooLarge: false);
        var analyzer = new LuaAnalyzer();
        GeneratorDriver driver = project.Run(tracksSteps: false);
        Assert.Empty(project.Analyze(analyzer));

        long least = long.MaxValue;
        for (int i = 0; i < 7; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            driver = project.Type(driver, i);
            project.Analyze(analyzer);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.InRange(least, 1, MostBytes);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_key_stroke_in_Lua_compiles_one_module(string version)
    {
        LuaProject project = LargeProject.Of(version, isTooLarge: false);
        var analyzer = new LuaAnalyzer();
        GeneratorDriver driver = project.Run();
        project.Analyze(analyzer);
        int before = analyzer.Texts.Reads;

        driver = project.Type(driver, 1);
        project.Analyze(analyzer);

        Assert.Equal(LargeProject.ModulesOf(version), before);
        Assert.Equal(before + 1, analyzer.Texts.Reads);
        Assert.Equal(1, Reasons(driver, Steps.Module).Count(reason => reason != IncrementalStepRunReason.Cached));
    }

    [Theory]
    [InlineData("5.1", false)]
    [InlineData("5.3", true)]
    public void A_key_stroke_in_CSharp_compiles_and_links_no_Lua(string version, bool isTooLarge)
    {
        LuaProject project = LargeProject.Of(version, isTooLarge);
        var analyzer = new LuaAnalyzer();
        GeneratorDriver driver = project.Run();
        project.Analyze(analyzer);
        (int, int) known = (analyzer.Texts.Reads, analyzer.Projects.Joins);

        driver = project.EditCSharp(driver);
        project.Analyze(analyzer);

        Assert.Equal(known, (analyzer.Texts.Reads, analyzer.Projects.Joins));
        string[] steps = [Steps.Module, Steps.Shape, Steps.Accessors, Steps.Image];
        foreach (string step in steps)
            Assert.All(Reasons(driver, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorDriver driver, string step) =>
        driver.GetRunResult().Results[0].TrackedSteps[step]
            .SelectMany(run => run.Outputs)
            .Select(output => output.Reason);

    [GeneratedRegex("ImageSize => ([0-9]+);")]
    private static partial Regex Size();
}
