using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The strings of a format 11 file, each once, and their numbers.</summary>
/// <remarks>
/// Those of the file have numbers from 1, the fixed ones follow. Source: ldump.c, <c>addTS</c>,
/// <c>DumpLFSstrings</c>; spec lfs-formats 2d.4.
/// </remarks>
sealed class StringSection
{
    // The chunk name of the function that the reference makes around the modules.
    const string WrapperSource = "=(luac.cross)";

    readonly List<LuaString> _texts = [];
    readonly Dictionary<LuaString, int> _places = [];

    /// <summary>The source of the function around the modules; nothing else of it is in a file.</summary>
    public static LuaString Wrapper { get; } = LuaString.FromText(WrapperSource);

    /// <summary>Those that are in the file, in order.</summary>
    public IReadOnlyList<LuaString> Texts => _texts;

    /// <summary>How many there are with the fixed ones.</summary>
    public int Count => _texts.Count + FixedStrings.All.Count;

    /// <summary>How many of all are interned.</summary>
    public int ShortCount => Count - LongCount;

    /// <summary>How many are too long for this.</summary>
    public int LongCount { get; private set; }

    /// <summary>Bytes of the longest of all.</summary>
    public int MaxLength { get; private set; } = FixedStrings.All.Max(text => text.Length);

    /// <summary>Whether a string is interned.</summary>
    public static bool IsShort(LuaString text) => Tags53.Of(text) == Tag53.ShortString;

    /// <summary>Finds every string that modules need, in the reference's order.</summary>
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
    /// <returns>Whether it was not there yet.</returns>
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

    /// <summary>The number of a string that is here.</summary>
    public int NumberOf(LuaString text)
    {
        Debug.Assert(Has(text) || FixedStrings.Places.ContainsKey(text), "The string was collected.");
        return 1 + (_places.TryGetValue(text, out int place)
            ? place
            : _texts.Count + FixedStrings.Places[text]);
    }

    /// <summary>Whether a string is here, not counting the fixed ones.</summary>
    public bool Has(LuaString text) => _places.ContainsKey(text);

    /// <summary>The string of a number; null if there is none.</summary>
    public LuaString? At(ulong number)
    {
        if (number < 1 || number > (ulong)Count)
            return null;
        int place = (int)number - 1;
        return place < _texts.Count ? _texts[place] : FixedStrings.All[place - _texts.Count];
    }

    void Scan(Proto function)
    {
        Add(function.Source);
        foreach (Constant constant in function.Constants)
            Add(constant.Text);
        foreach (UpvalueDescriptor upvalue in function.Upvalues)
            Add(upvalue.Name);
        foreach (LocVar local in function.LocVars)
            Add(local.Name);
        foreach (Proto child in function.Protos)
            Scan(child);
    }
}
