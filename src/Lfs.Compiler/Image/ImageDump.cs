using System.Globalization;
using System.Text;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>Prints every word of an image with its meaning, for people and for golden files.</summary>
/// <remarks>
/// Each word gets a line: its index, <c>*</c> if it is a pointer, the word in hex, the meaning.
/// </remarks>
public abstract class ImageDump
{
    static readonly string[] LocVarFields = ["name", "start pc", "end pc"];

    readonly LfsImage _image;
    readonly ImageContents _contents;
    readonly Dictionary<int, RomString> _strings;
    readonly Dictionary<uint, LuaString> _systemStrings = [];
    readonly StringBuilder _text = new();

    private protected ImageDump(LfsImage image)
    {
        _image = image;
        _contents = image.ReadContents();
        _strings = _contents.Strings.ToDictionary(text => text.Word);
        if (image.System is not LfsImage system)
            return;
        foreach (RomString text in system.ReadContents().Strings)
            _systemStrings[FlashAddr.OfWord(text.Word).Place(system.BaseAddress).Value] = text.Text;
    }

    /// <summary>Prints an image.</summary>
    public static string Print(LfsImage image)
    {
        ImageDump dump = image.Target.Version == LuaVersion.Lua51
            ? new ImageDump51(image)
            : new ImageDump53(image);
        return dump.Print();
    }

    private protected LfsImage Image => _image;

    // The meaning of a word of the header, of a string's head or of a function.
    private protected abstract string HeaderWord(int i);

    private protected abstract string[] StringFields(RomString text);

    private protected abstract string[] ProtoFields { get; }

    // The text for a constant's tag.
    private protected abstract string TagText(uint tag);

    private protected abstract string ValueText(uint tag, int at);

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
        Title(extent.Kind switch
        {
            ExtentKind.Header => "header",
            ExtentKind.Buckets => "string table",
            ExtentKind.String => "string " + Quote(_strings[extent.Word].Text),
            ExtentKind.Protos => "inner functions of " + NameOf(extent.Owner),
            ExtentKind.Constants => "constants of " + NameOf(extent.Owner),
            ExtentKind.Code => "code of " + NameOf(extent.Owner),
            ExtentKind.LocVars => "locals of " + NameOf(extent.Owner),
            ExtentKind.UpvalueNames => "upvalue names of " + NameOf(extent.Owner),
            ExtentKind.Upvalues => "upvalues of " + NameOf(extent.Owner),
            ExtentKind.LineInfo => "line info of " + NameOf(extent.Owner),
            ExtentKind.ModuleEntries => "modules",
            ExtentKind.RoTable => "table of modules",
            _ => "function " + NameOf(extent.Owner),
        });
        Each(extent, i => Meaning(extent, i));
    }

    private protected virtual string Meaning(Extent extent, int i)
    {
        string target = TargetOf(extent.Word + i);
        return extent.Kind switch
        {
            ExtentKind.Header => HeaderWord(i) + target,
            ExtentKind.Buckets => Format($"bucket {i}") + target,
            ExtentKind.String => StringWord(_strings[extent.Word], i),
            ExtentKind.Protos => Format($"function {i}") + target,
            ExtentKind.Constants => ConstantWord(extent.Word, i),
            ExtentKind.Code => CodeWord(extent.Word, i),
            ExtentKind.LocVars => LocVarFields[i % LocVarFields.Length] + target,
            ExtentKind.UpvalueNames => Format($"upvalue {i}") + target,
            _ => ProtoFields[i] + target,
        };
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

    string StringWord(RomString text, int i)
    {
        if (i < RomString.HeadWords)
            return StringFields(text)[i] + TargetOf(text.Word + i);
        // Print the NUL and the filler as well.
        return BytesAt(text.Word + i);
    }

    private protected string BytesAt(int word)
    {
        var four = new byte[LfsImage.WordBytes];
        Array.Copy(_image.Region, word * LfsImage.WordBytes, four, 0, four.Length);
        return Quote(new LuaString(four));
    }

    string ConstantWord(int first, int i)
    {
        var layout = TValueLayout.Of(_image.Target);
        int part = i % layout.Words;
        int at = first + i - part;
        uint tag = _image[at + layout.TagWord];
        if (part != 0)
            return part < layout.TagWord ? "" : part > layout.TagWord ? "filler" : TagText(tag);
        string value = ValueText(tag, at);
        return Format($"K{i / layout.Words}") + (value.Length > 0 ? " " + value : TargetOf(at));
    }

    private protected long LongAt(int word) =>
        unchecked((long)(_image[word] | (ulong)_image[word + 1] << 32));

    // The word after a 5.1 SetList with C = 0 is a count, which may not look like an instruction.
    string CodeWord(int first, int pc)
    {
        var set = InstructionSet.Of(_image.Target.Version);
        var i = new Instruction(_image[first + pc]);
        return i.Op < set.Count
            ? Format($"[{pc}] {set.NameOf(i)} {Operands(i, set.Row(i).Mode)}")
            : Format($"[{pc}]");
    }

    static string Operands(Instruction i, OpMode mode) => mode switch
    {
        OpMode.ABC => Format($"{i.A} {i.B} {i.C}"),
        OpMode.ABx => Format($"{i.A} {i.Bx}"),
        OpMode.AsBx => Format($"{i.A} {i.SBx}"),
        _ => Format($"{i.Ax}"),
    };

    // The target of a pointer: the text of a string, or the word index of another object.
    private protected string TargetOf(int word, int wordsBefore = 0)
    {
        if (!_image.IsPointer(word))
            return SystemTarget(unchecked(_image[word] - (uint)(wordsBefore * LfsImage.WordBytes)));
        var pointer = new FlashAddr(_image[word]);
        int target = (int)(_image.IsAbsolute ? pointer.Unplace(_image.BaseAddress) : pointer).Value;
        bool isText = _strings.TryGetValue(target - wordsBefore, out RomString? text);
        return Format($" -> {target}") + (isText ? " " + Quote(text!.Text) : "");
    }

    string SystemTarget(uint address) =>
        _systemStrings.TryGetValue(address, out LuaString? text) ? " -> System " + Quote(text) : "";

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

    private protected static string Format(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
