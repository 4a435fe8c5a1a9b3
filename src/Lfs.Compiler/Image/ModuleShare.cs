using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A string that a module needs, with its hash for the host's tables.</summary>
readonly record struct NeededString(LuaString Text, int Hash)
{
    public static NeededString Of(LuaString text) => new(text, text.GetHashCode());
}

/// <summary>What one module adds to an image: it depends on that module alone.</summary>
/// <remarks>
/// Strings are the only thing that modules share, so the size of an image follows from these without laying
/// it out: <see cref="ImageSize"/>.
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

    /// <summary>Bytes of its functions, without the strings they name.</summary>
    public int Bytes => _words * LfsImage.WordBytes;

    /// <summary>Its strings, each once, without its name.</summary>
    public NeededString[] Strings { get; private set; } = [];

    /// <summary>
    /// Whether every image takes the module. A chunk that somebody else compiled may say of itself what
    /// an image refuses, and only linking finds that.
    /// </summary>
    public bool IsFromText { get; private init; }

    /// <summary>Adds up what a main function and those inside it need.</summary>
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

    /// <summary>The words of a 5.1 function: <see cref="ImageBuilder"/> writes as many.</summary>
    public static int Words51(Proto function, int constantWords) =>
        Relocation<ProtoRecord>.Words + function.Protos.Length + function.Code.Length
        + (function.Constants.Length * constantWords)
        + (function.LocVars.Length * Relocation<LocVarRecord>.Words)
        + function.UpvalueNameCount;

    // As FlashImage53 writes them.
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
        Add(function.Source);
        if (is51 && function.LineInfo.Length > 0)
            Add(RoStrt.TextOfLineInfo(function.LineInfo));
        foreach (Constant constant in function.Constants)
            Add(constant.Text);
        foreach (UpvalueDescriptor upvalue in function.Upvalues)
            Add(upvalue.Name);
        foreach (LocVar local in function.LocVars)
            Add(local.Name);
        foreach (Proto child in function.Protos)
            Add(child);
    }

    void Add(LuaString? text)
    {
        if (text is not null && !_strings.ContainsKey(text))
            _strings.Add(text, NeededString.Of(text));
    }
}
