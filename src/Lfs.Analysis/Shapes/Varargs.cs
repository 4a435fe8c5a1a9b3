using Lfs.Analysis.Syntax;

namespace Lfs.Analysis.Shapes;

/// <summary>Counts the places of a function that read <c>...</c>.</summary>
static class Varargs
{
    /// <summary>The places, without those in functions in it.</summary>
    public static int In(FunctionExpression function)
    {
        int count = 0;
        var open = new Stack<object>();
        open.Push(function.Body);
        while (open.Count > 0)
        {
            object at = open.Pop();
            if (at is VarargExpression)
                count++;
            foreach (object part in PartsOf(at))
                open.Push(part);
        }
        return count;
    }

    static IEnumerable<object> PartsOf(object node) => node switch
    {
        Block block => block.Statements,
        LocalStatement local => local.Values,
        AssignmentStatement assignment => [.. assignment.Targets, .. assignment.Values],
        CallStatement call => [call.Call],
        DoStatement block => [block.Body],
        WhileStatement loop => [loop.Condition, loop.Body],
        RepeatStatement loop => [loop.Condition, loop.Body],
        IfStatement choice => choice.Branches.SelectMany(branch =>
            branch.Condition is null ? new object[] { branch.Body } : [branch.Condition, branch.Body]),
        ForStatement loop => [.. loop.Values, loop.Body],
        ReturnStatement result => result.Values,
        IndexExpression index => [index.Target, index.Key],
        CallExpression call => [call.Function, .. call.Arguments],
        TableExpression table => table.Items.SelectMany(item =>
            item.Key is null ? new object[] { item.Value } : [item.Key, item.Value]),
        ParenthesizedExpression group => [group.Inner],
        UnaryExpression unary => [unary.Operand],
        BinaryExpression binary => [binary.Left, binary.Right],
        _ => [],
    };
}
