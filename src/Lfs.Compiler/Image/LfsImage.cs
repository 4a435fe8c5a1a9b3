using System.Diagnostics;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>What reading an image file gave: the image, or the reason why not.</summary>
/// <param name="Image">The image; null exactly when there is an error.</param>
/// <param name="Diagnostics">What was found; empty when all is well.</param>
public sealed record LoadedImage(LfsImage? Image, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>An image: its words, and which of them are pointers. Immutable.</summary>
/// <remarks>
/// The words are what lies in the LFS region. Of 5.1 the file holds them; of 5.3 the file holds functions and
/// strings in a form of their own, and the words are what the device makes of it.
/// Source: spec lfs-formats 2a.1, 2a.2, 2d.4, 2d.6.
/// </remarks>
public sealed class LfsImage
{
    /// <summary>
    /// Bytes of a word: the unit of allocation, of pointers before placement and of relocation.
    /// </summary>
    public const int WordBytes = 4;

    // In the mapped window of every target, far from its ends.
    const uint SomeAddress = 0x4028_0000;

    readonly byte[] _region;
    readonly byte[] _relocation;
    readonly byte[]? _file;

    // The file is that of a 5.3 image which was not read from a region.
    internal LfsImage(
        LuaTarget target, uint baseAddress, byte[] region, byte[] relocation, byte[]? file = null,
        LfsImage? system = null)
    {
        Debug.Assert(region.Length % WordBytes == 0, "An image is whole words.");
        int relocationBytes = RelocationBytesOf(region.Length / WordBytes);
        Debug.Assert(relocation.Length == relocationBytes, "There is one bit for each word.");
        Target = target;
        BaseAddress = baseAddress;
        _region = region;
        _relocation = relocation;
        _file = file;
        System = system;
    }

    /// <summary>What the image was built for.</summary>
    public LuaTarget Target { get; }

    /// <summary>The address of the first byte, once placed; 0 while the image is relocatable.</summary>
    public uint BaseAddress { get; }

    /// <summary>
    /// 5.3: the placed image whose strings this one uses, on a device with two regions; otherwise null.
    /// </summary>
    public LfsImage? System { get; }

    /// <summary>Whether pointers are addresses.</summary>
    public bool IsAbsolute => BaseAddress != 0;

    /// <summary>Bytes the image takes in the LFS region.</summary>
    public int Size => _region.Length;

    /// <summary>The words as they lie in the LFS region, little-endian; not to be changed.</summary>
    public byte[] Region => _region;

    /// <summary>Which words are pointers; in 5.1 this follows them in the file. Not to be changed.</summary>
    public byte[] Relocation => _relocation;

    /// <summary>The first words of a 5.1 image, as a record.</summary>
    public LfsHeader Header => RecordWords.Read<LfsHeader>(_region, 0);

    /// <summary>The first words of a 5.3 image, as a record.</summary>
    public LfsHeader53 Header53 => RecordWords.Read<LfsHeader53>(_region, 0);

    /// <summary>A word of the image.</summary>
    /// <param name="index">Words from the start of the header.</param>
    public uint this[int index] => RecordWords.ReadWord(_region, index);

    /// <summary>Whether a word is a pointer that moves with the image: not null, not into another.</summary>
    /// <param name="index">Words from the start of the header.</param>
    public bool IsPointer(int index) => (_relocation[index >> 3] >> (index & 7) & 1) != 0;

    /// <summary>Bytes of the relocation bitmap of so many words.</summary>
    public static int RelocationBytesOf(int words) => (words + 31) / 32 * WordBytes;

    /// <summary>
    /// Reads a file that <c>luac.cross</c> or <see cref="ToBytes"/> made, and checks all of it.
    /// </summary>
    /// <param name="file">A relocatable image, or the bare words of an absolute one.</param>
    /// <param name="system">
    /// 5.3: the placed System image with which an absolute Application image was placed.
    /// </param>
    public static LoadedImage Read(byte[] file, LfsImage? system = null) => ImageReader.Read(file, system);

    /// <summary>
    /// 5.3: the image for the second of two regions. It uses the strings of the first and has only its own.
    /// </summary>
    /// <param name="system">The image of the first region, placed. Both need one hash seed.</param>
    public LoadedImage WithSystem(LfsImage system) => FlashImage53.WithSystem(this, system);

    /// <summary>
    /// 5.3: the image as the reference's loader lays it out, for comparing bytes: the constants
    /// <c>thread</c> and <c>proto</c> read wrongly, and the string <c>userdata</c> is there twice.
    /// </summary>
    /// <remarks>Source: spec lfs-formats 2d.5.</remarks>
    public LfsImage AsReferenceLoads() => FlashImage53.AsReferenceLoads(this);

    /// <summary>The image placed at an address.</summary>
    /// <param name="baseAddress">Where the CPU sees the first byte; not 0.</param>
    public LfsImage ToAbsolute(uint baseAddress)
    {
        if (baseAddress == 0)
            throw new ArgumentOutOfRangeException(nameof(baseAddress), "Address 0 means: not placed.");
        return MoveTo(baseAddress);
    }

    /// <summary>
    /// The image where it is placed, or else at some possible address: as a System image for the size and the
    /// words of a relocatable image beside it, which do not depend on the address.
    /// </summary>
    public LfsImage AtSomeAddress() => IsAbsolute ? this : ToAbsolute(SomeAddress);

    /// <summary>The image before placement.</summary>
    public LfsImage ToRelocatable() => MoveTo(0);

    /// <summary>The file of a relocatable image, or the bare words of an absolute one.</summary>
    public byte[] ToBytes()
    {
        if (IsAbsolute)
            return (byte[])_region.Clone();
        return Target.Version == LuaVersion.Lua51 ? ToContainer() : ToFile53();
    }

    byte[] ToContainer()
    {
        var content = new byte[_region.Length + _relocation.Length];
        Array.Copy(_region, content, _region.Length);
        Array.Copy(_relocation, 0, content, _region.Length, _relocation.Length);
        return Deflate.Gzip(content);
    }

    // A region does not say whether its names were stripped: absent names are written as null.
    internal byte[] ToFile53() =>
        _file is not null ? (byte[])_file.Clone() : ImageWriter53.ToBytes(ImageFile53.Of(ReadContents()));

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
        RecordWords.WriteWord(region, 0, Signature.Placed(this[0], baseAddress != 0));
        return new LfsImage(Target, baseAddress, region, _relocation, _file, System);
    }

    FlashAddr Moved(FlashAddr pointer, uint baseAddress)
    {
        FlashAddr offset = IsAbsolute ? pointer.Unplace(BaseAddress) : pointer;
        return baseAddress == 0 ? offset : offset.Place(baseAddress);
    }
}
