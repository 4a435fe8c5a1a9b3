using Lfs.Analysis.Syntax;

namespace Lfs.Cli.LanguageServer;

/// <summary>Finds what a text has at an offset: a name, a field, a method, or a string.</summary>
sealed class Places : TreeWalker
{
    readonly int _offset;
    readonly List<FunctionExpression> _functions = [];
    readonly List<CallExpression> _calls = [];
    CallExpression? _call;

    Places(LuaTree tree, int offset)
    {
        _offset = offset;
        Visit(tree.Main.Body);
    }

    /// <summary>The variable there; null if there is none.</summary>
    public NameExpression? Name { get; private set; }

    /// <summary>The field there; null if there is none.</summary>
    public IndexExpression? Field { get; private set; }

    /// <summary>The call whose method is there; null if there is none.</summary>
    public CallExpression? Method { get; private set; }

    /// <summary>The call whose string argument is there; null if there is none.</summary>
    public CallExpression? StringOf { get; private set; }

    /// <summary>All calls of the text, each before those in its arguments.</summary>
    public IReadOnlyList<CallExpression> Calls => _calls;

    public static Places At(LuaTree tree, int offset) => new(tree, offset);

    /// <summary>The functions of a text, each before those in it.</summary>
    public static IReadOnlyList<FunctionExpression> Functions(LuaTree tree) =>
        new Places(tree, -1)._functions;

    bool IsAt(Node node) => node.Start <= _offset && _offset <= node.End;

    protected override void Visit(FunctionExpression function)
    {
        _functions.Add(function);
        base.Visit(function);
    }

    protected override void VisitName(NameExpression name)
    {
        if (IsAt(name))
            Name = name;
    }

    protected override void VisitIndex(IndexExpression index)
    {
        if (IsAt(index.Key) && index.HasDot)
            Field = index;
    }

    protected override void VisitCall(CallExpression call)
    {
        _call = call;
        _calls.Add(call);
        if (call.Method is { } method && IsAt(method))
            Method = call;
    }

    protected override void VisitConstant(ConstantExpression constant)
    {
        bool isArgument = _call is { Arguments: [var only, ..] } && ReferenceEquals(only, constant);
        if (isArgument && constant.Kind == ConstantKind.String && IsAt(constant))
            StringOf = _call;
    }

    protected override void VisitTarget(Expression target)
    {
        base.VisitTarget(target);
        if (target is NameExpression name)
            VisitName(name);
        else if (target is IndexExpression index)
            VisitIndex(index);
    }
}
