using System.Diagnostics;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>What reading an image file gave: the image, or the reason why not.</summary>
/// <param name="Image">The image; null exactly when there is an error.</param>
/// <param name="Diagnostics">What was found; empty when all is well.</param>
public sealed record LoadedImage(LfsImage? Image, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A Lua 5.1 image: its words, and which of them are pointers. Immutable.</summary>
/// <remarks>Source: spec lfs-formats 2a.1, 2a.2.</remarks>
public sealed class LfsImage
{
    /// <summary>
    /// Bytes of a word: the unit of allocation, of pointers before placement and of relocation.
    /// </summary>
    public const int WordBytes = 4;

    readonly byte[] _region;
    readonly byte[] _relocation;

    internal LfsImage(LuaTarget target, uint baseAddress, byte[] region, byte[] relocation)
    {
        Debug.Assert(region.Length % WordBytes == 0, "an image is whole words");
        int relocationBytes = RelocationBytesOf(region.Length / WordBytes);
        Debug.Assert(relocation.Length == relocationBytes, "there is one bit for each word");
        Target = target;
        BaseAddress = baseAddress;
        _region = region;
        _relocation = relocation;
    }

    /// <summary>What the image was built for.</summary>
    public LuaTarget Target { get; }

    /// <summary>The address of the first byte, once placed; 0 while the image is relocatable.</summary>
    public uint BaseAddress { get; }

    /// <summary>Whether pointers are addresses.</summary>
    public bool IsAbsolute => BaseAddress != 0;

    /// <summary>Bytes the image takes in the LFS region.</summary>
    public int Size => _region.Length;

    /// <summary>The words as they lie in the LFS region, little-endian; not to be changed.</summary>
    public byte[] Region => _region;

    /// <summary>The relocation bitmap that follows the region in the file; not to be changed.</summary>
    public byte[] Relocation => _relocation;

    /// <summary>The first words, as a record.</summary>
    public LfsHeader Header => RecordWords.Read<LfsHeader>(_region, 0);

    /// <summary>A word of the image.</summary>
    /// <param name="index">Words from the start of the header.</param>
    public uint this[int index] => RecordWords.ReadWord(_region, index);

    /// <summary>Whether a word is a pointer that is not null.</summary>
    /// <param name="index">Words from the start of the header.</param>
    public bool IsPointer(int index) => (_relocation[index >> 3] >> (index & 7) & 1) != 0;

    /// <summary>Bytes of the relocation bitmap of so many words.</summary>
    public static int RelocationBytesOf(int words) => (words + 31) / 32 * WordBytes;

    /// <summary>
    /// Reads a file that <c>luac.cross</c> or <see cref="ToBytes"/> made, and checks all of it.
    /// </summary>
    /// <param name="file">A gzip container (relocatable) or the bare words (absolute).</param>
    public static LoadedImage Read(byte[] file) => ImageReader.Read(file);

    /// <summary>The image placed at an address.</summary>
    /// <param name="baseAddress">Where the CPU sees the first byte; not 0.</param>
    public LfsImage ToAbsolute(uint baseAddress)
    {
        Debug.Assert(baseAddress != 0, "address 0 means relocatable");
        return MoveTo(baseAddress);
    }

    /// <summary>The image before placement.</summary>
    public LfsImage ToRelocatable() => MoveTo(0);

    /// <summary>
    /// The file: a gzip container with the relocation bitmap, or the bare words of an absolute image.
    /// </summary>
    public byte[] ToBytes()
    {
        if (IsAbsolute)
            return (byte[])_region.Clone();
        var content = new byte[_region.Length + _relocation.Length];
        Array.Copy(_region, content, _region.Length);
        Array.Copy(_relocation, 0, content, _region.Length, _relocation.Length);
        return Deflate.Gzip(content);
    }

    /// <summary>What is in the image, for people.</summary>
    public ImageContents ReadContents() => ImageReader.ContentsOf(this);

    LfsImage MoveTo(uint baseAddress)
    {
        if (baseAddress == BaseAddress)
            return this;
        var region = (byte[])_region.Clone();
        for (int word = 0; word < Size / WordBytes; word++)
        {
            if (IsPointer(word))
                RecordWords.WriteWord(region, word, Moved(new FlashAddr(this[word]), baseAddress).Value);
        }
        uint signature = this[0] & ~Signature.Absolute;
        RecordWords.WriteWord(region, 0, baseAddress == 0 ? signature : signature | Signature.Absolute);
        return new LfsImage(Target, baseAddress, region, _relocation);
    }

    FlashAddr Moved(FlashAddr pointer, uint baseAddress)
    {
        FlashAddr offset = IsAbsolute ? pointer.Unplace(BaseAddress) : pointer;
        return baseAddress == 0 ? offset : offset.Place(baseAddress);
    }
}
