using System.Diagnostics;
using Esp8266.Memory;

namespace Esp8266.Flash;

/// <summary>The window IROM0 onto the first MiB of flash, as it was when it was last filled.</summary>
/// <remarks>
/// On the chip this is the instruction cache, 32 KiB filled by need and flushed by a restart; the model fills
/// the whole window at reset, and what is programmed afterwards shows only after the next one. That is the
/// stricter reading: on hardware a line that was not cached yet would already show the new bytes.
/// </remarks>
public sealed class FlashCache
{
    const long NeverFilled = -1;

    readonly FlatMemory _memory;
    readonly FlashChip _chip;
    readonly long[] _filled;

    /// <summary>Commits the window; it reads as zero until <see cref="Refresh"/>.</summary>
    internal FlashCache(FlatMemory memory, FlashChip chip)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(chip);
        _memory = memory;
        _chip = chip;
        _filled = new long[MemoryMap.Irom0Bytes / FlashChip.SectorSize];
        Array.Fill(_filled, NeverFilled);
        memory.Commit(MemoryMap.Irom0Start, MemoryMap.Irom0Bytes);
    }

    /// <summary>Makes the window show the flash as it is now, by copying the sectors that changed.</summary>
    internal void Refresh()
    {
        for (uint sector = 0; sector < _filled.Length; sector++)
        {
            if (IsStale(sector) || IsWeak(sector))
                Fill(sector);
        }
    }

    /// <summary>Whether any byte of a range of the window stands in a sector that changed after the window
    /// was filled.</summary>
    public bool IsStale(Address start, uint bytes)
    {
        ulong end = start.Value + (ulong)bytes;
        if (bytes == 0 || start.Value >= MemoryMap.Irom0End || end <= MemoryMap.Irom0Start)
            return false;

        uint first = Math.Max(start.Value, MemoryMap.Irom0Start) - MemoryMap.Irom0Start;
        uint last = (uint)Math.Min(end, MemoryMap.Irom0End) - 1 - MemoryMap.Irom0Start;
        for (uint sector = first / FlashChip.SectorSize; sector <= last / FlashChip.SectorSize; sector++)
        {
            if (IsStale(sector))
                return true;
        }

        return false;
    }

    /// <summary>Where a place of the flash appears in the window.</summary>
    /// <param name="offset">Inside the first MiB.</param>
    public static Address AddressOf(FlashOffset offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            offset.Value, MemoryMap.Irom0Bytes - 1, nameof(offset));
        return new(MemoryMap.Irom0Start + offset.Value);
    }

    /// <summary>Which place of the flash an address of the window shows.</summary>
    /// <param name="address">Inside the window.</param>
    public static FlashOffset OffsetOf(Address address)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(address.Value, MemoryMap.Irom0Start, nameof(address));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            address.Value, MemoryMap.Irom0End - 1, nameof(address));
        return new(address.Value - MemoryMap.Irom0Start);
    }

    bool IsStale(uint sector) => _filled[sector] != ChangeOf(sector);

    // A chip smaller than the window leaves the rest blank: nothing there ever changes.
    bool IsInChip(uint sector) => sector < _chip.Bytes / FlashChip.SectorSize;

    long ChangeOf(uint sector) => IsInChip(sector) ? _chip.ChangeOf(sector) : 0;

    bool IsWeak(uint sector) => IsInChip(sector) && _chip.IsWeak(sector);

    void Fill(uint sector)
    {
        Debug.Assert(sector < _filled.Length, "The window has the sector.");
        uint start = sector * FlashChip.SectorSize;
        Span<byte> window = _memory.Bytes(MemoryMap.Irom0Start + start, FlashChip.SectorSize);
        if (IsInChip(sector))
            _chip.Read(new FlashOffset(start), window);
        else
            window.Fill(0xFF);
        _filled[sector] = ChangeOf(sector);
    }
}
