namespace Lfs.Compiler.Image;

/// <summary>A pointer in an image: a word offset before placement, a CPU address after; 0 is null.</summary>
/// <remarks>
/// The only thing in an image that is relocated. In 5.1 nothing points to word 0, the header's signature; in
/// 5.3 the oldest object of a list does, and only the relocation bit tells it from null.
/// </remarks>
/// <param name="Value">The word as it lies in flash.</param>
public readonly record struct FlashAddr(uint Value)
{
    // Where the CPU's view of flash lies; a word offset is far below it.
    const uint Window = 0x40000000;

    /// <summary>
    /// The pointer to nothing; it has no relocation bit and stays 0 when the image is placed.
    /// </summary>
    public static FlashAddr Null => default;

    /// <summary>Whether it points to nothing.</summary>
    public bool IsNull => Value == 0;

    /// <summary>
    /// Whether it is an address although the image is not placed: a pointer into the System region, which is.
    /// </summary>
    public bool IsPlaced => Value >= Window;

    /// <summary>The pointer to what is some words further on.</summary>
    public FlashAddr Skip(int words) =>
        new(Value + (uint)(IsPlaced ? words * LfsImage.WordBytes : words));

    /// <summary>The pointer, before placement, to a word of the image.</summary>
    /// <param name="word">Words from the start of the header.</param>
    public static FlashAddr OfWord(int word) => new((uint)word);

    /// <summary>The word offset turned into an address.</summary>
    /// <param name="baseAddress">Where the CPU sees the first byte of the image.</param>
    public FlashAddr Place(uint baseAddress) => new(unchecked(baseAddress + Value * LfsImage.WordBytes));

    /// <summary>The address turned back into a word offset.</summary>
    /// <param name="baseAddress">Where the CPU sees the first byte of the image.</param>
    public FlashAddr Unplace(uint baseAddress) => new(unchecked(Value - baseAddress) / LfsImage.WordBytes);
}
