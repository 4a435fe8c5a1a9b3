using System.Globalization;
using Lfs.Runtime;
using Lfs.Tests;

namespace Lfs.Benchmarks;

/// <summary>
/// How long work takes for each instruction that it counts against a host's budget, and how long after a
/// cancellation it goes on: docs/measurements.md shows the worst.
/// </summary>
static class Charges
{
    const uint HeapBytes = 64 * 1024 * 1024;
    const double LeastMilliseconds = 10;

    /// <param name="targets">For which builds.</param>
    /// <param name="worst">So many rows each.</param>
    /// <param name="part">Only calls that contain it.</param>
    public static int Print(string[] targets, int worst, string part)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lfs-charges");
        try
        {
            Print(targets, worst, part, new HostFolder(folder.FullName));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void Print(string[] targets, int worst, string part, HostFolder folder)
    {
        foreach (string target in targets)
        {
            Console.WriteLine($"\n## {target}: ns for each instruction charged\n\n| call | n | ns |\n|---|---:|---:|");
            List<(string Call, int Size, double Nanoseconds)> rows = [];
            foreach (ChargeCase each in Cases(target, part))
            {
                foreach (int size in new[] { 4, 100, 2000, 40_000 })
                    rows.Add((NameOf(each), size, Measure(target, folder, each, size)));
            }
            foreach ((string call, int size, double nanoseconds) in
                rows.OrderByDescending(row => row.Nanoseconds).Take(worst))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| `{call}` | {size} | {nanoseconds:0} |"));
            }
        }
    }

    // What restarts the device ends its own measurement.
    static IEnumerable<ChargeCase> Cases(string target, string part) => ChargeCases.All.Concat(HostChargeCases.All)
        .Where(each => each.IsFor(target) && !each.Restarts && NameOf(each).Contains(part, StringComparison.Ordinal));

    static string NameOf(ChargeCase each)
    {
        const int Most = 60;
        string setup = each.Setup[^Math.Min(each.Setup.Length, Most)..];
        return setup.Length == 0 ? each.ToString() : $"{each}; {setup}";
    }

    /// <summary>The least of some rounds, in time of the processor: what else runs only adds.</summary>
    static double Measure(string target, HostFolder folder, ChargeCase each, int size)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = HeapBytes,
            EmergencyCollection = false,
            HostLibraries = true,
            HostFolder = folder,
        });
        try
        {
            Action<int> call = each.Prepare(device, size);
            int times = 1;
            double best = double.MaxValue;
            for (int round = 0; round < 5;)
            {
                device.SetBudget(long.MaxValue / 2);
                long before = device.BudgetLeft;
                TimeSpan start = Environment.CpuUsage.TotalTime;
                call(times);
                double nanoseconds = (Environment.CpuUsage.TotalTime - start).TotalNanoseconds;
                long charged = before - device.BudgetLeft;
                if (nanoseconds < LeastMilliseconds * 1e6 && times < 1_000_000 && times * 2 <= Limit(each, size))
                {
                    times *= 2;
                    continue;
                }
                round++;
                best = Math.Min(best, nanoseconds / charged);
            }
            return best;
        }
        catch (LuaException error)
        {
            if (Environment.GetEnvironmentVariable("CHARGES_VERBOSE") != null)
                Console.Error.WriteLine($"{target} {each} {size}: {error.Message}");
            return 0;       // The target lacks the function.
        }
    }

    static int Limit(ChargeCase each, int size) =>
        each.Setup.Contains("array(n, function() return {}", StringComparison.Ordinal) ? size : int.MaxValue;
}
