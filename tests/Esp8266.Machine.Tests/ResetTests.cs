using Esp8266.Boot;
using Esp8266.Flash;
using Esp8266.Memory;

namespace Esp8266.Tests;

public class ResetTests
{
    static readonly Address Ram = new(MemoryMap.DramStart);
    static readonly Address Rtc = new(MemoryMap.RtcStart);

    public static TheoryData<ResetReason> Reasons => new(Enum.GetValues<ResetReason>());

    [Fact]
    public void A_new_device_has_just_been_powered_on()
    {
        using var machine = new Machine();

        Assert.Equal(new ResetInfo(ResetReason.PowerOn), machine.LastReset);
        Assert.Equal(44u * 1024, machine.Heap.End - machine.Heap.Start);
        Assert.Equal(4u << 20, machine.Flash.Bytes);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Flash_survives_every_reset_and_ram_none(ResetReason reason)
    {
        using var machine = new Machine();
        machine.Flash.Program(new FlashOffset(100), [1]);
        byte[] flash = machine.Flash.ContentHash();
        machine.Bus.StoreWord(Ram, 1);
        machine.Bus.StoreWord(new(MemoryMap.DramEnd - 4), 1);
        machine.Bus.StoreWord(new(machine.Heap.Allocate(64)), 1);

        machine.Reset(reason);

        Assert.Equal(reason, machine.LastReset.Reason);
        Assert.Equal(flash, machine.Flash.ContentHash());
        Assert.Equal(0u, machine.Bus.LoadWord(Ram));
        Assert.Equal(0u, machine.Heap.BytesUsed);
        Assert.Equal(0u, machine.Heap.HighWater);
        machine.Heap.Check();
        Span<byte> ram = machine.Memory.Bytes(MemoryMap.DramStart, MemoryMap.DramEnd - MemoryMap.DramStart);
        Assert.Equal(-1, ram.IndexOfAnyExcept((byte)0));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Rtc_memory_survives_every_reset_but_power_on(ResetReason reason)
    {
        using var machine = new Machine();
        machine.Bus.StoreWord(Rtc, 0xCAFE);

        machine.Reset(reason);

        Assert.Equal(reason == ResetReason.PowerOn ? 0u : 0xCAFEu, machine.Bus.LoadWord(Rtc));
    }

    [Fact]
    public void A_fault_resets_the_device_and_is_told_to_the_next_start()
    {
        using var machine = new Machine();
        machine.Bus.ProgramCounter = new(0x4021_0000);

        bool ended = machine.Run(m => m.Bus.StoreWord(new(MemoryMap.Irom0Start + 8), 1));

        Assert.False(ended);
        Assert.Equal(
            new ResetInfo(ResetReason.Exception, Exccause: 29, Epc1: 0x4021_0000, Excvaddr: 0x4020_0008),
            machine.LastReset);
        Assert.Equal(0xFFFF_FFFF, machine.Bus.LoadWord(new(MemoryMap.Irom0Start + 8)));
    }

    [Fact]
    public void A_program_that_ends_leaves_the_device_running()
    {
        using var machine = new Machine();

        Assert.True(machine.Run(m => m.Bus.StoreWord(Ram, 7)));

        Assert.Equal(7u, machine.Bus.LoadWord(Ram));
    }

    [Fact]
    public void A_power_loss_is_for_whoever_took_the_power_away()
    {
        using var machine = new Machine();
        machine.Flash.Faults = new(1, TearModel.Before);

        Assert.Throws<PowerLoss>(() => machine.Run(m => m.Flash.EraseSector(new(0))));
        machine.PowerOn();

        Assert.Equal(ResetReason.PowerOn, machine.LastReset.Reason);
        machine.Flash.EraseSector(new(0));
    }

    [Fact]
    public void Resetting_a_large_heap_leaves_nothing_behind()
    {
        using var machine = new Machine(new MachineOptions { HeapBytes = 512 << 20 });
        machine.Heap.Allocate(300 << 20);
        var late = new Address(machine.Heap.Allocate(64));
        machine.Bus.StoreWord(late, 1);

        machine.Reset(ResetReason.SoftRestart);

        Assert.Equal(0u, machine.Bus.LoadWord(late));
        Assert.Equal(512u << 20, machine.Heap.End - machine.Heap.Start);
    }

    [Theory]
    [InlineData(8u * 1024, 512u * 1024)]
    [InlineData(44u * 1024, 16u << 20)]
    [InlineData(80u * 1024, 1u << 20)]
    [InlineData(MachineOptions.LargestHeapBytes, 1u << 20)]
    public void Devices_of_all_sizes_boot(uint heapBytes, uint flashBytes)
    {
        using var machine = new Machine(new() { HeapBytes = heapBytes, FlashBytes = flashBytes });
        Heap heap = machine.Heap;

        Assert.Equal(heapBytes, heap.End - heap.Start);
        Assert.True(heap.Start - machine.Map.RamStart >= MachineOptions.StaticBytes);
        Assert.NotEqual(0u, heap.Allocate(heap.LargestFree));
    }

    [Theory]
    [InlineData(8u * 1024 - 8, 1u << 20)]
    [InlineData(MachineOptions.LargestHeapBytes + 8, 1u << 20)]
    [InlineData(44u * 1024, 256u * 1024)]
    [InlineData(44u * 1024, 32u << 20)]
    [InlineData(44u * 1024, 3u << 20)]
    public void Devices_of_other_sizes_do_not_exist(uint heapBytes, uint flashBytes)
    {
        var options = new MachineOptions { HeapBytes = heapBytes, FlashBytes = flashBytes };

        Assert.Throws<ArgumentOutOfRangeException>(() => new Machine(options));
    }
}
