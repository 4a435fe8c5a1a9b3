using Lfs.Analysis.Syntax;

namespace Lfs.Analysis.Lints;

/// <summary>The parameters without which a function fails: it computes with them at every call, and never
/// asks whether they are there.</summary>
sealed class NeededParameters : TreeWalker
{
    readonly HashSet<LocalVariable> _used = [];
    readonly HashSet<LocalVariable> _asked = [];
    // Where an expression is computed only sometimes: the right sides of and, or.
    readonly List<(int Start, int End)> _sometimes = [];
    int _blocks;
    // After a branch that may return, the rest is not reached at every call.
    bool _mayHaveLeft;

    public NeededParameters(FunctionExpression function)
    {
        if (function.Parameters.Count > 0)
            Visit(function.Body);
    }

    /// <summary>True if a call without this argument fails.</summary>
    public bool Contains(LocalVariable parameter) =>
        parameter.Writes.Count == 0 && _used.Contains(parameter) && !_asked.Contains(parameter);

    bool IsAlways => _blocks == 1 && !_mayHaveLeft;

    protected override void Visit(Block block)
    {
        _blocks++;
        base.Visit(block);
        _blocks--;
    }

    protected override void Visit(Statement statement)
    {
        switch (statement)
        {
            case IfStatement choice:
                for (int i = 0; i < choice.Branches.Count; i++)
                    AskCondition(choice.Branches[i].Condition, isFirst: i == 0);
                base.Visit(statement);
                _mayHaveLeft |= choice.Branches.Exists(branch => branch.Body.Statements.Exists(Leaves));
                return;
            case WhileStatement loop:
                Ask(loop.Condition);
                break;
            case RepeatStatement loop:
                Ask(loop.Condition);
                break;
        }
        base.Visit(statement);
    }

    static bool Leaves(Statement statement) =>
        statement is ReturnStatement or BreakStatement or GotoStatement;

    void AskCondition(Expression? condition, bool isFirst)
    {
        if (condition is null)
            return;
        Ask(condition);
        if (!isFirst)
            _sometimes.Add((condition.Start, condition.End));
    }

    protected override void Enter(Expression expression)
    {
        switch (expression)
        {
            case BinaryExpression { Operator: "and" or "or" } binary:
                Ask(binary.Left);
                _sometimes.Add((binary.Right.Start, binary.Right.End));
                break;
            case BinaryExpression { Operator: "==" or "~=" } binary:
                Ask(binary.Left);
                Ask(binary.Right);
                break;
            case BinaryExpression binary:
                Use(binary.Left);
                Use(binary.Right);
                break;
            case UnaryExpression { Operator: "not" } unary:
                Ask(unary.Operand);
                break;
            case UnaryExpression unary:
                Use(unary.Operand);
                break;
            case IndexExpression index:
                Use(index.Target);
                break;
            case CallExpression call:
                Use(call.Function);
                break;
        }
    }

    protected override void VisitName(NameExpression name)
    {
        bool isSometimes = _blocks > 1
            || _sometimes.Exists(range => name.Start >= range.Start && name.Start < range.End);
        if (isSometimes && name.Local is { Kind: LocalKind.Parameter } parameter)
            _asked.Add(parameter);
    }

    void Use(Expression expression)
    {
        if (IsAlways && expression is NameExpression { Local: { Kind: LocalKind.Parameter } parameter })
            _used.Add(parameter);
    }

    void Ask(Expression expression)
    {
        while (expression is ParenthesizedExpression group)
            expression = group.Inner;
        if (expression is NameExpression { Local: { } parameter })
            _asked.Add(parameter);
    }
}
