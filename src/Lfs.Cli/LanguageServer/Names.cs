using Lfs.Analysis.Syntax;

namespace Lfs.Cli.LanguageServer;

/// <summary>What an expression stands for, as far as the text says it.</summary>
static class Names
{
    /// <summary>A variable that is a copy of another is followed this often.</summary>
    const int MostSteps = 8;

    /// <summary>The module whose result an expression is: <c>require "m"</c>, <c>LFS.m()</c>,
    /// <c>node.LFS.get("m")()</c>, or a local variable with that value; null for none.</summary>
    public static string? ModuleOf(Expression expression, int steps = MostSteps) => expression switch
    {
        NameExpression { Local: { Writes.Count: 0, Value: { } value } } when steps > 0 =>
            ModuleOf(value, steps - 1),
        CallExpression { Method: null } call => RequiredBy(call) ?? FoundInFlash(call.Function),
        ParenthesizedExpression group => ModuleOf(group.Inner, steps),
        _ => null,
    };

    /// <summary>The module that the string argument of a call names; null if it names none.</summary>
    public static string? NamedBy(CallExpression call) => RequiredBy(call) ?? FoundInFlash(call);

    /// <summary>The path of a global or a field of one: <c>node.task.post</c>; null for another.</summary>
    public static string? PathOf(Expression expression) => expression switch
    {
        NameExpression { Local: null } global => global.Name,
        IndexExpression { Name: { } field } index when PathOf(index.Target) is { } table =>
            table + "." + field,
        _ => null,
    };

    static string? RequiredBy(CallExpression call) =>
        PathOf(call.Function) == "require" ? TextOf(call) : null;

    // The function of a module in flash.
    static string? FoundInFlash(Expression function) => function switch
    {
        IndexExpression index when PathOf(index.Target) is "LFS" or "node.LFS" => index.Name,
        CallExpression call when PathOf(call.Function) is "node.LFS.get" or "LFS.get" or "node.flashindex" =>
            TextOf(call),
        _ => null,
    };

    static string? TextOf(CallExpression call) =>
        call.Arguments is [ConstantExpression { Kind: ConstantKind.String } text, ..] ? text.Text : null;
}
