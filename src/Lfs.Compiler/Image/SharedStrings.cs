using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The strings of several modules without duplicates, and the owner of each.</summary>
/// <remarks>It is a table of numbers instead of a set of strings, because it is rebuilt
/// at every key stroke.</remarks>
sealed class SharedStrings
{
    /// <summary>The owner of a string that several modules need, or that the image itself needs.</summary>
    public const int Nobody = -1;

    readonly int[] _table;
    readonly NeededString[] _strings;
    readonly int[] _owners;

    /// <param name="most">The largest number of strings that will be added.</param>
    public SharedStrings(int most)
    {
        int size = 4;
        while (size < most + (most / 2))
            size *= 2;
        _table = new int[size];
        _strings = new NeededString[most];
        _owners = new int[most];
    }

    /// <summary>The number of different strings.</summary>
    public int Count { get; private set; }

    /// <summary>The string at an index.</summary>
    public LuaString this[int place] => _strings[place].Text;

    /// <summary>The index of the module that needs a string; <see cref="Nobody"/> if several do.</summary>
    public int OwnerOf(int place) => _owners[place];

    /// <summary>Adds a string that a module needs.</summary>
    /// <param name="text">The string.</param>
    /// <param name="module">The index of the module; <see cref="Nobody"/> for the image itself.</param>
    public void Add(NeededString text, int module)
    {
        int at = Find(text);
        if (_table[at] == 0)
            Insert(at, text, module);
        else if (_owners[_table[at] - 1] != module)
            _owners[_table[at] - 1] = Nobody;
    }

    /// <summary>Adds a string that every image holds, whether or not a module needs it.</summary>
    public void AddUnneeded(NeededString text)
    {
        int at = Find(text);
        if (_table[at] == 0)
            Insert(at, text, Nobody);
    }

    // The slot of a string in the table, or the free slot where it belongs.
    int Find(NeededString text)
    {
        int mask = _table.Length - 1;
        int at = text.Hash & mask;
        while (_table[at] != 0 && !IsAt(_table[at] - 1, text))
            at = (at + 1) & mask;
        return at;
    }

    bool IsAt(int place, NeededString text) =>
        _strings[place].Hash == text.Hash && _strings[place].Text.Equals(text.Text);

    void Insert(int at, NeededString text, int owner)
    {
        _strings[Count] = text;
        _owners[Count] = owner;
        _table[at] = ++Count;
    }
}
