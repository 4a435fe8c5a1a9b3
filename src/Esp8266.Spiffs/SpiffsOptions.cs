namespace Esp8266.Spiffs;

/// <summary>The size and the buffers of a file system.</summary>
/// <remarks>
/// Page size, lookup entries and magic are those of every NodeMCU build and are no options. Source:
/// nodemcu-firmware 36cbf9f0, app/spiffs/nodemcu_spiffs.h and spiffs.c.
/// </remarks>
public sealed class SpiffsOptions
{
    /// <summary>The usual size of a block, in bytes.</summary>
    public const int LargeBlock = 8192;

    /// <summary>The size of a block of a small file system, in bytes.</summary>
    public const int SmallBlock = 4096;

    /// <summary>The fewest blocks of a file system: two of them stay free for garbage collection.</summary>
    public const int FewestBlocks = 4;

    /// <summary>The most bytes: page numbers are 16 bits, and the check counts pages in steps of
    /// 512.</summary>
    public const uint MostBytes = (65536 - 512) * Layout.PageBytes;

    /// <summary>Describes a file system.</summary>
    /// <param name="bytes">The size; what does not fill a block at the end is left alone.</param>
    /// <param name="blockBytes"><see cref="LargeBlock"/> or <see cref="SmallBlock"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The block has another size, or the size is less than 4 blocks or more than <see cref="MostBytes"/>.
    /// </exception>
    public SpiffsOptions(uint bytes, int blockBytes)
    {
        if (blockBytes is not (SmallBlock or LargeBlock))
            throw new ArgumentOutOfRangeException(nameof(blockBytes), blockBytes, "4096 or 8192 bytes");
        if (bytes < FewestBlocks * blockBytes || bytes > MostBytes)
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "4 blocks to 16,646,144 bytes");
        Bytes = bytes - (bytes % (uint)blockBytes);
        BlockBytes = blockBytes;
    }

    /// <summary>The size of the file system, in bytes; a multiple of <see cref="BlockBytes"/>.</summary>
    public uint Bytes { get; }

    /// <summary>The size of a block, in bytes.</summary>
    public int BlockBytes { get; }

    /// <summary>How many files can be open at once, from 1 to 255. A device has 4.</summary>
    public int Descriptors
    {
        get;
        init => field = value is >= 1 and <= 255
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "1 to 255 files can be open");
    } = 4;

    /// <summary>How many pages the cache holds, from 1 to 32. A device has 4.</summary>
    /// <remarks>The cache delays small writes, so this number shows in the order of flash
    /// operations.</remarks>
    public int CachePages
    {
        get;
        init => field = value is >= 1 and <= 32
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the cache holds 1 to 32 pages");
    } = 4;

    /// <summary>A byte in each new object index header that the reference leaves to chance.</summary>
    internal byte ChanceByte { get; init; }

    /// <summary>Describes the file system that a device makes in a partition.</summary>
    /// <param name="bytes">The size of the partition.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has fewer than 4 sectors, or is too
    /// large.</exception>
    public static SpiffsOptions ForDevice(uint bytes) =>
        new(bytes, bytes < FewestBlocks * LargeBlock ? SmallBlock : LargeBlock);
}
