using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>How large an image can be, and what <c>luac.cross</c> says when it is larger.</summary>
/// <remarks>Source: spec lfs-formats 1.1; lflashimg.c, <c>LUA_MAX_FLASH_SIZE</c>; lopcodes.h.</remarks>
public static class ImageLimits
{
    /// <summary>
    /// 5.1: the index function lists the names in one table constructor of 50 items: LFIELDS_PER_FLUSH.
    /// </summary>
    public const int MaxModules = 50;

    /// <summary>
    /// 5.3: the ROTable that finds modules counts its entries in one byte, which the reference lets wrap.
    /// </summary>
    public const int MaxModules53 = 255;

    /// <summary>5.1: bytes the reference has room for, whatever <c>-m</c> says: 65,536 words.</summary>
    public const int MaxBytes = 65536 * LfsImage.WordBytes;

    /// <summary>Bytes that a region can have: the 1 MiB of flash that the CPU sees.</summary>
    public const int MaxRegionBytes = 0x100000;

    /// <summary>How many modules an image of a target can have.</summary>
    public static int MaxModulesOf(LuaTarget target) =>
        target.Version == LuaVersion.Lua51 ? MaxModules : MaxModules53;

    /// <summary>How many bytes an image of a target can have in its region.</summary>
    public static int MaxBytesOf(LuaTarget target) =>
        target.Version == LuaVersion.Lua51 ? MaxBytes : MaxRegionBytes;

    /// <summary>Whether an image can be placed at an address: the check of <c>luac.cross -a</c>.</summary>
    /// <remarks>
    /// 5.1 counts from where an image may be at the earliest, 5.3 from the start of mapped flash.
    /// </remarks>
    public static bool IsPossibleAddress(LuaTarget target, long address) =>
        target.Version == LuaVersion.Lua51
            ? address is >= 0x4021_0000 and <= 0x4031_0000
            : address is > 0x4020_0000 and <= 0x4030_0000;

    /// <summary>The reference's usage error for more than <see cref="MaxModules"/>.</summary>
    public const string TooManyModules = "'-f': Number of modules > 50";

    /// <summary>The reference's words when an image has more than <see cref="MaxBytes"/>.</summary>
    public const string OutOfFlash = "Out of Flash memory";

    /// <summary>The reference's words when an image has more bytes than <c>-m</c> allows.</summary>
    public const string LargerThanRegion = "The image is too large for specfied LFS size";
}
