namespace Lfs.Analysis.Syntax;

/// <summary>The kinds of local variables.</summary>
public enum LocalKind
{
    /// <summary>Declared by <c>local</c>.</summary>
    Variable,

    /// <summary>Declared by <c>local function</c>.</summary>
    Function,

    /// <summary>A parameter.</summary>
    Parameter,

    /// <summary>The variable of a loop.</summary>
    Loop,

    /// <summary>Declared by the language: <c>self</c> of a method, and in 5.1 <c>arg</c> of a vararg
    /// function.</summary>
    Implicit,
}

/// <summary>A local variable.</summary>
/// <param name="start">The offset of its name where it is declared.</param>
/// <param name="name">Its name.</param>
/// <param name="kind">Its kind.</param>
public sealed class LocalVariable(int start, string name, LocalKind kind) : Node(start)
{
    List<NameExpression>? _reads, _writes;

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The kind.</summary>
    public LocalKind Kind { get; } = kind;

    /// <summary>The places that read it.</summary>
    public IReadOnlyList<NameExpression> Reads => _reads ?? (IReadOnlyList<NameExpression>)[];

    /// <summary>The places that assign to it after its declaration.</summary>
    public IReadOnlyList<NameExpression> Writes => _writes ?? (IReadOnlyList<NameExpression>)[];

    /// <summary>The value in its declaration; null if it has none of its own.</summary>
    public Expression? Value { get; internal set; }

    /// <summary>The function that declares it.</summary>
    public FunctionExpression? Owner { get; internal set; }

    /// <summary>The variable of the same name that it hides; null for none.</summary>
    public LocalVariable? Shadowed { get; internal set; }

    /// <summary>The offset where its scope begins: it can be used from there.</summary>
    public int ScopeStart { get; internal set; }

    /// <summary>The offset where its scope ends.</summary>
    public int ScopeEnd { get; internal set; }

    internal void AddRead(NameExpression name) => (_reads ??= []).Add(name);

    internal void AddWrite(NameExpression name) => (_writes ??= []).Add(name);
}
