using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The strings of a 5.3 region, and the hash table of the short ones.</summary>
/// <remarks>Source: lua53/lundump.c, <c>LoadAllStrings</c>, <c>addTS</c>.</remarks>
sealed class RoStrt53
{
    readonly ImageWriter _writer;
    readonly uint _seed;
    readonly FlashAddr[] _buckets;
    readonly Dictionary<LuaString, FlashAddr> _addresses = [];

    RoStrt53(ImageWriter writer, uint seed, int shortCount)
    {
        Debug.Assert(shortCount >= 0, "A table does not have less than no strings.");
        _writer = writer;
        _seed = seed;
        _buckets = new FlashAddr[SizeOf(shortCount)];
        Count = shortCount;
    }

    /// <summary>The number of short strings. The reference does not count its second
    /// <c>userdata</c>.</summary>
    public int Count { get; }

    /// <summary>The number of buckets: the smallest power of two that is at least
    /// <see cref="Count"/>.</summary>
    public int Size => _buckets.Length;

    /// <summary>The word of the last short string; 0 if there is none.</summary>
    public int ShortHead { get; private set; }

    /// <summary>The word of the last long string; 0 if there is none.</summary>
    public int LongHead { get; private set; }

    /// <summary>The word of the first bucket.</summary>
    public int Buckets { get; private set; }

    /// <summary>The number of buckets for <paramref name="shortCount"/> short strings.</summary>
    public static int SizeOf(int shortCount)
    {
        int size = 1;
        while (size < shortCount)
            size *= 2;
        return size;
    }

    /// <summary>
    /// Writes the strings of a region that stands alone: those of the file, then the fixed ones.
    /// </summary>
    /// <param name="writer">Receives the strings.</param>
    /// <param name="file">The image.</param>
    /// <param name="fixedStrings"> The fixed strings in the order of writing. Their numbers are those of
    /// <see cref="FixedStrings.All"/>.
    /// </param>
    public static RoStrt53 Write(
        ImageWriter writer, ImageFile53 file, IReadOnlyList<LuaString> fixedStrings)
    {
        var strings = new RoStrt53(writer, file.HashSeed, file.Strings.ShortCount);
        foreach (LuaString text in file.Strings.Texts)
            strings._addresses[text] = strings.WriteString(text, 0);
        FlashAddr[] written = [.. fixedStrings.Select(
            text => strings.WriteString(text, FixedStrings.ExtraOf(text)))];
        for (int i = 0; i < FixedStrings.All.Count; i++)
            strings._addresses[FixedStrings.All[i]] = written[i];
        strings.WriteBuckets();
        return strings;
    }

    /// <summary>Writes the strings that a placed System region does not have.</summary>
    public static RoStrt53 WriteMissing(ImageWriter writer, ImageFile53 file, ImageContents system)
    {
        Debug.Assert(system.Image.IsAbsolute, "What another image points to is placed.");
        var known = new HashSet<LuaString>(system.Strings.Select(text => text.Text));
        LuaString[] missing = [.. file.Strings.Texts.Where(text => !known.Contains(text))];
        var strings = new RoStrt53(writer, file.HashSeed, missing.Count(StringSection.IsShort));
        foreach (RomString text in system.Strings)
            strings._addresses[text.Text] = FlashAddr.OfWord(text.Word).Place(system.Image.BaseAddress);
        foreach (LuaString text in missing)
            strings._addresses[text] = strings.WriteString(text, 0);
        strings.WriteBuckets();
        return strings;
    }

    /// <summary>The pointer to a string; null for no string.</summary>
    public FlashAddr AddressOf(LuaString? text) => text is null ? FlashAddr.Null : _addresses[text];

    /// <summary>The pointer to the characters of a string.</summary>
    public FlashAddr CharactersOf(LuaString text) => AddressOf(text).Skip(RomString.HeadWords);

    FlashAddr WriteString(LuaString text, byte extra)
    {
        uint hash = RoStrt.Hash(text.Bytes, text.Length, _seed);
        int record = _writer.Allocate(RomString.HeadWords * LfsImage.WordBytes);
        int characters = _writer.Allocate(text.Length + 1);
        Debug.Assert(
            characters == record + RomString.HeadWords,
            "The characters follow the head of a string.");
        _writer.Write(characters, text.Bytes, text.Length);
        if (StringSection.IsShort(text))
            WriteShort(record, text, extra, hash);
        else
            WriteLong(record, text, hash);
        return FlashAddr.OfWord(record);
    }

    void WriteShort(int record, LuaString text, byte extra, uint hash)
    {
        Debug.Assert(text.Length <= Tags53.MaxShortString, "The length of a short string fits in its byte.");
        ref FlashAddr bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        _writer.Write(record, new ShortStringRecord(
            FlashAddr.OfWord(ShortHead), ShortStringRecord.Tag, ShortStringRecord.InLfs, extra,
            (byte)text.Length, hash, bucket));
        if (ShortHead == 0)
            _writer.WriteStart(record);
        bucket = FlashAddr.OfWord(record);
        ShortHead = record;
    }

    void WriteLong(int record, LuaString text, uint hash)
    {
        Debug.Assert(text.Length > Tags53.MaxShortString, "A string that fits is short.");
        _writer.Write(record, new LongStringRecord(
            FlashAddr.OfWord(LongHead), LongStringRecord.Tag, ShortStringRecord.InLfs, 1, 0, hash,
            text.Length));
        if (LongHead == 0)
            _writer.WriteStart(record);
        LongHead = record;
    }

    void WriteBuckets()
    {
        Buckets = _writer.Allocate(_buckets.Length * LfsImage.WordBytes);
        for (int i = 0; i < _buckets.Length; i++)
            _writer.Write(Buckets + i, _buckets[i]);
    }
}
