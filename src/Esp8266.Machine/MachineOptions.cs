using Esp8266.Flash;

namespace Esp8266;

/// <summary>The sizes and the identity of a device.</summary>
public sealed record MachineOptions
{
    /// <summary>The data RAM below the heap, in bytes: data, bss and rodata of the firmware.</summary>
    /// <remarks>The chip has 80 KiB for the firmware and the heap; the heap takes 44 KiB of it.</remarks>
    public const uint StaticBytes = 36 * 1024;

    /// <summary>The largest heap, in bytes. Data RAM then starts at 64 KiB,
    /// so a small number is never a valid address.</summary>
    public const uint LargestHeapBytes = MemoryMap.HeapEnd - StaticBytes - 0x1_0000;

    /// <summary>The heap of a device, in bytes: the RAM that the usual firmware leaves free.</summary>
    public const uint DeviceHeapBytes = 44 * 1024;

    /// <summary>The <see cref="ChipId"/> of a device whose options name none.</summary>
    public const uint DefaultChipId = 0x00C0_FFEE;

    /// <summary>The size of the heap, in bytes. More than 44 KiB moves the start of data RAM down.</summary>
    public uint HeapBytes { get; init; } = DeviceHeapBytes;

    /// <summary>The size of the flash chip, in bytes: a power of two from 512 KiB to 16 MiB.</summary>
    public uint FlashBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The number that <c>node.chipid()</c> returns:
    /// the lower half of the station's MAC address.</summary>
    public uint ChipId { get; init; } = DefaultChipId;

    /// <summary>The address where the heap starts.</summary>
    internal uint HeapStart => MemoryMap.HeapEnd - HeapBytes;

    /// <summary>The address where data RAM starts: as on the chip while the heap fits, else a multiple of 64
    /// KiB, which is a multiple of every host's page.</summary>
    internal uint RamStart =>
        HeapStart - StaticBytes >= MemoryMap.DramStart
            ? MemoryMap.DramStart
            : (HeapStart - StaticBytes) & ~0xFFFFu;

    /// <summary>Rejects sizes that no device can have.</summary>
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
