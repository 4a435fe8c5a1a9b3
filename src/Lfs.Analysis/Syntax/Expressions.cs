namespace Lfs.Analysis.Syntax;

/// <summary>An expression.</summary>
/// <param name="start">The offset of its first byte.</param>
public abstract class Expression(int start) : Node(start);

/// <summary>Stands where an expression is missing.</summary>
/// <param name="start">Where it should be.</param>
public sealed class MissingExpression(int start) : Expression(start);

/// <summary>The kinds of constants in a text.</summary>
public enum ConstantKind
{
    /// <summary><c>nil</c>.</summary>
    Nil,

    /// <summary><c>true</c>.</summary>
    True,

    /// <summary><c>false</c>.</summary>
    False,

    /// <summary>A number; in 5.3 a float.</summary>
    Number,

    /// <summary>An integer of 5.3.</summary>
    Integer,

    /// <summary>A string, or the name after a dot or in a constructor.</summary>
    String,
}

/// <summary>A constant.</summary>
/// <param name="start">The offset of its first byte.</param>
/// <param name="kind">Its kind.</param>
public sealed class ConstantExpression(int start, ConstantKind kind) : Expression(start)
{
    /// <summary>Its kind.</summary>
    public ConstantKind Kind { get; } = kind;

    /// <summary>The value of a number or integer.</summary>
    public double Number { get; internal set; }

    /// <summary>The text of a string, decoded as UTF-8; empty for others.</summary>
    public string Text { get; internal set; } = "";
}

/// <summary><c>...</c>.</summary>
/// <param name="start">The offset of its first byte.</param>
public sealed class VarargExpression(int start) : Expression(start);

/// <summary>A variable.</summary>
/// <param name="start">The offset of its first byte.</param>
/// <param name="name">Its name.</param>
public sealed class NameExpression(int start, string name) : Expression(start)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The local variable that it names; null for a global.</summary>
    public LocalVariable? Local { get; internal set; }
}

/// <summary>A field: <c>a.b</c> or <c>a[b]</c>.</summary>
/// <param name="target">What is indexed.</param>
/// <param name="key">The key; for <c>a.b</c> a string.</param>
/// <param name="hasDot">True for <c>a.b</c>.</param>
public sealed class IndexExpression(Expression target, Expression key, bool hasDot) : Expression(target.Start)
{
    /// <summary>What is indexed.</summary>
    public Expression Target { get; } = target;

    /// <summary>The key.</summary>
    public Expression Key { get; } = key;

    /// <summary>True for <c>a.b</c>, false for <c>a[b]</c>.</summary>
    public bool HasDot { get; } = hasDot;

    /// <summary>The key as a name; null if it is not a constant string.</summary>
    public string? Name => Key is ConstantExpression { Kind: ConstantKind.String } text ? text.Text : null;
}

/// <summary>A call: <c>f(…)</c> or <c>o:m(…)</c>.</summary>
/// <param name="function">The function, or the object of a method.</param>
/// <param name="method">The name of the method; null for a plain call.</param>
/// <param name="arguments">The arguments.</param>
public sealed class CallExpression(
    Expression function, ConstantExpression? method, IReadOnlyList<Expression> arguments)
    : Expression(function.Start)
{
    /// <summary>The function, or the object of a method.</summary>
    public Expression Function { get; } = function;

    /// <summary>The name of the method; null for a plain call.</summary>
    public ConstantExpression? Method { get; } = method;

    /// <summary>The arguments.</summary>
    public IReadOnlyList<Expression> Arguments { get; } = arguments;

    /// <summary>True if the last argument can be several values.</summary>
    public bool HasOpenArguments =>
        Arguments.Count > 0 && Arguments[Arguments.Count - 1] is CallExpression or VarargExpression;
}

/// <summary>A function with its body.</summary>
/// <param name="start">The offset of <c>function</c>.</param>
public sealed class FunctionExpression(int start) : Expression(start)
{
    /// <summary>The parameters, <c>self</c> of a method included.</summary>
    public List<LocalVariable> Parameters { get; } = [];

    /// <summary>True if it has <c>...</c>.</summary>
    public bool IsVararg { get; internal set; }

    /// <summary>True if it was written as <c>function a:b()</c>, and has a parameter <c>self</c>.</summary>
    public bool IsMethod { get; internal set; }

    /// <summary>The body.</summary>
    public Block Body { get; internal set; } = new(start);
}

/// <summary>An item of a table constructor.</summary>
/// <param name="Key">The key; null for an item of the list.</param>
/// <param name="Value">The value.</param>
/// <param name="HasName">True for <c>name = value</c>, whose key is a string.</param>
public sealed record TableItem(Expression? Key, Expression Value, bool HasName);

/// <summary>A table constructor.</summary>
/// <param name="start">The offset of its brace.</param>
public sealed class TableExpression(int start) : Expression(start)
{
    /// <summary>The items, in their order.</summary>
    public List<TableItem> Items { get; } = [];
}

/// <summary>An expression in parentheses, which has one value.</summary>
/// <param name="start">The offset of the parenthesis.</param>
/// <param name="inner">What is inside.</param>
public sealed class ParenthesizedExpression(int start, Expression inner) : Expression(start)
{
    /// <summary>What is inside.</summary>
    public Expression Inner { get; } = inner;
}

/// <summary>An operator with one operand.</summary>
/// <param name="start">The offset of the operator.</param>
/// <param name="sign">The operator as written: <c>-</c>, <c>not</c>, <c>#</c>, <c>~</c>.</param>
/// <param name="operand">The operand.</param>
public sealed class UnaryExpression(int start, string sign, Expression operand) : Expression(start)
{
    /// <summary>The operator as written.</summary>
    public string Operator { get; } = sign;

    /// <summary>The operand.</summary>
    public Expression Operand { get; } = operand;
}

/// <summary>An operator with two operands.</summary>
/// <param name="left">The left operand.</param>
/// <param name="sign">The operator as written: <c>+</c>, <c>..</c>, <c>and</c>, …</param>
/// <param name="right">The right operand.</param>
public sealed class BinaryExpression(Expression left, string sign, Expression right) : Expression(left.Start)
{
    /// <summary>The left operand.</summary>
    public Expression Left { get; } = left;

    /// <summary>The operator as written.</summary>
    public string Operator { get; } = sign;

    /// <summary>The right operand.</summary>
    public Expression Right { get; } = right;
}
