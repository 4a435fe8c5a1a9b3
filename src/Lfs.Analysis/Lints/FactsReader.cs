using Lfs.Analysis.Syntax;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using ConstantKind = Lfs.Analysis.Syntax.ConstantKind;

namespace Lfs.Analysis.Lints;

/// <summary>Walks a tree once, and notes what the rules will ask.</summary>
sealed class FactsReader : TreeWalker
{
    readonly LuaTree _tree;
    readonly FileFacts _facts;
    readonly DeviceNames _device;
    readonly Paths _paths;
    readonly ConditionReader _condition;
    // Where a module from flash was looked for before, or a failure is expected.
    readonly List<(int Start, int End)> _guarded = [];
    readonly HashSet<Expression> _tested = [];
    readonly HashSet<Expression> _cleared = [];
    int _functions;
    int _versions;

    public FactsReader(LuaTree tree, FileFacts facts, DeviceNames device)
    {
        _tree = tree;
        _facts = facts;
        _device = device;
        _paths = new Paths(device);
        _condition = new ConditionReader(_paths);
    }

    public void Read()
    {
        Visit(_tree.Main.Body);
        ShadowedLocals.Check(_tree, _facts.Findings);
        ReloadLoops.Check(_tree, _facts, _paths);
        List<Statement> statements = _tree.Main.Body.Statements;
        _facts.ReturnsValue = statements.Count > 0
            && statements[statements.Count - 1] is ReturnStatement { Values.Count: > 0 };
        _facts.ChangesEnvironment |= _tree.Locals.Any(local => local.Name == "_ENV");
    }

    protected override void Visit(Block block)
    {
        UnreachableCode.Check(_tree, block, _facts.Findings);
        base.Visit(block);
    }

    protected override void Visit(FunctionExpression function)
    {
        _functions++;
        base.Visit(function);
        _functions--;
    }

    protected override void Visit(Statement statement)
    {
        int versions = _versions;
        switch (statement)
        {
            case LocalStatement local:
                UnusedLocals.Check(_tree, local, _facts.Findings);
                break;
            case LocalFunctionStatement function:
                UnusedLocals.Check(_tree, function, _facts.Findings);
                break;
            case AssignmentStatement assignment:
                NoteCleared(assignment);
                break;
            case IfStatement choice:
                ReadConditions(choice);
                break;
            case WhileStatement loop:
                MarkTested(loop.Condition);
                break;
            case RepeatStatement loop:
                MarkTested(loop.Condition);
                break;
        }
        base.Visit(statement);
        _versions = versions;
        // The condition has been visited by then.
        if (statement is IfStatement read)
            MarkSubstitutes(read);
    }

    // `x = nil` removes a global.
    void NoteCleared(AssignmentStatement assignment)
    {
        for (int i = 0; i < assignment.Targets.Count; i++)
        {
            bool isNil = i < assignment.Values.Count
                && assignment.Values[i] is ConstantExpression { Kind: ConstantKind.Nil };
            if (isNil)
                _cleared.Add(assignment.Targets[i]);
        }
    }

    void ReadConditions(IfStatement choice)
    {
        foreach (Branch branch in choice.Branches)
        {
            if (branch.Condition is not { } condition)
                continue;
            MarkTested(condition);
            _condition.Read(condition);
            if (_condition.NamesVersion)
                _versions++;
            if (_condition.LooksIntoFlash)
                _guarded.Add((choice.Start, choice.End));
        }
    }

    // `if sjson == nil then sjson = cjson end`: what takes the place of a missing one may be missing, too.
    void MarkSubstitutes(IfStatement choice)
    {
        foreach (Statement statement in choice.Branches.SelectMany(branch => branch.Body.Statements))
        {
            if (statement is AssignmentStatement { Targets: [var target], Values: [var value] }
                && _paths.Of(target) is { } path && _facts.Tested.Contains(path))
            {
                MarkTested(value);
            }
        }
    }

    // What is asked for is expected to be missing at times.
    void MarkTested(Expression expression)
    {
        while (expression is ParenthesizedExpression group)
            expression = group.Inner;
        _tested.Add(expression);
        if (expression is NameExpression or IndexExpression && _paths.Of(expression) is { } path)
            _facts.Tested.Add(path);
    }

    protected override void Enter(Expression expression)
    {
        switch (expression)
        {
            case BinaryExpression { Operator: "and" or "or" } binary:
                MarkTested(binary.Left);
                MarkTested(binary.Right);
                if (binary.Operator != "and")
                    break;
                _condition.Read(binary.Left);
                if (_condition.LooksIntoFlash)
                    _guarded.Add((binary.Right.Start, binary.Right.End));
                break;
            case BinaryExpression { Operator: "==" or "~=" } binary
                when IsAnswer(binary.Left) || IsAnswer(binary.Right):
                MarkTested(binary.Left);
                MarkTested(binary.Right);
                break;
            case UnaryExpression { Operator: "not" } unary:
                MarkTested(unary.Operand);
                break;
            case CallExpression { Method: null, Arguments.Count: > 0 } call:
                EnterCall(call);
                break;
        }
    }

    static bool IsAnswer(Expression expression) =>
        expression is ConstantExpression
        {
            Kind: ConstantKind.Nil or ConstantKind.True or ConstantKind.False,
        };

    void EnterCall(CallExpression call)
    {
        switch (_paths.Of(call.Function))
        {
            case "pcall" or "xpcall":
                _guarded.Add((call.Function.End, call.End));
                MarkTested(call.Arguments[0]);
                break;
            case "type" or "assert":
                MarkTested(call.Arguments[0]);
                break;
        }
    }

    protected override void VisitName(NameExpression name)
    {
        if (name.Local is not null || name.Name.Length == 0)
            return;
        _facts.Strings.Add(name.Name);
        _facts.Mentioned.Add(name.Name);
        bool isKnown = _device.HasGlobal(name.Name)
            || (_tree.Version == LuaVersion.Lua53 && name.Name == "_ENV");
        if (!isKnown)
            _facts.Reads.Add(UseOf(name));
    }

    GlobalUse UseOf(NameExpression name) => new(name.Name, _tree.SpanOf(name), _functions > 0, _versions > 0);

    protected override void VisitTarget(Expression target)
    {
        if (target is NameExpression { Local: null, Name.Length: > 0 } name)
            NoteWrite(name);
        else if (target is IndexExpression { Name: { } field } index)
            NoteField(index, field);
        base.VisitTarget(target);
    }

    void NoteWrite(NameExpression name)
    {
        _facts.Strings.Add(name.Name);
        _facts.Mentioned.Add(name.Name);
        if (name.Name == "_ENV")
            _facts.ChangesEnvironment = true;
        if (_cleared.Contains(name))
            return;
        _facts.Defined.Add(name.Name);
        if (_functions == 0)
            _facts.TopLevel.Add(name.Name);
        _facts.Writes.Add(UseOf(name));
    }

    void NoteField(IndexExpression index, string field)
    {
        if (Paths.IsEnvironment(index.Target))
        {
            _facts.Mentioned.Add(field);
            _facts.Defined.Add(field);
            _facts.TopLevel.Add(field);
        }
        else if (_paths.Of(index.Target) is { } table)
        {
            if (table is "package.preload" or "package.loaded")
                _facts.Provided.Add(field);
            else if (_device.IsTable(table))
                _facts.DefinedFields.Add(table + "." + field);
        }
    }

    protected override void VisitConstant(ConstantExpression constant)
    {
        if (constant.Kind == ConstantKind.String)
            _facts.Strings.Add(constant.Text);
    }

    protected override void VisitIndex(IndexExpression index)
    {
        if (index.Name is not { Length: > 0 } field)
            return;
        if (_paths.IsFlashLookup(index, out string? module))
        {
            NoteLookup(index, module, _tree.SpanOf(index.Key), isCalled: false);
            return;
        }
        if (_paths.Of(index.Target) is not { } table || !_device.IsTable(table))
            return;
        if (table == DeviceNames.Globals)
            _facts.Mentioned.Add(field);
        else if (table != Paths.NodeLfs && !_device.Has(table, field)
            && !field.StartsWith("__", StringComparison.Ordinal))
        {
            _facts.MissingFields.Add(new FieldUse(table, field, _tree.SpanOf(index.Key), _versions > 0));
        }
    }

    protected override void VisitCall(CallExpression call)
    {
        if (call.Method is { } method)
            _facts.Strings.Add(method.Text);
        else
            ReadFunction(call);
        NoteModuleCall(call);
    }

    void ReadFunction(CallExpression call)
    {
        if (_paths.IsFlashLookup(call.Function, out string? called))
            NoteLookup(call.Function, called, _tree.SpanOf(call.Function), isCalled: true);
        if (_paths.IsFlashLookup(call, out string? module))
        {
            if (module is not null)
                NoteLookup(call, module, _tree.SpanOf(call.Arguments[0]), isCalled: false);
            return;
        }
        switch (_paths.Of(call.Function))
        {
            case "require" when Paths.TextOf(call) is { } name:
                _facts.Lookups.Add(new ModuleLookup(
                    name, _tree.SpanOf(call.Arguments[0]),
                    IsRequire: true, IsGuarded(call), IsCalled: false));
                break;
            case "module" or "setfenv":
                _facts.ChangesEnvironment = true;
                break;
            case "setmetatable" when call.Arguments.Count > 0 && Paths.IsEnvironment(call.Arguments[0]):
                _facts.HasDynamicGlobals = true;
                break;
        }
    }

    void NoteLookup(Expression lookup, string? module, SourceSpan span, bool isCalled) =>
        _facts.Lookups.Add(new ModuleLookup(
            module, span, IsRequire: false, _tested.Contains(lookup) || IsGuarded(lookup), isCalled));

    bool IsGuarded(Node node)
    {
        foreach ((int start, int end) in _guarded)
        {
            if (node.Start >= start && node.Start < end)
                return true;
        }
        return false;
    }

    void NoteModuleCall(CallExpression call)
    {
        (string? module, string function, int self) = call switch
        {
            { Method: { } method } => (Paths.ModuleOf(call.Function), method.Text, 1),
            { Function: IndexExpression { Name: { } name } index } => (Paths.ModuleOf(index.Target), name, 0),
            _ => (Paths.ModuleOf(call.Function), "", 0),
        };
        if (module is null)
            return;
        bool isOpen = call.HasOpenArguments;
        int arguments = self + call.Arguments.Count - (isOpen ? 1 : 0);
        _facts.Calls.Add(new ModuleCall(module, function, arguments, isOpen, self > 0, _tree.SpanOf(call)));
    }
}

/// <summary>Finds out what a condition asks.</summary>
/// <param name="paths">Names what it names.</param>
sealed class ConditionReader(Paths paths) : TreeWalker
{
    /// <summary>True if it looks at the version of Lua.</summary>
    public bool NamesVersion { get; private set; }

    /// <summary>True if it looks for a module in flash.</summary>
    public bool LooksIntoFlash { get; private set; }

    /// <summary>Reads a condition.</summary>
    public void Read(Expression condition)
    {
        NamesVersion = LooksIntoFlash = false;
        Visit(condition);
    }

    protected override void Enter(Expression expression)
    {
        NamesVersion |= expression is NameExpression { Local: null, Name: "_VERSION" };
        LooksIntoFlash |= expression is CallExpression or IndexExpression
            && paths.IsFlashLookup(expression, out _);
    }
}
