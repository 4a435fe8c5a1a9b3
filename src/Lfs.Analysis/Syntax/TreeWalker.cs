namespace Lfs.Analysis.Syntax;

/// <summary>Visits the nodes of a tree in the order of the text. A class that derives from it overrides what
/// it looks for.</summary>
/// <remarks>Chains such as <c>a + b + c</c> and <c>a.b().c</c> can be as long as a text, so they are walked
/// in loops; other nesting is limited by the grammar.</remarks>
abstract class TreeWalker
{
    // The links of all chains that are being walked: a stack, of which an inner chain uses what is above.
    readonly List<Expression> _chain = [];

    /// <summary>Visits a block.</summary>
    protected virtual void Visit(Block block)
    {
        foreach (Statement statement in block.Statements)
            Visit(statement);
    }

    /// <summary>Visits a statement, and what is in it.</summary>
    protected virtual void Visit(Statement statement)
    {
        switch (statement)
        {
            case LocalStatement local:
                VisitAll(local.Values);
                DeclareAll(local.Variables);
                break;
            case LocalFunctionStatement function:
                Declare(function.Variable);
                Visit(function.Function);
                break;
            case FunctionStatement function:
                VisitTarget(function.Target);
                Visit(function.Function);
                break;
            case AssignmentStatement assignment:
                VisitAll(assignment.Values);
                foreach (Expression target in assignment.Targets)
                    VisitTarget(target);
                break;
            case CallStatement call:
                Visit(call.Call);
                break;
            case DoStatement block:
                Visit(block.Body);
                break;
            case WhileStatement loop:
                Visit(loop.Condition);
                Visit(loop.Body);
                break;
            case RepeatStatement loop:
                VisitRepeat(loop);
                break;
            case IfStatement choice:
                foreach (Branch branch in choice.Branches)
                {
                    if (branch.Condition is not null)
                        Visit(branch.Condition);
                    Visit(branch.Body);
                }
                break;
            case ForStatement loop:
                VisitAll(loop.Values);
                VisitLoop(loop);
                break;
            case ReturnStatement result:
                VisitAll(result.Values);
                break;
        }
    }

    /// <summary>Visits <c>repeat</c>: its condition is in the scope of its body.</summary>
    protected virtual void VisitRepeat(RepeatStatement loop)
    {
        Visit(loop.Body);
        Visit(loop.Condition);
    }

    /// <summary>Visits the variables and the body of <c>for</c>.</summary>
    protected virtual void VisitLoop(ForStatement loop)
    {
        DeclareAll(loop.Variables);
        Visit(loop.Body);
    }

    /// <summary>Visits a function.</summary>
    protected virtual void Visit(FunctionExpression function)
    {
        DeclareAll(function.Parameters);
        Visit(function.Body);
    }

    /// <summary>Visits the declaration of a local variable.</summary>
    protected virtual void Declare(LocalVariable variable)
    {
    }

    /// <summary>Visits a variable that is read.</summary>
    protected virtual void VisitName(NameExpression name)
    {
    }

    /// <summary>Visits a call, after what it calls and before its arguments.</summary>
    protected virtual void VisitCall(CallExpression call)
    {
    }

    /// <summary>Visits a field that is read, after its table and before its key.</summary>
    protected virtual void VisitIndex(IndexExpression index)
    {
    }

    /// <summary>Visits a constant.</summary>
    protected virtual void VisitConstant(ConstantExpression constant)
    {
    }

    /// <summary>Visits a name or field that is assigned to.</summary>
    protected virtual void VisitTarget(Expression target)
    {
        if (target is IndexExpression index)
        {
            Visit(index.Target);
            Visit(index.Key);
        }
        else if (target is not NameExpression)
        {
            Visit(target);
        }
    }

    /// <summary>Visits an expression, before anything in it.</summary>
    protected virtual void Enter(Expression expression)
    {
    }

    /// <summary>Visits an expression, and what is in it.</summary>
    protected void Visit(Expression expression)
    {
        int bottom = _chain.Count;
        Expression? at = expression;
        while (at is not null)
        {
            Enter(at);
            _chain.Add(at);
            at = at switch
            {
                BinaryExpression binary => binary.Left,
                IndexExpression index => index.Target,
                CallExpression call => call.Function,
                _ => null,
            };
        }
        while (_chain.Count > bottom)
        {
            Expression link = _chain[_chain.Count - 1];
            _chain.RemoveAt(_chain.Count - 1);
            VisitLink(link);
        }
    }

    // What comes after the first part of an expression, which was visited.
    void VisitLink(Expression link)
    {
        switch (link)
        {
            case BinaryExpression binary:
                Visit(binary.Right);
                break;
            case IndexExpression index:
                VisitIndex(index);
                Visit(index.Key);
                break;
            case CallExpression call:
                VisitCall(call);
                VisitAll(call.Arguments);
                break;
            case NameExpression name:
                VisitName(name);
                break;
            case ConstantExpression constant:
                VisitConstant(constant);
                break;
            case FunctionExpression function:
                Visit(function);
                break;
            case TableExpression table:
                VisitItems(table);
                break;
            case ParenthesizedExpression group:
                Visit(group.Inner);
                break;
            case UnaryExpression unary:
                Visit(unary.Operand);
                break;
        }
    }

    void VisitItems(TableExpression table)
    {
        foreach (TableItem item in table.Items)
        {
            if (item.Key is not null)
                Visit(item.Key);
            Visit(item.Value);
        }
    }

    // By index: it runs at every key stroke, and an enumerator of an interface is an object.
    void VisitAll(IReadOnlyList<Expression> expressions)
    {
        for (int i = 0; i < expressions.Count; i++)
            Visit(expressions[i]);
    }

    /// <summary>Visits declarations in their order.</summary>
    protected void DeclareAll(List<LocalVariable> variables)
    {
        foreach (LocalVariable variable in variables)
            Declare(variable);
    }
}
