using System.Diagnostics;

namespace Lfs.Tests;

/// <summary>Stock Lua on this machine, to compare with where a device behaves like it.</summary>
static class Oracle
{
    const string Program = "lua5.1";

    public static bool IsPresent { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, Program)));

    /// <summary>The output, with one character per byte.</summary>
    public static string Print(string path)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, [path])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = System.Text.Encoding.Latin1,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}

/// <summary>A test that needs stock Lua 5.1; skipped where it is not installed.</summary>
sealed class OracleTheoryAttribute : TheoryAttribute
{
    public OracleTheoryAttribute()
    {
        if (!Oracle.IsPresent)
            Skip = "lua5.1 is not on the PATH";
    }
}
