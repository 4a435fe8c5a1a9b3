using System.Diagnostics;
using System.Globalization;
using Lfs.Build.Tests;
using Lfs.Generator;
using Microsoft.CodeAnalysis;

// What the generator and the analyzer cost while one types: docs/measurements.md shows the output.
const int Warm = 300, Measured = 101;

Console.WriteLine("""
    | a key stroke in | ms, generator | KB | ms, analyzer | KB |
    |---|---:|---:|---:|---:|
    """);
foreach (string version in new[] { "5.1", "5.3" })
{
    foreach (bool isTooLarge in new[] { false, true })
    {
        string name = $"{version}{(isTooLarge ? ", image too large" : "")}";
        Print($"Lua {name}", version, isTooLarge, static (project, driver, i) => project.Type(driver, i));
        Print($"C# {name}", version, isTooLarge, static (project, driver, _) => project.EditCSharp(driver));
    }
}

static void Print(
    string name, string version, bool isTooLarge,
    Func<LuaProject, GeneratorDriver, int, GeneratorDriver> edit)
{
    LuaProject project = LargeProject.Of(version, isTooLarge);
    var analyzer = new LuaAnalyzer();
    GeneratorDriver driver = project.Run(tracksSteps: false);
    var found = driver.GetRunResult().Diagnostics.AddRange(project.Analyze(analyzer));
    if (found.Any(one => one.Id != "LFS0101"))
        throw new InvalidOperationException(string.Join('\n', found));
    var generated = new Cost();
    var analyzed = new Cost();
    for (int i = 0; i < Warm + Measured; i++)
    {
        bool counts = i >= Warm;
        generated.Of(() => driver = edit(project, driver, i), counts);
        analyzed.Of(() => project.Analyze(analyzer), counts);
    }
    Console.WriteLine($"| {name} | {generated} | {analyzed} |");
}

/// <summary>The times of one piece of work, for each repetition.</summary>
sealed class Cost
{
    readonly List<double> _milliseconds = [];
    readonly List<double> _bytes = [];

    public void Of(Action work, bool counts)
    {
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        work();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        if (!counts)
            return;
        _milliseconds.Add(milliseconds);
        _bytes.Add(bytes);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Median(_milliseconds):0.0} | {Median(_bytes) / 1024:0}");

    static double Median(List<double> all) => all.Order().ElementAt(all.Count / 2);
}
