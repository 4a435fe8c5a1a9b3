using Esp8266;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Runtime.Boot;

/// <summary>The places of the LFS regions in a device's flash.</summary>
/// <param name="LfsOffset">The start of the LFS region, in bytes from the start of flash.</param>
/// <param name="LfsBytes">The size of the LFS region, in bytes; 0 for none.</param>
/// <param name="SystemOffset">The start of the System region, in bytes from the start of flash.</param>
/// <param name="SystemBytes">The size of the System region, in bytes; 0 for none.</param>
readonly record struct FlashLayout(uint LfsOffset, uint LfsBytes, uint SystemOffset, uint SystemBytes)
{
    /// <summary>The layout that options ask for.</summary>
    /// <param name="options">The options.</param>
    /// <param name="firmware">The firmware, which lies before the regions.</param>
    /// <param name="system">The System image; null if there is none, or its file is no image, which is
    /// refused when it is placed.</param>
    /// <exception cref="ArgumentException">It is not possible.</exception>
    public static FlashLayout Of(LfsDeviceOptions options, FirmwareBuild firmware, LfsImage? system)
    {
        LuaTarget target = firmware.Target;
        uint firmwareEnd = FirmwareBuild.FlashOffset + (uint)firmware.Rom.Length;
        Require("LFS", options.LfsOffset, options.LfsBytes, options, firmwareEnd);
        var one = new FlashLayout(options.LfsOffset, options.LfsBytes, 0, 0);
        if (options.SystemImage is null && options.SystemBytes == 0)
            return one;
        if (target.Version == LuaVersion.Lua51)
        {
            throw new ArgumentException(
                $"A System region needs Lua 5.3, but the device runs {target.Name}: "
                + "choose another TargetName, or leave SystemImage and SystemBytes unset.", nameof(options));
        }

        uint behind = options.LfsOffset + options.LfsBytes;
        uint wanted = system is { IsAbsolute: true } ? system.BaseAddress - MemoryMap.Irom0Start : behind;
        uint offset = options.SystemOffset ?? wanted;
        uint bytes = options.SystemBytes == 0 ? SectorsFor(system, offset) : options.SystemBytes;
        Require("System", offset, bytes, options, firmwareEnd);
        if (offset < (ulong)one.LfsOffset + one.LfsBytes && one.LfsOffset < (ulong)offset + bytes)
            throw new ArgumentException("The System region and the LFS region overlap.", nameof(options));
        return one with { SystemOffset = offset, SystemBytes = bytes };
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
