using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The user of a string.</summary>
/// <param name="Module">The index of the module; <see cref="Nobody"/> for the image itself.</param>
/// <param name="Function">The index of the function; <see cref="Nobody"/> for the module itself.</param>
readonly record struct StringUser(int Module, int Function)
{
    public const int Nobody = -1;
}

/// <summary>The use of a string by the modules.</summary>
/// <param name="IsUsed">True if any function uses it.</param>
/// <param name="Module">The only module that uses it; -1 for the index function or several modules.</param>
/// <param name="Function">The only function that uses it; -1 for several, or a module's name.</param>
/// <param name="Role">What it is for.</param>
readonly record struct StringUse(bool IsUsed, int Module, int Function, StringRole Role)
{
    public bool IsDebug => Role != StringRole.Text;

    public StringUse And(StringUser user, StringRole role) =>
        IsUsed
            ? new StringUse(
                true, user.Module == Module ? Module : StringUser.Nobody,
                user.Function == Function ? Function : StringUser.Nobody, role > Role ? role : Role)
            : new StringUse(true, user.Module, user.Function, role);
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
            StringUses = _uses,
        };
    }

    void Count(Extent extent, ModuleContents[] modules)
    {
        StringUse use = extent.Kind switch
        {
            ExtentKind.String => _uses[extent.Owner],
            ExtentKind.Header or ExtentKind.Buckets => default,
            ExtentKind.ModuleEntries or ExtentKind.RoTable => default,
            _ => new StringUse(
                true, _functions[extent.Owner].Module, extent.Owner, StringRole.Text),
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
