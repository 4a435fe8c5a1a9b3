namespace Lfs.Compiler.Image;

/// <summary>How large a Lua 5.1 image can be, and what <c>luac.cross</c> says when it is larger.</summary>
/// <remarks>Source: spec lfs-formats 1.1; lflashimg.c, <c>LUA_MAX_FLASH_SIZE</c>; lopcodes.h.</remarks>
public static class ImageLimits
{
    /// <summary>
    /// The index function lists the names in one table constructor of 50 items: LFIELDS_PER_FLUSH.
    /// </summary>
    public const int MaxModules = 50;

    /// <summary>Bytes the reference has room for, whatever <c>-m</c> says: 65,536 words.</summary>
    public const int MaxBytes = 65536 * LfsImage.WordBytes;

    /// <summary>Bytes that a region can have: the 1 MiB of flash that the CPU sees.</summary>
    public const int MaxRegionBytes = 0x100000;

    /// <summary>The reference's usage error for more than <see cref="MaxModules"/>.</summary>
    public const string TooManyModules = "'-f': Number of modules > 50";

    /// <summary>The reference's words when an image has more than <see cref="MaxBytes"/>.</summary>
    public const string OutOfFlash = "Out of Flash memory";

    /// <summary>The reference's words when an image has more bytes than <c>-m</c> allows.</summary>
    public const string LargerThanRegion = "The image is too large for specfied LFS size";
}
