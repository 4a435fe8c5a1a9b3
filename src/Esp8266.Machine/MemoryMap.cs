using System.Collections.Immutable;

namespace Esp8266;

/// <summary>The accesses that a range of addresses allows.</summary>
public enum MemoryAccess : byte
{
    /// <summary>None. The chip has something there that is not modelled.</summary>
    None,

    /// <summary>Loads. A store is a StoreProhibited fault.</summary>
    Read,

    /// <summary>Loads and stores of any width.</summary>
    ReadWrite,

    /// <summary>Loads and stores of aligned words only.</summary>
    ReadWriteWords,
}

/// <summary>One row of the address map.</summary>
/// <param name="Name">The data sheet's name.</param>
/// <param name="Start">The first address.</param>
/// <param name="Bytes">The length of the range, in bytes.</param>
/// <param name="Access">The accesses that the range allows.</param>
public readonly record struct MemoryRange(string Name, Address Start, uint Bytes, MemoryAccess Access)
{
    /// <summary>The first address after the range.</summary>
    public Address End => Start + Bytes;

    /// <summary>True if an access of <paramref name="bytes"/> bytes at an address lies entirely
    /// inside the range.</summary>
    public bool Contains(Address at, uint bytes) =>
        at >= Start && at.Value - Start.Value < Bytes && bytes <= Bytes - (at.Value - Start.Value);
}

/// <summary>The address ranges of a device.</summary>
/// <remarks>
/// Source: nodemcu-firmware 36cbf9f0, ld/nodemcu.ld (DRAM, IRAM, IROM0), app/include/rtc/rtcaccess.h (RTC
/// memory); the other rows are those of the ESP8266 memory map in the esp-open-rtos wiki.
/// </remarks>
public sealed class MemoryMap
{
    /// <summary>The start of data RAM on the chip. A machine with more RAM
    /// starts lower and ends at the same address.</summary>
    public const uint DramStart = 0x3FFE_8000;

    /// <summary>The first address after data RAM, for every size of RAM.</summary>
    public const uint DramEnd = 0x4000_0000;

    /// <summary>The end of the heap. The 16 KiB above it hold the boot ROM's data and the stack.</summary>
    public const uint HeapEnd = 0x3FFF_C000;

    /// <summary>The start of the mapped flash window. Every address from here on counts as ROM.</summary>
    public const uint Irom0Start = 0x4020_0000;

    /// <summary>The length of the window, in bytes: the chip maps 1 MiB of flash at a time.</summary>
    public const uint Irom0Bytes = 0x10_0000;

    /// <summary>The first address after the window.</summary>
    public const uint Irom0End = Irom0Start + Irom0Bytes;

    /// <summary>The start of RTC memory, which survives every reset except power-on.</summary>
    public const uint RtcStart = 0x6000_1100;

    /// <summary>The length of RTC memory, in bytes: 256 for the SDK and 512 for the user.</summary>
    public const uint RtcBytes = 768;

    /// <summary>The map of an unmodified chip.</summary>
    public static MemoryMap Chip { get; } = new(DramStart);

    /// <summary>Builds the map of a device whose data RAM starts at or below
    /// <see cref="DramStart"/>.</summary>
    public MemoryMap(uint ramStart)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ramStart, DramStart);
        RamStart = ramStart;
        Ranges =
        [
            new("DRAM", new(ramStart), DramEnd - ramStart, MemoryAccess.ReadWrite),
            new("boot ROM", new(0x4000_0000), 0x1_0000, MemoryAccess.None),
            new("IRAM", new(0x4010_0000), 0xC000, MemoryAccess.None),
            new("IROM0", new(Irom0Start), Irom0Bytes, MemoryAccess.Read),
            new("peripherals", new(0x6000_0000), RtcStart - 0x6000_0000, MemoryAccess.None),
            new("RTC memory", new(RtcStart), RtcBytes, MemoryAccess.ReadWriteWords),
        ];
    }

    /// <summary>The start of this device's data RAM.</summary>
    public uint RamStart { get; }

    /// <summary>The rows in address order. Addresses between them do not exist.</summary>
    public ImmutableArray<MemoryRange> Ranges { get; }

    /// <summary>The access that the map allows for <paramref name="bytes"/> bytes at an address.</summary>
    public MemoryAccess AccessTo(Address at, uint bytes)
    {
        foreach (MemoryRange range in Ranges)
        {
            if (range.Contains(at, bytes))
                return range.Access;
        }

        return MemoryAccess.None;
    }
}
