using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

/// <summary>Remembers for each value the place it had in the constants to which it was added last.</summary>
/// <remarks>
/// 5.1 has one index for each function, 5.3 one for a whole source: there an inner function that uses the
/// same value makes the outer one forget its own place, and the value is added to the outer one a second
/// time. Source: lcode.c, <c>addk</c>, of both.
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

    /// <summary>The place that was noted for a value; -1 if it is new. The caller may change it.</summary>
    /// <param name="kind">What the constant is.</param>
    /// <param name="key">What makes two constants of that kind equal.</param>
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
