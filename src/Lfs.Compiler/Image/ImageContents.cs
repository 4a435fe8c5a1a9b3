using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A string of the ROM string table.</summary>
/// <param name="Word">The place of its record, in words from the header.</param>
/// <param name="Text">The characters.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Bucket"> The bucket whose chain holds it; <see cref="NoBucket"/> for a long string of 5.3.
/// </param>
public sealed record RomString(int Word, LuaString Text, uint Hash, int Bucket)
{
    /// <summary>
    /// The bucket of a string outside the table: 5.3 interns only strings of at most 40 bytes.
    /// </summary>
    public const int NoBucket = -1;

    /// <summary>The words in front of the characters, in 5.1 and 5.3.</summary>
    internal const int HeadWords = 4;

    /// <summary>The bytes that it takes in the image: record, characters, NUL and filler.</summary>
    public int Bytes => TotalWords(Text.Length) * LfsImage.WordBytes;

    internal static int TotalWords(int length) =>
        HeadWords + (length + LfsImage.WordBytes) / LfsImage.WordBytes;
}

/// <summary>A module of an image and the bytes that it takes.</summary>
/// <param name="Name">The name under which the index finds it.</param>
/// <param name="Main">Its main function, converted back to a host object.</param>
/// <param name="Functions">The number of its functions, including the main function.</param>
/// <param name="CodeBytes">The bytes of its instructions.</param>
/// <param name="ConstantBytes">The bytes of its constants, without their strings.</param>
/// <param name="StringBytes">The bytes of strings that no other module uses, including its name.</param>
/// <param name="DebugBytes">The bytes of line info that no other module uses, and of the names of locals and
/// (5.1) upvalues.</param>
/// <param name="RecordBytes">The bytes of function records, vectors of inner functions and
/// upvalue descriptors.</param>
public sealed record ModuleContents(
    LuaString Name, Proto Main, int Functions,
    int CodeBytes, int ConstantBytes, int StringBytes, int DebugBytes, int RecordBytes)
{
    /// <summary>
    /// The bytes that the image would save without this module, except for its entry in the index or table.
    /// </summary>
    public int Bytes => CodeBytes + ConstantBytes + StringBytes + DebugBytes + RecordBytes;
}

/// <summary>The contents of an image, as found by a walk.</summary>
public sealed class ImageContents
{
    internal ImageContents(LfsImage image)
    {
        Image = image;
    }

    /// <summary>The image.</summary>
    public LfsImage Image { get; }

    /// <summary>
    /// The main function of a 5.1 image, which finds modules. Null in 5.3, which has a table for this.
    /// </summary>
    public Proto? Index { get; internal init; }

    /// <summary>The build time, in seconds since 1970.</summary>
    public long BuildTime { get; internal init; }

    /// <summary>The modules in the order of the index.</summary>
    public IReadOnlyList<ModuleContents> Modules { get; internal init; } = [];

    /// <summary>The strings in the order of the image.</summary>
    public IReadOnlyList<RomString> Strings { get; internal init; } = [];

    /// <summary>
    /// The bytes that belong to no single module: header, buckets, index function or table, shared strings.
    /// </summary>
    public int SharedBytes => Image.Size - Modules.Sum(module => module.Bytes);

    /// <summary>Every object of the image, in order.</summary>
    internal IReadOnlyList<Extent> Extents { get; init; } = [];

    /// <summary>The function of each <see cref="Extent.Owner"/>.</summary>
    internal IReadOnlyList<WalkedFunction> Functions { get; init; } = [];

    /// <summary>The use of each string, by the <see cref="Extent.Owner"/> of its object.</summary>
    internal IReadOnlyList<StringUse> StringUses { get; init; } = [];
}

/// <summary>The kind of an object in an image.</summary>
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

/// <summary>An object of an image and the words that it takes.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Word">Its first word.</param>
/// <param name="Words">The number of words.</param>
/// <param name="Owner">The function that it belongs to; for a string, its index in
/// the list of strings.</param>
readonly record struct Extent(ExtentKind Kind, int Word, int Words, int Owner);
