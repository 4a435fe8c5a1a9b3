using Esp8266.Boot;
using Esp8266.Flash;

namespace Esp8266.Tests;

public class FlashCacheTests
{
    static readonly FlashOffset Place = new(0x4_2000);
    static readonly Address Shown = FlashCache.AddressOf(Place);

    [Fact]
    public void The_window_of_a_blank_chip_reads_as_ones()
    {
        using var machine = new Machine();

        Span<byte> window = machine.Memory.Bytes(MemoryMap.Irom0Start, MemoryMap.Irom0Bytes);
        Assert.Equal(-1, window.IndexOfAnyExcept((byte)0xFF));
    }

    [Fact]
    public void Programming_shows_in_the_window_only_after_a_reset()
    {
        using var machine = new Machine();

        machine.Flash.Program(Place, [1, 2, 3, 4]);
        Assert.Equal(0xFFFF_FFFF, machine.Bus.LoadWord(Shown));
        machine.Reset(ResetReason.SoftRestart);

        Assert.Equal(0x0403_0201u, machine.Bus.LoadWord(Shown));
    }

    [Fact]
    public void Erasing_shows_in_the_window_only_after_a_reset()
    {
        using var machine = new Machine();
        machine.Flash.Program(Place, [1, 2, 3, 4]);
        machine.Reset(ResetReason.SoftRestart);

        machine.Flash.EraseSector(Place);
        Assert.Equal(0x0403_0201u, machine.Bus.LoadWord(Shown));
        machine.Reset(ResetReason.SoftRestart);

        Assert.Equal(0xFFFF_FFFF, machine.Bus.LoadWord(Shown));
    }

    [Fact]
    public void A_restored_content_shows_after_a_reset()
    {
        using var machine = new Machine();
        FlashContent blank = machine.Flash.Capture();
        machine.Flash.Program(Place, [0, 0, 0, 0]);
        machine.Reset(ResetReason.SoftRestart);

        machine.Flash.Restore(blank);
        machine.Reset(ResetReason.SoftRestart);

        Assert.Equal(0xFFFF_FFFF, machine.Bus.LoadWord(Shown));
    }

    [Fact]
    public void Sectors_changed_since_the_last_reset_are_stale()
    {
        using var machine = new Machine();
        FlashCache cache = machine.Cache;

        machine.Flash.Program(Place, [1]);

        Assert.True(cache.IsStale(Shown, 1));
        Assert.True(cache.IsStale(Shown + 4095, 1));
        Assert.False(cache.IsStale(Shown + 4096, 4096));
        Assert.True(cache.IsStale(new(Shown.Value - 4), 5));
        Assert.False(cache.IsStale(new(Shown.Value - 4), 4));
        Assert.True(cache.IsStale(new(0), uint.MaxValue));
        Assert.False(cache.IsStale(Shown, 0));
        Assert.False(cache.IsStale(new(MemoryMap.DramStart), 4096));
        machine.Reset(ResetReason.SoftRestart);
        Assert.False(cache.IsStale(new(0), uint.MaxValue));
    }

    [Fact]
    public void A_load_from_a_stale_place_is_reported()
    {
        using var machine = new Machine();
        machine.Flash.Program(Place, [1]);

        machine.Bus.LoadWord(Shown + 4096);
        Assert.Equal(0, machine.Bus.StaleLoads);
        machine.Bus.LoadWord(Shown + 8);
        machine.Bus.LoadWord(Shown);

        Assert.Equal(2, machine.Bus.StaleLoads);
        Assert.Equal(Shown + 8, machine.Bus.FirstStaleLoad);
    }

    [Fact]
    public void Flash_beyond_the_first_MiB_is_not_in_the_window()
    {
        using var machine = new Machine();

        machine.Flash.Program(new(0x10_0000), [1]);

        Assert.False(machine.Cache.IsStale(new(0), uint.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => FlashCache.AddressOf(new(0x10_0000)));
    }

    [Fact]
    public void A_chip_smaller_than_the_window_leaves_the_rest_blank()
    {
        using var machine = new Machine(new MachineOptions { FlashBytes = 512 * 1024 });

        Assert.Equal(0xFFFF_FFFF, machine.Bus.LoadWord(new(MemoryMap.Irom0End - 4)));
    }

    [Fact]
    public void A_weak_bit_may_differ_in_the_window_after_each_reset()
    {
        using var machine = new Machine();
        machine.Flash.Program(Place, new byte[4096]);
        machine.Flash.Faults = new(machine.Flash.Operations + 1, TearModel.WeakBits);
        Assert.Throws<PowerLoss>(() => machine.Flash.EraseSector(Place));

        var windows = new HashSet<string>();
        for (int i = 0; i < 10; i++)
        {
            machine.PowerOn();
            windows.Add(Convert.ToHexString(machine.Memory.Bytes(Shown.Value, 4096)));
        }

        Assert.True(windows.Count > 1);
    }

    [Fact]
    public void Addresses_and_offsets_translate_both_ways()
    {
        Assert.Equal(new Address(0x4024_2000), Shown);
        Assert.Equal(Place, FlashCache.OffsetOf(Shown));
        Assert.Throws<ArgumentOutOfRangeException>(() => FlashCache.OffsetOf(new(MemoryMap.Irom0End)));
        Assert.Throws<ArgumentOutOfRangeException>(() => FlashCache.OffsetOf(new(MemoryMap.DramStart)));
    }
}
