using System.Diagnostics;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>
/// Devices leave nothing behind. What is counted is the whole process's, so no other test runs meanwhile.
/// </summary>
[Collection(nameof(LeakTests))]
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
public sealed class LeakTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_thousand_devices_leave_nothing_behind(string target)
    {
        const int Devices = 1000;
        const long MostGrowth = 24 * 1024 * 1024;
        const int MostHandles = 10;
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
