using System.Collections.Immutable;
using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;
using Microsoft.CodeAnalysis.CSharp;

namespace Lfs.Generator;

/// <summary>The C# name of one module.</summary>
/// <param name="Identifier">The name of its method and constant.</param>
/// <param name="Module">The name in the image.</param>
/// <param name="ChunkPath">The file, as the project names it.</param>
sealed record Accessor(string Identifier, string Module, string ChunkPath);

/// <summary>The C# names of all modules, in the order in which they are written.</summary>
/// <param name="Items">One for each module name, in ordinal order of the module names.</param>
/// <param name="Problems">Names that were changed or cannot be used.</param>
sealed record Accessors(EquatableArray<Accessor> Items, EquatableArray<LocatedDiagnostic> Problems)
{
    /// <summary>
    /// The names that the class already has: the members of <c>object</c> and the generated
    /// members other than methods.
    /// </summary>
    static readonly ImmutableHashSet<string> Taken = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "Equals", "ReferenceEquals", "GetHashCode", "GetType", "ToString", "Finalize", "MemberwiseClone",
        "Device", "Files", "Names", "ImageSize", "LfsSize", "SourceHash", "BootFromResource",
        "_gate", "_device");

    /// <summary>
    /// Names every module. If two want the same name, the first in ordinal order of paths gets it.
    /// </summary>
    public static Accessors Name(ImmutableArray<ModuleShape> shapes, string className)
    {
        var used = new HashSet<string>(Taken, StringComparer.Ordinal) { className };
        var modules = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<Accessor>();
        var problems = new List<LocatedDiagnostic>();
        foreach (ModuleShape shape in shapes.OrderBy(shape => shape.ChunkPath, StringComparer.Ordinal))
        {
            // A second file for the same module is an error of the image, which is reported there.
            if (!modules.Add(shape.Name))
                continue;

            string wanted = WantedName(shape, problems);
            string identifier = FreeName(wanted, used);
            if (identifier != wanted && !IsReserved(wanted, className))
                problems.Add(Renamed(shape, wanted, identifier));
            used.Add(identifier);
            items.Add(new Accessor(identifier, shape.Name, shape.ChunkPath));
        }

        return new Accessors(
            EquatableArray<Accessor>.From(items.OrderBy(item => item.Module, StringComparer.Ordinal)),
            EquatableArray<LocatedDiagnostic>.From(problems));

        string FreeName(string wanted, HashSet<string> taken)
        {
            string start = IsReserved(wanted, className) ? wanted + "_" : wanted;
            string name = start;
            for (int i = 2; taken.Contains(name); i++)
                name = FormattableString.Invariant($"{start}_{i}");
            return name;
        }
    }

    /// <summary>Turns a module name into a C# name: <c>ftp-server</c> becomes <c>FtpServer</c>.</summary>
    /// <remarks>A character that is invalid in C# is dropped, and the next letter becomes a capital. Leading
    /// underscores stay.</remarks>
    public static string IdentifierOf(string module)
    {
        var name = new StringBuilder();
        bool startsWord = true;
        foreach (char c in module)
        {
            if (c == '_' && name.ToString().All(written => written == '_'))
            {
                name.Append(c);
            }
            else if (c == '_' || !SyntaxFacts.IsIdentifierPartCharacter(c))
            {
                startsWord = true;
            }
            else
            {
                name.Append(startsWord ? char.ToUpperInvariant(c) : c);
                startsWord = false;
            }
        }

        if (name.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(name[0]))
            name.Insert(0, '_');
        return name.ToString();
    }

    static bool IsReserved(string name, string className) => Taken.Contains(name) || name == className;

    static string WantedName(ModuleShape shape, List<LocatedDiagnostic> problems)
    {
        if (shape.AccessorName.Length == 0)
            return IdentifierOf(shape.Name);
        if (Settings.IsIdentifier(shape.AccessorName))
            return shape.AccessorName;

        var bad = ProjectSettings.BadValue("AccessorName", shape.AccessorName, "a C# identifier");
        problems.Add(new LocatedDiagnostic(bad.Id, shape.Path, null, bad.Message));
        return IdentifierOf(shape.Name);
    }

    static LocatedDiagnostic Renamed(ModuleShape shape, string wanted, string identifier) => new(
        DiagnosticId.AccessorCollision, shape.Path, null,
        $"the accessor of module '{shape.Name}' is {identifier}, because {wanted} is taken; "
        + "set AccessorName on the item to choose another name");
}
