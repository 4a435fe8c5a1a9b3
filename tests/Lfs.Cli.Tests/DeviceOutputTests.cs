using System.Text;
using System.Text.RegularExpressions;
using Lfs.Tests;
using Xunit.Abstractions;

namespace Lfs.Cli.Tests;

/// <summary>What programs print is what the device runtime of the reference prints, line by line.</summary>
/// <remarks>
/// goldens/stdout holds programs of our own and <c>NAME.TARGET.out</c>, what each printed there: app/lua and
/// app/lua53 of nodemcu-firmware 36cbf9f0 with LUA_USE_ESP, built for 32 bits on x86, with a heap of 16 MB.
/// Addresses are replaced by a word.
/// </remarks>
public sealed partial class DeviceOutputTests(ITestOutputHelper output)
{
    const string FormatOnX86 =
        "%d of numbers from 2^31 on: C does not define the conversion. x86 gives the smallest integer; a "
        + "device saturates.";
    const string FloatModulo =
        "Float % as in Lua elsewhere: a - floor(a/b)*b loses digits, is a NaN for infinities, and differs in "
        + "the sign of zero.";

    /// <summary>Lines that differ on purpose, or where x86 is not a device.</summary>
    static readonly Deviation[] Deviations =
    [
        new("format1", "5.1", [45], FormatOnX86),
        new("i53_arith", "5.3", [99, 100, 101, 103, 104], FloatModulo),
        new("i53_arith", "5.3-64", [99, 100, 101, 103, 104], FloatModulo),
        new("intops51", "5.3", [29, 53, 54, 55, 56], FloatModulo),
        new("intops51", "5.3-64", [53, 54, 55], FloatModulo),
    ];

    [Theory]
    [InlineData("5.1", 14)]
    [InlineData("5.1-int", 14)]
    [InlineData("5.3", 20)]
    [InlineData("5.3-64", 20)]
    public void Programs_print_what_a_device_prints(string target, int programs)
    {
        string[] names = NamesFor(target);
        using Session session = WithPrograms(names);
        var differences = new StringBuilder();
        int lines = 0;
        int equal = 0;
        foreach (string name in names)
        {
            string[] wanted = File.ReadAllText(PathOf($"{name}.{target}.out")).Split('\n');
            string[] printed = Run(session, target, name).Split('\n');
            int[] different = [.. DifferentLines(wanted, printed)];
            lines += wanted.Length;
            equal += wanted.Length - different.Length;
            foreach (int line in different.Except(ListedLines(name, target)))
                differences.Append($"{name}:{line}: {At(printed, line)}\n  wanted {At(wanted, line)}\n");
            foreach (int line in ListedLines(name, target).Except(different))
                differences.Append($"{name}:{line}: is listed as a deviation, but equal\n");
        }

        output.WriteLine($"{target}: {equal} of {lines} lines equal");
        Assert.Equal(programs, names.Length);
        Assert.Equal("", differences.ToString());
    }

    static string[] NamesFor(string target) =>
        [.. Directory.GetFiles(PathOf(""), $"*.{target}.out")
            .Select(path => Path.GetFileName(path)[..^(target.Length + ".out".Length + 1)])
            .Order(StringComparer.Ordinal)];

    // The path shows in messages.
    static Session WithPrograms(string[] names)
    {
        var session = new Session();
        Directory.CreateDirectory(session.PathOf("own"));
        foreach (string name in names)
            File.Copy(PathOf($"{name}.lua"), session.PathOf($"own/{name}.lua"));
        return session;
    }

    static string Run(Session session, string target, string name)
    {
        Ending ending = session.Run("run", "--ram", "16M", "--target", target, $"own/{name}.lua");
        return Address().Replace(Encoding.Latin1.GetString(ending.Output), "ADDR");
    }

    static IEnumerable<int> DifferentLines(string[] wanted, string[] printed) =>
        Enumerable.Range(1, Math.Max(wanted.Length, printed.Length))
            .Where(line => At(wanted, line) != At(printed, line));

    static string? At(string[] lines, int line) => line <= lines.Length ? lines[line - 1] : null;

    static IEnumerable<int> ListedLines(string name, string target) =>
        Deviations.Where(row => row.Program == name && row.Target == target).SelectMany(row => row.Lines);

    static string PathOf(string file) => Repo.PathOf("tests/Lfs.Cli.Tests/goldens/stdout/" + file);

    [GeneratedRegex("0x[0-9a-f]{6,}")]
    private static partial Regex Address();

    /// <summary>Lines of a program that differ, and why.</summary>
    sealed record Deviation(string Program, string Target, int[] Lines, string Reason);
}
