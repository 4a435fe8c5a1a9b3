using System.Globalization;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>One walk through the words of an image, from the header to everything it leads to.</summary>
/// <remarks>
/// Each object claims its words and no word is claimed twice, so there are no cycles, no object has two
/// owners, and the walk takes time in proportion to the image. Only strings are shared; they are walked
/// first.
/// </remarks>
sealed partial class ImageWalk
{
    // The reference's parser and loader nest functions no deeper: luaconf.h, LUAI_MAXCCALLS.
    const int MaxDepth = 200;

    readonly byte[] _region;
    readonly LuaTarget _target;
    readonly TValueLayout _layout;
    readonly uint _baseAddress;
    readonly int _words;
    readonly bool[] _claimed;
    readonly int[] _stringAt;
    readonly byte[] _relocation;
    readonly List<Extent> _extents = [];
    readonly List<RomString> _strings = [];
    readonly List<StringUse> _uses = [];
    readonly List<WalkedFunction> _functions = [];
    string? _error;

    public ImageWalk(byte[] region, LuaTarget target, uint baseAddress)
    {
        _region = region;
        _target = target;
        _layout = TValueLayout.Of(target);
        _baseAddress = baseAddress;
        _words = region.Length / LfsImage.WordBytes;
        _claimed = new bool[_words];
        _stringAt = new int[_words];
        _relocation = new byte[LfsImage.RelocationBytesOf(_words)];
    }

    /// <summary>What is wrong; empty if nothing is.</summary>
    public string Error => _error ?? "";

    /// <summary>The relocation bits of the pointers that were found.</summary>
    public byte[] Relocation => _relocation;

    /// <summary>Walks everything.</summary>
    /// <returns>Whether the image is sound.</returns>
    public bool TryWalk()
    {
        LfsHeader header = RecordWords.Read<LfsHeader>(_region, 0);
        int headerWords = Relocation<LfsHeader>.Words;
        Claim(ExtentKind.Header, 0, headerWords, 0);
        int main = Pointer(2);
        int buckets = Pointer(3);
        if (buckets != headerWords)
            return Fail(3, "the string table does not follow the header");
        if (header.RoUse < 0 || header.RoSize <= header.RoUse || (header.RoSize & (header.RoSize - 1)) != 0)
            return Fail(5, "the sizes of the string table are wrong");
        return TryWalkStrings(buckets, header.RoSize, header.RoUse) && TryWalkModules(main);
    }

    bool TryWalkStrings(int buckets, int size, int count)
    {
        if (!Claim(ExtentKind.Buckets, buckets, size, 0))
            return false;
        var seen = new HashSet<LuaString>();
        for (int bucket = 0; bucket < size; bucket++)
        {
            int at = Pointer(buckets + bucket);
            while (_error is null && at != 0)
            {
                if (!TryWalkString(at, bucket, size))
                    return false;
                if (!seen.Add(_strings[_strings.Count - 1].Text))
                    return Fail(at, "the string is in the table twice");
                at = Pointer(at);
            }
        }
        return _strings.Count == count || Fail(4, "the number of strings is wrong");
    }

    bool TryWalkString(int at, int bucket, int size)
    {
        int recordWords = Relocation<TStringRecord>.Words;
        if (at > _words - recordWords)
            return Fail(at, "a string reaches beyond the image");
        TStringRecord record = RecordWords.Read<TStringRecord>(_region, at);
        int characters = (at + recordWords) * LfsImage.WordBytes;
        if (record.Type != TValueLayout.String || record.Marked != TStringRecord.InLfs)
            return Fail(at, "the string has another type");
        if (record.Length < 0 || record.Length >= _region.Length - characters)
            return Fail(at, "a string reaches beyond the image");
        if (!Claim(ExtentKind.String, at, RomString.TotalWords(record.Length), _strings.Count))
            return false;

        var bytes = new byte[record.Length];
        Array.Copy(_region, characters, bytes, 0, bytes.Length);
        if (_region[characters + bytes.Length] != 0)
            return Fail(at, "the string does not end with NUL");
        if (RoStrt.Hash(bytes, bytes.Length) != record.Hash)
            return Fail(at, "the string has another hash");
        if ((record.Hash & (uint)(size - 1)) != (uint)bucket)
            return Fail(at, "the string is in the wrong bucket");
        _strings.Add(new RomString(at, new LuaString(bytes), record.Hash, bucket));
        _uses.Add(default);
        _stringAt[at] = _strings.Count;
        return true;
    }

    // The word index that a pointer leads to; 0 for a null pointer and after an error.
    int Pointer(int at)
    {
        var pointer = new FlashAddr(RecordWords.ReadWord(_region, at));
        if (pointer.IsNull || _error is not null)
            return 0;
        bool isWord = _baseAddress == 0 || unchecked(pointer.Value - _baseAddress) % LfsImage.WordBytes == 0;
        uint word = (_baseAddress == 0 ? pointer : pointer.Unplace(_baseAddress)).Value;
        if (!isWord || word == 0 || word >= (uint)_words)
        {
            Fail(at, "the pointer leads out of the image");
            return 0;
        }
        _relocation[at >> 3] |= (byte)(1 << (at & 7));
        return (int)word;
    }

    bool Claim(ExtentKind kind, int at, int words, int owner)
    {
        if (_error is not null)
            return false;
        if (words < 0 || at > _words - words)
            return Fail(at, "an object reaches beyond the image");
        for (int word = at; word < at + words; word++)
        {
            if (_claimed[word])
                return Fail(word, "two objects share the word");
            _claimed[word] = true;
        }
        _extents.Add(new Extent(kind, at, words, owner));
        return true;
    }

    // The first error is the one that is reported.
    bool Fail(int word, string error)
    {
        _error ??= "word " + word.ToString(CultureInfo.InvariantCulture) + ": " + error;
        return false;
    }
}
