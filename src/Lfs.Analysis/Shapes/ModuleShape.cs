using Lfs.Analysis.Annotations;

namespace Lfs.Analysis.Shapes;

/// <summary>What a module is to who loads it.</summary>
public enum ModuleKind
{
    /// <summary>A program: it runs at each call, with arguments.</summary>
    Script,

    /// <summary>It returns a table: it is loaded once, and the table kept.</summary>
    Table,

    /// <summary>It returns a function: it is loaded once, and the function called.</summary>
    Function,

    /// <summary>It describes what is elsewhere (<c>@meta</c>), and does not run.</summary>
    Description,
}

/// <summary>What a module gives to its callers. It compares by value, and does not change when only bodies of
/// functions do.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The description at its top.</param>
/// <param name="Main">The main function of a script, or the function that the module returns; null for
/// a table.</param>
/// <param name="Members">The members of the table that it returns.</param>
/// <param name="Classes">The classes that it defines.</param>
/// <param name="Enums">The enums that it defines.</param>
/// <param name="Aliases">The aliases that it defines.</param>
public sealed record ModuleShape(
    ModuleKind Kind, string Text, FunctionShape? Main, MemberShapes Members,
    ValueList<ClassShape> Classes, ValueList<EnumShape> Enums, ValueList<AliasShape> Aliases);

/// <summary>The members of a table.</summary>
/// <param name="Functions">Its functions.</param>
/// <param name="Fields">Its other fields.</param>
public sealed record MemberShapes(ValueList<FunctionShape> Functions, ValueList<FieldShape> Fields);

/// <summary>A function.</summary>
/// <param name="Name">Its name in its table; empty for one without.</param>
/// <param name="Line">Its line.</param>
/// <param name="PassesSelf">True if its table, or the object, is its first argument.</param>
/// <param name="Parameters">Its parameters, without <c>self</c>.</param>
/// <param name="Results">What it returns; null if the number of its results is not known.</param>
/// <param name="Overloads">Its other signatures.</param>
/// <param name="Text">Its description.</param>
/// <param name="Deprecated">What to use instead; null if it is not deprecated.</param>
/// <param name="IsNodiscard">True if its results must be used.</param>
/// <param name="IsAsync">True if it may yield.</param>
public sealed record FunctionShape(
    string Name, int Line, bool PassesSelf,
    ValueList<ParameterShape> Parameters, ValueList<ResultShape>? Results, ValueList<FunctionType> Overloads,
    string Text, string? Deprecated, bool IsNodiscard, bool IsAsync);

/// <summary>A parameter.</summary>
/// <param name="Name">Its name; <c>...</c> for the rest.</param>
/// <param name="Type">Its type; null if it is not known.</param>
/// <param name="IsOptional">True if it need not be given.</param>
/// <param name="Default">What the function uses instead, as Lua; empty if that is not known.</param>
/// <param name="Text">What it is for.</param>
public sealed record ParameterShape(
    string Name, LuaType? Type, bool IsOptional, string Default, string Text);

/// <summary>A result.</summary>
/// <param name="Name">Its name; empty for none, <c>...</c> for the rest.</param>
/// <param name="Type">Its type; null if it is not known.</param>
/// <param name="Text">What it is.</param>
public sealed record ResultShape(string Name, LuaType? Type, string Text);

/// <summary>A field that is not a function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Its line.</param>
/// <param name="Type">Its type; null if it is not known.</param>
/// <param name="IsConstant">True if nothing in its file assigns to it a second time.</param>
/// <param name="Text">What it is.</param>
public sealed record FieldShape(string Name, int Line, LuaType? Type, bool IsConstant, string Text);

/// <summary>A class.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Its line.</param>
/// <param name="Parents">What it inherits from.</param>
/// <param name="Members">The members of its objects.</param>
/// <param name="IsMadeByLua">True if code of the file makes its objects with <c>setmetatable</c>.</param>
/// <param name="Text">What it is.</param>
public sealed record ClassShape(
    string Name, int Line, ValueList<LuaType> Parents, MemberShapes Members, bool IsMadeByLua, string Text);

/// <summary>An enum: a table of constants.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Its line.</param>
/// <param name="Members">Its constants.</param>
/// <param name="Text">What it is.</param>
public sealed record EnumShape(string Name, int Line, ValueList<EnumMember> Members, string Text);

/// <summary>A constant of an enum.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Text">What it means.</param>
public sealed record EnumMember(string Name, LiteralType Value, string Text);

/// <summary>An alias.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Its line.</param>
/// <param name="Type">What it stands for.</param>
/// <param name="Values">Its values with their descriptions; empty if they have no lines of their own.</param>
/// <param name="Text">What it is.</param>
public sealed record AliasShape(
    string Name, int Line, LuaType Type, ValueList<AliasValue> Values, string Text);
