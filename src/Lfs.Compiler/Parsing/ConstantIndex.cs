using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

/// <summary>Maps each value to its index in the constant vector that it was added to last.</summary>
/// <remarks>
/// 5.1 has one such table for each function, 5.3 one for the whole source. In 5.3, when an inner function
/// uses a value, its index replaces that of the outer function, which then adds the value a second time.
/// Source: lcode.c of both, <c>addk</c>.
/// </remarks>
sealed class ConstantIndex
{
    struct Entry
    {
        public long Key;
        public ConstantKind Kind;
        public int Place;
        public int Next;
    }

    Entry[] _entries = new Entry[64];
    int[] _buckets = new int[64];
    int _count;

    /// <summary>The recorded index of a value; -1 if it is new. The caller may change it.</summary>
    /// <param name="kind">The kind of the constant.</param>
    /// <param name="key">The key by which constants of that kind are equal.</param>
    public ref int PlaceOf(ConstantKind kind, long key)
    {
        for (int at = _buckets[Bucket(kind, key)] - 1; at >= 0; at = _entries[at].Next - 1)
        {
            if (_entries[at].Key == key && _entries[at].Kind == kind)
                return ref _entries[at].Place;
        }
        if (_count == _entries.Length)
            Grow();
        _entries[_count] = new Entry { Key = key, Kind = kind, Place = -1 };
        Link(_count);
        return ref _entries[_count++].Place;
    }

    void Link(int entry)
    {
        ref int bucket = ref _buckets[Bucket(_entries[entry].Kind, _entries[entry].Key)];
        _entries[entry].Next = bucket;
        bucket = entry + 1;
    }

    void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = new int[_entries.Length];
        for (int i = 0; i < _count; i++)
            Link(i);
    }

    int Bucket(ConstantKind kind, long key)
    {
        ulong mixed = unchecked(((ulong)key + (ulong)kind) * 0x9E3779B97F4A7C15);
        return (int)(mixed >> 40) & (_buckets.Length - 1);
    }
}
