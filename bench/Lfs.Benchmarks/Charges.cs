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

    public static int Print(string[] targets, int worst)
    {
        foreach (string target in targets)
        {
            Console.WriteLine($"\n## {target}: ns for each instruction charged\n\n| call | n | ns |\n|---|---:|---:|");
            List<(string Call, int Size, double Nanoseconds)> rows = [];
            foreach (ChargeCase each in ChargeCases.All.Where(each => each.IsFor(target)))
            {
                foreach (int size in new[] { 4, 100, 2000, 40_000 })
                    rows.Add((NameOf(each), size, Measure(target, each, size)));
            }
            foreach ((string call, int size, double nanoseconds) in
                rows.OrderByDescending(row => row.Nanoseconds).Take(worst))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| `{call}` | {size} | {nanoseconds:0} |"));
            }
        }
        return 0;
    }

    static string NameOf(ChargeCase each)
    {
        const int Most = 60;
        string setup = each.Setup[^Math.Min(each.Setup.Length, Most)..];
        return setup.Length == 0 ? each.ToString() : $"{each}; {setup}";
    }

    /// <summary>The least of some rounds, in time of the processor: what else runs only adds.</summary>
    static double Measure(string target, ChargeCase each, int size)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = HeapBytes,
            EmergencyCollection = false,
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
