using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>Figures that CI prints at its end: a file each in <c>artifacts/figures</c>.</summary>
static class Figures
{
    /// <summary>Writes a line to a test's output, and keeps it for CI.</summary>
    /// <param name="output">The test's output.</param>
    /// <param name="name">The name of the figure; a later line of the name replaces an earlier one.</param>
    /// <param name="line">The line.</param>
    public static void Print(this ITestOutputHelper output, string name, string line)
    {
        output.WriteLine(line);
        string folder = Repo.PathOf("artifacts/figures");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name + ".txt"), line + "\n");
    }
}
