using Lfs.Analysis.Syntax;

namespace Lfs.Analysis.Shapes;

/// <summary>Finds the <c>return</c> statements of a function, not those of functions in it.</summary>
sealed class Returns : TreeWalker
{
    readonly List<ReturnStatement> _found = [];

    Returns()
    {
    }

    /// <summary>The statements, in the order of the text.</summary>
    public static IReadOnlyList<ReturnStatement> Of(FunctionExpression function)
    {
        var walker = new Returns();
        walker.Visit(function.Body);
        return walker._found;
    }

    protected override void Visit(Statement statement)
    {
        if (statement is ReturnStatement found)
            _found.Add(found);
        base.Visit(statement);
    }

    protected override void Visit(FunctionExpression function)
    {
    }
}
