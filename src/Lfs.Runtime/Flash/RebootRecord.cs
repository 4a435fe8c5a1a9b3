namespace Lfs.Runtime.Flash;

/// <summary>The kinds of records that one boot leaves for the next.</summary>
/// <remarks>Source: platform.h, <c>PLATFORM_RCR_*</c>. The kinds from 0x10 on are this library's own; the
/// reference skips them. Each of them is a single bit, so that a torn deletion can make no other kind of
/// it.</remarks>
enum RebootRecord : byte
{
    /// <summary>A record that is no longer valid.</summary>
    Deleted = 0,

    /// <summary>The partition table: entries of three words.</summary>
    PartitionTable = 1,

    /// <summary>Without content: the initial values of the radio have been written.</summary>
    PhyData = 2,

    /// <summary>5.3: the name of the image file to load, with its zero byte.</summary>
    LfsImage = 4,

    /// <summary>The command that runs after a start, with its zero byte (PLATFORM_RCR_INITSTR).</summary>
    StartCommand = 5,

    /// <summary>The flags of <c>node.startup</c>, one word (PLATFORM_RCR_STARTUP_OPTION).</summary>
    StartOptions = 6,

    /// <summary>The checksum of the image in the first LFS region: see <see
    /// cref="RegionChecksum"/>.</summary>
    Checksum = 0x10,

    /// <summary>The checksum of the image in the second LFS region.</summary>
    SecondChecksum = 0x20,

    /// <summary>The LFS region in use, 0 or 1, of two that take turns.</summary>
    ActiveRegion = 0x40,

    /// <summary>The unused rest of the sector.</summary>
    Free = 0xFF,
}
