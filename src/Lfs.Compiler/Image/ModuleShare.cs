using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A string that a module needs, with its hash for the host's tables.</summary>
readonly record struct NeededString(LuaString Text, int Hash)
{
    public static NeededString Of(LuaString text) => new(text, text.GetHashCode());
}

/// <summary>The share of one module in an image. It depends on that module only.</summary>
/// <remarks>
/// Modules share only strings, so <see cref="ImageSize"/> can compute the size of an image from these shares
/// without laying it out.
/// </remarks>
sealed class ModuleShare
{
    readonly LuaTarget _target;
    readonly int _constantWords;
    readonly Dictionary<LuaString, NeededString> _strings = [];
    int _words;

    ModuleShare(LuaTarget target)
    {
        _target = target;
        _constantWords = TValueLayout.Of(target).Words;
    }

    /// <summary>The bytes of its functions, without their strings.</summary>
    public int Bytes => _words * LfsImage.WordBytes;

    /// <summary>Its strings without duplicates and without its name.</summary>
    public NeededString[] Strings { get; private set; } = [];

    /// <summary>
    /// True if the module was compiled from text, so that every image accepts it. A precompiled chunk can
    /// have properties that an image refuses, which only linking detects.
    /// </summary>
    public bool IsFromText { get; private init; }

    /// <summary>Computes the share of a main function and its inner functions.</summary>
    public static ModuleShare Of(Proto main, LuaTarget target)
    {
        bool is53 = target.Version == LuaVersion.Lua53;
        var share = new ModuleShare(target)
        {
            IsFromText = main.Source is not null && !(is53 && main.Upvalues.Skip(1).Any(one => one.InStack)),
        };
        share.Add(main);
        share.Strings = [.. share._strings.Values];
        share._strings.Clear();
        return share;
    }

    /// <summary>The number of words that <see cref="ImageBuilder"/> writes for a 5.1 function.</summary>
    public static int Words51(Proto function, int constantWords) =>
        Relocation<ProtoRecord>.Words + function.Protos.Length + function.Code.Length
        + (function.Constants.Length * constantWords)
        + (function.LocVars.Length * Relocation<LocVarRecord>.Words)
        + function.UpvalueNameCount;

    // The number of words that FlashImage53 writes for a function.
    static int Words53(Proto function, int constantWords) =>
        Relocation<ProtoRecord53>.Words + function.Protos.Length + function.Code.Length
        + (function.Constants.Length * constantWords)
        + (function.LocVars.Length * Relocation<LocVarRecord>.Words)
        + (function.Upvalues.Length * Relocation<UpvalueRecord>.Words)
        + ((function.LineInfo.Length + LfsImage.WordBytes - 1) / LfsImage.WordBytes);

    void Add(Proto function)
    {
        bool is51 = _target.Version == LuaVersion.Lua51;
        _words += is51 ? Words51(function, _constantWords) : Words53(function, _constantWords);
        if (is51 && function.LineInfo.Length > 0)
            Add(RoStrt.TextOfLineInfo(function.LineInfo));
        function.ForEachText(Add);
        foreach (Proto child in function.Protos)
            Add(child);
    }

    void Add(LuaString? text)
    {
        if (text is not null && !_strings.ContainsKey(text))
            _strings.Add(text, NeededString.Of(text));
    }
}
