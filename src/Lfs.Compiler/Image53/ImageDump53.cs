using System.Globalization;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The meaning of the words of a Lua 5.3 region.</summary>
sealed class ImageDump53(LfsImage image) : ImageDump(image)
{
    static readonly string[] HeaderFields =
    [
        "signature", "size in bytes", "hash seed", "build time", "short strings", "number of buckets",
        "buckets at word", "table of modules at word", "last function at word", "last short string at word",
        "last long string at word", "check of the System image",
    ];

    const int FirstOffset = 6;
    const int LastOffset = 10;

    static readonly string[] ShortHead =
        ["short string before", "type, marked, extra, length", "hash", "next in bucket"];

    static readonly string[] LongHead = ["long string before", "type, marked, extra", "hash", "length"];

    static readonly string[] ProtoWords =
    [
        "function before", "type, marked, params, vararg", "stack", "upvalues", "constants", "instructions",
        "bytes of line info", "inner functions", "locals", "line defined", "last line", "constants", "code",
        "inner functions", "line info", "locals", "upvalues", "source", "gclist",
    ];

    static readonly string[] RoTableFields = ["next", "type, marked, flags, modules", "metatable", "entries"];

    private protected override string HeaderWord(int i) => i is >= FirstOffset and <= LastOffset
        ? Format($"{HeaderFields[i]} {Image[i]}")
        : HeaderFields[i];

    private protected override string[] StringFields(RomString text) =>
        text.Bucket == RomString.NoBucket ? LongHead : ShortHead;

    private protected override string[] ProtoFields => ProtoWords;

    private protected override string TagText(uint tag) => tag switch
    {
        TValueTag53.Boolean => "boolean",
        TValueTag53.Float => "float",
        TValueTag53.Integer => "integer",
        TValueTag53.ShortString => "short string",
        TValueTag53.LongString => "long string",
        _ => "nil",
    };

    private protected override string ValueText(uint tag, int at) => tag switch
    {
        TValueTag53.Boolean => Image[at] == 0 ? "false" : "true",
        TValueTag53.Float => FloatAt(at),
        TValueTag53.Integer => IntegerAt(at).ToString(CultureInfo.InvariantCulture),
        TValueTag53.ShortString or TValueTag53.LongString => "",
        _ => "nil",
    };

    private protected override string Meaning(Extent extent, int i)
    {
        int word = extent.Word + i;
        return extent.Kind switch
        {
            ExtentKind.Upvalues when i % 2 == 0 => Format($"upvalue {i / 2}") + TargetOf(word),
            ExtentKind.Upvalues => "in stack, index",
            ExtentKind.LineInfo => BytesAt(word),
            ExtentKind.ModuleEntries => EntryWord(i, word),
            ExtentKind.RoTable => RoTableFields[i] + TargetOf(word),
            _ => base.Meaning(extent, i),
        };
    }

    string EntryWord(int i, int word)
    {
        int words = RoTableLayout.EntryWords(Image.Target);
        return (i % words) switch
        {
            0 => Format($"name {i / words}") + TargetOf(word, RomString.HeadWords),
            1 => Format($"function {i / words}") + TargetOf(word),
            int part when part == words - 1 => Image[word] == 0 ? "end" : "light userdata",
            _ => "",
        };
    }

    long IntegerAt(int at) =>
        Image.Target.NumberBytes == sizeof(int) ? unchecked((int)Image[at]) : LongAt(at);

    string FloatAt(int at) => Image.Target.NumberBytes == sizeof(int)
        ? NumberText.ToText(BitConverter.ToSingle(Image.Region, at * LfsImage.WordBytes), NumberFormat.G7)
        : NumberText.ToText(BitConverter.Int64BitsToDouble(LongAt(at)), NumberFormat.G14);
}
