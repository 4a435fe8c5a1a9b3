namespace Lfs.Compiler.Image;

/// <summary>A pointer in an image: a word offset before placement, a CPU address after; 0 is null.</summary>
/// <remarks>
/// Only these words are relocated. In 5.1 no pointer leads to word 0, the header's signature. In 5.3 the
/// oldest object of a list has such a pointer, and only its relocation bit distinguishes it from null.
/// Source: lflashimg.c, <c>FlashAddr</c>.
/// </remarks>
/// <param name="Value">The word as it lies in flash.</param>
public readonly record struct FlashAddr(uint Value)
{
    // Addresses of the CPU are above this value, word offsets far below it.
    const uint Window = 0x40000000;

    /// <summary>
    /// The null pointer. It has no relocation bit and stays 0 when the image is placed.
    /// </summary>
    public static FlashAddr Null => default;

    /// <summary>True for the null pointer.</summary>
    public bool IsNull => Value == 0;

    /// <summary>
    /// True if it is an address. In an image that is not placed, this is a pointer
    /// into a placed System region.
    /// </summary>
    public bool IsPlaced => Value >= Window;

    /// <summary>The pointer to a place some words further on.</summary>
    public FlashAddr Skip(int words) =>
        new(Value + (uint)(IsPlaced ? words * LfsImage.WordBytes : words));

    /// <summary>The unplaced pointer to a word of the image.</summary>
    /// <param name="word">The distance from the start of the header, in words.</param>
    public static FlashAddr OfWord(int word) => new((uint)word);

    /// <summary>Converts the word offset to an address.</summary>
    /// <param name="baseAddress">The address at which the CPU sees the first byte of the image.</param>
    public FlashAddr Place(uint baseAddress) => new(unchecked(baseAddress + Value * LfsImage.WordBytes));

    /// <summary>Converts the address back to a word offset.</summary>
    /// <param name="baseAddress">The address at which the CPU sees the first byte of the image.</param>
    public FlashAddr Unplace(uint baseAddress) => new(unchecked(Value - baseAddress) / LfsImage.WordBytes);
}
