using Esp8266.Flash;

namespace Esp8266;

/// <summary>How a device is equipped.</summary>
public sealed record MachineOptions
{
    /// <summary>Data RAM below the heap on the chip: data, bss and rodata of the firmware.</summary>
    /// <remarks>80 KiB of RAM for the firmware and the heap, less a heap of 44 KiB.</remarks>
    public const uint StaticBytes = 36 * 1024;

    /// <summary>The largest heap: data RAM then starts at 64 KiB, so that small numbers are never
    /// addresses.</summary>
    public const uint LargestHeapBytes = MemoryMap.HeapEnd - StaticBytes - 0x1_0000;

    /// <summary>Bytes of the heap. More than 44 KiB moves the start of data RAM down.</summary>
    public uint HeapBytes { get; init; } = 44 * 1024;

    /// <summary>Bytes of the flash chip: a power of two from 512 KiB to 16 MiB.</summary>
    public uint FlashBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>What <c>node.chipid()</c> returns: the lower half of the station's MAC address.</summary>
    public uint ChipId { get; init; } = 0x00C0_FFEE;

    /// <summary>Where the heap starts.</summary>
    internal uint HeapStart => MemoryMap.HeapEnd - HeapBytes;

    /// <summary>Where data RAM starts: the chip's own place while the heap fits, else a multiple of every
    /// host's page.</summary>
    internal uint RamStart =>
        HeapStart - StaticBytes >= MemoryMap.DramStart
            ? MemoryMap.DramStart
            : (HeapStart - StaticBytes) & ~0xFFFFu;

    /// <summary>Refuses what no device can have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    internal void Require()
    {
        const uint SmallestFlash = 512 * 1024;
        ArgumentOutOfRangeException.ThrowIfLessThan(HeapBytes, 8u * 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HeapBytes, LargestHeapBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(HeapBytes % 8, 0u);
        ArgumentOutOfRangeException.ThrowIfLessThan(FlashBytes, SmallestFlash);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FlashBytes, FlashChip.LargestBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(FlashBytes & (FlashBytes - 1), 0u);
    }
}
