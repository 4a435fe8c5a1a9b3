using System.Text;
using System.Text.RegularExpressions;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>
/// What a program makes grow is asked of the device's heap or of the host's bound before .NET's memory is
/// taken. A process of its own runs each program, and the most memory that it has is measured.
/// </summary>
public class HostMemoryTests
{
    const long Megabyte = 1024 * 1024;
    const uint LargeHeap = 16 * 1024 * 1024;

    /// <summary>The memory of a process beyond the heap and the host's limit: .NET,
    /// its code, garbage.</summary>
    const long Besides = 120 * Megabyte;

    // A heap, and what is multiplied by for it in the programs.
    static readonly (uint HeapBytes, int Factor)[] Heaps =
        [(LfsDeviceOptions.DeviceHeapBytes, 1), (LargeHeap, 25), (4 * LargeHeap, 100)];

    public static TheoryData<string, int> Devices()
    {
        TheoryData<string, int> devices = [];
        foreach (string target in new[] { "5.1", "5.1-int", "5.3", "5.3-64" })
        {
            for (int heap = 0; heap < Heaps.Length; heap++)
                devices.Add(target, heap);
        }
        return devices;
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void What_a_program_makes_grow_stays_within_the_bound_of_the_host(string target, int heap)
    {
        (uint heapBytes, int factor) = Heaps[heap];
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "memory"))
            .Order(StringComparer.Ordinal)];
        long most = heapBytes == LfsDeviceOptions.DeviceHeapBytes
            ? WatchedProcess.MostBytes
            : LfsDeviceOptions.DefaultHostMemoryBytes + heapBytes + Besides;

        WatchedProcess.Outcome outcome = WatchedProcess.RunWithin(most,
            ["memory", target, $"{heapBytes}", $"{factor}", .. files]);

        Assert.True(outcome.Lived, outcome.ToString());
        string[] ends = [.. outcome.Lines.Where(line => line.StartsWith("end ", StringComparison.Ordinal))];
        Assert.Equal(files.Length, ends.Length);
        Assert.DoesNotContain(ends, end => !Regex.IsMatch(end, @"^end \S+ (returned|raised (Memory|Budget)|raised Runtime .*not enough memory for buffer) "));
    }

    [Theory]
    [InlineData("5.1", LfsDeviceOptions.DeviceHeapBytes, 300, 8_000)]
    [InlineData("5.3", LfsDeviceOptions.DeviceHeapBytes, 300, 8_000)]
    [InlineData("5.1", 4 * LargeHeap, 7_000, 1_000_000)]
    [InlineData("5.3", 4 * LargeHeap, 7_000, 1_000_000)]
    public void A_string_that_reaches_the_host_many_times_is_copied_once(
        string target, uint heapBytes, int times, int length)
    {
        using LfsDevice device = SafetyDevices.Boot(target, heapBytes);
        int arguments = 0;
        device.Register("take", given => [arguments = given.Length]);
        byte[] program = Encoding.ASCII.GetBytes(
            "local n, length = ... local s, t = ('x'):rep(length), {} for i = 1, n do t[i] = s end "
            + "local unpack = unpack or table.unpack take(unpack(t)) return unpack(t)");

        long before = GC.GetAllocatedBytesForCurrentThread();
        LuaValue[] results = device.Run(program, "=test", times, length);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(times, arguments);
        Assert.Equal(times, results.Length);
        Assert.All(results, result => Assert.Equal(length, result.AsBytes().Length));
        Assert.True(allocated < 1_000_000 + 4L * length + 500L * times, $"{allocated:N0} bytes");
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void Strings_for_the_host_end_at_its_bound(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = LargeHeap,
            EmergencyCollection = false,
            HostMemoryBytes = 1_000_000,
        });
        device.Register("take", _ => []);

        LuaException result = Assert.Throws<LuaException>(() => device.Run("return ('x'):rep(2000000)"));
        LuaValue[] argument = device.Run("return pcall(take, ('x'):rep(2000000))");
        LuaValue[] chunk = device.Run("return pcall(loadstring or load, ('x'):rep(2000000))");

        Assert.Equal(LuaErrorKind.Memory, result.Kind);
        Assert.Equal("not enough memory", argument[1].AsString());
        Assert.Equal("not enough memory", chunk[^1].AsString());
        Assert.Equal(500_000, device.Run("return ('x'):rep(500000)")[0].AsBytes().Length);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void What_a_load_takes_of_the_host_is_given_back(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = LargeHeap,
            EmergencyCollection = false,
            HostMemoryBytes = 1_000_000,
        });

        device.Run("""
            local load = loadstring or load
            for i = 1, 200 do
              assert(load(('a=1 '):rep(2000)))
              assert(not load(('a=1 '):rep(2000) .. '='))
              assert(load(string.dump(load(('a=1 '):rep(500)))))
              assert(not pcall(load, ('x'):rep(2000000)) or true)
              pcall(_G.load, function() error('x') end)
            end
            """);
    }
}
