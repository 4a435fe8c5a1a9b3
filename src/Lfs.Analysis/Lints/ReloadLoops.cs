using Lfs.Analysis.Syntax;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>LFS0203: an image that is loaded again at every start.</summary>
/// <remarks>
/// A reload that succeeds restarts the device, which runs <c>init.lua</c> again. So the call must depend on
/// something that the reload changes. <c>node.flashindex() == nil</c> does not: without a name the function
/// gives nil on every firmware since 2019 (nodemcu-firmware issue 3299).
/// </remarks>
sealed class ReloadLoops : TreeWalker
{
    readonly LuaTree _tree;
    readonly FileFacts _facts;
    readonly Paths _paths;
    // Whether the place is reached at every start: not behind a condition, nor in a function that waits for
    // something.
    bool _isAlways = true;
    // Whether it is behind the test that is always true.
    bool _isBehindOldTest;
    // Functions that a timer or a task runs soon.
    readonly HashSet<Expression> _callbacks = [];

    ReloadLoops(LuaTree tree, FileFacts facts, Paths paths)
    {
        _tree = tree;
        _facts = facts;
        _paths = paths;
    }

    /// <summary>Checks a text.</summary>
    public static void Check(LuaTree tree, FileFacts facts, Paths paths)
    {
        if (facts.Strings.Contains("flashreload") || facts.Strings.Contains("reload"))
            new ReloadLoops(tree, facts, paths).Visit(tree.Main.Body);
    }

    protected override void Visit(Statement statement)
    {
        (bool isAlways, bool isBehindOldTest) = (_isAlways, _isBehindOldTest);
        switch (statement)
        {
            case IfStatement choice:
                VisitChoice(choice);
                _isBehindOldTest = isBehindOldTest;
                // After a branch that leaves, what follows is reached only sometimes.
                _isAlways = isAlways
                    && !choice.Branches.Exists(branch => branch.Body.Statements.Exists(Leaves));
                return;
            case WhileStatement or ForStatement:
                _isAlways = false;
                break;
        }
        base.Visit(statement);
        _isAlways = statement is DoStatement ? _isAlways && isAlways : isAlways;
        _isBehindOldTest = isBehindOldTest;
    }

    static bool Leaves(Statement statement) =>
        statement is ReturnStatement or BreakStatement or GotoStatement;

    void VisitChoice(IfStatement choice)
    {
        (bool isAlways, bool isBehindOldTest) = (_isAlways, _isBehindOldTest);
        foreach (Branch branch in choice.Branches)
        {
            (_isAlways, _isBehindOldTest) = (isAlways, isBehindOldTest);
            if (branch.Condition is { } condition)
                Visit(condition);
            bool isOldTest = branch.Condition is not null && IsOldTest(branch.Condition);
            _isBehindOldTest = isBehindOldTest || isOldTest;
            _isAlways = isAlways && isOldTest;
            Visit(branch.Body);
        }
    }

    protected override void Visit(FunctionExpression function)
    {
        bool isAlways = _isAlways;
        _isAlways &= _callbacks.Contains(function);
        base.Visit(function);
        _isAlways = isAlways;
    }

    protected override void VisitCall(CallExpression call)
    {
        if (call.Method is { Text: "alarm" or "register" } || _paths.Of(call.Function) is "node.task.post")
            _callbacks.UnionWith(call.Arguments.Where(argument => argument is FunctionExpression));
        bool isProtected = call.Arguments.Count > 0 && _paths.Of(call.Function) == "pcall";
        bool isReload = call.Method is null
            && (IsReload(call.Function) || (isProtected && IsReload(call.Arguments[0])));
        if (!isReload)
            return;
        if (_isBehindOldTest)
        {
            Report(call, "node.flashindex() without a name is always nil: this reloads the image, and "
                + "restarts the device, at every start");
        }
        else if (_isAlways && _facts.File.IsInit)
        {
            Report(call, "this reloads the image at every start, and each reload restarts the device");
        }
    }

    void Report(CallExpression call, string message) =>
        _facts.Findings.Add(DiagnosticId.ReloadLoop, _tree.SpanOf(call), message);

    bool IsReload(Expression function) =>
        _paths.Of(function) is "node.flashreload" or "node.LFS.reload" or "LFS.reload";

    // `node.flashindex() == nil` or `not node.flashindex()`.
    bool IsOldTest(Expression condition) => condition switch
    {
        BinaryExpression { Operator: "==", Right: ConstantExpression { Kind: ConstantKind.Nil } } test =>
            IsOldCall(test.Left),
        BinaryExpression { Operator: "==", Left: ConstantExpression { Kind: ConstantKind.Nil } } test =>
            IsOldCall(test.Right),
        UnaryExpression { Operator: "not" } test => IsOldCall(test.Operand),
        ParenthesizedExpression group => IsOldTest(group.Inner),
        _ => false,
    };

    bool IsOldCall(Expression expression) =>
        expression is CallExpression { Method: null, Arguments.Count: 0 } call
        && Paths.IsFlashFunction(_paths.Of(call.Function));
}
