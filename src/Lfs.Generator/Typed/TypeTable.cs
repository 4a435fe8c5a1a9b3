using Lfs.Analysis.Annotations;
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
sealed record TypeTable(EquatableArray<TypeName> Items)
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
    /// <param name="sources">The modules, in the order in which they get names.</param>
    /// <param name="used">The names that are taken, to which the types are added.</param>
    /// <param name="renamed">Takes a type that did not get its name: its module, its name and the C# name.</param>
    public static TypeTable Name(
        IReadOnlyList<ModuleSource> sources, ISet<string> used, Action<ModuleSource, string, string> renamed)
    {
        var items = new Dictionary<string, TypeName>(StringComparer.Ordinal);
        foreach (ModuleSource source in sources)
        {
            foreach (ClassShape shape in source.Shape.Classes)
                Add(source, shape.Name, TypeKind.Class, null, BaseOf(shape));
            foreach (EnumShape shape in source.Shape.Enums)
            {
                if (IsOneKind(shape.Members.Select(member => (LuaType)member.Value)) is { } kind)
                    Add(source, shape.Name, kind, null, "");
            }
            foreach (AliasShape shape in source.Shape.Aliases)
            {
                bool isEnum = shape.Type.WithoutNil() is UnionType union && IsOneKind(union.Members) == TypeKind.StringEnum;
                Add(source, shape.Name, isEnum ? TypeKind.StringEnum : TypeKind.Alias, isEnum ? null : shape.Type, "");
            }
        }
        return new TypeTable(EquatableArray<TypeName>.From(items.Values));

        void Add(ModuleSource source, string name, TypeKind kind, LuaType? alias, string parent)
        {
            if (items.ContainsKey(name))
                return;
            string wanted = kind == TypeKind.Alias ? "" : Identifiers.Member(name);
            string identifier = wanted.Length == 0 ? "" : Identifiers.Free(wanted, used);
            if (identifier != wanted)
                renamed(source, name, identifier);
            items.Add(name, new TypeName(name, kind, identifier, alias, parent, source.Name));
        }
    }

    /// <summary>The text of the values of an alias that is an enum, with their descriptions.</summary>
    public static IEnumerable<EnumMember> MembersOf(AliasShape alias) => alias.Type.WithoutNil() is UnionType union
        ? union.Members.Cast<LiteralType>().Select(value => new EnumMember(
            value.Value, value, alias.Values.FirstOrDefault(line => line.Type == value)?.Text ?? ""))
        : [];

    static string BaseOf(ClassShape shape) =>
        shape.Parents.OfType<NamedType>().Select(parent => parent.Name).FirstOrDefault() ?? "";

    // An enum of C# has numbers only, or names for strings only; of one value there is nothing to choose.
    static TypeKind? IsOneKind(IEnumerable<LuaType> values)
    {
        LiteralType?[] all = [.. values.Select(value => value as LiteralType)];
        return all.Length == 0 ? null
            : Array.TrueForAll(all, value => value?.Kind == LiteralKind.String) ? TypeKind.StringEnum
            : Array.TrueForAll(all, value => value?.Kind == LiteralKind.Integer && int.TryParse(value.Value, out _))
                ? TypeKind.IntegerEnum
            : null;
    }
}
