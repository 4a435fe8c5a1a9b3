using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

/// <summary>The constants of the function that is being compiled.</summary>
sealed class ConstantTable(ConstantIndex index)
{
    struct Entry
    {
        public Constant Value;
        public long Key;
    }

    Entry[] _entries = new Entry[32];

    /// <summary>The number of constants.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a new function.</summary>
    public void Clear() => Count = 0;

    /// <summary>The index of a constant. If it equals <see cref="Count"/>, the caller must
    /// add the constant.</summary>
    /// <param name="kind">The kind of the constant.</param>
    /// <param name="key">The key by which constants of that kind are equal.</param>
    public int Find(ConstantKind kind, long key)
    {
        ref int place = ref index.PlaceOf(kind, key);
        // The recorded index may belong to another function.
        bool isHere = place >= 0 && place < Count
            && _entries[place].Key == key && _entries[place].Value.Kind == kind;
        if (!isHere)
            place = Count;
        return place;
    }

    /// <summary>Adds a constant that was not found.</summary>
    public void Add(long key, Constant value)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        _entries[Count++] = new Entry { Value = value, Key = key };
    }

    public Constant[] ToArray()
    {
        var constants = new Constant[Count];
        for (int i = 0; i < constants.Length; i++)
            constants[i] = _entries[i].Value;
        return constants;
    }
}
