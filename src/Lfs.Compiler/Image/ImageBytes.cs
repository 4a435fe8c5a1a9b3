using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>What the functions use a string for. A string with several roles has the highest.</summary>
public enum StringRole : byte
{
    /// <summary>Packed line info, which a 5.1 image keeps as a string.</summary>
    LineInfo,

    /// <summary>The name of a local or an upvalue.</summary>
    Name,

    /// <summary>A constant, the name of a module, or the path of a source.</summary>
    Text,
}

/// <summary>Bytes of an image by what they hold.</summary>
/// <param name="Code">Instructions.</param>
/// <param name="Constants">Vectors of constants, without their strings.</param>
/// <param name="Strings">Strings of constants, paths of sources and names of modules.</param>
/// <param name="LineInfo">Line info.</param>
/// <param name="Names">Names of locals and upvalues: the vectors, and the strings that are only that.</param>
/// <param name="Records">Function records, vectors of inner functions, upvalue descriptors of 5.3.</param>
public readonly record struct ByteCounts(
    int Code, int Constants, int Strings, int LineInfo, int Names, int Records)
{
    /// <summary>All of them.</summary>
    public int Total => Code + Constants + Strings + LineInfo + Names + Records;

    /// <summary>Adds each kind.</summary>
    public static ByteCounts operator +(ByteCounts one, ByteCounts other) => new(
        one.Code + other.Code, one.Constants + other.Constants, one.Strings + other.Strings,
        one.LineInfo + other.LineInfo, one.Names + other.Names, one.Records + other.Records);
}

/// <summary>The bytes of a function and of those in it.</summary>
/// <param name="Function">The function.</param>
/// <param name="Name">The name that its enclosing function stores it under; null if it has none, and for
/// the main function of a module.</param>
/// <param name="Own">What belongs to this function alone.</param>
/// <param name="Inner">The functions in it, in the order of the source.</param>
public sealed record FunctionBytes(
    Proto Function, string? Name, ByteCounts Own, IReadOnlyList<FunctionBytes> Inner)
{
    /// <summary>The name for people: a function without a name is known by its line.</summary>
    public string Title => Name
        ?? (Function.LineDefined == 0 ? "main" : FormattableString.Invariant($"line {Function.LineDefined}"));

    /// <summary>The bytes of the function and of those in it.</summary>
    public ByteCounts All { get; } = Inner.Aggregate(Own, (sum, inner) => sum + inner.All);
}

/// <summary>The bytes of a module.</summary>
/// <param name="Name">Its name in the image.</param>
/// <param name="Common">Strings that several of its functions use, but no other module, and its name.</param>
/// <param name="Main">Its functions.</param>
public sealed record ModuleBytes(LuaString Name, ByteCounts Common, FunctionBytes Main)
{
    /// <summary>All that the image would save without the module, except its entry in the index.</summary>
    public ByteCounts All { get; } = Common + Main.All;
}

/// <summary>The bytes of an image that belong to no single module.</summary>
/// <param name="Header">The header.</param>
/// <param name="Buckets">The buckets of the string table.</param>
/// <param name="Index">What finds modules: a function in 5.1, a table in 5.3.</param>
/// <param name="Strings">Strings that several modules use, or that the image itself needs.</param>
/// <param name="Unused">Words that nothing leads to.</param>
public sealed record CommonBytes(int Header, int Buckets, int Index, int Strings, int Unused)
{
    /// <summary>All of them.</summary>
    public int Total => Header + Buckets + Index + Strings + Unused;
}

/// <summary>A string of an image and who pays for it.</summary>
/// <param name="Text">The string.</param>
/// <param name="Module">The index of the only module that uses it; -1 for several or none.</param>
/// <param name="Role">What it is for.</param>
public sealed record StringBytes(RomString Text, int Module, StringRole Role);

/// <summary>Where the bytes of an image go: each byte counts once.</summary>
/// <remarks>
/// A string that one function uses counts there, and one that several functions of a module use counts for
/// the module. One that several modules use is in <see cref="CommonBytes.Strings"/>: no module can save it.
/// </remarks>
public sealed class ImageBytes
{
    readonly ImageContents _contents;
    readonly ByteCounts[] _functions;
    readonly ByteCounts[] _modules;
    int _header, _buckets, _index, _strings, _used;

    ImageBytes(LfsImage image)
    {
        _contents = image.ReadContents();
        _functions = new ByteCounts[_contents.Functions.Count];
        _modules = new ByteCounts[_contents.Modules.Count];
        foreach (Extent extent in _contents.Extents)
            Count(extent, extent.Words * LfsImage.WordBytes);
        Common = new CommonBytes(_header, _buckets, _index, _strings, image.Size - _used);
        Modules = ReadModules();
    }

    /// <summary>The image.</summary>
    public LfsImage Image => _contents.Image;

    /// <summary>The modules in the order of the index.</summary>
    public IReadOnlyList<ModuleBytes> Modules { get; }

    /// <summary>What belongs to no single module.</summary>
    public CommonBytes Common { get; }

    /// <summary>The strings in the order of the image.</summary>
    public IEnumerable<StringBytes> Strings => _contents.Strings
        .Zip(
            _contents.Extents.Where(extent => extent.Kind == ExtentKind.String),
            (text, extent) => Describe(text, _contents.StringUses[extent.Owner]));

    /// <summary>Counts the bytes of an image.</summary>
    public static ImageBytes Of(LfsImage image) => new(image);

    static StringBytes Describe(RomString text, StringUse use) =>
        new(text, use.IsUsed ? use.Module : StringUser.Nobody, use.IsUsed ? use.Role : StringRole.Text);

    void Count(Extent extent, int bytes)
    {
        _used += bytes;
        switch (extent.Kind)
        {
            case ExtentKind.Header:
                _header += bytes;
                break;
            case ExtentKind.Buckets:
                _buckets += bytes;
                break;
            case ExtentKind.ModuleEntries or ExtentKind.RoTable:
                _index += bytes;
                break;
            case ExtentKind.String:
                CountString(_contents.StringUses[extent.Owner], bytes);
                break;
            case var _ when _contents.Functions[extent.Owner].Module == StringUser.Nobody:
                _index += bytes;
                break;
            default:
                _functions[extent.Owner] += KindOf(extent.Kind, bytes);
                break;
        }
    }

    void CountString(StringUse use, int bytes)
    {
        if (!use.IsUsed || use.Module == StringUser.Nobody)
            _strings += bytes;
        else if (use.Function == StringUser.Nobody)
            _modules[use.Module] += RoleOf(use.Role, bytes);
        else
            _functions[use.Function] += RoleOf(use.Role, bytes);
    }

    static ByteCounts KindOf(ExtentKind kind, int bytes) => kind switch
    {
        ExtentKind.Code => new ByteCounts { Code = bytes },
        ExtentKind.Constants => new ByteCounts { Constants = bytes },
        ExtentKind.LineInfo => new ByteCounts { LineInfo = bytes },
        ExtentKind.LocVars or ExtentKind.UpvalueNames => new ByteCounts { Names = bytes },
        _ => new ByteCounts { Records = bytes },
    };

    static ByteCounts RoleOf(StringRole role, int bytes) => role switch
    {
        StringRole.LineInfo => new ByteCounts { LineInfo = bytes },
        StringRole.Name => new ByteCounts { Names = bytes },
        _ => new ByteCounts { Strings = bytes },
    };

    ModuleBytes[] ReadModules()
    {
        // The walk meets the index function of 5.1 first. Then it meets each function before those in it.
        int next = _contents.Index is null ? 0 : 1;
        var modules = new ModuleBytes[_contents.Modules.Count];
        for (int i = 0; i < modules.Length; i++)
        {
            ModuleContents module = _contents.Modules[i];
            FunctionBytes main = ReadFunction(module.Main, null, ref next);
            modules[i] = new ModuleBytes(module.Name, _modules[i], main);
        }
        return modules;
    }

    FunctionBytes ReadFunction(Proto function, string? name, ref int next)
    {
        ByteCounts own = _functions[next++];
        string?[] names = FunctionNames.OfInner(function, InstructionSet.Of(Image.Target.Version));
        var inner = new FunctionBytes[function.Protos.Length];
        for (int i = 0; i < inner.Length; i++)
            inner[i] = ReadFunction(function.Protos[i], names[i], ref next);
        return new FunctionBytes(function, name, own, inner);
    }
}
