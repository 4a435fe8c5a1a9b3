using Lfs.Analysis.Syntax;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>What a project says about a Lua file.</summary>
/// <param name="Path">Its path, for messages.</param>
/// <param name="ModuleName">The name of its module.</param>
/// <param name="IsInImage">True if it runs in flash; false if the device loads it into RAM.</param>
public sealed record LintedFile(string Path, string ModuleName, bool IsInImage)
{
    /// <summary>The name of the module that a device starts.</summary>
    internal const string InitName = "init";

    /// <summary>True for the file that a device starts.</summary>
    internal bool IsInit => ModuleName == InitName;
}

/// <summary>
/// All that the rules need to know of a file: what they found in it alone, and what they will ask the
/// project.
/// </summary>
/// <remarks>It is made once for each text, and does not keep the tree.</remarks>
public sealed class FileFacts
{
    FileFacts(LuaTree tree, LintedFile file)
    {
        File = file;
        Source = tree.Source;
        HasErrors = tree.Errors.Count > 0;
        Suppressions = Suppressions.Of(tree);
    }

    /// <summary>The file.</summary>
    public LintedFile File { get; }

    /// <summary>The bytes of its text, which the places of the findings count.</summary>
    public byte[] Source { get; }

    /// <summary>True if the text is not a program. Then no rule reports anything in it.</summary>
    internal bool HasErrors { get; }

    /// <summary>The comments that turn rules off.</summary>
    internal Suppressions Suppressions { get; }

    /// <summary>The findings for which the file alone is enough.</summary>
    internal List<Diagnostic> Findings { get; } = [];

    /// <summary>The globals that it reads, without those that every device has.</summary>
    internal List<GlobalUse> Reads { get; } = [];

    /// <summary>The globals that it assigns to by a plain name.</summary>
    internal List<GlobalUse> Writes { get; } = [];

    /// <summary>The fields of the firmware's tables that it reads, and this build lacks.</summary>
    internal List<FieldUse> MissingFields { get; } = [];

    /// <summary>The globals that it defines, also through <c>_G</c>.</summary>
    internal HashSet<string> Defined { get; } = new(StringComparer.Ordinal);

    /// <summary>The globals that it defines outside of functions.</summary>
    internal HashSet<string> TopLevel { get; } = new(StringComparer.Ordinal);

    /// <summary>Every name of a global in it.</summary>
    internal HashSet<string> Mentioned { get; } = new(StringComparer.Ordinal);

    /// <summary>The fields of the firmware's tables that it defines: <c>string.trim</c>.</summary>
    internal HashSet<string> DefinedFields { get; } = new(StringComparer.Ordinal);

    /// <summary>The modules that it makes for <c>require</c>.</summary>
    internal HashSet<string> Provided { get; } = new(StringComparer.Ordinal);

    /// <summary>The names and fields that it asks for before it uses them.</summary>
    internal HashSet<string> Tested { get; } = new(StringComparer.Ordinal);

    /// <summary>The modules that it asks for.</summary>
    internal List<ModuleLookup> Lookups { get; } = [];

    /// <summary>The calls of functions of other modules.</summary>
    internal List<ModuleCall> Calls { get; } = [];

    /// <summary>The functions of its module; of an empty name the module, if it is a function.</summary>
    internal IReadOnlyDictionary<string, Signature> Exports { get; private set; } =
        new Dictionary<string, Signature>(StringComparer.Ordinal);

    /// <summary>The strings in it, names included.</summary>
    internal HashSet<string> Strings { get; } = new(StringComparer.Ordinal);

    /// <summary>True if the main function returns a value: a module for <c>require</c>.</summary>
    internal bool ReturnsValue { get; set; }

    /// <summary>True if its names need not be those of <c>_G</c>.</summary>
    internal bool ChangesEnvironment { get; set; }

    /// <summary>True if it gives <c>_G</c> a metatable: any global may be there then.</summary>
    internal bool HasDynamicGlobals { get; set; }

    /// <summary>Collects the facts of a file.</summary>
    /// <param name="tree">Its text.</param>
    /// <param name="file">What the project says about it.</param>
    /// <param name="target">The target, whose libraries it may use.</param>
    public static FileFacts Of(LuaTree tree, LintedFile file, LuaTarget target)
    {
        var facts = new FileFacts(tree, file);
        new FactsReader(tree, facts, DeviceNames.Of(target)).Read();
        facts.Exports = ExportsReader.Of(tree);
        return facts;
    }
}

/// <summary>A place where a global is used.</summary>
/// <param name="Name">The global.</param>
/// <param name="Span">The place.</param>
/// <param name="IsInFunction">True inside a function, false in the main chunk.</param>
/// <param name="IsForVersion">True if it depends on <c>_VERSION</c> whether the place is reached.</param>
readonly record struct GlobalUse(string Name, SourceSpan Span, bool IsInFunction, bool IsForVersion);

/// <summary>A place where a field of a library is read.</summary>
/// <param name="Table">The library.</param>
/// <param name="Name">The field.</param>
/// <param name="Span">The place.</param>
/// <param name="IsForVersion">True if it depends on <c>_VERSION</c> whether the place is reached.</param>
readonly record struct FieldUse(string Table, string Name, SourceSpan Span, bool IsForVersion)
{
    /// <summary>Table and field.</summary>
    public string Path => Table + "." + Name;
}

/// <summary>A place that asks for a module.</summary>
/// <param name="Name">The module; null if it is computed.</param>
/// <param name="Span">The place.</param>
/// <param name="IsRequire">True for <c>require</c>, which looks for files, too.</param>
/// <param name="IsTested">True if the result is tested, or a failure is expected.</param>
/// <param name="IsCalled">True if the result is called as it is.</param>
readonly record struct ModuleLookup(
    string? Name, SourceSpan Span, bool IsRequire, bool IsTested, bool IsCalled);

/// <summary>A call of a function of another module.</summary>
/// <param name="Module">The module.</param>
/// <param name="Function">The function; empty for the module itself.</param>
/// <param name="Arguments">The number of arguments, the object of a method included.</param>
/// <param name="IsOpen">True if there can be more.</param>
/// <param name="IsMethod">True for <c>m:f()</c>.</param>
/// <param name="Span">The place.</param>
readonly record struct ModuleCall(
    string Module, string Function, int Arguments, bool IsOpen, bool IsMethod, SourceSpan Span);

/// <summary>The parameters of a function.</summary>
/// <param name="Least">How many arguments it needs at least.</param>
/// <param name="Most">How many it can take; <see cref="int.MaxValue"/> for any.</param>
/// <param name="LastNeeded">The name of the last parameter that it needs; empty if it needs none.</param>
readonly record struct Signature(int Least, int Most, string LastNeeded);
