namespace Lfs.Compiler.Image;

/// <summary>A pointer in an image: a word offset before placement, a CPU address after; 0 is null.</summary>
/// <remarks>
/// The only thing in an image that is relocated. Nothing points to word 0, the header's signature.
/// </remarks>
/// <param name="Value">The word as it lies in flash.</param>
public readonly record struct FlashAddr(uint Value)
{
    /// <summary>
    /// The pointer to nothing; it has no relocation bit and stays 0 when the image is placed.
    /// </summary>
    public static FlashAddr Null => default;

    /// <summary>Whether it points to nothing.</summary>
    public bool IsNull => Value == 0;

    /// <summary>The pointer, before placement, to a word of the image.</summary>
    /// <param name="word">Words from the start of the header.</param>
    public static FlashAddr OfWord(int word) => new((uint)word);

    /// <summary>The word offset turned into an address.</summary>
    /// <param name="baseAddress">Where the CPU sees the first byte of the image.</param>
    public FlashAddr Place(uint baseAddress) =>
        IsNull ? this : new(unchecked(baseAddress + Value * LfsImage.WordBytes));

    /// <summary>The address turned back into a word offset.</summary>
    /// <param name="baseAddress">Where the CPU sees the first byte of the image.</param>
    public FlashAddr Unplace(uint baseAddress) =>
        IsNull ? this : new(unchecked(Value - baseAddress) / LfsImage.WordBytes);
}
