using System.Globalization;
using System.Text;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>Prints every word of an image with what it means, for people and for golden files.</summary>
/// <remarks>
/// One line for each word: its index, <c>*</c> if it is a pointer, the word in hex, the meaning.
/// </remarks>
public sealed class ImageDump
{
    static readonly string[] HeaderFields =
        ["signature", "size in bytes", "main function", "buckets", "strings", "number of buckets", "0", "0"];

    static readonly string[] StringFields = ["next in bucket", "type, marked", "hash", "length"];

    static readonly string[] LocVarFields = ["name", "start pc", "end pc"];

    static readonly string[] ProtoFields =
    [
        "next", "type, marked", "constants", "code", "inner functions", "line info", "locals",
        "upvalue names", "source", "names of upvalues", "constants", "instructions", "inner functions",
        "locals", "line defined", "last line", "gclist", "nups, params, vararg, stack",
    ];

    readonly LfsImage _image;
    readonly ImageContents _contents;
    readonly Dictionary<int, RomString> _strings;
    readonly StringBuilder _text = new();

    ImageDump(LfsImage image)
    {
        _image = image;
        _contents = image.ReadContents();
        _strings = _contents.Strings.ToDictionary(text => text.Word);
    }

    /// <summary>Prints an image.</summary>
    public static string Print(LfsImage image) => new ImageDump(image).Print();

    string Print()
    {
        string place = _image.IsAbsolute ? Format($"absolute at 0x{_image.BaseAddress:x8}") : "relocatable";
        Title(Format($"LFS image, Lua {_image.Target.Name}, {place}: {_image.Size} bytes"));
        int next = 0;
        foreach (Extent extent in _contents.Extents)
        {
            Unused(next, extent.Word);
            Print(extent);
            next = extent.Word + extent.Words;
        }
        Unused(next, _image.Size / LfsImage.WordBytes);
        return _text.ToString();
    }

    void Print(Extent extent)
    {
        switch (extent.Kind)
        {
            case ExtentKind.Header:
                Title("header");
                Each(extent, i => HeaderFields[i] + TargetOf(extent.Word + i));
                break;
            case ExtentKind.Buckets:
                Title("string table");
                Each(extent, i => Format($"bucket {i}") + TargetOf(extent.Word + i));
                break;
            case ExtentKind.String:
                Title("string " + Quote(_strings[extent.Word].Text));
                Each(extent, i => StringWord(extent.Word, i));
                break;
            case ExtentKind.Protos:
                Title("inner functions of " + NameOf(extent.Owner));
                Each(extent, i => Format($"function {i}") + TargetOf(extent.Word + i));
                break;
            case ExtentKind.Constants:
                Title("constants of " + NameOf(extent.Owner));
                Each(extent, i => ConstantWord(extent.Word, i));
                break;
            case ExtentKind.Code:
                Title("code of " + NameOf(extent.Owner));
                Each(extent, i => InstructionText(extent.Word, i));
                break;
            case ExtentKind.LocVars:
                Title("locals of " + NameOf(extent.Owner));
                Each(extent, i => LocVarFields[i % LocVarFields.Length] + TargetOf(extent.Word + i));
                break;
            case ExtentKind.UpvalueNames:
                Title("upvalue names of " + NameOf(extent.Owner));
                Each(extent, i => Format($"upvalue {i}") + TargetOf(extent.Word + i));
                break;
            default:
                Title("function " + NameOf(extent.Owner));
                Each(extent, i => ProtoFields[i] + TargetOf(extent.Word + i));
                break;
        }
    }

    void Unused(int from, int to)
    {
        if (from == to)
            return;
        Title("not used");
        Each(new Extent(ExtentKind.Header, from, to - from, 0), _ => "");
    }

    void Title(string title)
    {
        if (_text.Length > 0)
            _text.Append('\n');
        _text.Append(title).Append('\n');
    }

    void Each(Extent extent, Func<int, string> meaning)
    {
        for (int i = 0; i < extent.Words; i++)
        {
            int word = extent.Word + i;
            char mark = _image.IsPointer(word) ? '*' : ' ';
            _text.Append(Format($"{word,6} {mark}{_image[word]:x8}  {meaning(i)}").TrimEnd()).Append('\n');
        }
    }

    string StringWord(int record, int i)
    {
        if (i < StringFields.Length)
            return StringFields[i] + TargetOf(record + i);
        // The NUL and the filler show as well.
        var four = new byte[LfsImage.WordBytes];
        Array.Copy(_image.Region, (record + i) * LfsImage.WordBytes, four, 0, four.Length);
        return Quote(new LuaString(four));
    }

    string ConstantWord(int first, int i)
    {
        var layout = TValueLayout.Of(_image.Target);
        int part = i % layout.Words;
        int at = first + i - part;
        if (part != 0)
            return part < layout.TagWord ? "" : part > layout.TagWord ? "filler" : TagText(_image[at + part]);
        string value = _image[at + layout.TagWord] switch
        {
            TValueLayout.Boolean => _image[at] == 0 ? " false" : " true",
            TValueLayout.Number => " " + NumberAt(at),
            TValueLayout.String => "",
            _ => " nil",
        };
        return Format($"K{i / layout.Words}") + value + TargetOf(at);
    }

    static string TagText(uint tag) => tag switch
    {
        TValueLayout.Boolean => "boolean",
        TValueLayout.Number => "number",
        TValueLayout.String => "string",
        _ => "nil",
    };

    string NumberAt(int at)
    {
        if (!_image.Target.HasFloats)
            return unchecked((int)_image[at]).ToString(CultureInfo.InvariantCulture);
        ulong bits = _image[at] | (ulong)_image[at + 1] << 32;
        return NumberText.ToText(BitConverter.Int64BitsToDouble(unchecked((long)bits)), NumberFormat.G14);
    }

    string InstructionText(int first, int pc)
    {
        var instruction = new Instruction(_image[first + pc]);
        // The word after a SetList of C 0 is a count and may look like no instruction at all.
        if (instruction.Op >= Opcodes51.Count)
            return Format($"[{pc}]");
        var opcode = (Opcode51)instruction.Op;
        string operands = opcode.Row().Mode switch
        {
            OpMode.ABC => Format($"{instruction.A} {instruction.B} {instruction.C}"),
            OpMode.ABx => Format($"{instruction.A} {instruction.Bx}"),
            _ => Format($"{instruction.A} {instruction.SBx}"),
        };
        return Format($"[{pc}] {opcode.Name()} {operands}");
    }

    // Where a pointer leads: a string shows its text, everything else its word.
    string TargetOf(int word)
    {
        if (!_image.IsPointer(word))
            return "";
        var pointer = new FlashAddr(_image[word]);
        int target = (int)(_image.IsAbsolute ? pointer.Unplace(_image.BaseAddress) : pointer).Value;
        string shown = Format($" -> {target}");
        return _strings.TryGetValue(target, out RomString? text) ? shown + " " + Quote(text.Text) : shown;
    }

    string NameOf(int function)
    {
        WalkedFunction place = _contents.Functions[function];
        return place.Module < 0 ? "the index" : _contents.Modules[place.Module].Name + place.Path;
    }

    static string Quote(LuaString text)
    {
        var quoted = new StringBuilder("\"");
        foreach (byte b in text.Bytes)
        {
            if (b is (byte)'"' or (byte)'\\')
                quoted.Append('\\').Append((char)b);
            else if (b is >= (byte)' ' and <= (byte)'~')
                quoted.Append((char)b);
            else
                quoted.Append(Format($"\\{b:d3}"));
        }
        return quoted.Append('"').ToString();
    }

    static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
