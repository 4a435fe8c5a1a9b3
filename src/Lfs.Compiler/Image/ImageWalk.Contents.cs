using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The use of a string by the modules.</summary>
/// <param name="IsUsed">True if any function uses it.</param>
/// <param name="Module">The only module that uses it; -1 for the index function or several modules.</param>
/// <param name="IsDebug">True if it is used only as line info or as a name of a local or upvalue.</param>
readonly record struct StringUse(bool IsUsed, int Module, bool IsDebug)
{
    public StringUse And(int module, bool isDebug) =>
        IsUsed
            ? new StringUse(true, module == Module ? Module : -1, IsDebug && isDebug)
            : new StringUse(true, module, isDebug);
}

abstract partial class ImageWalk
{
    /// <summary>The function that finds modules in 5.1; null in 5.3.</summary>
    protected abstract Proto? Index { get; }

    /// <summary>The build time, in seconds since 1970.</summary>
    protected abstract long BuildTime { get; }

    /// <summary>Returns the result of the walk.</summary>
    public ImageContents ToContents(LfsImage image)
    {
        _extents.Sort((one, other) => one.Word.CompareTo(other.Word));
        var modules = new ModuleContents[_mains.Count];
        for (int i = 0; i < modules.Length; i++)
        {
            int functions = _functions.Count(function => function.Module == i);
            modules[i] = new ModuleContents(_names[i], _mains[i], functions, 0, 0, 0, 0, 0);
        }
        foreach (Extent extent in _extents)
            Count(extent, modules);
        RomString[] strings = [.. _strings.OrderBy(text => text.Word)];
        return new ImageContents(image)
        {
            Index = Index,
            BuildTime = BuildTime,
            Modules = modules,
            Strings = strings,
            Extents = _extents,
            Functions = _functions,
        };
    }

    void Count(Extent extent, ModuleContents[] modules)
    {
        StringUse use = extent.Kind switch
        {
            ExtentKind.String => _uses[extent.Owner],
            ExtentKind.Header or ExtentKind.Buckets => default,
            ExtentKind.ModuleEntries or ExtentKind.RoTable => default,
            _ => new StringUse(true, _functions[extent.Owner].Module, false),
        };
        if (!use.IsUsed || use.Module < 0)
            return;
        ModuleContents module = modules[use.Module];
        int bytes = extent.Words * LfsImage.WordBytes;
        modules[use.Module] = extent.Kind switch
        {
            ExtentKind.Code => module with { CodeBytes = module.CodeBytes + bytes },
            ExtentKind.Constants => module with { ConstantBytes = module.ConstantBytes + bytes },
            ExtentKind.LocVars => module with { DebugBytes = module.DebugBytes + bytes },
            ExtentKind.UpvalueNames => module with { DebugBytes = module.DebugBytes + bytes },
            ExtentKind.LineInfo => module with { DebugBytes = module.DebugBytes + bytes },
            ExtentKind.String when use.IsDebug => module with { DebugBytes = module.DebugBytes + bytes },
            ExtentKind.String => module with { StringBytes = module.StringBytes + bytes },
            _ => module with { RecordBytes = module.RecordBytes + bytes },
        };
    }
}
