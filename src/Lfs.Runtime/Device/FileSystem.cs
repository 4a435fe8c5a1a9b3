using System.Diagnostics.CodeAnalysis;
using System.Text;
using Esp8266.Flash;
using Esp8266.Spiffs;

namespace Lfs.Runtime.Core;

/// <summary>
/// The file system of a device: SPIFFS in its partition. It belongs to one life of the device; what a reset
/// leaves is in flash.
/// </summary>
/// <remarks>
/// A device formats a partition that holds no file system, at its start or at the first use. One that only a
/// host drives does so when a file is made: until then, it has no files. Source: spiffs/spiffs.c,
/// <c>myspiffs_set_cfg</c>, <c>myspiffs_mount</c>, <c>myspiffs_format</c>; file.c, <c>do_flash_mount</c>.
/// </remarks>
sealed partial class FileSystem
{
    /// <summary>The most bytes of a name (file.c, FS_OBJ_NAME_LEN).</summary>
    public const int LongestName = ObjectName.MaxBytes;

    // spiffs.c, ALIGN: an odd sector at either end of the partition is not used.
    const uint Alignment = 0x2000;
    const string Drive = "/FLASH";

    readonly FlashChip _flash;
    readonly Stream _console;
    SpiffsFileSystem? _files;
    bool _isTried;

    /// <summary>Describes the file system of a device. Flash is not read yet.</summary>
    /// <param name="flash">The chip.</param>
    /// <param name="partitions">Its partitions.</param>
    /// <param name="console">Gets the message that the file system is formatted.</param>
    public FileSystem(FlashChip flash, PartitionTable partitions, Stream console)
    {
        (_flash, _console) = (flash, console);
        if (!partitions.TryFind(PartitionType.Spiffs0, out Partition partition))
            return;
        Start = (partition.Start.Value + Alignment - 1) & ~(Alignment - 1);
        uint end = (uint)Math.Min(partition.End, flash.Bytes) & ~(Alignment - 1);
        uint bytes = end > Start ? Math.Min(end - Start, SpiffsOptions.MostBytes) : 0;
        Bytes = bytes < SpiffsOptions.FewestBlocks * SpiffsOptions.SmallBlock ? 0 : bytes;
    }

    /// <summary>The place of the first byte in flash.</summary>
    public uint Start { get; }

    /// <summary>The bytes of the partition that can be used; 0 if there is no file system.</summary>
    public uint Bytes { get; }

    /// <summary>The bytes of the file system that is mounted, which may be smaller than its
    /// partition.</summary>
    public uint MountedBytes { get; private set; }

    /// <summary>The first use formats a partition that holds no file system.</summary>
    public bool FormatsAtUse { get; set; }

    /// <summary>The mounted file system; null if there is none.</summary>
    /// <param name="toCreate">A file is going to be made, so a blank partition is formatted.</param>
    public SpiffsFileSystem? Mounted(bool toCreate = false)
    {
        if (_files is null && !_isTried)
        {
            _isTried = true;
            Mount();
        }
        if (_files is not null || Bytes == 0)
            return _files;
        if (FormatsAtUse)
            FormatAloud();
        else if (toCreate)
            Format();
        return _files;
    }

    /// <summary>Mounts the file system, and formats the partition if it holds none: what the firmware does
    /// when it starts.</summary>
    public void MountOrFormat()
    {
        if (Mounted() is null && Bytes > 0)
            FormatAloud();
    }

    /// <summary>Erases all files. False if there is no partition.</summary>
    public bool Format()
    {
        if (Bytes == 0)
            return false;
        _files?.Unmount();
        SpiffsOptions options = SpiffsOptions.ForDevice(Bytes);
        // The reference mounts whatever is there first, which can erase a block.
        if (SpiffsFileSystem.Mount(Medium, options, out SpiffsFileSystem? before) == SpiffsError.None)
            before!.Unmount();
        SpiffsFileSystem.Format(Medium, options);
        return Mount();
    }

    /// <summary>The name of a file without its drive; null for the name of another drive.</summary>
    /// <remarks>Source: spiffs.c, <c>myspiffs_realm</c>.</remarks>
    public static byte[]? NameOf(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty || path[0] != '/')
            return path.ToArray();
        if (!path.StartsWith(Encoding.ASCII.GetBytes(Drive)))
            return null;
        ReadOnlySpan<byte> name = path[Drive.Length..];
        return (name.StartsWith("/"u8) ? name[1..] : name).ToArray();
    }

    /// <summary>Reads a whole file. False if there is none, or no descriptor is free.</summary>
    /// <param name="path">Its name, with or without the drive.</param>
    /// <param name="content">Its bytes.</param>
    public bool TryRead(ReadOnlySpan<byte> path, [NotNullWhen(true)] out byte[]? content)
    {
        content = null;
        if (Mounted() is not { } files || NameOf(path) is not { } name
            || files.Stat(name, out ObjectStat stat) != SpiffsError.None
            || stat.Bytes > Bytes
            || files.Open(name, OpenFlags.Read, out int file) != SpiffsError.None)
        {
            return false;
        }
        byte[] bytes = new byte[stat.Bytes];
        SpiffsError error = files.Read(file, bytes, out int count);
        files.Close(file);
        if (error != SpiffsError.None && stat.Bytes > 0)
            return false;
        content = bytes[..count];
        return true;
    }

    /// <summary>Writes a whole file, in the place of one of its name.</summary>
    public SpiffsError Write(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        if (Mounted(toCreate: true) is not { } files)
            return SpiffsError.NotMounted;
        SpiffsError error = files.Open(
            name, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out int file);
        if (error != SpiffsError.None)
            return error;
        error = files.Write(file, content);
        SpiffsError closing = files.Close(file);
        return error != SpiffsError.None ? error : closing;
    }

    /// <summary>What an error of the file system means.</summary>
    public static string MessageOf(SpiffsError error) => error switch
    {
        SpiffsError.Full => "the file system is full.",
        SpiffsError.NameTooLong => "a name has at most 31 bytes.",
        SpiffsError.NotMounted => "the device has no file system.",
        SpiffsError.OutOfDescriptors => "four files are open, which is the most.",
        _ => $"the file system answers {error} ({(int)error}).",
    };

    void FormatAloud()
    {
        _console.Write("Formatting file system. Please wait...\n"u8);
        Format();
    }

    SpiffsMedium Medium => new(_flash, Start);

    bool Mount()
    {
        _files = null;
        MountedBytes = 0;
        if (Bytes == 0)
            return false;
        SpiffsOptions options = SpiffsOptions.ForDevice(Bytes);
        SpiffsError error = SpiffsFileSystem.Probe(Medium, options.BlockBytes, out uint found);
        if (error != SpiffsError.None || found == 0)
            return false;
        if (found < options.Bytes)
            options = new SpiffsOptions(found, options.BlockBytes);
        if (SpiffsFileSystem.Mount(Medium, options, out _files) != SpiffsError.None)
            return false;
        MountedBytes = options.Bytes;
        return true;
    }
}
