using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

/// <summary>The names and strings of one compilation without duplicates, so that equal strings
/// have equal numbers.</summary>
sealed class StringPool
{
    readonly struct Entry(LuaString text, uint hash, int next)
    {
        public readonly LuaString Text = text;
        public readonly uint Hash = hash;
        public readonly int Next = next;
    }

    Entry[] _entries = new Entry[256];
    int[] _buckets = new int[256];
    int _count;

    /// <summary>Creates a pool whose first numbers are the reserved words, in order.</summary>
    public StringPool(TokenKind[] reserved)
    {
        foreach (TokenKind kind in reserved)
            Add(TokenKinds.Text(kind));
    }

    /// <summary>The string with a number.</summary>
    public LuaString this[int number]
    {
        get
        {
            Debug.Assert(number >= 0 && number < _count, "The number is that of a string of the pool.");
            return _entries[number].Text;
        }
    }

    /// <summary>Adds an ASCII text of the compiler itself, and returns its number.</summary>
    public int Add(string ascii)
    {
        byte[] bytes = LuaString.FromText(ascii).Bytes;
        return Add(bytes, 0, bytes.Length);
    }

    /// <summary>Adds a range of bytes, which are copied if they are new, and returns its number.</summary>
    public int Add(byte[] bytes, int start, int length)
    {
        Debug.Assert(
            start >= 0 && length >= 0 && start <= bytes.Length - length,
            "The string lies inside the bytes.");
        uint hash = Hash(bytes, start, length);
        int bucket = (int)(hash & (uint)(_buckets.Length - 1));
        for (int at = _buckets[bucket] - 1; at >= 0; at = _entries[at].Next - 1)
        {
            if (_entries[at].Hash == hash && AreEqual(_entries[at].Text.Bytes, bytes, start, length))
                return at;
        }
        return AddNew(bytes, start, length, hash);
    }

    int AddNew(byte[] bytes, int start, int length, uint hash)
    {
        if (_count == _entries.Length)
            Grow();
        var copy = new byte[length];
        Buffer.BlockCopy(bytes, start, copy, 0, length);
        ref int bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        _entries[_count] = new Entry(new LuaString(copy), hash, bucket);
        bucket = ++_count;
        return _count - 1;
    }

    void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = new int[_entries.Length];
        for (int i = 0; i < _count; i++)
        {
            ref int bucket = ref _buckets[_entries[i].Hash & (uint)(_buckets.Length - 1)];
            _entries[i] = new Entry(_entries[i].Text, _entries[i].Hash, bucket);
            bucket = i + 1;
        }
    }

    // FNV-1a over all bytes. If it sampled bytes, a source could contain many strings with one hash.
    static uint Hash(byte[] bytes, int start, int length)
    {
        uint hash = unchecked(2166136261 ^ (uint)length);
        for (int i = start; i < start + length; i++)
            hash = unchecked((hash ^ bytes[i]) * 16777619);
        return hash ^ hash >> 15;
    }

    static bool AreEqual(byte[] known, byte[] bytes, int start, int length)
    {
        if (known.Length != length)
            return false;
        for (int i = 0; i < known.Length; i++)
        {
            if (known[i] != bytes[start + i])
                return false;
        }
        return true;
    }
}
