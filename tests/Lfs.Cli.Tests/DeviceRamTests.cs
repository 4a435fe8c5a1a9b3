using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lfs.Tests;
using Xunit.Abstractions;

namespace Lfs.Cli.Tests;

/// <summary>Programs take as many bytes of RAM as on the device runtime of the reference, and its collector
/// works at the same moments.</summary>
/// <remarks>
/// goldens/ram-lfs-run.json has what small programs leave in use, what is in use before them, and the peak;
/// goldens/gc has the bytes in use after each of 400 steps. Both come from app/lua and app/lua53 of
/// nodemcu-firmware 36cbf9f0, with LUA_USE_ESP, built for 32 bits. Nothing prepares the device: each program is
/// run by <c>lfs run</c>.
/// </remarks>
public sealed partial class DeviceRamTests(ITestOutputHelper output)
{
    const string NamesInRom =
        "5.3's traceback makes a string of each name in ROM, and a device has names that come with the "
        + "modules: those of pipe, and of the functions of node that are missing here.";

    const string Addresses =
        "newproxy keeps metatables in a weak table whose keys are addresses: the reference itself gives other "
        + "figures at another place of the heap.";

    /// <summary>Programs whose peak differs, and why.</summary>
    static readonly Dictionary<(string Program, string Target), string> _peaks = new()
    {
        [("e_xpcall_traceback", "5.3")] = NamesInRom,
        [("e_xpcall_traceback", "5.3-64")] = NamesInRom,
    };

    /// <summary>Traces that differ, and why.</summary>
    static readonly Dictionary<(string Trace, string Run), string> _traces = new()
    {
        [("finalizers", "5.1|0")] = Addresses,
        [("finalizers", "5.1-int|0")] = Addresses,
    };

    [Theory]
    [InlineData("5.1", 29)]
    [InlineData("5.1-int", 29)]
    [InlineData("5.3", 33)]
    [InlineData("5.3-64", 33)]
    public void Programs_leave_start_with_and_peak_at_the_bytes_of_a_device(string target, int programs)
    {
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(PathOf("ram-lfs-run.json")));
        string protocol = goldens.RootElement.GetProperty("protocol").GetString()!;
        using var session = new Session();
        List<string> differences = [];
        (int value, int start, int peak, int all) = (0, 0, 0, 0);
        foreach (JsonElement one in goldens.RootElement.GetProperty("cases").EnumerateArray())
        {
            if (one.GetProperty(target).ValueKind == JsonValueKind.Null)
                continue;
            string name = one.GetProperty("name").GetString()!;
            Figures wanted = new(
                one.GetProperty(target).GetInt64(), one.GetProperty("start").GetProperty(target).GetInt64(),
                one.GetProperty("peak").GetProperty(target).GetInt64());
            string body = one.GetProperty("body").GetString()!;
            Figures found = Run(session, target, name, protocol.Replace("BODY", body, StringComparison.Ordinal));
            all++;
            value += found.Value == wanted.Value ? 1 : 0;
            start += found.Start == wanted.Start ? 1 : 0;
            peak += found.Peak == wanted.Peak ? 1 : 0;
            bool isListed = _peaks.ContainsKey((name, target));
            if (isListed == (found.Peak == wanted.Peak) || found with { Peak = wanted.Peak } != wanted)
                differences.Add($"{name}: {found}, wanted {wanted}{(isListed ? ", listed" : "")}");
        }

        output.WriteLine($"{target}: value {value} of {all}, start {start} of {all}, peak {peak} of {all}");
        Assert.Equal(programs, all);
        Assert.Empty(differences);
    }

    [Theory]
    [InlineData("5.1|0")]
    [InlineData("5.1|4")]
    [InlineData("5.1-int|0")]
    [InlineData("5.1-int|4")]
    [InlineData("5.3|0")]
    [InlineData("5.3-64|0")]
    public void The_collector_frees_at_the_moments_of_a_device(string run)
    {
        string[] parts = run.Split('|');
        List<string> differences = [];
        int equal = 0;
        string[] traces = [.. Directory.GetFiles(PathOf("gc"), "*.json").Order(StringComparer.Ordinal)];
        foreach (string file in traces)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(file));
            string[] wanted = [.. golden.RootElement.GetProperty(run).EnumerateArray().Select(line => line.ToString())];
            string[] found = Trace(name, parts[0], parts[1]);
            int same = wanted.Zip(found).Count(pair => pair.First == pair.Second);
            bool isListed = _traces.ContainsKey((name, run));
            output.WriteLine($"{name} {run}: {same} of {wanted.Length}");
            equal += same == wanted.Length && found.Length == wanted.Length ? 1 : 0;
            if (!isListed && !wanted.SequenceEqual(found))
                differences.Add($"{name}: {same} of {wanted.Length}");
        }

        output.WriteLine($"{run}: {equal} of {traces.Length} traces");
        Assert.Equal(9, traces.Length);
        Assert.Empty(differences);
    }

    /// <summary>What a device has in use when its libraries are open, after a collection.</summary>
    [Theory]
    [InlineData("5.1", 3615)]
    [InlineData("5.1-int", 3055)]
    [InlineData("5.3", 3434)]
    [InlineData("5.3-64", 3858)]
    public void A_device_has_the_bytes_of_the_firmware_after_boot(string target, uint bytes)
    {
        using var device = Lfs.Runtime.LfsDevice.Boot(new Lfs.Runtime.LfsDeviceOptions { TargetName = target });

        device.Collect();

        Assert.Equal(bytes, device.LuaBytesInUse);
    }

    static Figures Run(Session session, string target, string name, string program)
    {
        Ending ending = session.With($"ram/{name}.lua", program)
            .Run("run", "--memory", "--target", target, $"ram/{name}.lua");
        Match figures = Printed().Match(ending.Text);
        Match most = Most().Match(ending.Error);
        Assert.True(figures.Success && most.Success, $"{name}: {ending.Text}{ending.Error}");
        return new Figures(NumberOf(figures, 1), NumberOf(figures, 2), NumberOf(most, 1));
    }

    static string[] Trace(string name, string target, string mode)
    {
        using var session = new Session();
        // The length of the path counts.
        Ending ending = session.With($"{name}.lua", File.ReadAllText(PathOf($"gc/{name}.lua")))
            .Run("run", "--ram", "256K", "--target", target, $"{name}.lua", mode, "0");
        return ending.Text.Split('\n')[..^1];
    }

    static long NumberOf(Match match, int group) => long.Parse(
        match.Groups[group].Value, CultureInfo.InvariantCulture);

    static string PathOf(string file) => Repo.PathOf("tests/Lfs.Cli.Tests/goldens/" + file);

    [GeneratedRegex("BYTES\t(-?[0-9]+) ([0-9]+)")]
    private static partial Regex Printed();

    [GeneratedRegex("([0-9]+) at the most")]
    private static partial Regex Most();

    readonly record struct Figures(long Value, long Start, long Peak);
}
