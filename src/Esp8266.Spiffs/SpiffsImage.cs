namespace Esp8266.Spiffs;

/// <summary>A file system in memory, made and changed as the reference's host tool does it.</summary>
/// <remarks>
/// The tool opens two files at most, has a larger cache than a device, and copies where flash would only
/// clear bits. Source: nodemcu-firmware 36cbf9f0, tools/spiffsimg/main.c.
/// </remarks>
public sealed class SpiffsImage
{
    /// <summary>File systems up to this size have small blocks.</summary>
    const uint LargestWithSmallBlocks = 128 * 1024;

    /// <summary>What the tool leaves behind a name: a part of one of its addresses. Linux puts the tool to
    /// another place each time it runs, so this byte is 0x55 in one image and 0x56 in the next.</summary>
    const byte PartOfAddress = 0x55;

    const int SectorBytes = 4096;
    const int ImportBytes = 16384;
    const int ExportBytes = 512;

    readonly Cells _cells;

    SpiffsImage(Cells cells, SpiffsFileSystem files)
    {
        _cells = cells;
        Files = files;
    }

    /// <summary>The file system in the image.</summary>
    public SpiffsFileSystem Files { get; }

    /// <summary>Makes an image without files.</summary>
    /// <param name="bytes">The size, from 16 KB; what does not fill a block is left blank.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is no size of a file system.</exception>
    public static SpiffsImage Create(uint bytes) => Create(bytes, PartOfAddress);

    /// <summary>Makes an image without files that a device can mount.</summary>
    /// <remarks>From 32 KB up a device expects large blocks. The tool makes small ones up to 128 KB, which a
    /// device takes for a blank partition. All other sizes give the bytes of the tool. Source:
    /// app/spiffs/spiffs.c, <c>myspiffs_set_cfg</c>.</remarks>
    /// <param name="bytes">The size, from 16 KB; what does not fill a block is left blank.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is no size of a file system.</exception>
    public static SpiffsImage CreateForDevice(uint bytes) =>
        Create(bytes, Options(bytes, SpiffsOptions.ForDevice(bytes).BlockBytes, PartOfAddress));

    /// <summary>Makes an image of a run of the tool that left a certain byte behind names.</summary>
    internal static SpiffsImage Create(uint bytes, byte chanceByte) =>
        Create(bytes, OptionsFor(bytes, chanceByte));

    static SpiffsImage Create(uint bytes, SpiffsOptions options)
    {
        var cells = new Cells(bytes);
        SpiffsFileSystem.Format(cells, options);
        SpiffsFileSystem.Mount(cells, options, out SpiffsFileSystem? files);
        return new SpiffsImage(cells, files!);
    }

    /// <summary>Opens an image of the tool or of a device.</summary>
    /// <param name="content">The image; it is copied.</param>
    /// <param name="image">The image; null with an error.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is no size of a file system.</exception>
    public static SpiffsError Open(ReadOnlySpan<byte> content, out SpiffsImage? image)
    {
        uint bytes = (uint)content.Length;
        SpiffsError error = Open(content, OptionsFor(bytes), out image);
        int block = SpiffsOptions.ForDevice(bytes).BlockBytes;
        if (image is null && block != BlockOf(bytes))
            Open(content, Options(bytes, block, PartOfAddress), out image);
        return image is null ? error : SpiffsError.None;
    }

    static SpiffsError Open(ReadOnlySpan<byte> content, SpiffsOptions options, out SpiffsImage? image)
    {
        var cells = new Cells((uint)content.Length);
        content.CopyTo(cells.Bytes);
        SpiffsError error = SpiffsFileSystem.Mount(cells, options, out var files);
        image = files is null ? null : new SpiffsImage(cells, files);
        return error;
    }

    /// <summary>Whether a device mounts an image that fills its partition.</summary>
    /// <param name="content">The image.</param>
    public static bool OpensOnDevice(ReadOnlySpan<byte> content)
    {
        uint bytes = (uint)content.Length;
        if (bytes < SpiffsOptions.FewestBlocks * SpiffsOptions.SmallBlock || bytes > SpiffsOptions.MostBytes)
            return false;
        int block = SpiffsOptions.ForDevice(bytes).BlockBytes;
        return Open(content, Options(bytes, block, PartOfAddress), out _) == SpiffsError.None;
    }

    /// <summary>Whether an image can have a size.</summary>
    /// <param name="bytes">The size in bytes.</param>
    public static bool IsSize(long bytes) =>
        bytes >= SpiffsOptions.FewestBlocks * BlockOf(bytes) && bytes <= SpiffsOptions.MostBytes;

    /// <summary>The size of a block in an image.</summary>
    /// <param name="bytes">The size of the image, in bytes.</param>
    public static int BlockOf(long bytes) =>
        bytes > LargestWithSmallBlocks ? SpiffsOptions.LargeBlock : SpiffsOptions.SmallBlock;

    /// <summary>Makes, or replaces, a file.</summary>
    /// <param name="name">At most 31 bytes.</param>
    /// <param name="content">The bytes.</param>
    public SpiffsError Import(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        const OpenFlags Anew = OpenFlags.Create | OpenFlags.Truncate | OpenFlags.Write;
        SpiffsError error = Files.Open(name, Anew, out int file);
        if (error != SpiffsError.None)
            return error;
        while (error == SpiffsError.None && !content.IsEmpty)
        {
            ReadOnlySpan<byte> part = content.Slice(0, Math.Min(ImportBytes, content.Length));
            error = Files.Write(file, part);
            content = content.Slice(part.Length);
        }

        SpiffsError closed = Files.Close(file);
        return error == SpiffsError.None ? closed : error;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="name">At most 31 bytes.</param>
    /// <param name="content">The bytes; with an error those before it.</param>
    public SpiffsError Export(ReadOnlySpan<byte> name, out byte[] content)
    {
        content = [];
        SpiffsError error = Files.Open(name, OpenFlags.Read, out int file);
        if (error != SpiffsError.None)
            return error;
        List<byte> bytes = [];
        byte[] buffer = new byte[ExportBytes];
        int count;
        while ((error = Files.Read(file, buffer, out count)) == SpiffsError.None && count > 0)
            bytes.AddRange(buffer.Take(count));
        content = [.. bytes];
        Files.Close(file);
        return error;
    }

    /// <summary>The image as it is now. Files that are open may not be complete in it.</summary>
    public byte[] ToBytes() => [.. _cells.Bytes];

    static SpiffsOptions OptionsFor(uint bytes, byte chanceByte = PartOfAddress) =>
        Options(bytes, BlockOf(bytes), chanceByte);

    static SpiffsOptions Options(uint bytes, int blockBytes, byte chanceByte) =>
        new(bytes, blockBytes) { Descriptors = 2, CachePages = 29, ChanceByte = chanceByte };

    /// <summary>Cells that a program overwrites.</summary>
    sealed class Cells : IFlashMedium
    {
        public Cells(uint bytes)
        {
            Bytes = new byte[bytes];
            Bytes.AsSpan().Fill(0xFF);
        }

        public byte[] Bytes { get; }

        public int SectorSize => SectorBytes;

        public void Read(uint address, Span<byte> target) =>
            Bytes.AsSpan((int)address, target.Length).CopyTo(target);

        public void Program(uint address, ReadOnlySpan<byte> source) =>
            source.CopyTo(Bytes.AsSpan((int)address));

        public void Erase(uint address) => Bytes.AsSpan((int)address, SectorBytes).Fill(0xFF);
    }
}
