using Lfs.Analysis.Annotations;
using Lfs.Analysis;
using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>The kinds of names that annotations define.</summary>
enum TypeKind
{
    Class,
    IntegerEnum,
    StringEnum,
    Alias,
}

/// <summary>A name that an annotation defines, and its C# name.</summary>
/// <param name="Name">The name in Lua.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Identifier">The C# name; empty for an alias.</param>
/// <param name="Alias">What an alias stands for.</param>
/// <param name="Base">The class that a class inherits from; empty for none.</param>
/// <param name="Module">The module that defines it.</param>
sealed record TypeName(
    string Name, TypeKind Kind, string Identifier, LuaType? Alias, string Base, string Module);

/// <summary>The types of all modules: as in LuaLS, a name means the same in every file.</summary>
/// <param name="Items">The names, each once.</param>
sealed record TypeTable(ValueList<TypeName> Items)
{
    /// <summary>The type of a name; null if no module defines it.</summary>
    public TypeName? Find(string name) => Items.FirstOrDefault(item => item.Name == name);

    /// <summary>The classes that a class inherits from, the nearest first.</summary>
    public IEnumerable<TypeName> BasesOf(TypeName type)
    {
        HashSet<string> seen = new(StringComparer.Ordinal) { type.Name };
        for (TypeName? at = Find(type.Base); at is not null && seen.Add(at.Name); at = Find(at.Base))
            yield return at;
    }

    /// <summary>Names the types of the modules.</summary>
    /// <param name="modules">The modules, in the order in which they get names.</param>
    /// <param name="used">The names that are taken, to which the types are added.</param>
    /// <param name="renamed">Takes a type that did not get its name: its module, its name and the C#
    /// name.</param>
    public static TypeTable Name(
        IEnumerable<ModuleNames> modules, ISet<string> used, Action<ModuleNames, string, string> renamed)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        List<TypeName> items = [];
        foreach (ModuleNames module in modules)
        {
            foreach (DefinedType type in module.Defined.Where(type => known.Add(type.Name)))
            {
                string wanted = type.Kind == TypeKind.Alias ? "" : Identifiers.Member(type.Name);
                string identifier = wanted.Length == 0 ? "" : Identifiers.Free(wanted, used);
                if (identifier != wanted)
                    renamed(module, type.Name, identifier);
                items.Add(new TypeName(type.Name, type.Kind, identifier, type.Alias, type.Base, module.Name));
            }
        }
        return new TypeTable(new ValueList<TypeName>(items));
    }

    /// <summary>The text of the values of an alias that is an enum, with their descriptions.</summary>
    public static IEnumerable<EnumMember> MembersOf(AliasShape alias) =>
        alias.Type.WithoutNil() is UnionType union
        ? union.Members.Cast<LiteralType>().Select(value => new EnumMember(
            value.Value, value, alias.Values.FirstOrDefault(line => line.Type == value)?.Text ?? ""))
        : [];
}
