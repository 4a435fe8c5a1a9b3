using System.Diagnostics;
using System.Globalization;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A function that a walk has found.</summary>
/// <param name="Module">The place of its module in the image; -1 for the index function of 5.1.</param>
/// <param name="Path">The place of each function among its parent's, from the module down.</param>
readonly record struct WalkedFunction(int Module, string Path)
{
    /// <summary>The function at a place among the inner functions of this one.</summary>
    public WalkedFunction Inner(int number) =>
        this with { Path = Path + "/" + number.ToString(CultureInfo.InvariantCulture) };
}

/// <summary>One walk through the words of an image, from the header to everything it leads to.</summary>
/// <remarks>
/// Each object claims its words and no word is claimed twice, so there are no cycles, no object has two
/// owners, and the walk takes time in proportion to the image. Only strings are shared; they are walked
/// first.
/// </remarks>
abstract partial class ImageWalk
{
    // The reference's parser and loader nest functions no deeper: luaconf.h, LUAI_MAXCCALLS.
    protected const int MaxDepth = 200;

    protected readonly byte[] _region;
    protected readonly LuaTarget _target;
    protected readonly TValueLayout _layout;
    protected readonly uint _baseAddress;
    protected readonly int _words;
    protected readonly List<RomString> _strings = [];
    protected readonly List<WalkedFunction> _functions = [];
    protected readonly List<Proto> _mains = [];
    protected readonly List<LuaString> _names = [];
    readonly bool[] _claimed;
    readonly int[] _stringAt;
    readonly byte[] _relocation;
    readonly List<Extent> _extents = [];
    readonly List<StringUse> _uses = [];
    string? _error;

    protected ImageWalk(byte[] region, LuaTarget target, uint baseAddress)
    {
        Debug.Assert(region.Length % LfsImage.WordBytes == 0, "An image is whole words.");
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
    public abstract bool TryWalk();

    protected bool IsSound => _error is null;

    // The word index that a pointer leads to; 0 for a null pointer and after an error.
    protected int Pointer(int at)
    {
        var pointer = new FlashAddr(RecordWords.ReadWord(_region, at));
        return pointer.IsNull ? 0 : Target(at, pointer, 1);
    }

    // The same, but the pointer may lead to the start of the image and cannot be null.
    protected int PointerOrStart(int at) => Target(at, new FlashAddr(RecordWords.ReadWord(_region, at)), 0);

    int Target(int at, FlashAddr pointer, uint first)
    {
        if (!IsSound)
            return 0;
        bool isWord = _baseAddress == 0 || unchecked(pointer.Value - _baseAddress) % LfsImage.WordBytes == 0;
        uint word = (_baseAddress == 0 ? pointer : pointer.Unplace(_baseAddress)).Value;
        if (!isWord || word < first || word >= (uint)_words)
        {
            Fail(at, "the pointer leads out of the image");
            return 0;
        }
        _relocation[at >> 3] |= (byte)(1 << (at & 7));
        return (int)word;
    }

    protected bool Claim(ExtentKind kind, int at, int words, int owner)
    {
        if (!IsSound)
            return false;
        if (words < 0 || at < 0 || at > _words - words)
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

    // What version 5.1 and 5.3 agree on: four words before the characters, and a NUL behind them.
    protected bool TryAddString(int at, int length, uint seed, uint hash, int buckets)
    {
        Debug.Assert(
            at >= 0 && at <= _words - RomString.HeadWords,
            "The head of a string is inside the image.");
        Debug.Assert((buckets & (buckets - 1)) == 0, "A string table has a power of two of buckets.");
        int characters = (at + RomString.HeadWords) * LfsImage.WordBytes;
        if (length < 0 || length >= _region.Length - characters)
            return Fail(at, "a string reaches beyond the image");
        if (!Claim(ExtentKind.String, at, RomString.TotalWords(length), _strings.Count))
            return false;

        var bytes = new byte[length];
        Array.Copy(_region, characters, bytes, 0, bytes.Length);
        if (_region[characters + bytes.Length] != 0)
            return Fail(at, "the string does not end with NUL");
        if (RoStrt.Hash(bytes, bytes.Length, seed) != hash)
            return Fail(at, "the string has another hash");
        int bucket = buckets == 0 ? RomString.NoBucket : (int)(hash & (uint)(buckets - 1));
        _strings.Add(new RomString(at, new LuaString(bytes), hash, bucket));
        _uses.Add(default);
        _stringAt[at] = _strings.Count;
        return true;
    }

    /// <summary>The string at a word, as a place in the list of strings; -1 if there is none.</summary>
    protected int StringPlace(int at) => at >= 0 ? _stringAt[at] - 1 : -1;

    protected LuaString? StringAt(int field, int at, int module, bool isDebug)
    {
        int place = StringPlace(at);
        if (place < 0)
        {
            Fail(field, "the pointer leads to no string");
            return null;
        }
        _uses[place] = _uses[place].And(module, isDebug);
        return _strings[place].Text;
    }

    protected T[] Many<T>(int count, Func<int, T> read)
    {
        Debug.Assert(count >= 0, "The size of a vector was checked.");
        var entries = new T[count];
        for (int i = 0; i < count && IsSound; i++)
            entries[i] = read(i);
        return entries;
    }

    // The first error is the one that is reported.
    protected bool Fail(int word, string error)
    {
        _error ??= "word " + word.ToString(CultureInfo.InvariantCulture) + ": " + error;
        return false;
    }
}
