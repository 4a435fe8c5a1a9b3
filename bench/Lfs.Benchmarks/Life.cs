using System.Diagnostics;
using System.Globalization;
using System.Text;
using Esp8266.Boot;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Benchmarks;

/// <summary>The host's time for a start with file system and image, and for an hour of a timer.</summary>
static class Life
{
    /// <summary>Prints a row for each target: the median of all repetitions, and the least.</summary>
    public static int Print(string[] targets, int rounds)
    {
        Console.WriteLine(
            $"{"",-8}{"restart, us",16}{"power on, us",16}{"new device, us",16}{"an hour, ms",16}");
        foreach (string target in targets)
        {
            byte[] flash = Provisioned(target);
            using LfsDevice device = On(flash, target);
            string restart = Times(rounds, () => Start(device, ResetReason.SoftRestart));
            string powerOn = Times(rounds, () => Start(device, ResetReason.PowerOn));
            string fresh = Times(rounds, () =>
            {
                long start = Stopwatch.GetTimestamp();
                using LfsDevice other = On(flash, target);
                other.RunUntilIdle();
                return Stopwatch.GetElapsedTime(start, _first).TotalMicroseconds;
            });
            string hour = Times(5, () => Hour(target));
            Console.WriteLine($"{target,-8}{restart,16}{powerOn,16}{fresh,16}{hour,16}");
        }
        return 0;
    }

    // When the first statement of init.lua ran.
    static long _first;

    static LfsDevice On(byte[] flash, string target)
    {
        LfsDevice device = LfsDevice.FromFlash(
            flash, new LfsDeviceOptions { TargetName = target, Startup = true });
        device.Register("first", _ =>
        {
            _first = Stopwatch.GetTimestamp();
            return [];
        });
        return device;
    }

    static double Start(LfsDevice device, ResetReason reason)
    {
        long start = Stopwatch.GetTimestamp();
        device.Restart(reason);
        device.RunUntilIdle();
        // Restarts without life in between would count as a boot loop.
        device.Advance(TimeSpan.FromMinutes(1));
        return Stopwatch.GetElapsedTime(start, _first).TotalMicroseconds;
    }

    static double Hour(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        device.Run("n = 0 tmr.create():alarm(10, tmr.ALARM_AUTO, function() n = n + 1 end)");
        long start = Stopwatch.GetTimestamp();
        device.Advance(TimeSpan.FromHours(1));
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (device["n"].AsNumber() != 360_000)
            throw new InvalidOperationException($"The timer ran {device["n"]} times.");
        return milliseconds;
    }

    static string Times(int rounds, Func<double> measure)
    {
        double[] times = [.. Enumerable.Range(0, rounds).Select(_ => measure()).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{times[rounds / 2]:f0} ({times[0]:f0})");
    }

    static byte[] Provisioned(string target)
    {
        LuaTarget build = LuaTarget.All.Single(known => known.Name == target);
        byte[] image = Runners.Image(
            build, LuaModule.Sample().Select(module => (module.ChunkName, module.Source)));
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Startup = true,
            Image = image,
            Files = new Dictionary<string, byte[]>
            {
                ["init.lua"] = Encoding.ASCII.GetBytes("if first then first() end"),
                ["data.txt"] = new byte[20_000],
            },
        });
        device.RunUntilIdle();
        return device.Flash.ToArray();
    }
}
