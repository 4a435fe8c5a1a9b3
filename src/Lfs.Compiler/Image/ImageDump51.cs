using System.Globalization;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The meaning of the words of a Lua 5.1 image.</summary>
sealed class ImageDump51(LfsImage image) : ImageDump(image)
{
    static readonly string[] HeaderFields =
        ["signature", "size in bytes", "main function", "buckets", "strings", "number of buckets", "0", "0"];

    static readonly string[] StringHead = ["next in bucket", "type, marked", "hash", "length"];

    static readonly string[] ProtoWords =
    [
        "next", "type, marked", "constants", "code", "inner functions", "line info", "locals",
        "upvalue names", "source", "names of upvalues", "constants", "instructions", "inner functions",
        "locals", "line defined", "last line", "gclist", "nups, params, vararg, stack",
    ];

    private protected override string HeaderWord(int i) => HeaderFields[i];

    private protected override string[] StringFields(RomString text) => StringHead;

    private protected override string[] ProtoFields => ProtoWords;

    private protected override string TagText(uint tag) => tag switch
    {
        TValueLayout.Boolean => "boolean",
        TValueLayout.Number => "number",
        TValueLayout.String => "string",
        _ => "nil",
    };

    private protected override string ValueText(uint tag, int at) => tag switch
    {
        TValueLayout.Boolean => Image[at] == 0 ? "false" : "true",
        TValueLayout.Number => NumberAt(at),
        TValueLayout.String => "",
        _ => "nil",
    };

    string NumberAt(int at) => Image.Target.HasFloats
        ? NumberText.ToText(BitConverter.Int64BitsToDouble(LongAt(at)), NumberFormat.G14)
        : unchecked((int)Image[at]).ToString(CultureInfo.InvariantCulture);
}
