using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

/// <summary>The constants of the function that is being compiled, each once.</summary>
sealed class ConstantTable
{
    struct Entry
    {
        public Constant Value;
        public long Key;
        public int Next;
    }

    Entry[] _entries = new Entry[32];
    int[] _buckets = new int[32];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a new function.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_buckets, 0, _buckets.Length);
    }

    /// <summary>The index of a constant if it is there, or else <see cref="Count"/>, where to add
    /// it.</summary>
    /// <param name="kind">What the constant is.</param>
    /// <param name="key">What makes two constants of that kind equal.</param>
    public int Find(ConstantKind kind, long key)
    {
        for (int at = _buckets[Bucket(kind, key)] - 1; at >= 0; at = _entries[at].Next - 1)
        {
            if (_entries[at].Key == key && _entries[at].Value.Kind == kind)
                return at;
        }
        return Count;
    }

    /// <summary>Adds a constant that was not found.</summary>
    public void Add(long key, Constant value)
    {
        if (Count == _entries.Length)
            Grow();
        Link(Count, key, value);
        Count++;
    }

    public Constant[] ToArray()
    {
        var constants = new Constant[Count];
        for (int i = 0; i < constants.Length; i++)
            constants[i] = _entries[i].Value;
        return constants;
    }

    void Link(int index, long key, Constant value)
    {
        ref int bucket = ref _buckets[Bucket(value.Kind, key)];
        _entries[index] = new Entry { Value = value, Key = key, Next = bucket };
        bucket = index + 1;
    }

    void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = new int[_entries.Length];
        for (int i = 0; i < Count; i++)
            Link(i, _entries[i].Key, _entries[i].Value);
    }

    int Bucket(ConstantKind kind, long key)
    {
        ulong mixed = unchecked(((ulong)key + (ulong)kind) * 0x9E3779B97F4A7C15);
        return (int)(mixed >> 40) & (_buckets.Length - 1);
    }
}
