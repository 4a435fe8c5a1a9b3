using System.Diagnostics;
using System.Text;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>Devices share nothing, and leave nothing behind.</summary>
public sealed class ParallelDeviceTests(ITestOutputHelper output)
{
    const string Program = """
        local t, n = {}, 0
        for i = 1, 150 do t[i] = ("%d:%s"):format(i, ("x"):rep(i % 17)) end
        table.sort(t, function(a, b) return #a < #b or (#a == #b and a < b) end)
        local co = coroutine.wrap(function() for i = 1, 50 do coroutine.yield(t[i]) end end)
        for i = 1, 50 do n = n + #co() end
        print(n, #table.concat(t), (table.concat(t):gsub("%d+", "")):sub(1, 20))
        print(pcall(function() local x = nil; return x.y end))
        for i = 1, 5 do collectgarbage() end
        print(collectgarbage("count"), node.heap(), tostring(t))
        x = (x or 0) + 1
        print(x)
        """;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_hundred_devices_in_parallel_print_the_same(string target)
    {
        const int Devices = 100;
        var printed = new string[Devices];

        Parallel.For(0, Devices, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            using MemoryStream text = new();
            using LfsDevice device = SafetyDevices.Boot(target, output: text);
            device.Run(Program, "=test");
            device.Run(Program, "=test");
            printed[i] = Encoding.Latin1.GetString(text.ToArray()) + device.BudgetLeft + device.ObjectsSwept;
        });

        Assert.NotEqual("", printed[0]);
        Assert.All(printed, text => Assert.Equal(printed[0], text));
        output.WriteLine($"{target}: {Devices} of {Devices} devices printed the same");
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_thousand_devices_leave_nothing_behind(string target)
    {
        const int Devices = 1000;
        const long MostGrowth = 48 * 1024 * 1024;
        const int MostHandles = 50;     // Other tests run meanwhile.
        Make(100, target);
        long before = ResidentBytes();
        int handles = Handles();
        var clock = Stopwatch.StartNew();

        Make(Devices, target);

        long growth = ResidentBytes() - before;
        int more = Handles() - handles;
        output.WriteLine(
            $"{Devices} devices in {clock.ElapsedMilliseconds} ms, {growth / 1024} KiB more resident, {more} handles");
        Assert.True(growth < MostGrowth, $"{growth} bytes");
        Assert.True(more < MostHandles, $"{more} handles");
    }

    [Fact]
    public void A_thousand_devices_that_do_not_boot_leave_nothing_behind()
    {
        const int Devices = 1000;
        long before = AddressSpace();

        for (int i = 0; i < Devices; i++)
            Assert.Throws<LfsImageException>(() => LfsDevice.Boot(new LfsDeviceOptions { Image = [1, 2, 3] }));

        // Each has reserved 4 GiB or more; that all of them are kept would be 4 TiB.
        long growth = AddressSpace() - before;
        output.WriteLine($"{Devices} failed boots, {growth >> 30} GiB more of addresses");
        Assert.True(growth < Devices / 10 * (4L << 30), $"{growth >> 30} GiB");
    }

    static void Make(int count, string target)
    {
        for (int i = 0; i < count; i++)
        {
            using LfsDevice device = SafetyDevices.Boot(target);
            device.Run("local t = {} for i = 1, 100 do t[i] = {i} end", "=test");
        }
    }

    static long AddressSpace()
    {
        using var process = Process.GetCurrentProcess();
        return process.VirtualMemorySize64;
    }

    static int Handles()
    {
        using var process = Process.GetCurrentProcess();
        return process.HandleCount;
    }

    static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
