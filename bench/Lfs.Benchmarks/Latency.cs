using System.Globalization;
using System.Text;
using Lfs.Runtime;
using Lfs.Tests;

namespace Lfs.Benchmarks;

/// <summary>
/// How long work goes on after the host has cancelled it, at random moments: docs/safety.md says what takes
/// longest.
/// </summary>
static class Latency
{
    const int Megabyte = 1024 * 1024;
    const int Seed = 20;
    const int MostDelayMilliseconds = 300;

    /// <summary>The heap that a call of a case needs for each of its n, in bytes.</summary>
    static readonly (ChargeCase Work, int Bytes)[] _work =
    [
        (new("(loop)", "while true do end"), 1000),
        (new("load", "load(s)", "local s = ('a=1 '):rep(1024 * 1024)"), 1000),
        (new("load", "load(s)", "local s = 'return {' .. ('x1,'):rep(1024 * 1024) .. '}'"), 1000),
        (new("load", "load(s)", "local s = load(('x={a=1} '):rep(128 * 1024)) s = string.dump(s)"), 1000),
        (new("load", "load(s)", "local s = string.dump(load(captures()))"), 1000),
        (new("string.dump", "string.dump(s)", "local s = load(('x={a=1} '):rep(128 * 1024))"), 1000),
        (new("table.sort", "table.sort(t, function(a, b) return a > b end) table.sort(t)",
            "local t = array(n, function(i) return i * 7919 % n end)"), 24),
        (new("table.concat", "table.concat(t)", "local t = array(n, function(i) return 'abcdef' end)"), 48),
        (new("table.insert", "table.insert(t, 1, 1) table.remove(t)", "local t = array(n)"), 40),
        (new("string.find", "s:find('.-.-y')", "local s = ('x'):rep(n)"), 16),
        (new("string.gsub", "s:gsub('x', 'y')", "local s = ('x'):rep(n)"), 16),
        (new("string.rep", "('x'):rep(n)"), 4),
        (new("(concatenation)", "x = s .. i", "local s = ('x'):rep(n)"), 6),
        (new("(comparison)", "x = s < t", "local s, t = ('x'):rep(n) .. 'a', ('x'):rep(n) .. 'b'"), 5),
        (new("next", "next(t)", "local t = array(n) for i = 1, n do t[i] = nil end"), 32),
        (new("collectgarbage", "collectgarbage()", "kept = array(n, function(i) return {i} end)"), 150),
        (new("collectgarbage", "collectgarbage()", "kept = {} for i = 1, n do kept[i] = i .. 'x' end"), 110),
        (new("collectgarbage", "collectgarbage()", "kept = {} for i = 1, n do kept[i .. 'x'] = i end"), 170),
        (new("collectgarbage", "collectgarbage()",
            "kept = setmetatable({}, {__mode = 'v'}) for i = 1, n do kept[i] = i .. 'x' end"), 110),
        (new("collectgarbage", "collectgarbage()",
            "kept = setmetatable({}, {__mode = 'k'}) for i = 1, n do kept[{}] = i end keys = {} "
                + "for k in pairs(kept) do keys[#keys + 1] = k end"), 230),
        (new("collectgarbage", "collectgarbage()", "kept = array(n, function(i) return finalizable(print) end)"),
            400),
        (new("collectgarbage", "array(n, function(i) return finalizable(type) end) collectgarbage()"), 600),
        (new("collectgarbage", "collectgarbage()",
            "kept = array(n, function(i) return coroutine.wrap(function() end) end)"), 2000),
        (new("(array grows)", "local t = {} for i = 1, n do t[i] = i end"), 80),
        (new("(hash grows)", "local t = {} for i = 1, n do t[i + 0.5] = i t[-i] = i end"), 260),
        (new("(strings grow)", "kept = nil collectgarbage() kept = array(n, function(i) return i .. 'x' end)"),
            150),
    ];

    const string Captures = """
        local function captures()
          local names, parts = {}, {}
          for i = 1, 40 do names[i] = 'a' .. i end
          parts[1] = 'local ' .. table.concat(names, ', ') .. ' while x do '
          for i = 1, 40 do
            for j = 1, 200 do parts[#parts + 1] = 'if y then x = z end ' end
            parts[#parts + 1] = 'x = function() return a' .. i .. ' end '
          end
          parts[#parts + 1] = ' end'
          return table.concat(parts)
        end

        """;

    public static int Print(string[] targets, int rounds)
    {
        foreach (string target in targets)
        {
            foreach (int megabytes in new[] { 64, 256 })
            {
                Console.WriteLine($"\n## {target}, heap of {megabytes} MB: milliseconds after a cancellation\n");
                Console.WriteLine("| work | worst | median |\n|---|---:|---:|");
                foreach ((ChargeCase work, int bytes) in _work)
                {
                    List<double> times = Measure(target, megabytes, work, bytes, rounds);
                    string name = work.Setup.Length == 0 ? work.ToString() : $"{work}; {work.Setup}";
                    Console.WriteLine(times.Count == 0
                        ? $"| `{name}` | not enough memory | |"
                        : string.Create(CultureInfo.InvariantCulture,
                            $"| `{name}` | {times[^1]:0.0} | {times[times.Count / 2]:0.0} |"));
                }
            }
        }
        return 0;
    }

    static List<double> Measure(string target, int megabytes, ChargeCase work, int bytes, int rounds)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = (uint)megabytes * Megabyte,
            HostMemoryBytes = 1024L * Megabyte,
            EmergencyCollection = false,
        });
        List<double> times = [];
        Random random = new(Seed);
        try
        {
            byte[] program = Encoding.UTF8.GetBytes(Captures + work.Program);
            LuaObject call = device.Run(program, "=case", megabytes * (Megabyte / bytes))[0].AsObject();
            for (int round = 0; round < rounds; round++)
                times.Add(Cancel(device, call, random.Next(MostDelayMilliseconds)));
        }
        catch (LuaException error)
        {
            Console.Error.WriteLine($"{target} {work}: {error.Message}");
        }
        times.Sort();
        return times;
    }

    /// <summary>
    /// The processor's time from a cancellation to the end of a call: other processes do not count.
    /// </summary>
    static double Cancel(LfsDevice device, LuaObject call, int delay)
    {
        using CancellationTokenSource source = new();
        TimeSpan cancelled = default;
        Thread thread = new(() =>
        {
            Thread.Sleep(delay);
            cancelled = Environment.CpuUsage.TotalTime;
            source.Cancel();
        });
        device.SetBudget(long.MaxValue, source.Token);
        thread.Start();
        try
        {
            call.Call(int.MaxValue);
        }
        catch (LuaException error) when (error.Kind == LuaErrorKind.Budget)
        {
            TimeSpan end = Environment.CpuUsage.TotalTime;
            device.SetBudget(long.MaxValue, default);
            return (end - cancelled).TotalMilliseconds;
        }
        finally
        {
            thread.Join();
        }
        throw new InvalidOperationException("The call ended by itself.");
    }
}
