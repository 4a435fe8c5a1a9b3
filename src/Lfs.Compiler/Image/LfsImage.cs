using System.Diagnostics;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>The result of reading an image file: the image, or the errors.</summary>
/// <param name="Image">The image; null if and only if there is an error.</param>
/// <param name="Diagnostics">The errors and warnings; empty if there are none.</param>
public sealed record LoadedImage(LfsImage? Image, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>An image: its words, and a bit for each word that is a pointer. It is immutable.</summary>
/// <remarks>
/// The words are the content of the LFS region. A 5.1 file holds these words. A 5.3 file holds functions and
/// strings in another format, and the device makes the words from it. Source: lflash.h (5.1);
/// lua53/lundump.c, <c>luaU_undumpLFS</c> (5.3).
/// </remarks>
public sealed class LfsImage
{
    /// <summary>
    /// The size of a word in bytes: the unit of allocation, of unplaced pointers and of relocation.
    /// </summary>
    public const int WordBytes = 4;

    // An address in the mapped window of every target, far from its ends.
    const uint SomeAddress = 0x4028_0000;

    readonly byte[] _region;
    readonly byte[] _relocation;
    readonly byte[]? _file;

    // The file is given for a 5.3 image that was read from a file, not from a region.
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

    /// <summary>The target that the image was built for.</summary>
    public LuaTarget Target { get; }

    /// <summary>The address of the first byte of a placed image; 0 if the image is relocatable.</summary>
    public uint BaseAddress { get; }

    /// <summary>
    /// The placed System image whose strings this one uses; null for an image that stands alone. 5.3 only.
    /// </summary>
    public LfsImage? System { get; }

    /// <summary>True if pointers are addresses.</summary>
    public bool IsAbsolute => BaseAddress != 0;

    /// <summary>The size of the image in the LFS region, in bytes.</summary>
    public int Size => _region.Length;

    /// <summary>
    /// The size of the image that a device of the reference makes of the same file: in 5.3 its loader makes
    /// the string <c>userdata</c> twice, unless the image uses a System image.
    /// </summary>
    /// <remarks>Source: lua53/lundump.c, <c>LoadAllStrings</c>, which counts it once.</remarks>
    public int SizeAsReferenceLoads =>
        Target.Version == LuaVersion.Lua51 || System is not null || CountShortStrings() > Header53.RoUse
            ? Size
            : Size + RomString.TotalWords(FixedStrings.Userdata.Length) * WordBytes;

    // Each short string leads to the one before it; the first leads to the start of the region.
    int CountShortStrings()
    {
        uint unit = IsAbsolute ? (uint)WordBytes : 1;
        int count = 0;
        for (int at = Header53.ShortHead; at != 0; at = (int)((this[at] - BaseAddress) / unit))
            count++;
        return count;
    }

    /// <summary>The words as they lie in the LFS region, little-endian. They must not be changed.</summary>
    public byte[] Region => _region;

    /// <summary>The relocation bits, which mark pointers. In a 5.1 file they follow the words. They must not
    /// be changed.</summary>
    public byte[] Relocation => _relocation;

    /// <summary>The first words of a 5.1 image, as a record.</summary>
    public LfsHeader Header => RecordWords.Read<LfsHeader>(_region, 0);

    /// <summary>The first words of a 5.3 image, as a record.</summary>
    public LfsHeader53 Header53 => RecordWords.Read<LfsHeader53>(_region, 0);

    /// <summary>A word of the image.</summary>
    /// <param name="index">The distance from the start of the header, in words.</param>
    public uint this[int index] => RecordWords.ReadWord(_region, index);

    /// <summary>True if a word is a pointer that moves with the image: not null, and not
    /// into another image.</summary>
    /// <param name="index">The distance from the start of the header, in words.</param>
    public bool IsPointer(int index) => (_relocation[index >> 3] >> (index & 7) & 1) != 0;

    /// <summary>The size of the relocation bitmap of <paramref name="words"/> words, in bytes.</summary>
    public static int RelocationBytesOf(int words) => (words + 31) / 32 * WordBytes;

    /// <summary>
    /// Reads a file that <c>luac.cross</c> or <see cref="ToBytes"/> made, and verifies all of it.
    /// </summary>
    /// <param name="file">A relocatable image, or the bare words of an absolute one.</param>
    /// <param name="system"> The placed System image that an absolute Application image was linked against;
    /// null for none. 5.3 only.
    /// </param>
    public static LoadedImage Read(byte[] file, LfsImage? system = null) => ImageReader.Read(file, system);

    /// <summary>
    /// Links the image for the second of two regions (5.3). It uses the strings of the first, and
    /// holds only those that it adds.
    /// </summary>
    /// <param name="system">The placed image of the first region. Both images must have
    /// the same hash seed.</param>
    public LoadedImage WithSystem(LfsImage system) => FlashImage53.WithSystem(this, system);

    /// <summary>
    /// The 5.3 image as the reference's loader lays it out, for comparing bytes: the constants <c>thread</c>
    /// and <c>proto</c> are misread, and the string <c>userdata</c> is present twice.
    /// </summary>
    /// <remarks>Source: lua53/lundump.c, <c>LoadAllStrings</c>.</remarks>
    public LfsImage AsReferenceLoads() => FlashImage53.AsReferenceLoads(this);

    /// <summary>Places the image at an address.</summary>
    /// <param name="baseAddress">The address at which the CPU sees the first byte; not 0.</param>
    public LfsImage ToAbsolute(uint baseAddress)
    {
        if (baseAddress == 0)
            throw new ArgumentOutOfRangeException(nameof(baseAddress), "Address 0 means: not placed.");
        return MoveTo(baseAddress);
    }

    /// <summary>
    /// The image at its place, or, if it is relocatable, at a possible address. This is enough to link an
    /// Application image that is relocatable itself, because its size and words do not depend on the address.
    /// </summary>
    public LfsImage AtSomeAddress() => IsAbsolute ? this : ToAbsolute(SomeAddress);

    /// <summary>Undoes the placement.</summary>
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

    // A region does not record if its names were stripped, so missing names are written as null.
    internal byte[] ToFile53() =>
        _file is not null ? (byte[])_file.Clone() : ImageWriter53.ToBytes(ImageFile53.Of(ReadContents()));

    /// <summary>Reads the contents of the image.</summary>
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
