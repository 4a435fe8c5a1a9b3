using Lfs.Analysis.Syntax;

namespace Lfs.Analysis.Lints;

/// <summary>What an expression names, when that can be seen without running it.</summary>
/// <param name="device">The names of the device.</param>
sealed class Paths(DeviceNames device)
{
    /// <summary>The table that the module <c>_init</c> makes of the modules in flash.</summary>
    public const string Lfs = "LFS";

    /// <summary>The firmware's own such table.</summary>
    public const string NodeLfs = "node.LFS";

    /// <summary>Locals that stand for each other are followed this far.</summary>
    const int MostAliases = 8;

    /// <summary>A global, or a field of one of the firmware's tables: <c>node.task.post</c>; null for
    /// anything else. A local that is set once counts as what it was set to.</summary>
    public string? Of(Expression expression) => Of(expression, MostAliases);

    string? Of(Expression expression, int aliases) => expression switch
    {
        NameExpression { Local: null } global => global.Name,
        NameExpression { Local: { } local } => aliases > 0 && ValueOf(local) is { } value
            ? Of(value, aliases - 1)
            : null,
        IndexExpression { Name: { } name } index => Of(index.Target, aliases) is { } table
            ? Field(table, name)
            : null,
        ParenthesizedExpression group => Of(group.Inner, aliases),
        _ => null,
    };

    string? Field(string table, string name) =>
        table == DeviceNames.Globals ? name
        : device.IsTable(table) || table == Lfs ? table + "." + name
        : null;

    /// <summary>The value of a local that is set once, where it is declared.</summary>
    static Expression? ValueOf(LocalVariable local) =>
        local.Kind == LocalKind.Variable && local.Writes.Count == 0 ? local.Value : null;

    /// <summary>True for the table of the globals, by any of its names.</summary>
    public static bool IsEnvironment(Expression expression) => IsEnvironment(expression, MostAliases);

    static bool IsEnvironment(Expression expression, int aliases) => expression switch
    {
        NameExpression { Local: null } global => global.Name is DeviceNames.Globals or "_ENV",
        NameExpression { Local: { } local } =>
            aliases > 0 && ValueOf(local) is { } value && IsEnvironment(value, aliases - 1),
        CallExpression { Method: null, Function: NameExpression { Local: null, Name: "getfenv" } } => true,
        BinaryExpression { Operator: "or" } choice => aliases > 0
            && (IsEnvironment(choice.Left, aliases - 1) || IsEnvironment(choice.Right, aliases - 1)),
        _ => false,
    };

    /// <summary>The name of the module in flash that an expression asks for.</summary>
    /// <returns>False if it asks for none; null for a name that is computed.</returns>
    public bool IsFlashLookup(Expression expression, out string? name)
    {
        name = null;
        switch (expression)
        {
            case CallExpression { Method: null } call when IsFlashFunction(Of(call.Function)):
                name = TextOf(call);
                return call.Arguments.Count > 0;
            case IndexExpression { Name: { } field } index
                when Of(index.Target) is { } table && table is Lfs or NodeLfs && !IsProperty(field):
                name = field;
                return true;
            case ParenthesizedExpression group:
                return IsFlashLookup(group.Inner, out name);
            default:
                return false;
        }
    }

    /// <summary>True for the functions that give a module in flash.</summary>
    public static bool IsFlashFunction(string? path) =>
        path is "node.flashindex" or "node.LFS.get" or "LFS.get";

    // Of node.LFS, and those that the usual _init module adds.
    static bool IsProperty(string name) => name is "get" or "list" or "reload" or "config" or "time"
        or "build" or "_list" or "_config" or "_time";

    /// <summary>The module that an expression has from <c>require</c>; null for anything else.</summary>
    public static string? ModuleOf(Expression expression) => expression switch
    {
        CallExpression { Method: null, Function: NameExpression { Local: null, Name: "require" } } call =>
            TextOf(call),
        NameExpression { Local: { } local } when ValueOf(local) is CallExpression call => ModuleOf(call),
        _ => null,
    };

    /// <summary>The module whose result an expression is: from <c>require</c>, from the call of a module in
    /// flash, or through locals that are set once; null for anything else.</summary>
    public string? ResultOf(Expression expression) => ResultOf(expression, MostAliases);

    string? ResultOf(Expression expression, int aliases) => expression switch
    {
        NameExpression { Local: { } local } => aliases > 0 && ValueOf(local) is { } value
            ? ResultOf(value, aliases - 1)
            : null,
        CallExpression { Method: null } call => ModuleOf(call)
            ?? (IsFlashLookup(call.Function, out string? name) ? name : null),
        ParenthesizedExpression group => ResultOf(group.Inner, aliases),
        _ => null,
    };

    /// <summary>The module that the string argument of a call names; null if it names none.</summary>
    public string? NamedBy(CallExpression call) =>
        Of(call.Function) is { } path && (path == "require" || IsFlashFunction(path)) ? TextOf(call) : null;

    /// <summary>The first argument of a call, if it is a constant string.</summary>
    public static string? TextOf(CallExpression call) =>
        call.Arguments.Count > 0 && call.Arguments[0] is ConstantExpression { Kind: ConstantKind.String } text
            ? text.Text
            : null;
}
