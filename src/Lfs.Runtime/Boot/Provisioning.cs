using System.Text;
using Esp8266;
using Esp8266.Flash;
using Esp8266.Spiffs;
using Lfs.Compiler.Image;
using Lfs.Runtime.Core;
using Lfs.Runtime.Flash;

namespace Lfs.Runtime.Boot;

/// <summary>What happens before the first power-on: firmware, partition table and images are programmed into
/// a blank chip. From then on the flash is the truth, and the options are not read again.</summary>
static class Provisioning
{
    /// <summary>Makes a machine and programs its flash. It is not powered on yet.</summary>
    /// <param name="options">What to program.</param>
    /// <param name="firmware">The firmware.</param>
    /// <param name="verified">Receives the images, which need not be verified again.</param>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="LfsImageException">An image cannot be used on this device.</exception>
    public static Machine Program(
        LfsDeviceOptions options, FirmwareBuild firmware, Dictionary<uint, VerifiedImage> verified)
    {
        LoadedImage? system = options.SystemImage is { } file ? LfsImage.Read(file) : null;
        PartitionTable table = FlashLayout.Of(options, firmware, system?.Image);
        Machine machine = MachineOf(options, options.FlashBytes);
        bool isDone = false;
        try
        {
            FlashChip flash = machine.Flash;
            flash.Program(new FlashOffset(0), firmware.Header.ToBytes(flash.Bytes));
            flash.Program(new FlashOffset(FirmwareBuild.FlashOffset), firmware.Rom);
            RebootConfig config = new(flash);
            config.Write(RebootRecord.PartitionTable, table.ToBytes());
            config.Write(RebootRecord.PhyData, []);
            if (options.KeepsOldImage)
                config.Write(RebootRecord.ActiveRegion, new byte[4]);
            LfsRegions regions = LfsRegions.Of(flash, table, firmware.Target, verified);
            LfsImage? placed = system is null ? null
                : Put(regions.System, regions.System.Place(system, null));
            if (options.Image is { } image)
                Put(regions.Application, regions.Application.Place(image, placed));
            PutSpiffs(options, flash, table);
            PutFiles(options, flash, table);
            isDone = true;
        }
        finally
        {
            // The caller gets no machine to dispose. Release its 4 GiB of addresses now.
            if (!isDone)
                machine.Release();
        }
        return machine;
    }

    static void PutSpiffs(LfsDeviceOptions options, FlashChip flash, PartitionTable table)
    {
        if (options.SpiffsImage is not { } image)
            return;
        if (options.Files is not null)
            throw new ArgumentException("Give Files or SpiffsImage, not both.", nameof(options));
        FileSystem files = new(flash, table, Stream.Null);
        if (image.Length > files.Bytes)
        {
            throw new ArgumentException(
                $"The SpiffsImage has {image.Length} bytes, but the partition has {files.Bytes} that a "
                + "file system can use: raise SpiffsBytes, or make a smaller image.", nameof(options));
        }
        flash.Program(new FlashOffset(files.Start), image);
        if (files.Mounted() is not { } mounted)
        {
            throw new ArgumentException(
                "The SpiffsImage holds no file system that a device finds. From 32 KB up, a device expects "
                + "blocks of 8 KB, but spiffsimg makes blocks of 4 KB up to 128 KB: make a larger image.",
                nameof(options));
        }
        mounted.Unmount();
    }

    static void PutFiles(LfsDeviceOptions options, FlashChip flash, PartitionTable table)
    {
        if (options.Files is null)
            return;
        FileSystem files = new(flash, table, Stream.Null);
        if (!files.Format())
        {
            throw new ArgumentException(
                "The device has no file system for Files: give SpiffsBytes, or a larger flash.",
                nameof(options));
        }
        foreach (string name in options.Files.Keys.Order(StringComparer.Ordinal))
        {
            SpiffsError error = files.Write(Encoding.UTF8.GetBytes(name), options.Files[name]
                ?? throw new ArgumentException($"The file '{name}' has no content.", nameof(options)));
            if (error != SpiffsError.None)
            {
                throw new ArgumentException(
                    $"The file '{name}': {FileSystem.MessageOf(error)}", nameof(options));
            }
        }
        files.Mounted()!.Unmount();
    }

    /// <summary>A machine with a content of its flash, or with blank flash.</summary>
    public static Machine MachineOf(
        LfsDeviceOptions options, uint flashBytes, ReadOnlySpan<byte> flash = default)
    {
        MachineOptions sizes = new()
        {
            HeapBytes = options.HeapBytes,
            FlashBytes = flashBytes,
            ChipId = options.ChipId,
        };
        return new Machine(sizes, flash);
    }

    static LfsImage Put(LfsRegion region, LoadedImage loaded)
    {
        LfsImage placed = LfsImageException.Require(loaded);
        region.Program(placed);
        return placed;
    }
}
