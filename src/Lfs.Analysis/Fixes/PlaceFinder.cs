using Lfs.Analysis.Lints;
using Lfs.Analysis.Syntax;

namespace Lfs.Analysis.Fixes;

/// <summary>Finds the innermost statement at a place, and the block that it is in.</summary>
sealed class PlaceFinder : TreeWalker
{
    readonly int _offset;
    Block? _inside;

    PlaceFinder(int offset) => _offset = offset;

    /// <summary>The statement; null if there is none.</summary>
    public Statement? Statement { get; private set; }

    /// <summary>The block of the statement.</summary>
    public Block? Block { get; private set; }

    public static PlaceFinder Find(LuaTree tree, int offset)
    {
        var finder = new PlaceFinder(offset);
        finder.Visit(tree.Main.Body);
        return finder;
    }

    protected override void Visit(Block block)
    {
        Block? outer = _inside;
        _inside = block;
        base.Visit(block);
        _inside = outer;
    }

    protected override void Visit(Statement statement)
    {
        if (_offset < statement.Start || _offset >= statement.End)
            return;
        (Statement, Block) = (statement, _inside);
        base.Visit(statement);
    }
}

/// <summary>Finds out whether an offset is inside a string.</summary>
sealed class StringFinder : TreeWalker
{
    readonly int _offset;
    bool _isInside;

    StringFinder(int offset) => _offset = offset;

    /// <summary>True if the bytes before and after an offset belong to one string.</summary>
    public static bool IsInString(LuaTree tree, int offset)
    {
        var finder = new StringFinder(offset);
        finder.Visit(tree.Main.Body);
        return finder._isInside;
    }

    protected override void VisitConstant(ConstantExpression constant) =>
        _isInside |= constant.Kind == ConstantKind.String
            && constant.Start < _offset && _offset < constant.End;
}

/// <summary>Finds all places where a global is used, also through <c>_G</c>.</summary>
sealed class GlobalPlaces : TreeWalker
{
    /// <summary>The place of a use through <c>_G</c>: a local is never in reach there.</summary>
    const int OutOfReach = -1;

    readonly string _name;
    readonly List<int> _places = [];

    GlobalPlaces(string name) => _name = name;

    public static List<int> Of(LuaTree tree, string name)
    {
        var finder = new GlobalPlaces(name);
        finder.Visit(tree.Main.Body);
        return finder._places;
    }

    protected override void VisitName(NameExpression name)
    {
        if (name.Local is null && name.Name == _name)
            _places.Add(name.Start);
    }

    protected override void VisitIndex(IndexExpression index)
    {
        if (index.Name == _name && Paths.IsEnvironment(index.Target))
            _places.Add(OutOfReach);
    }

    protected override void VisitTarget(Expression target)
    {
        if (target is NameExpression name)
            VisitName(name);
        else if (target is IndexExpression index)
            VisitIndex(index);
        base.VisitTarget(target);
    }
}
