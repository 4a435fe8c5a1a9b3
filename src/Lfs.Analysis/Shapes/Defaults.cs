using Lfs.Analysis.Syntax;

namespace Lfs.Analysis.Shapes;

/// <summary>Finds what a function uses where an argument is missing.</summary>
static class Defaults
{
    const int LongestText = 60;

    /// <summary>The defaults of the parameters that have one, as Lua.</summary>
    /// <remarks>They are written <c>x = x or 5</c>, <c>local y = x or 5</c> or
    /// <c>if x == nil then x = 5 end</c>, outside of other statements.</remarks>
    public static Dictionary<LocalVariable, string> Of(LuaTree tree, FunctionExpression function)
    {
        Dictionary<LocalVariable, string> found = [];
        foreach (Statement statement in function.Body.Statements)
        {
            if (Find(statement) is not { } pair || !function.Parameters.Contains(pair.Parameter)
                || found.ContainsKey(pair.Parameter))
            {
                continue;
            }
            string text = tree.TextOf(pair.Value);
            bool isShort = text.Length <= LongestText && text.IndexOf('\n') < 0;
            found.Add(pair.Parameter, isShort ? text : "");
        }
        return found;
    }

    static (LocalVariable Parameter, Expression Value)? Find(Statement statement) => statement switch
    {
        AssignmentStatement { Targets: [NameExpression target], Values: [BinaryExpression value] }
            when Choice(value) is { } choice && choice.Parameter == target.Local => choice,
        LocalStatement { Values: [BinaryExpression value] } => Choice(value),
        IfStatement { Branches: [{ Condition: { } condition, Body.Statements: [AssignmentStatement set] }] }
            when set is { Targets: [NameExpression { Local: { } local }], Values: [var value] }
                && TestsForNil(condition) == local => (local, value),
        _ => null,
    };

    static (LocalVariable Parameter, Expression Value)? Choice(BinaryExpression value) =>
        value is { Operator: "or", Left: NameExpression { Local: { } local } } ? (local, value.Right) : null;

    static LocalVariable? TestsForNil(Expression condition) => condition switch
    {
        UnaryExpression { Operator: "not", Operand: NameExpression name } => name.Local,
        BinaryExpression
        {
            Operator: "==", Left: NameExpression name, Right: ConstantExpression { Kind: ConstantKind.Nil },
        } => name.Local,
        _ => null,
    };
}
