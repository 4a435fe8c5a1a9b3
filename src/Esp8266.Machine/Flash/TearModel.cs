namespace Esp8266.Flash;

/// <summary>How far an operation had come when the power went.</summary>
/// <remarks>
/// Programming takes cells from what they were to that AND the new bytes, erasing takes them to FF. Each
/// model says which cells got there. Sources: partial page programs of littlefs' test block device, the
/// part-erased sectors of Zephyr's flash simulator (pull request 8254), torn swap-status writes of MCUboot
/// (issue 1966).
/// </remarks>
public enum TearModel : byte
{
    /// <summary>None: the power went just before.</summary>
    Before,

    /// <summary>All: the power went just after.</summary>
    After,

    /// <summary>The bytes before some place, at least one and not all.</summary>
    Prefix,

    /// <summary>The bytes from some place on, at least one and not all.</summary>
    Suffix,

    /// <summary>Each byte, or not, as chance has it.</summary>
    RandomBytes,

    /// <summary>Each bit, or not, as chance has it.</summary>
    RandomBits,

    /// <summary>Each 256-byte page, or not: of all pages up to the cut of one
    /// <see cref="FlashChip.Program"/>, as if the controller had put them in another order; of the pages of a
    /// sector being erased.</summary>
    RandomPages,

    /// <summary>All, but about one in a hundred of the bits that changed, and at least one of them, is weak:
    /// it reads as 0 or 1, differently each time, until it is programmed or its sector erased.</summary>
    WeakBits,
}
