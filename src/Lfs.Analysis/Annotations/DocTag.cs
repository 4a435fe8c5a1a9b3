namespace Lfs.Analysis.Annotations;

/// <summary>Who may use a member.</summary>
public enum Visibility
{
    /// <summary>Everyone.</summary>
    Public,

    /// <summary>The class and those that derive from it.</summary>
    Protected,

    /// <summary>The class.</summary>
    Private,

    /// <summary>The file.</summary>
    Package,
}

/// <summary>An annotation: <c>---@name …</c>.</summary>
public abstract record DocTag
{
    /// <summary>The offset of its <c>@</c>, in bytes.</summary>
    public int Start { get; internal init; }

    /// <summary>The offset of the end of its line, in bytes.</summary>
    public int End { get; internal init; }
}

/// <summary><c>@param name type text</c>.</summary>
/// <param name="Name">The parameter; <c>...</c> for the rest.</param>
/// <param name="Type">Its type; with <c>nil</c> for <c>name?</c>.</param>
/// <param name="IsOptional">True for <c>name?</c>.</param>
/// <param name="Text">What it is for.</param>
public sealed record ParameterTag(string Name, LuaType Type, bool IsOptional, string Text) : DocTag;

/// <summary><c>@return type name text</c>: one result.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name; empty for none, <c>...</c> for the rest.</param>
/// <param name="Text">What it is.</param>
public sealed record ReturnTag(LuaType Type, string Name, string Text) : DocTag;

/// <summary><c>@type T</c>.</summary>
/// <param name="Types">The types of the variables below.</param>
public sealed record TypeTag(ValueList<LuaType> Types) : DocTag;

/// <summary><c>@class Name: Parent</c>.</summary>
/// <param name="Name">The class.</param>
/// <param name="Parents">What it inherits from.</param>
/// <param name="Text">What it is.</param>
public sealed record ClassTag(string Name, ValueList<LuaType> Parents, string Text) : DocTag;

/// <summary><c>@field private name? type text</c>.</summary>
/// <param name="Visibility">Who may use it.</param>
/// <param name="Name">The name; empty for <c>[type]</c>.</param>
/// <param name="Type">Its type; with <c>nil</c> for <c>name?</c>.</param>
/// <param name="Text">What it is.</param>
public sealed record FieldTag(Visibility Visibility, string Name, LuaType Type, string Text) : DocTag;

/// <summary>A value of an alias, on a line of its own.</summary>
/// <param name="Type">The value.</param>
/// <param name="Text">What it means.</param>
public sealed record AliasValue(LuaType Type, string Text);

/// <summary><c>@alias Name type</c>, or <c>@alias Name</c> with lines <c>---| value # text</c>.</summary>
/// <param name="Name">The alias.</param>
/// <param name="Type">What it stands for.</param>
/// <param name="Values">The lines with one value each; empty for none.</param>
/// <param name="Text">What it is.</param>
public sealed record AliasTag(string Name, LuaType Type, ValueList<AliasValue> Values, string Text) : DocTag;

/// <summary><c>@enum Name</c>, above a table.</summary>
/// <param name="Name">The enum.</param>
/// <param name="IsOfKeys">True for <c>@enum (key)</c>: its values are the keys of the table.</param>
/// <param name="Text">What it is.</param>
public sealed record EnumTag(string Name, bool IsOfKeys, string Text) : DocTag;

/// <summary><c>@overload fun(…)</c>.</summary>
/// <param name="Type">The other signature.</param>
public sealed record OverloadTag(FunctionType Type) : DocTag;

/// <summary><c>@deprecated text</c>.</summary>
/// <param name="Text">What to use instead; may be empty.</param>
public sealed record DeprecatedTag(string Text) : DocTag;

/// <summary><c>@private</c>, <c>@protected</c>, <c>@package</c> or <c>@public</c>.</summary>
/// <param name="Visibility">Who may use what is below.</param>
public sealed record VisibilityTag(Visibility Visibility) : DocTag;

/// <summary><c>@nodiscard</c>: who calls it must use what it returns.</summary>
public sealed record NodiscardTag : DocTag;

/// <summary><c>@async</c>: the function may yield.</summary>
public sealed record AsyncTag : DocTag;

/// <summary><c>@meta name</c>: the file describes what is elsewhere, and does not run.</summary>
/// <param name="Name">The module that it describes; may be empty.</param>
public sealed record MetaTag(string Name) : DocTag;

/// <summary><c>@generic T</c>: the names stand for any type.</summary>
/// <param name="Names">The names.</param>
public sealed record GenericTag(ValueList<string> Names) : DocTag;
