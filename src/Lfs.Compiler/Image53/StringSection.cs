using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The strings of a format 11 file without duplicates, and their numbers.</summary>
/// <remarks>
/// The strings in the file have numbers from 1; the fixed strings follow. Source: lua53/ldump.c,
/// <c>addTS</c>, <c>DumpLFSstrings</c>.
/// </remarks>
sealed class StringSection
{
    // The chunk name of the function that the reference wraps around the modules.
    const string WrapperSource = "=(luac.cross)";

    readonly List<LuaString> _texts = [];
    readonly Dictionary<LuaString, int> _places = [];

    /// <summary>The source name of the wrapper function. It is the only part of the
    /// wrapper in a file.</summary>
    public static LuaString Wrapper { get; } = LuaString.FromText(WrapperSource);

    /// <summary>The strings in the file, in order.</summary>
    public IReadOnlyList<LuaString> Texts => _texts;

    /// <summary>The number of strings, including the fixed ones.</summary>
    public int Count => _texts.Count + FixedStrings.All.Count;

    /// <summary>The number of short strings, which are interned.</summary>
    public int ShortCount => Count - LongCount;

    /// <summary>The number of long strings, which are not interned.</summary>
    public int LongCount { get; private set; }

    /// <summary>The length of the longest string, in bytes.</summary>
    public int MaxLength { get; private set; } = FixedStrings.All.Max(text => text.Length);

    /// <summary>True if a string is short enough to be interned.</summary>
    public static bool IsShort(LuaString text) => Tags53.Of(text) == Tag53.ShortString;

    /// <summary>Collects the strings that modules need, in the reference's order.</summary>
    public static StringSection Collect(IReadOnlyList<LuaString> names, IReadOnlyList<Proto> modules)
    {
        var strings = new StringSection();
        strings.Add(Wrapper);
        foreach (LuaString name in names)
            strings.Add(name);
        foreach (Proto module in modules)
            strings.Scan(module);
        return strings;
    }

    /// <summary>Adds a string.</summary>
    /// <returns>True if the string is new.</returns>
    public bool Add(LuaString? text)
    {
        if (text is null || FixedStrings.Places.ContainsKey(text) || _places.ContainsKey(text))
            return false;
        _places.Add(text, _texts.Count);
        _texts.Add(text);
        Debug.Assert(_texts.Count == _places.Count, "Every string has one place.");
        if (!IsShort(text))
            LongCount++;
        MaxLength = Math.Max(MaxLength, text.Length);
        return true;
    }

    /// <summary>The number of a string of this section or of a fixed string.</summary>
    public int NumberOf(LuaString text)
    {
        Debug.Assert(Has(text) || FixedStrings.Places.ContainsKey(text), "The string was collected.");
        return 1 + (_places.TryGetValue(text, out int place)
            ? place
            : _texts.Count + FixedStrings.Places[text]);
    }

    /// <summary>True if the string is in the file, so not a fixed one.</summary>
    public bool Has(LuaString text) => _places.ContainsKey(text);

    /// <summary>The string with a number; null if there is none.</summary>
    public LuaString? At(ulong number)
    {
        if (number < 1 || number > (ulong)Count)
            return null;
        int place = (int)number - 1;
        return place < _texts.Count ? _texts[place] : FixedStrings.All[place - _texts.Count];
    }

    void Scan(Proto function)
    {
        function.ForEachText(text => Add(text));
        foreach (Proto child in function.Protos)
            Scan(child);
    }
}
