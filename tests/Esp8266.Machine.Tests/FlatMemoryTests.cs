using System.Diagnostics;
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
