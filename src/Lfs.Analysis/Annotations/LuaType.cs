using System.Globalization;

namespace Lfs.Analysis.Annotations;

/// <summary>A type of an annotation, in the grammar of LuaLS. Its text is the annotation's.</summary>
public abstract record LuaType
{
    /// <summary>The type of which nothing is known.</summary>
    public static LuaType Any { get; } = new NamedType("any", default);

    /// <summary><c>nil</c>.</summary>
    public static LuaType Nil { get; } = new NamedType("nil", default);

    /// <summary>True if a value may be <c>nil</c>.</summary>
    public bool IsNullable => this switch
    {
        NamedType named => named.Name is "nil" or "any" or "unknown" or "void",
        UnionType union => union.Members.Any(member => member.IsNullable),
        _ => false,
    };

    /// <summary>The type without <c>nil</c>; itself if it has none, or is nothing else.</summary>
    public LuaType WithoutNil()
    {
        if (this is not UnionType union)
            return this;
        LuaType[] members = [.. union.Members.Where(member => member != Nil)];
        return members.Length switch
        {
            0 => this,
            1 => members[0],
            _ => new UnionType(new ValueList<LuaType>(members)),
        };
    }

    /// <summary>The type or <c>nil</c>.</summary>
    public LuaType OrNil() => IsNullable
        ? this
        : new UnionType(new ValueList<LuaType>(
            this is UnionType union ? [.. union.Members, Nil] : [this, Nil]));

    internal static string Join<T>(IEnumerable<T> items, string separator = ", ") =>
        string.Join(separator, items);

    // Where it stands before a suffix or in a union.
    internal string Grouped => this is UnionType or FunctionType ? $"({this})" : ToString();
}

/// <summary>A type by its name: built in, a class, an alias or an enum.</summary>
/// <param name="Name">The name.</param>
/// <param name="Arguments">The types in <c>&lt;…&gt;</c>; empty for most.</param>
public sealed record NamedType(string Name, ValueList<LuaType> Arguments) : LuaType
{
    /// <inheritdoc/>
    public override string ToString() => Arguments.Count == 0 ? Name : $"{Name}<{Join(Arguments)}>";
}

/// <summary><c>A|B</c>; <c>T?</c> is <c>T|nil</c>.</summary>
/// <param name="Members">The types, at least two.</param>
public sealed record UnionType(ValueList<LuaType> Members) : LuaType
{
    /// <inheritdoc/>
    public override string ToString()
    {
        LuaType rest = WithoutNil();
        return rest != this && rest is not UnionType
            ? rest.Grouped + "?"
            : Join(Members.Select(member => member.Grouped), "|");
    }
}

/// <summary><c>T[]</c>.</summary>
/// <param name="Element">The type of the items.</param>
public sealed record ArrayType(LuaType Element) : LuaType
{
    /// <inheritdoc/>
    public override string ToString() => Element.Grouped + "[]";
}

/// <summary><c>[A, B]</c>: a table with one item of each type.</summary>
/// <param name="Items">The types of its items.</param>
public sealed record TupleType(ValueList<LuaType> Items) : LuaType
{
    /// <inheritdoc/>
    public override string ToString() => $"[{Join(Items)}]";
}

/// <summary><c>table&lt;K, V&gt;</c>, or <c>{ [K]: V }</c>.</summary>
/// <param name="Key">The type of the keys.</param>
/// <param name="Value">The type of the values.</param>
public sealed record DictionaryType(LuaType Key, LuaType Value) : LuaType
{
    /// <inheritdoc/>
    public override string ToString() => $"table<{Key}, {Value}>";
}

/// <summary>A field of a <see cref="RecordType"/>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type; with <c>nil</c> for <c>name?</c>.</param>
public sealed record RecordField(string Name, LuaType Type)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type}";
}

/// <summary><c>{ name: T }</c>.</summary>
/// <param name="Fields">The fields, in their order.</param>
public sealed record RecordType(ValueList<RecordField> Fields) : LuaType
{
    /// <inheritdoc/>
    public override string ToString() => Fields.Count == 0 ? "{}" : $"{{ {Join(Fields)} }}";
}

/// <summary>A parameter of a <see cref="FunctionType"/>.</summary>
/// <param name="Name">The name; <c>...</c> for the rest.</param>
/// <param name="Type">The type; <see cref="LuaType.Any"/> if none is given.</param>
/// <param name="IsOptional">True for <c>name?</c>.</param>
public sealed record FunctionParameter(string Name, LuaType Type, bool IsOptional)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}{(IsOptional ? "?" : "")}: {Type}";
}

/// <summary>A result of a <see cref="FunctionType"/>.</summary>
/// <param name="Name">The name; empty for none.</param>
/// <param name="Type">The type.</param>
public sealed record FunctionResult(string Name, LuaType Type)
{
    /// <inheritdoc/>
    public override string ToString() => Name.Length == 0 ? Type.ToString() : $"{Name}: {Type}";
}

/// <summary><c>fun(a: T, b?: U): R</c>.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="Results">The results; empty for none.</param>
/// <param name="IsAsync">True for <c>async fun</c>, which may yield.</param>
public sealed record FunctionType(
    ValueList<FunctionParameter> Parameters, ValueList<FunctionResult> Results, bool IsAsync) : LuaType
{
    /// <inheritdoc/>
    public override string ToString() =>
        (IsAsync ? "async " : "") + $"fun({Join(Parameters)})"
        + (Results.Count == 0 ? "" : ": " + Join(Results));
}

/// <summary>The kinds of a <see cref="LiteralType"/>.</summary>
public enum LiteralKind
{
    /// <summary>A string.</summary>
    String,

    /// <summary>A number without a fraction.</summary>
    Integer,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,
}

/// <summary>A type of one value: <c>"on"</c>, <c>1</c>, <c>true</c>.</summary>
/// <param name="Kind">The kind of the value.</param>
/// <param name="Value">A string's content, or the text of the value.</param>
public sealed record LiteralType(LiteralKind Kind, string Value) : LuaType
{
    /// <inheritdoc/>
    public override string ToString() =>
        Kind == LiteralKind.String ? string.Format(CultureInfo.InvariantCulture, "\"{0}\"", Value) : Value;
}
