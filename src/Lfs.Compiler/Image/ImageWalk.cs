using System.Diagnostics;
using System.Globalization;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A function found by a walk.</summary>
/// <param name="Module">The index of its module in the image; -1 for the index function of 5.1.</param>
/// <param name="Path">The index of each function in its parent, from the module down.</param>
readonly record struct WalkedFunction(int Module, string Path)
{
    /// <summary>The inner function at an index.</summary>
    public WalkedFunction Inner(int number) =>
        this with { Path = Path + "/" + number.ToString(CultureInfo.InvariantCulture) };
}

/// <summary>A walk through the words of an image, from the header to every object
/// that can be reached.</summary>
/// <remarks>
/// Each object claims its words, and no word can be claimed twice. So there are no cycles, no
/// object has two owners, and the time of the walk is proportional to the image. Only strings are
/// shared; they are walked first.
/// </remarks>
abstract partial class ImageWalk
{
    // The deepest nesting of functions in the reference's parser and loader: luaconf.h, LUAI_MAXCCALLS.
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

    /// <summary>The first error; empty if there is none.</summary>
    public string Error => _error ?? "";

    /// <summary>The relocation bits of the pointers that were found.</summary>
    public byte[] Relocation => _relocation;

    /// <summary>Walks the whole image.</summary>
    /// <returns>True if the image is valid.</returns>
    public abstract bool TryWalk();

    protected bool IsSound => _error is null;

    // The word index of a pointer's target; 0 for a null pointer and after an error.
    protected int Pointer(int at)
    {
        var pointer = new FlashAddr(RecordWords.ReadWord(_region, at));
        return pointer.IsNull ? 0 : Target(at, pointer, 1);
    }

    // Like Pointer, but the target can be the start of the image, and the pointer cannot be null.
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

    // Adds a string. In both versions it has four words in front of the characters, and a NUL after them.
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

    /// <summary>The index in the list of strings of the string at a word; -1 if there is none.</summary>
    protected int StringPlace(int at) => at >= 0 ? _stringAt[at] - 1 : -1;

    protected LuaString? StringAt(int field, int at, StringUser user, StringRole role)
    {
        int place = StringPlace(at);
        if (place < 0)
        {
            Fail(field, "the pointer leads to no string");
            return null;
        }
        _uses[place] = _uses[place].And(user, role);
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

    // Only the first error is kept.
    protected bool Fail(int word, string error)
    {
        _error ??= "word " + word.ToString(CultureInfo.InvariantCulture) + ": " + error;
        return false;
    }
}
