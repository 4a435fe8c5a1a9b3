using System.Globalization;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Work counts against a host's budget in proportion to its time.</summary>
public sealed class ChargeTests : IDisposable
{
    static readonly IReadOnlyList<ChargeCase> _cases = [.. ChargeCases.All, .. HostChargeCases.All];

    // The libraries os and io are there as well, and files to work with.
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lfs-charge");

    public void Dispose() => _folder.Delete(recursive: true);

    const uint HeapBytes = 64 * 1024 * 1024;
    const long Plenty = long.MaxValue / 2;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Every_function_of_every_library_has_a_case(string target)
    {
        using LfsDevice device = Boot(target);
        string[] names = device.Run(ChargeCases.Names)[0].AsString().Split(' ');
        HashSet<string> covered = [.. _cases.Where(each => each.IsFor(target)).Select(each => each.Function)];

        Assert.Contains("string.rep", names);
        Assert.Contains("os.date", names);
        Assert.Contains("file.read", names);
        Assert.Contains("setmetatable", names);
        Assert.DoesNotContain(names, name => !IsCovered(name, covered));
    }

    // The same functions are reached by more than one name: package.loaders holds no names at all.
    static bool IsCovered(string name, HashSet<string> covered) =>
        covered.Contains(name) || name is "string.__index";

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void Twice_the_work_counts_nearly_twice_or_more(string target)
    {
        List<string> failures = [];
        foreach (ChargeCase each in _cases.Where(each => each.Grows && each.IsFor(target)))
        {
            if (!TryCharge(target, each, 4000, out long once) || !TryCharge(target, each, 8000, out long twice))
                continue;
            if (twice < once * 1.6)
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{each}: {once}, {twice}"));
        }

        Assert.Empty(failures);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Every_case_runs_where_its_function_is(string target)
    {
        using LfsDevice device = Boot(target);
        HashSet<string> names = [.. device.Run(ChargeCases.Names)[0].AsString().Split(' ')];

        Assert.DoesNotContain(_cases, each => each.IsFor(target)
            && (names.Contains(each.Function) || each.Function[0] == '(') && !TryCharge(target, each, 8, out _));
    }

    // Far above the measured times (docs/measurements.md). A call that exceeds it takes time that grows
    // faster than its charge.
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void No_work_takes_far_longer_than_it_counts(string target)
    {
        List<string> failures = [];
        foreach (ChargeCase each in _cases.Where(each => each.IsFor(target)))
        {
            double nanoseconds = NanosecondsPerCharge(target, each);
            if (nanoseconds > MostNanoseconds)
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{each}: {nanoseconds:N0} ns"));
        }

        Assert.Empty(failures);
    }

    const double MostNanoseconds = 10_000;

    /// <summary>The least of some rounds: other tests run on the process's time as well.</summary>
    double NanosecondsPerCharge(string target, ChargeCase each)
    {
        using LfsDevice device = Boot(target);
        if (Prepare(device, each, 20_000) is not { } call)
            return 0;
        double least = double.MaxValue;
        for (int round = 0; round < 5 && least > MostNanoseconds; round++)
        {
            device.SetBudget(Plenty);
            long before = device.BudgetLeft;
            TimeSpan start = Environment.CpuUsage.TotalTime;
            call(2);
            double nanoseconds = (Environment.CpuUsage.TotalTime - start).TotalNanoseconds;
            least = Math.Min(least, nanoseconds / (before - device.BudgetLeft));
            // What takes no time does not matter, whatever it counts.
            if (nanoseconds < 100e6)
                return 0;
        }
        return least;
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_cancellation_ends_any_work(string target)
    {
        const int MostMilliseconds = 5000;
        List<string> failures = [];
        // A restart ends the host's call, which needs no cancellation.
        foreach (ChargeCase each in _cases.Where(each => each.IsFor(target) && !each.Restarts))
        {
            using LfsDevice device = Boot(target);
            if (Prepare(device, each, 20_000) is not { } call)
                continue;
            using CancellationTokenSource source = new();
            device.SetBudget(long.MaxValue, source.Token);
            long cancelled = 0;
            using Timer timer = new(_ =>
            {
                cancelled = Environment.TickCount64;
                source.Cancel();
            }, null, 5, Timeout.Infinite);
            LuaException? error = Try(() => call(int.MaxValue));
            if (error?.Message != "cancelled" || Environment.TickCount64 - cancelled > MostMilliseconds)
                failures.Add($"{each}: {error?.Message} after {Environment.TickCount64 - cancelled} ms");
        }

        Assert.Empty(failures);
    }

    static LuaException? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (LuaException error)
        {
            return error;
        }
    }

    bool TryCharge(string target, ChargeCase each, int size, out long charged)
    {
        charged = 0;
        using LfsDevice device = Boot(target);
        if (Prepare(device, each, size) is not { } call)
            return false;
        device.Collect();
        device.SetBudget(Plenty);
        long before = device.BudgetLeft;
        call(2);
        charged = before - device.BudgetLeft;
        return true;
    }

    /// <summary>The function that makes a case's calls; null where the target lacks what it calls.</summary>
    static Action<int>? Prepare(LfsDevice device, ChargeCase each, int size)
    {
        Action<int>? call = null;
        LuaException? error = Try(() =>
        {
            call = each.Prepare(device, size);
            call(1);
        });
        return error == null ? call : null;
    }

    LfsDevice Boot(string target)
    {
        LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = HeapBytes,
            EmergencyCollection = false,
            HostLibraries = true,
            HostFolder = new HostFolder(_folder.FullName),
        });
        device.State.ChecksMemory = false;      // It would take longer than what is measured.
        return device;
    }
}
