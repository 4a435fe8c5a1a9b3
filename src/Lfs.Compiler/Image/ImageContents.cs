using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A string of the ROM string table.</summary>
/// <param name="Word">Where its record is, in words from the header.</param>
/// <param name="Text">The characters.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Bucket">
/// The bucket whose chain it is in; <see cref="NoBucket"/> for a long string of 5.3.
/// </param>
public sealed record RomString(int Word, LuaString Text, uint Hash, int Bucket)
{
    /// <summary>
    /// The bucket of a string that is in no table: 5.3 interns only strings of at most 40 bytes.
    /// </summary>
    public const int NoBucket = -1;

    /// <summary>Words before the characters, in 5.1 and 5.3.</summary>
    internal const int HeadWords = 4;

    /// <summary>Bytes it takes in the image: record, characters, NUL and filler.</summary>
    public int Bytes => TotalWords(Text.Length) * LfsImage.WordBytes;

    internal static int TotalWords(int length) =>
        HeadWords + (length + LfsImage.WordBytes) / LfsImage.WordBytes;
}

/// <summary>A module of an image and where its bytes go.</summary>
/// <param name="Name">The name under which the index finds it.</param>
/// <param name="Main">Its main function, brought back to the host.</param>
/// <param name="Functions">How many functions it has, the main function included.</param>
/// <param name="CodeBytes">Instructions.</param>
/// <param name="ConstantBytes">Constants, without the strings they name.</param>
/// <param name="StringBytes">Strings that no other module uses, its name included.</param>
/// <param name="DebugBytes">Line info that no other module uses; names of locals and (5.1) upvalues.</param>
/// <param name="RecordBytes">Function records, vectors of inner functions, upvalue descriptors.</param>
public sealed record ModuleContents(
    LuaString Name, Proto Main, int Functions,
    int CodeBytes, int ConstantBytes, int StringBytes, int DebugBytes, int RecordBytes)
{
    /// <summary>
    /// What the image would be smaller by without this module, but for its place in the index or table.
    /// </summary>
    public int Bytes => CodeBytes + ConstantBytes + StringBytes + DebugBytes + RecordBytes;
}

/// <summary>What a walk through an image found.</summary>
public sealed class ImageContents
{
    internal ImageContents(LfsImage image)
    {
        Image = image;
    }

    /// <summary>The image.</summary>
    public LfsImage Image { get; }

    /// <summary>
    /// 5.1: the main function, the one that finds modules. 5.3 has a table for this, and null here.
    /// </summary>
    public Proto? Index { get; internal init; }

    /// <summary>Seconds since 1970 at which the image was built.</summary>
    public long BuildTime { get; internal init; }

    /// <summary>The modules in the order of the index.</summary>
    public IReadOnlyList<ModuleContents> Modules { get; internal init; } = [];

    /// <summary>The strings in the order in which they lie in the image.</summary>
    public IReadOnlyList<RomString> Strings { get; internal init; } = [];

    /// <summary>
    /// Bytes that belong to no single module: header, buckets, index function or table, shared strings.
    /// </summary>
    public int SharedBytes => Image.Size - Modules.Sum(module => module.Bytes);

    /// <summary>Every object of the image, in order.</summary>
    internal IReadOnlyList<Extent> Extents { get; init; } = [];

    /// <summary>The function of each <see cref="Extent.Owner"/>.</summary>
    internal IReadOnlyList<WalkedFunction> Functions { get; init; } = [];
}

/// <summary>What a stretch of an image is.</summary>
enum ExtentKind : byte
{
    Header,
    Buckets,
    String,
    Protos,
    Constants,
    Code,
    LocVars,
    UpvalueNames,
    Upvalues,
    LineInfo,
    Proto,
    ModuleEntries,
    RoTable,
}

/// <summary>A stretch of an image.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Word">Its first word.</param>
/// <param name="Words">How many words.</param>
/// <param name="Owner">The function it belongs to; for a string, its place in the list of strings.</param>
readonly record struct Extent(ExtentKind Kind, int Word, int Words, int Owner);
