namespace Lfs.Analysis.Syntax;

/// <summary>A statement.</summary>
/// <param name="start">The offset of its first byte.</param>
public abstract class Statement(int start) : Node(start);

/// <summary>The statements of a block, which is the scope of its locals.</summary>
/// <param name="start">The offset where it begins.</param>
public sealed class Block(int start) : Node(start)
{
    /// <summary>The statements, in their order.</summary>
    public List<Statement> Statements { get; } = [];
}

/// <summary><c>local a, b = x, y</c>.</summary>
/// <param name="start">The offset of <c>local</c>.</param>
public sealed class LocalStatement(int start) : Statement(start)
{
    /// <summary>The variables.</summary>
    public List<LocalVariable> Variables { get; } = [];

    /// <summary>The values; empty for none.</summary>
    public List<Expression> Values { get; } = [];
}

/// <summary><c>local function f() … end</c>.</summary>
/// <param name="start">The offset of <c>local</c>.</param>
/// <param name="variable">The variable.</param>
/// <param name="function">The function.</param>
public sealed class LocalFunctionStatement(int start, LocalVariable variable, FunctionExpression function)
    : Statement(start)
{
    /// <summary>The variable.</summary>
    public LocalVariable Variable { get; } = variable;

    /// <summary>The function.</summary>
    public FunctionExpression Function { get; } = function;
}

/// <summary><c>function a.b:c() … end</c>.</summary>
/// <param name="start">The offset of <c>function</c>.</param>
/// <param name="target">The name or field that gets the function.</param>
/// <param name="function">The function.</param>
public sealed class FunctionStatement(int start, Expression target, FunctionExpression function)
    : Statement(start)
{
    /// <summary>The name or field that gets the function.</summary>
    public Expression Target { get; } = target;

    /// <summary>The function.</summary>
    public FunctionExpression Function { get; } = function;
}

/// <summary><c>a, b.c = x, y</c>.</summary>
/// <param name="start">The offset of the first target.</param>
public sealed class AssignmentStatement(int start) : Statement(start)
{
    /// <summary>The names and fields.</summary>
    public List<Expression> Targets { get; } = [];

    /// <summary>The values.</summary>
    public List<Expression> Values { get; } = [];
}

/// <summary>A call as a statement.</summary>
/// <param name="call">The call; another expression where the text has an error.</param>
public sealed class CallStatement(Expression call) : Statement(call.Start)
{
    /// <summary>The call.</summary>
    public Expression Call { get; } = call;
}

/// <summary><c>do … end</c>.</summary>
/// <param name="start">The offset of <c>do</c>.</param>
/// <param name="body">The body.</param>
public sealed class DoStatement(int start, Block body) : Statement(start)
{
    /// <summary>The body.</summary>
    public Block Body { get; } = body;
}

/// <summary><c>while c do … end</c>.</summary>
/// <param name="start">The offset of <c>while</c>.</param>
/// <param name="condition">The condition.</param>
/// <param name="body">The body.</param>
public sealed class WhileStatement(int start, Expression condition, Block body) : Statement(start)
{
    /// <summary>The condition.</summary>
    public Expression Condition { get; } = condition;

    /// <summary>The body.</summary>
    public Block Body { get; } = body;
}

/// <summary><c>repeat … until c</c>.</summary>
/// <param name="start">The offset of <c>repeat</c>.</param>
/// <param name="body">The body.</param>
/// <param name="condition">The condition, in the scope of the body.</param>
public sealed class RepeatStatement(int start, Block body, Expression condition) : Statement(start)
{
    /// <summary>The body.</summary>
    public Block Body { get; } = body;

    /// <summary>The condition.</summary>
    public Expression Condition { get; } = condition;
}

/// <summary>A branch of <c>if</c>.</summary>
/// <param name="Condition">The condition; null for <c>else</c>.</param>
/// <param name="Body">The body.</param>
public sealed record Branch(Expression? Condition, Block Body);

/// <summary><c>if … elseif … else … end</c>.</summary>
/// <param name="start">The offset of <c>if</c>.</param>
public sealed class IfStatement(int start) : Statement(start)
{
    /// <summary>The branches; the one of <c>else</c> is the last.</summary>
    public List<Branch> Branches { get; } = [];
}

/// <summary>A loop over numbers, or over what an iterator returns.</summary>
/// <param name="start">The offset of <c>for</c>.</param>
/// <param name="isNumeric">True for a loop over numbers.</param>
public sealed class ForStatement(int start, bool isNumeric) : Statement(start)
{
    /// <summary>True for <c>for i = a, b, c</c>, false for <c>for k, v in x</c>.</summary>
    public bool IsNumeric { get; } = isNumeric;

    /// <summary>The variables.</summary>
    public List<LocalVariable> Variables { get; } = [];

    /// <summary>Start, limit and step, or the iterator.</summary>
    public List<Expression> Values { get; } = [];

    /// <summary>The body.</summary>
    public Block Body { get; internal set; } = new(start);
}

/// <summary><c>return x, y</c>.</summary>
/// <param name="start">The offset of <c>return</c>.</param>
public sealed class ReturnStatement(int start) : Statement(start)
{
    /// <summary>The values.</summary>
    public List<Expression> Values { get; } = [];
}

/// <summary><c>break</c>.</summary>
/// <param name="start">Its offset.</param>
public sealed class BreakStatement(int start) : Statement(start);

/// <summary><c>goto name</c>. 5.3 only.</summary>
/// <param name="start">The offset of <c>goto</c>.</param>
/// <param name="name">The label's name.</param>
public sealed class GotoStatement(int start, string name) : Statement(start)
{
    /// <summary>The label's name.</summary>
    public string Name { get; } = name;
}

/// <summary><c>::name::</c>. 5.3 only.</summary>
/// <param name="start">The offset of its first colon.</param>
/// <param name="name">Its name.</param>
public sealed class LabelStatement(int start, string name) : Statement(start)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
