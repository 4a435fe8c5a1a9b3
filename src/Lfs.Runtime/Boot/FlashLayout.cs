using Esp8266;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Runtime.Flash;

namespace Lfs.Runtime.Boot;

/// <summary>The partition table that a device is provisioned with.</summary>
/// <remarks>Source: user_main.c, <c>rompt</c> and <c>first_time_setup</c>.</remarks>
static class FlashLayout
{
    const uint BootCodeBytes = 0xB000;

    /// <summary>The table that options ask for.</summary>
    /// <param name="options">The options.</param>
    /// <param name="firmware">The firmware, which lies before the regions.</param>
    /// <param name="system">The System image; null if there is none, or its file is no image, which is
    /// refused when it is placed.</param>
    /// <exception cref="ArgumentException">It is not possible.</exception>
    public static PartitionTable Of(LfsDeviceOptions options, FirmwareBuild firmware, LfsImage? system)
    {
        Require("LFS", options.LfsOffset, options.LfsBytes, options, firmware.End);
        Partition lfs = new(PartitionType.Lfs0, new FlashOffset(options.LfsOffset), options.LfsBytes);
        Partition second = SecondOf(options, firmware, system);
        if (second.Bytes > 0 && second.Start.Value < lfs.End && lfs.Start.Value < second.End)
            throw new ArgumentException("The System region and the LFS region overlap.", nameof(options));
        Partition[] regions = [.. new[] { lfs, second }.Where(region => region.Bytes > 0)
            .OrderBy(region => region.Start)];
        uint parameters = options.FlashBytes - PartitionChange.SystemParameterBytes;
        uint firmwareEnd = Math.Min(parameters, LfsDeviceOptions.DefaultLfsOffset);
        if (regions.Length > 0)
            firmwareEnd = Math.Min(firmwareEnd, regions[0].Start.Value);
        ulong last = regions.Length > 0 ? regions[^1].End : firmwareEnd;
        if (last > parameters)
        {
            throw new ArgumentException(
                "The LFS regions must end before the last 12 KB of flash, which the SDK uses.",
                nameof(options));
        }
        PartitionTable table = new(
            [
                new(PartitionType.EagleRom, new FlashOffset(0), BootCodeBytes),
                new(PartitionType.RfCalibration, new FlashOffset(0xD000), 0x1000),
                new(PartitionType.PhyData, new FlashOffset(0xF000), 0x1000),
                new(PartitionType.Irom0Text, RebootConfig.Place, firmwareEnd - RebootConfig.Place.Value),
                .. regions,
                .. SpiffsOf(options, (uint)last, parameters),
                new(PartitionType.SystemParameter, new FlashOffset(parameters),
                    PartitionChange.SystemParameterBytes),
            ]);
        return table.Check(options.FlashBytes) == PartitionError.None ? table : throw new ArgumentException(
            "The SPIFFS region must start and end at a multiple of 4096, after the LFS regions and before "
            + "the last 12 KB of flash.", nameof(options));
    }

    /// <summary>The second region: System, or the other one of two that take turns.</summary>
    static Partition SecondOf(LfsDeviceOptions options, FirmwareBuild firmware, LfsImage? system)
    {
        uint behind = options.LfsOffset + options.LfsBytes;
        bool hasSystem = options.SystemImage is not null || options.SystemBytes != 0;
        if (options.KeepsOldImage)
        {
            if (hasSystem || options.LfsBytes == 0)
            {
                throw new ArgumentException(
                    "KeepsOldImage needs an LFS region, and no System region beside it.", nameof(options));
            }
            Require("second LFS", behind, options.LfsBytes, options, firmware.End);
            return new Partition(PartitionType.Lfs1, new FlashOffset(behind), options.LfsBytes);
        }
        if (!hasSystem)
            return default;
        if (firmware.Target.Version == LuaVersion.Lua51)
        {
            throw new ArgumentException(
                $"A System region needs Lua 5.3, but the device runs {firmware.Target.Name}: "
                + "choose another TargetName, or leave SystemImage and SystemBytes unset.", nameof(options));
        }
        uint wanted = system is { IsAbsolute: true } ? system.BaseAddress - MemoryMap.Irom0Start : behind;
        uint offset = options.SystemOffset ?? wanted;
        uint bytes = options.SystemBytes == 0 ? SectorsFor(system, offset) : options.SystemBytes;
        Require("System", offset, bytes, options, firmware.End);
        return new Partition(PartitionType.Lfs1, new FlashOffset(offset), bytes);
    }

    /// <summary>The file system: by default all of the flash that is left.</summary>
    /// <remarks>Source: user_main.c, <c>first_time_setup</c>; user_config.h, SPIFFS_MAX_FILESYSTEM_SIZE and
    /// SPIFFS_FIXED_LOCATION.</remarks>
    static Partition[] SpiffsOf(LfsDeviceOptions options, uint behind, uint parameters)
    {
        if (options.SpiffsBytes is not { } bytes)
        {
            uint start = options.SpiffsOffset ?? behind;
            // A start that leaves no room is refused with the whole table.
            if (start < parameters)
                return [new(PartitionType.Spiffs0, new FlashOffset(start), parameters - start)];
            return options.SpiffsOffset is null
                ? [] : [new(PartitionType.Spiffs0, new FlashOffset(start), FlashChip.SectorSize)];
        }
        const uint Boundary = PartitionChange.SpiffsBoundary;
        bool fits = parameters >= Boundary && bytes <= parameters - Boundary;
        uint offset = options.SpiffsOffset ?? (fits ? Boundary : behind);
        return bytes == 0 ? [] : [new(PartitionType.Spiffs0, new FlashOffset(offset), bytes)];
    }

    // If the image does not fit, return all the bytes there are.
    // Placing the image then reports how many are missing.
    static uint SectorsFor(LfsImage? image, uint offset)
    {
        uint bytes = (uint)(image?.Size ?? 1);
        uint sectors = (bytes + FlashChip.SectorSize - 1) / FlashChip.SectorSize * FlashChip.SectorSize;
        return Math.Min(sectors, MemoryMap.Irom0Bytes - Math.Min(offset, MemoryMap.Irom0Bytes));
    }

    static void Require(string region, uint offset, uint bytes, LfsDeviceOptions options, uint firmwareEnd)
    {
        ulong end = (ulong)offset + bytes;
        if (offset % FlashChip.SectorSize != 0 || bytes % FlashChip.SectorSize != 0)
        {
            throw new ArgumentException(
                $"The {region} region must start and end at a multiple of 4096.", nameof(options));
        }
        if (end > MemoryMap.Irom0Bytes || end > options.FlashBytes)
        {
            throw new ArgumentException(
                $"The {region} region must lie in the first megabyte of flash, which is mapped.",
                nameof(options));
        }
        if (bytes > 0 && offset < firmwareEnd)
        {
            throw new ArgumentException(
                $"The {region} region must lie after the firmware.", nameof(options));
        }
    }
}
