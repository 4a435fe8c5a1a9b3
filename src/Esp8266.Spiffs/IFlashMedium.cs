namespace Esp8266.Spiffs;

/// <summary>The flash that a file system lies in. Address 0 is the first byte of the file system.</summary>
/// <remarks>
/// The file system stays inside the bytes that its options name, and never crosses a page of 256 bytes in one
/// call. An exception that a member throws, such as a power loss, passes through every call of
/// <see cref="SpiffsFileSystem"/>. After it that object must not be used; mount the flash anew.
/// </remarks>
public interface IFlashMedium
{
    /// <summary>The unit of erase, in bytes. A block of the file system is one or more of it.</summary>
    int SectorSize { get; }

    /// <summary>Copies cells out.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="target">Receives the bytes; owned by the caller.</param>
    void Read(uint address, Span<byte> target);

    /// <summary>Clears the bits that are clear in <paramref name="source"/>.</summary>
    /// <remarks>
    /// The file system programs ones over zeros on purpose, to clear single bits without a read: a one leaves
    /// the bit as it is.
    /// </remarks>
    /// <param name="address">The first byte.</param>
    /// <param name="source">The bytes to program; owned by the caller.</param>
    void Program(uint address, ReadOnlySpan<byte> source);

    /// <summary>Sets all bits of a sector.</summary>
    /// <param name="address">The first byte of the sector.</param>
    void Erase(uint address);
}
