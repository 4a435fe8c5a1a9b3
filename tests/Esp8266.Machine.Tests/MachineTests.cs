using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Esp8266.Flash;

namespace Esp8266.Tests;

public class MachineTests
{
    const BindingFlags AllStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void A_thousand_devices_created_and_disposed_leave_nothing_behind()
    {
        long before = AddressSpaceInUse();

        for (int i = 0; i < 1000; i++)
        {
            using var machine = new Machine();
            machine.Heap.Allocate(100);
            machine.Dispose();
        }

        // Each device that leaked would hold 4 GiB of addresses.
        Assert.InRange(AddressSpaceInUse() - before, long.MinValue, 512L << 30);
    }

    [Fact]
    public void A_hundred_devices_in_parallel_do_what_each_does_alone()
    {
        string[] alone = [.. Enumerable.Range(0, 100).Select(RunDevice)];
        string[] together = new string[100];

        Parallel.For(0, 100, i => together[i] = RunDevice(i));

        Assert.Equal(alone, together);
    }

    [Fact]
    public void The_assembly_has_no_static_field_that_can_change()
    {
        IEnumerable<FieldInfo> changeable = typeof(Machine).Assembly.GetTypes()
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: true))
            .SelectMany(type => type.GetFields(AllStatic))
            .Where(field => !field.IsInitOnly && !field.IsLiteral);

        Assert.Empty(changeable);
    }

    [Fact]
    public void A_device_with_a_content_of_its_flash_shows_it_in_the_window()
    {
        byte[] content = new byte[1024 * 1024];
        content.AsSpan().Fill(0xFF);
        content[0x1_2345] = 0x12;

        using var machine = new Machine(new() { FlashBytes = 1024 * 1024 }, content);

        Assert.Equal(0x12, machine.Memory.Bytes(MemoryMap.Irom0Start, 1024 * 1024)[0x1_2345]);
        Assert.False(machine.Cache.IsStale(new(MemoryMap.Irom0Start), 1024 * 1024));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new Machine(new() { FlashBytes = 512 * 1024 }, content).Dispose());
    }

    [Fact]
    public void A_device_knows_its_chip_id()
    {
        using var machine = new Machine(new MachineOptions { ChipId = 0x12_3456 });

        Assert.Equal(0x12_3456u, machine.ChipId);
    }

    /// <summary>Uses every part of a device, and tells what came of it.</summary>
    static string RunDevice(int seed)
    {
        using var machine = new Machine();
        var random = new Random(seed);
        var blocks = new uint[50];
        for (int i = 0; i < 2000; i++)
        {
            int slot = random.Next(blocks.Length);
            machine.Heap.Free(blocks[slot]);
            blocks[slot] = machine.Heap.Allocate((uint)random.Next(600));
            machine.Flash.Program(new((uint)random.Next(1 << 20)), [(byte)slot]);
            if (i % 500 == 499)
                machine.Flash.EraseSector(FlashOffset.OfSector((uint)random.Next(256)));
        }

        string heap = machine.Heap.Check().ToString();
        bool ended = machine.Run(m => m.Bus.StoreByte(new(MemoryMap.Irom0Start), 0));
        machine.Heap.Check();
        return $"{heap} {ended} {machine.LastReset} {Convert.ToHexString(machine.Flash.ContentHash())}";
    }

    static long AddressSpaceInUse()
    {
        using var process = Process.GetCurrentProcess();
        return process.VirtualMemorySize64;
    }
}
