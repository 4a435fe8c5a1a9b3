using System.Collections.Immutable;
using Lfs.Analysis;
using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;
using Lfs.Analysis.Shapes;
using Lfs.Generator.Typed;

namespace Lfs.Generator;

/// <summary>The C# names of one module.</summary>
/// <param name="Identifier">The name of its method and constant.</param>
/// <param name="Module">The name in the image.</param>
/// <param name="ChunkPath">The file, as the project names it.</param>
/// <param name="ClassName">The class for the table that it returns; empty if it returns none.</param>
sealed record Accessor(string Identifier, string Module, string ChunkPath, string ClassName);

/// <summary>The C# names of all modules, in the order in which they are written.</summary>
/// <param name="Items">One for each module name, in ordinal order of the module names.</param>
/// <param name="Types">The types that the modules define.</param>
/// <param name="Referenced">The names of types that the modules mention.</param>
/// <param name="Problems">Names that were changed or cannot be used.</param>
sealed record Accessors(
    ValueList<Accessor> Items, TypeTable Types, ValueList<string> Referenced,
    ValueList<LocatedDiagnostic> Problems)
{
    /// <summary>The names of a module; null if another file has made the same module.</summary>
    public Accessor? Find(ModuleSource source) =>
        Items.FirstOrDefault(item => item.Module == source.Name && item.ChunkPath == source.ChunkPath);

    /// <summary>
    /// The names that the class already has: the members of <c>object</c> and the generated
    /// members other than methods.
    /// </summary>
    static readonly ImmutableHashSet<string> Taken = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        [
            .. TypeContext.OfObject, "Device", "Default", "Files", "Names", "ImageSize", "LfsSize",
            "SourceHash", "BootFromResource", "HotReload", "Main", "_gate", "_device", "_default",
        ]);

    /// <summary>The types and namespaces that generated code names without their namespace.</summary>
    static readonly string[] TakenTypes =
    [
        "Analysis", "Compiler", "Extensions", "Report", "Runtime", "Testing", "Dictionary", "EmbeddedImage",
        "IAsyncEnumerable", "IEnumerable", "IReadOnlyDictionary", "IReadOnlyList",
        "LfsDevice", "LuaArguments", "LuaCall", "LuaHostCall", "LuaHotReload", "LuaMember", "LuaObject",
        "LuaProjectFile", "LuaReader", "LuaValue", "LuaWriter",
    ];

    /// <summary>
    /// Names every module. If two want the same name, the first in ordinal order of paths gets it.
    /// </summary>
    public static Accessors Name(ImmutableArray<ModuleNames> sources, ClassNames classes)
    {
        string className = classes.Modules;
        var used = new HashSet<string>(Taken, StringComparer.Ordinal) { className, classes.Set };
        var usedTypes = new HashSet<string>(TakenTypes, StringComparer.Ordinal)
        {
            className, classes.Set, classes.Resources,
        };
        var modules = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<Accessor>();
        var named = new List<ModuleNames>();
        var problems = new List<LocatedDiagnostic>();
        foreach (ModuleNames source in sources.OrderBy(source => source.ChunkPath, StringComparer.Ordinal))
        {
            // A second file for the same module is an error of the image, which is reported there.
            if (!modules.Add(source.Name))
                continue;

            string wanted = WantedName(source, problems);
            bool isReserved = Taken.Contains(wanted) || wanted == className || wanted == classes.Set;
            string identifier = Identifiers.Free(isReserved ? wanted + "_" : wanted, used);
            if (identifier != wanted && !isReserved)
                problems.Add(Renamed(source, wanted, identifier));
            string ofTable = source.Kind == ModuleKind.Table
                ? Identifiers.Free(identifier + "Module", usedTypes)
                : "";
            items.Add(new Accessor(identifier, source.Name, source.ChunkPath, ofTable));
            named.Add(source);
        }

        TypeTable types = TypeTable.Name(named, usedTypes, (source, name, identifier) => problems.Add(
            ModulesClass.Problem(
                DiagnosticId.AccessorCollision, source, 0,
                $"the type '{name}' is {identifier} in C#, because {Identifiers.Member(name)} is taken")));
        return new Accessors(
            new ValueList<Accessor>(items.OrderBy(item => item.Module, StringComparer.Ordinal)),
            types,
            new ValueList<string>(named.SelectMany(source => source.Referenced)
                .Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal)),
            new ValueList<LocatedDiagnostic>(problems));
    }

    static string WantedName(ModuleNames source, List<LocatedDiagnostic> problems)
    {
        if (source.AccessorName.Length == 0)
            return Identifiers.Member(source.Name);
        if (Settings.IsIdentifier(source.AccessorName))
            return source.AccessorName;

        var bad = ProjectSettings.BadValue("AccessorName", source.AccessorName, "a C# identifier");
        problems.Add(new LocatedDiagnostic(bad.Id, source.Path, null, bad.Message));
        return Identifiers.Member(source.Name);
    }

    static LocatedDiagnostic Renamed(ModuleNames source, string wanted, string identifier) => new(
        DiagnosticId.AccessorCollision, source.Path, null,
        $"the accessor of module '{source.Name}' is {identifier}, because {wanted} is taken; "
        + "set AccessorName on the item to choose another name");
}
