using Lfs.Analysis.Annotations;
using Lfs.Analysis;
using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>The part of a module that the generated C# depends on. It does not change while bodies of
/// functions are edited, unless their lines move.</summary>
/// <param name="Names">What other modules see of it.</param>
/// <param name="Shape">What it gives to its callers.</param>
sealed record ModuleSource(ModuleNames Names, ModuleShape Shape)
{
    /// <summary>The name in the image.</summary>
    public string Name => Names.Name;

    /// <summary>The file as the project names it.</summary>
    public string ChunkPath => Names.ChunkPath;

    /// <summary>The remark of what is generated: its name and its line in Lua.</summary>
    public string Remark(string member, int line) =>
        $"/// <remarks><c>{XmlText.Escape(member)}</c>: {XmlText.Escape(ChunkPath)}, "
        + FormattableString.Invariant($"line {line}.</remarks>");
}

/// <summary>What the names of C# depend on: it changes seldom.</summary>
/// <param name="Name">The name in the image.</param>
/// <param name="Path">The file as Roslyn names it.</param>
/// <param name="ChunkPath">The file as the project names it.</param>
/// <param name="AccessorName">The C# name the user wants; empty to derive it.</param>
/// <param name="Kind">What the module is.</param>
/// <param name="Defined">The types that it defines.</param>
/// <param name="Referenced">The names of types that it mentions.</param>
sealed record ModuleNames(
    string Name, string Path, string ChunkPath, string AccessorName, ModuleKind Kind,
    ValueList<DefinedType> Defined, ValueList<string> Referenced)
{
    /// <summary>Reads what a shape says.</summary>
    public static ModuleNames Of(
        string name, string path, string chunkPath, string accessorName, ModuleShape shape) =>
        new(name, path, chunkPath, accessorName, shape.Kind,
            new ValueList<DefinedType>(DefinedType.Of(shape)),
            new ValueList<string>(References.Of(shape)));
}

/// <summary>A type that a module defines.</summary>
/// <param name="Name">Its name in Lua.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Alias">What an alias stands for.</param>
/// <param name="Base">The class that a class inherits from; empty for none.</param>
sealed record DefinedType(string Name, TypeKind Kind, LuaType? Alias, string Base)
{
    /// <summary>The types of a module. What it says of the types of the language, as a description of the
    /// libraries does, defines none.</summary>
    public static IEnumerable<DefinedType> Of(ModuleShape shape) =>
        All(shape).Where(type => !References.IsBuiltIn(type.Name));

    static IEnumerable<DefinedType> All(ModuleShape shape)
    {
        foreach (ClassShape type in shape.Classes)
            yield return new DefinedType(type.Name, TypeKind.Class, null, BaseOf(type));
        foreach (EnumShape type in shape.Enums)
        {
            if (IsOneKind(type.Members.Select(member => (LuaType)member.Value)) is { } kind)
                yield return new DefinedType(type.Name, kind, null, "");
        }
        foreach (AliasShape type in shape.Aliases)
        {
            bool isEnum = type.Type.WithoutNil() is UnionType union
                && IsOneKind(union.Members) == TypeKind.StringEnum;
            yield return new DefinedType(
                type.Name, isEnum ? TypeKind.StringEnum : TypeKind.Alias, isEnum ? null : type.Type, "");
        }
    }

    static string BaseOf(ClassShape shape) =>
        shape.Parents.OfType<NamedType>().Select(parent => parent.Name).FirstOrDefault() ?? "";

    // An enum of C# has numbers only, or names for strings only.
    static TypeKind? IsOneKind(IEnumerable<LuaType> values)
    {
        LiteralType?[] all = [.. values.Select(value => value as LiteralType)];
        if (all.Length == 0)
            return null;
        if (Array.TrueForAll(all, value => value?.Kind == LiteralKind.String))
            return TypeKind.StringEnum;
        bool areIntegers = Array.TrueForAll(
            all, value => value?.Kind == LiteralKind.Integer && int.TryParse(value.Value, out _));
        return areIntegers ? TypeKind.IntegerEnum : null;
    }
}
