using Lfs.Analysis;
using Lfs.Compiler.Diagnostics;
using Lfs.Generator.Typed;

namespace Lfs.Generator;

/// <summary>The C# name of one resource.</summary>
/// <param name="Identifier">The name of its constant.</param>
/// <param name="Name">The name by which Lua asks for it.</param>
sealed record ResourceConstant(string Identifier, string Name);

/// <summary>The C# names of all resources, in ordinal order of the names that Lua uses.</summary>
/// <param name="Items">One for each resource.</param>
/// <param name="Problems">Names that were changed.</param>
sealed record ResourceConstants(
    ValueList<ResourceConstant> Items, ValueList<LocatedDiagnostic> Problems)
{
    /// <summary>Names every resource. If two want the same name, the first in ordinal order gets
    /// it.</summary>
    /// <param name="names">The names that Lua uses, in ordinal order, each once.</param>
    /// <param name="className">The class of the constants, whose name is taken.</param>
    public static ResourceConstants Name(ValueList<string> names, string className)
    {
        var used = new HashSet<string>(StringComparer.Ordinal)
        {
            className, "Equals", "ReferenceEquals", "GetHashCode", "GetType", "ToString", "Finalize",
            "MemberwiseClone",
        };
        var items = new List<ResourceConstant>();
        var problems = new List<LocatedDiagnostic>();
        foreach (string name in names)
        {
            string wanted = Identifiers.Member(name);
            string identifier = wanted;
            for (int i = 2; !used.Add(identifier); i++)
                identifier = FormattableString.Invariant($"{wanted}_{i}");
            if (identifier != wanted)
                problems.Add(Renamed(name, wanted, identifier));
            items.Add(new ResourceConstant(identifier, name));
        }

        return new ResourceConstants(
            new ValueList<ResourceConstant>(items), new ValueList<LocatedDiagnostic>(problems));
    }

    static LocatedDiagnostic Renamed(string name, string wanted, string identifier) => new(
        DiagnosticId.AccessorCollision, null, null,
        $"the constant of resource '{name}' is {identifier}, because {wanted} is taken; "
        + "set Link on the item to choose another name");
}
