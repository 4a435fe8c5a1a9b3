using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Esp8266.Memory;

namespace Esp8266.Tests;

public unsafe class FlatMemoryTests
{
    // Far more than other tests use at the same time, far less than the address spaces of 500 devices.
    const long Slack = 512L << 30;

    [Fact]
    public void The_low_half_of_a_host_address_is_the_device_address()
    {
        using var memory = new FlatMemory();
        memory.Commit(MemoryMap.Irom0Start, 16);

        Assert.Equal(0u, (uint)(ulong)memory.Origin);
        Assert.Equal(MemoryMap.Irom0Start, (uint)(ulong)(memory.Origin + MemoryMap.Irom0Start));
    }

    [Fact]
    public void Committed_memory_is_zero_and_keeps_what_is_stored_when_committed_again()
    {
        using var memory = new FlatMemory();
        memory.Commit(0x1000_0000, 100);
        Assert.Equal(-1, memory.Bytes(0x1000_0000, 100).IndexOfAnyExcept((byte)0));

        memory.Bytes(0x1000_0000, 100).Fill(7);
        memory.Commit(0x1000_0000, 100_000);

        Assert.Equal(-1, memory.Bytes(0x1000_0000, 100).IndexOfAnyExcept((byte)7));
    }

    [Fact]
    public void Populating_keeps_what_is_stored()
    {
        using var memory = new FlatMemory();
        memory.Commit(0x1000_0000, 100_000);
        memory.Bytes(0x1000_0000, 100).Fill(7);

        memory.Populate(0x1000_0000, 100_000);

        Assert.Equal(100, memory.Bytes(0x1000_0000, 100_000).IndexOf((byte)0));
    }

    [Theory]
    [InlineData(0u, 4096u)]
    [InlineData(0xFFFF_0000u, 0x1_0000u)]
    public void Both_ends_of_the_address_space_can_be_used(uint start, uint length)
    {
        using var memory = new FlatMemory();
        memory.Commit(start, length);

        memory.Bytes(start, length).Fill(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Commit(0xFFFF_F000, 0x2000));
    }

    [Fact]
    public void Committing_keeps_what_stands_in_ranges_that_overlap_or_touch()
    {
        using var memory = new FlatMemory();
        memory.Commit(0x3000, 0x1000);
        memory.Commit(0x6000, 0x2000);
        memory.Commit(0x9000, 0x1000);
        uint[] kept = [0x3000, 0x3FFF, 0x6000, 0x7FFF, 0x9000, 0x9FFF];
        foreach (uint at in kept)
            memory.Origin[at] = 7;

        memory.Commit(0x2000, 0x7000);

        foreach (uint at in kept)
            Assert.Equal(7, memory.Origin[at]);
        foreach (uint at in (uint[])[0x2000, 0x4000, 0x5FFF, 0x8000, 0x8FFF])
            Assert.Equal(0, memory.Origin[at]);
    }

    [LinuxFact]
    public void Every_address_can_be_loaded_from_and_stored_to_and_so_can_the_guards()
    {
        using var memory = new FlatMemory();
        memory.Commit(MemoryMap.DramStart, MemoryMap.DramEnd - MemoryMap.DramStart);
        memory.Commit(MemoryMap.Irom0Start, MemoryMap.Irom0Bytes);

        long touched = 0;
        for (long at = -FlatMemory.Guard; at < (1L << 32) + FlatMemory.Guard; at += 1 << 18)
        {
            memory.Origin[at]++;
            touched++;
        }

        Assert.Equal(((1L << 32) + 2 * FlatMemory.Guard) >> 18, touched);
        Assert.Equal(1, memory.Origin[MemoryMap.Irom0Start]);
    }

    [LinuxFact]
    public void Stray_stores_take_no_more_memory_than_one_void()
    {
        using var memory = new FlatMemory();

        memory.Origin[5] = 9;

        Assert.Equal(9, memory.Origin[5 + FlatMemory.VoidBytes]);
        Assert.Equal(9, memory.Origin[5 + 7L * FlatMemory.VoidBytes]);
    }

    [LinuxFact]
    public void Stray_stores_reach_neither_committed_memory_nor_another_device()
    {
        using var memory = new FlatMemory();
        using var other = new FlatMemory();
        const uint Committed = 3 * FlatMemory.VoidBytes;
        memory.Commit(Committed, 4096);

        for (int repetition = 0; repetition < 15; repetition++)
        {
            uint at = (uint)repetition * FlatMemory.VoidBytes;
            if (at != Committed)
                new Span<byte>(memory.Origin + at, 4096).Fill(9);
        }

        Assert.Equal(-1, memory.Bytes(Committed, 4096).IndexOfAnyExcept((byte)0));
        Assert.Equal(0, other.Origin[0]);
    }

    [LinuxFact]
    public void A_device_has_no_more_mappings_than_the_limit_counts()
    {
        using var machine = new Machine();
        machine.PowerOn();

        ulong first = (ulong)machine.Memory.Origin - FlatMemory.Guard;
        ulong end = (ulong)machine.Memory.Origin + (1UL << 32) + FlatMemory.Guard;
        int mappings = File.ReadLines("/proc/self/maps")
            .Select(line => ulong.Parse(line.AsSpan(0, line.IndexOf('-')), NumberStyles.HexNumber))
            .Count(start => start >= first && start < end);

        Assert.InRange(mappings, 1, MappingLimit.PerDevice);
    }

    [Theory]
    [InlineData(4096u)]
    [InlineData(64u << 20)]
    public void Clearing_makes_short_and_long_ranges_zero(uint length)
    {
        using var memory = new FlatMemory();
        memory.Commit(0x1000_0000, length);
        memory.Bytes(0x1000_0000, 10).Fill(1);
        memory.Bytes(0x1000_0000 + length - 10, 10).Fill(1);

        memory.Clear(0x1000_0000, length);

        Assert.Equal(-1, memory.Bytes(0x1000_0000, length).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void Disposing_twice_is_fine_and_using_afterwards_is_not()
    {
        var memory = new FlatMemory();

        memory.Dispose();
        memory.Dispose();

        Assert.Throws<ObjectDisposedException>(() => memory.Commit(0, 1));
        Assert.Throws<ObjectDisposedException>(() => memory.Clear(0, 1));
        Assert.Throws<ObjectDisposedException>(() => memory.Populate(0, 1));
    }

    [Fact]
    public void Forgotten_memories_are_given_back()
    {
        long before = AddressSpaceInUse();

        for (int round = 0; round < 10; round++)
        {
            Forget(50);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.InRange(AddressSpaceInUse() - before, -Slack, Slack);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Forget(int count)
    {
        for (int i = 0; i < count; i++)
            new FlatMemory().Commit(0, 4096);
    }

    static long AddressSpaceInUse()
    {
        using var process = Process.GetCurrentProcess();
        return process.VirtualMemorySize64;
    }
}

/// <summary>A test of what only Linux has: pages that repeat, and a limit of mappings.</summary>
sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "Only on Linux is every address of a device backed.";
    }
}
