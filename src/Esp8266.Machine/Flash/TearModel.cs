namespace Esp8266.Flash;

/// <summary>The progress that an operation had made when the power failed.</summary>
/// <remarks>
/// Programming takes cells to old AND new; erasing takes them to FF. Each model says which cells got there.
/// Sources: partial page programs of littlefs' test block device, the part-erased sectors of Zephyr's flash
/// simulator (pull request 8254), torn swap-status writes of MCUboot (issue 1966).
/// </remarks>
public enum TearModel : byte
{
    /// <summary>None: the power failed just before the operation.</summary>
    Before,

    /// <summary>All: the power failed just after the operation.</summary>
    After,

    /// <summary>A prefix of the bytes: at least one, but not all.</summary>
    Prefix,

    /// <summary>A suffix of the bytes: at least one, but not all.</summary>
    Suffix,

    /// <summary>A random choice of the bytes.</summary>
    RandomBytes,

    /// <summary>A random choice of the bits.</summary>
    RandomBits,

    /// <summary>A random choice of 256-byte pages: for one
    /// <see cref="FlashChip.Program"/>, of all pages up to the cut, as if the controller
    /// had reordered them; for an erase, of the pages of the sector.</summary>
    RandomPages,

    /// <summary>All, but about 1 % of the changed bits, and at least one, become weak: such a bit reads
    /// randomly until it is programmed or its sector is erased.</summary>
    WeakBits,
}
