using Esp8266.Flash;

namespace Esp8266.Tests;

public class BusTests
{
    public static TheoryData<string> Rows => new(MemoryMap.Chip.Ranges.Select(range => range.Name));

    [Fact]
    public void The_map_is_in_order_and_overlaps_nowhere()
    {
        uint end = 0;
        foreach (MemoryRange range in MemoryMap.Chip.Ranges)
        {
            Assert.True(range.Start.Value >= end, range.Name);
            end = range.End.Value;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_first_and_last_word_of_a_row_can_do_what_the_row_says(string name)
    {
        using var machine = new Machine();
        MemoryRange row = machine.Map.Ranges.Single(range => range.Name == name);

        foreach (Address at in (Address[])[row.Start, new(row.End.Value - 4)])
        {
            Assert.Equal(
                row.Access == MemoryAccess.None ? ExceptionCause.LoadProhibited : null,
                CauseOf(() => machine.Bus.LoadWord(at)));
            Assert.Equal(
                row.Access is MemoryAccess.None or MemoryAccess.Read ? ExceptionCause.StoreProhibited : null,
                CauseOf(() => machine.Bus.StoreWord(at, 1)));
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(MemoryMap.DramStart - 4)]
    [InlineData(MemoryMap.DramEnd)]
    [InlineData(MemoryMap.Irom0Start - 4)]
    [InlineData(MemoryMap.Irom0End)]
    [InlineData(MemoryMap.RtcStart + MemoryMap.RtcBytes)]
    [InlineData(0xFFFF_FFFCu)]
    public void Outside_the_map_nothing_is_loaded_or_stored(uint at)
    {
        using var machine = new Machine();

        Assert.Equal(ExceptionCause.LoadProhibited, CauseOf(() => machine.Bus.LoadWord(new(at))));
        Assert.Equal(ExceptionCause.StoreProhibited, CauseOf(() => machine.Bus.StoreWord(new(at), 1)));
        Assert.Equal(ExceptionCause.LoadProhibited, CauseOf(() => machine.Bus.LoadByte(new(at))));
        Assert.Equal(ExceptionCause.StoreProhibited, CauseOf(() => machine.Bus.StoreHalf(new(at), 1)));
    }

    [Fact]
    public void What_is_stored_is_loaded_at_every_width()
    {
        using var machine = new Machine();
        var at = new Address(MemoryMap.DramStart + 64);

        machine.Bus.StoreWord(at, 0x1234_5678);
        machine.Bus.StoreByte(at + 1, 0xAB);
        machine.Bus.StoreHalf(at + 2, 0xCDEF);

        Assert.Equal(0xCDEF_AB78, machine.Bus.LoadWord(at));
        Assert.Equal(0x78, machine.Bus.LoadByte(at));
        Assert.Equal(0xCDEF, machine.Bus.LoadHalf(at + 2));
    }

    [Theory]
    [InlineData(MemoryMap.DramStart)]
    [InlineData(MemoryMap.Irom0Start)]
    public void An_address_that_is_no_multiple_of_the_width_faults(uint start)
    {
        using var machine = new Machine();

        foreach (Address at in (Address[])[new(start + 1), new(start + 2), new(start + 3)])
            Assert.Equal(ExceptionCause.LoadStoreAlignment, CauseOf(() => machine.Bus.LoadWord(at)));
        Assert.Equal(ExceptionCause.LoadStoreAlignment, CauseOf(() => machine.Bus.LoadHalf(new(start + 1))));
        Assert.Null(CauseOf(() => machine.Bus.LoadByte(new(start + 1))));
    }

    [Fact]
    public void An_unaligned_store_to_ram_faults()
    {
        using var machine = new Machine();

        Assert.Equal(
            ExceptionCause.LoadStoreAlignment,
            CauseOf(() => machine.Bus.StoreWord(new(MemoryMap.DramStart + 2), 1)));
    }

    [Fact]
    public void Narrow_loads_from_flash_work_and_are_counted()
    {
        using var machine = new Machine();
        machine.Flash.Program(new FlashOffset(0), [1, 2, 3, 4]);
        machine.PowerOn();
        var at = new Address(MemoryMap.Irom0Start);

        Assert.Equal(0x0403_0201u, machine.Bus.LoadWord(at));
        Assert.Equal(0, machine.Bus.NarrowFlashLoads);
        Assert.Equal(2, machine.Bus.LoadByte(at + 1));
        Assert.Equal(0x0403, machine.Bus.LoadHalf(at + 2));

        Assert.Equal(2, machine.Bus.NarrowFlashLoads);
    }

    [Fact]
    public void Rtc_memory_takes_words_only()
    {
        using var machine = new Machine();
        var at = new Address(MemoryMap.RtcStart);

        Assert.Equal(ExceptionCause.LoadStoreError, CauseOf(() => machine.Bus.LoadByte(at)));
        Assert.Equal(ExceptionCause.LoadStoreError, CauseOf(() => machine.Bus.StoreHalf(at, 1)));
        Assert.Null(CauseOf(() => machine.Bus.StoreWord(at, 1)));
    }

    [Fact]
    public void A_fault_tells_which_instruction_wanted_which_address()
    {
        using var machine = new Machine();
        machine.Bus.ProgramCounter = new(0x4021_1234);

        MachineFault fault = Assert.Throws<MachineFault>(() => machine.Bus.StoreByte(new(0x4029_0000), 1));

        Assert.Equal(ExceptionCause.StoreProhibited, fault.Cause);
        Assert.Equal(29, (int)fault.Cause);
        Assert.Equal(new(0x4021_1234), fault.Epc);
        Assert.Equal(new(0x4029_0000), fault.At);
    }

    [Fact]
    public void More_ram_starts_lower_and_ends_at_the_same_place()
    {
        using var machine = new Machine(new MachineOptions { HeapBytes = 64 << 20 });

        Assert.True(machine.Map.RamStart <= MemoryMap.HeapEnd - (64u << 20));
        Assert.Null(CauseOf(() => machine.Bus.StoreWord(new(machine.Map.RamStart), 1)));
        Assert.Null(CauseOf(() => machine.Bus.StoreWord(new(MemoryMap.DramEnd - 4), 1)));
        Assert.Equal(
            ExceptionCause.StoreProhibited,
            CauseOf(() => machine.Bus.StoreWord(new(machine.Map.RamStart - 4), 1)));
    }

    static ExceptionCause? CauseOf(Action access)
    {
        try
        {
            access();
            return null;
        }
        catch (MachineFault fault)
        {
            return fault.Cause;
        }
    }
}
