using System.Diagnostics;
using Esp8266.Memory;

namespace Esp8266.Flash;

/// <summary>The IROM0 window: a copy of the first MiB of flash, taken when the
/// window was last filled.</summary>
/// <remarks>
/// On the chip this is the instruction cache: 32 KiB, filled on demand, flushed by a restart. The model fills
/// the whole window at reset, so flash that is programmed later shows up only after the next reset. This is
/// the stricter rule: on hardware, a line that was not cached yet would show the new bytes at once.
/// </remarks>
public sealed class FlashCache
{
    const long NeverFilled = -1;

    readonly FlatMemory _memory;
    readonly FlashChip _chip;
    readonly long[] _filled;

    /// <summary>Commits the memory of the window, which reads as zero until <see cref="Refresh"/>.</summary>
    internal FlashCache(FlatMemory memory, FlashChip chip)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(chip);
        _memory = memory;
        _chip = chip;
        _filled = new long[MemoryMap.Irom0Bytes / FlashChip.SectorSize];
        Array.Fill(_filled, NeverFilled);
        memory.Commit(MemoryMap.Irom0Start, MemoryMap.Irom0Bytes);
        memory.Populate(MemoryMap.Irom0Start, MemoryMap.Irom0Bytes);
    }

    /// <summary>Brings the window up to date by copying the sectors that changed.</summary>
    internal void Refresh()
    {
        for (uint sector = 0; sector < _filled.Length; sector++)
        {
            if (IsStale(sector) || IsWeak(sector))
                Fill(sector);
        }
    }

    /// <summary>True if a range of the window overlaps a sector that changed after the
    /// window was filled.</summary>
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

    /// <summary>The address at which the window shows a place of the flash.</summary>
    /// <param name="offset">Inside the first MiB.</param>
    public static Address AddressOf(FlashOffset offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            offset.Value, MemoryMap.Irom0Bytes - 1, nameof(offset));
        return new(MemoryMap.Irom0Start + offset.Value);
    }

    /// <summary>The place of the flash that an address in the window shows.</summary>
    /// <param name="address">Inside the window.</param>
    public static FlashOffset OffsetOf(Address address)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(address.Value, MemoryMap.Irom0Start, nameof(address));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            address.Value, MemoryMap.Irom0End - 1, nameof(address));
        return new(address.Value - MemoryMap.Irom0Start);
    }

    /// <summary>Saves what the window shows, or loads it. The chip is transferred first, so that only what
    /// differs from it is kept here.</summary>
    internal void Transfer(StateStream state)
    {
        for (uint sector = 0; sector < _filled.Length; sector++)
        {
            bool wasStale = state.Value(!state.IsLoading && IsStale(sector));
            if (state.Value(!state.IsLoading && (wasStale || IsWeak(sector))))
            {
                state.Bytes(Shown(sector));
                if (state.IsLoading)
                    _filled[sector] = wasStale ? NeverFilled : ChangeOf(sector);
            }
            else if (state.IsLoading && IsStale(sector))
            {
                Fill(sector);
            }
        }
    }

    Span<byte> Shown(uint sector) =>
        _memory.Bytes(MemoryMap.Irom0Start + sector * FlashChip.SectorSize, FlashChip.SectorSize);

    bool IsStale(uint sector) => _filled[sector] != ChangeOf(sector);

    // If the chip is smaller than the window, the rest of the window stays blank and never changes.
    bool IsInChip(uint sector) => sector < _chip.Bytes / FlashChip.SectorSize;

    // The number of the sector's last change. A window sector is stale when it was filled at another number.
    long ChangeOf(uint sector) => IsInChip(sector) ? _chip.ChangeOf(sector) : 0;

    bool IsWeak(uint sector) => IsInChip(sector) && _chip.IsWeak(sector);

    void Fill(uint sector)
    {
        Debug.Assert(sector < _filled.Length, "The window has the sector.");
        uint start = sector * FlashChip.SectorSize;
        Span<byte> window = Shown(sector);
        if (IsInChip(sector))
            _chip.Read(new FlashOffset(start), window);
        else
            window.Fill(0xFF);
        _filled[sector] = ChangeOf(sector);
    }
}
