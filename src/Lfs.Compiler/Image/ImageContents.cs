using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A string of the ROM string table.</summary>
/// <param name="Word">Where its record is, in words from the header.</param>
/// <param name="Text">The characters.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Bucket">The bucket whose chain it is in.</param>
public sealed record RomString(int Word, LuaString Text, uint Hash, int Bucket)
{
    /// <summary>Bytes it takes in the image: record, characters, NUL and filler.</summary>
    public int Bytes => TotalWords(Text.Length) * LfsImage.WordBytes;

    internal static int TotalWords(int length) =>
        Relocation<TStringRecord>.Words + (length + LfsImage.WordBytes) / LfsImage.WordBytes;
}

/// <summary>A module of an image and where its bytes go.</summary>
/// <param name="Name">The name under which the index finds it.</param>
/// <param name="Main">Its main function, brought back to the host.</param>
/// <param name="Functions">How many functions it has, the main function included.</param>
/// <param name="CodeBytes">Instructions.</param>
/// <param name="ConstantBytes">Constants, without the strings they name.</param>
/// <param name="StringBytes">Strings that no other module uses, its name included.</param>
/// <param name="DebugBytes">Line info that no other module uses; names of locals and upvalues.</param>
/// <param name="RecordBytes">Function records and vectors of inner functions.</param>
public sealed record ModuleContents(
    LuaString Name, Proto Main, int Functions,
    int CodeBytes, int ConstantBytes, int StringBytes, int DebugBytes, int RecordBytes)
{
    /// <summary>
    /// What the image would be smaller by without this module, but for its place in the index.
    /// </summary>
    public int Bytes => CodeBytes + ConstantBytes + StringBytes + DebugBytes + RecordBytes;
}

/// <summary>What a walk through an image found.</summary>
public sealed class ImageContents
{
    internal ImageContents(LfsImage image, Proto index)
    {
        Image = image;
        Index = index;
    }

    /// <summary>The image.</summary>
    public LfsImage Image { get; }

    /// <summary>The main function: the one that finds modules.</summary>
    public Proto Index { get; }

    /// <summary>Seconds since 1970 at which the image was built.</summary>
    public long BuildTime
    {
        get
        {
            Constant last = Index.Constants[Index.Constants.Length - 1];
            return last.Kind == ConstantKind.Integer ? last.AsInteger : unchecked((long)last.AsFloat);
        }
    }

    /// <summary>The modules in the order of the index.</summary>
    public IReadOnlyList<ModuleContents> Modules { get; internal init; } = [];

    /// <summary>The strings in the order in which they lie in the image.</summary>
    public IReadOnlyList<RomString> Strings { get; internal init; } = [];

    /// <summary>
    /// Bytes that belong to no single module: header, buckets, index function, shared strings.
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
    Proto,
}

/// <summary>A stretch of an image.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Word">Its first word.</param>
/// <param name="Words">How many words.</param>
/// <param name="Owner">The function it belongs to; for a string, its place in the list of strings.</param>
readonly record struct Extent(ExtentKind Kind, int Word, int Words, int Owner);
