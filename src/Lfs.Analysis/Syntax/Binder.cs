using Lfs.Compiler.Bytecode;

namespace Lfs.Analysis.Syntax;

/// <summary>Finds the local variable of each name.</summary>
sealed class Binder : TreeWalker
{
    readonly bool _hasArg;
    readonly List<NameExpression> _globals = [];
    readonly List<LocalVariable> _locals = [];
    // The variables in scope: the innermost of each name, and all in the order of their declarations.
    readonly Dictionary<string, LocalVariable> _visible = new(StringComparer.Ordinal);
    readonly List<LocalVariable> _scope = [];
    FunctionExpression _function;
    int _scopeStart;

    Binder(LuaVersion version, FunctionExpression main)
    {
        _hasArg = version == LuaVersion.Lua51;
        _function = main;
    }

    /// <summary>Binds the names of a text.</summary>
    /// <returns>Its local variables, and the names of globals that it reads, in the order of the
    /// text.</returns>
    public static (IReadOnlyList<LocalVariable> Locals, IReadOnlyList<NameExpression> Globals) Bind(
        LuaVersion version, FunctionExpression main)
    {
        var binder = new Binder(version, main);
        binder.Visit(main.Body);
        return (binder._locals, binder._globals);
    }

    protected override void Visit(Block block)
    {
        int outer = _scope.Count;
        base.Visit(block);
        Leave(outer, block.End);
    }

    protected override void Visit(Statement statement)
    {
        // A local function is in scope in its own body, any other local only after its statement.
        int outer = _scopeStart;
        _scopeStart = statement is LocalFunctionStatement function ? function.Variable.End : statement.End;
        base.Visit(statement);
        _scopeStart = outer;
    }

    protected override void VisitRepeat(RepeatStatement loop)
    {
        int outer = _scope.Count;
        foreach (Statement statement in loop.Body.Statements)
            Visit(statement);
        Visit(loop.Condition);
        Leave(outer, loop.End);
    }

    protected override void VisitLoop(ForStatement loop)
    {
        int outer = _scope.Count;
        _scopeStart = loop.Body.Start;
        base.VisitLoop(loop);
        Leave(outer, loop.End);
    }

    protected override void Visit(FunctionExpression function)
    {
        (FunctionExpression outerFunction, int outerStart) = (_function, _scopeStart);
        int outer = _scope.Count;
        _function = function;
        _scopeStart = function.Body.Start;
        DeclareAll(function.Parameters);
        // LUA_COMPAT_VARARG of luaconf.h: the table arg of Lua 5.0, which hides a parameter of its name.
        if (_hasArg && function.IsVararg)
            Declare(new LocalVariable(function.Body.Start, "arg", LocalKind.Implicit));
        Visit(function.Body);
        Leave(outer, function.End);
        (_function, _scopeStart) = (outerFunction, outerStart);
    }

    protected override void Declare(LocalVariable variable)
    {
        variable.Owner = _function;
        variable.ScopeStart = _scopeStart;
        if (_visible.TryGetValue(variable.Name, out LocalVariable? shadowed))
            variable.Shadowed = shadowed;
        _visible[variable.Name] = variable;
        _scope.Add(variable);
        _locals.Add(variable);
    }

    void Leave(int outer, int end)
    {
        for (int i = _scope.Count - 1; i >= outer; i--)
        {
            LocalVariable variable = _scope[i];
            variable.ScopeEnd = end;
            if (variable.Shadowed is null)
                _visible.Remove(variable.Name);
            else
                _visible[variable.Name] = variable.Shadowed;
        }
        _scope.RemoveRange(outer, _scope.Count - outer);
    }

    protected override void VisitName(NameExpression name)
    {
        if (Find(name) is { } local)
            local.AddRead(name);
        else
            _globals.Add(name);
    }

    protected override void VisitTarget(Expression target)
    {
        base.VisitTarget(target);
        if (target is NameExpression name && Find(name) is { } local)
            local.AddWrite(name);
    }

    LocalVariable? Find(NameExpression name)
    {
        if (_visible.TryGetValue(name.Name, out LocalVariable? local))
            name.Local = local;
        return local;
    }
}
