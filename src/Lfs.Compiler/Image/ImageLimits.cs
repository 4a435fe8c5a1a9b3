using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The size limits of images, and the errors of <c>luac.cross</c> for larger ones.</summary>
/// <remarks>Source: luac_cross/luac.c; lflashimg.c, <c>LUA_MAX_FLASH_SIZE</c>; lopcodes.h.</remarks>
public static class ImageLimits
{
    /// <summary>
    /// The most modules in 5.1, where the index function lists the names in one batch of a table
    /// constructor: LFIELDS_PER_FLUSH.
    /// </summary>
    public const int MaxModules = 50;

    /// <summary>
    /// The most modules in 5.3, where the ROTable that finds modules counts its entries in one byte. The
    /// reference lets it wrap.
    /// </summary>
    public const int MaxModules53 = 255;

    /// <summary>The most bytes that the 5.1 reference has room for, regardless of
    /// <c>-m</c>: 65,536 words.</summary>
    public const int MaxBytes = 65536 * LfsImage.WordBytes;

    /// <summary>The largest region, in bytes: the 1 MiB of flash that the CPU sees.</summary>
    public const int MaxRegionBytes = 0x100000;

    /// <summary>The most modules that an image of a target can have.</summary>
    public static int MaxModulesOf(LuaTarget target) =>
        target.Version == LuaVersion.Lua51 ? MaxModules : MaxModules53;

    /// <summary>The largest image of a target, in bytes of its region.</summary>
    public static int MaxBytesOf(LuaTarget target) =>
        target.Version == LuaVersion.Lua51 ? MaxBytes : MaxRegionBytes;

    /// <summary>True if an image can be placed at an address: the check of <c>luac.cross -a</c>.</summary>
    /// <remarks>
    /// 5.1 accepts addresses from the earliest place of an image on, 5.3 from the start of mapped flash on.
    /// </remarks>
    public static bool IsPossibleAddress(LuaTarget target, long address) =>
        target.Version == LuaVersion.Lua51
            ? address is >= 0x4021_0000 and <= 0x4031_0000
            : address is > 0x4020_0000 and <= 0x4030_0000;

    /// <summary>The reference's usage error for more than <see cref="MaxModules"/>.</summary>
    public const string TooManyModules = "'-f': Number of modules > 50";

    /// <summary>The reference's error for an image of more than <see cref="MaxBytes"/>.</summary>
    public const string OutOfFlash = "Out of Flash memory";

    /// <summary>The reference's error for an image with more bytes than <c>-m</c> allows.</summary>
    public const string LargerThanRegion = "The image is too large for specfied LFS size";
}
