using Lfs.Analysis.Annotations;
using Lfs.Analysis.Syntax;

namespace Lfs.Analysis.Shapes;

/// <summary>A value that a table gets.</summary>
/// <param name="Name">The field.</param>
/// <param name="At">The statement or the item, whose comments describe it.</param>
/// <param name="Key">The place of the name.</param>
/// <param name="Value">The value; of several names for the results of one call, the call.</param>
/// <param name="HasSelf">True for <c>function t:f()</c>.</param>
sealed record TableField(string Name, Node At, Node Key, Expression Value, bool HasSelf)
{
    /// <summary>The function that the field gets; null for another value.</summary>
    public FunctionExpression? Function => TableFinder.FunctionOf(Value);
}

/// <summary>A table that a local variable holds: its fields, and whether it is a class.</summary>
/// <param name="variable">The variable; null for a table that is returned as it is made.</param>
sealed class TableOfFile(LocalVariable? variable)
{
    /// <summary>The variable; null for a table that is returned as it is made.</summary>
    public LocalVariable? Variable => variable;

    /// <summary>The comment above it.</summary>
    public DocBlock Doc { get; set; } = DocBlock.None;

    /// <summary>The fields, in the order of the text.</summary>
    public List<TableField> Fields { get; } = [];

    /// <summary>True if objects find their methods in it: <c>t.__index = t</c>.</summary>
    public bool IsIndexOfItself => Fields.Exists(put =>
        put is { Name: "__index", Value: NameExpression name } && name.Local == variable);

    /// <summary>True if <c>setmetatable</c> makes it the metatable of other tables.</summary>
    public bool IsMetatable { get; set; }

    /// <summary>The constructors of the tables whose metatable it is.</summary>
    public List<TableExpression> Instances { get; } = [];

    /// <summary>The functions whose own table is the metatable of what they make.</summary>
    public HashSet<FunctionExpression> Makers { get; } = [];

    /// <summary>The fields that its methods assign to through <c>self</c>.</summary>
    public HashSet<string> SetBySelf { get; } = new(StringComparer.Ordinal);

    /// <summary>The table that is its <c>__index</c>, where that is another one.</summary>
    public LocalVariable? Index => Fields
        .Where(put => put.Name == "__index")
        .Select(put => (put.Value as NameExpression)?.Local)
        .FirstOrDefault(local => local != variable);

    /// <summary>The name of its class; null if it is none.</summary>
    public string? ClassName { get; set; }
}

/// <summary>Finds the tables of a file and what is put into them.</summary>
sealed class TableFinder : TreeWalker
{
    readonly DocComments _comments;
    readonly Dictionary<LocalVariable, TableOfFile> _tables = [];
    readonly Dictionary<LocalVariable, Expression> _metatables = [];
    readonly Dictionary<LocalVariable, TableOfFile> _selves = [];
    readonly Stack<(TableOfFile Table, FunctionExpression Function)> _methods = [];

    TableFinder(DocComments comments)
    {
        _comments = comments;
    }

    /// <summary>The tables by their variables.</summary>
    public IReadOnlyDictionary<LocalVariable, TableOfFile> Tables => _tables;

    /// <summary>The metatables of the objects that variables hold.</summary>
    public IReadOnlyDictionary<LocalVariable, Expression> Metatables => _metatables;

    /// <summary>Finds the tables of a file.</summary>
    public static TableFinder Find(LuaTree tree, DocComments comments)
    {
        var finder = new TableFinder(comments);
        finder.Visit(tree.Main.Body);
        return finder;
    }

    /// <summary>The table that an expression is, also <c>self</c> in its methods; null if it is not
    /// known.</summary>
    public TableOfFile? TableAt(Expression expression)
    {
        if (expression is NameExpression { Local: { } local })
            return TableIn(local);
        if (Constructor(expression) is not { } made)
            return null;
        var inline = new TableOfFile(null);
        inline.Fields.AddRange(FieldsOf(made));
        return inline;
    }

    /// <summary>The table that a variable holds; null if it is not known.</summary>
    public TableOfFile? TableIn(LocalVariable variable) =>
        _tables.TryGetValue(variable, out TableOfFile? table) || _selves.TryGetValue(variable, out table)
            ? table : null;

    /// <summary>What a module returns; null if it ends without a value.</summary>
    public static Expression? ResultOf(LuaTree tree) =>
        (tree.Main.Body.Statements.LastOrDefault() as ReturnStatement)?.Values.FirstOrDefault();

    /// <summary>The table that a module returns; null for another value.</summary>
    public TableOfFile? ReturnedBy(LuaTree tree) =>
        ResultOf(tree) is { } result and not NameExpression { Local.Writes.Count: > 1 }
            ? TableAt(result) : null;

    /// <summary>The function that an expression is, also through a local that is set once; null for
    /// another value.</summary>
    public static FunctionExpression? FunctionOf(Expression? value) => value switch
    {
        FunctionExpression function => function,
        ParenthesizedExpression group => FunctionOf(group.Inner),
        NameExpression { Local: { Writes.Count: 0, Value: FunctionExpression function } } => function,
        _ => null,
    };

    /// <summary>The constructor of a table; null if an expression makes none.</summary>
    public static TableExpression? Constructor(Expression? made) => made switch
    {
        TableExpression table => table,
        ParenthesizedExpression group => Constructor(group.Inner),
        CallExpression { Arguments.Count: >= 1 } call when IsSetmetatable(call) =>
            Constructor(call.Arguments[0]),
        _ => null,
    };

    /// <summary>True for a call of the library's <c>setmetatable</c>.</summary>
    public static bool IsSetmetatable(CallExpression call) =>
        call is { Method: null, Function: NameExpression { Local: null, Name: "setmetatable" } }
        && call.Arguments.Count >= 1;

    /// <summary>The fields in a constructor.</summary>
    public static IEnumerable<TableField> FieldsOf(TableExpression? table) =>
        (table?.Items ?? Enumerable.Empty<TableItem>())
            .Where(item => item.Key is ConstantExpression { Kind: ConstantKind.String })
            .Select(item => new TableField(
                ((ConstantExpression)item.Key!).Text, item.Key!, item.Key!, item.Value, HasSelf: false));

    protected override void Visit(Statement statement)
    {
        switch (statement)
        {
            case LocalStatement local:
                foreach (LocalVariable variable in local.Variables)
                {
                    if (Constructor(variable.Value) is not null)
                        Add(variable, variable.Value, statement);
                }
                break;
            case AssignmentStatement assignment:
                for (int i = 0; i < assignment.Targets.Count; i++)
                {
                    if (ValueFor(assignment, i) is { } value)
                        Assign(assignment.Targets[i], value, statement);
                }
                break;
            case FunctionStatement function:
                if (function.Target is IndexExpression { Name: { } name } field
                    && TableOf(field.Target) is { } owner)
                {
                    owner.Fields.Add(new TableField(
                        name, statement, field.Key, function.Function, function.Function.IsMethod));
                    VisitBody(owner, function);
                    return;
                }
                break;
        }
        base.Visit(statement);
    }

    // The last value can be several.
    static Expression? ValueFor(AssignmentStatement assignment, int target)
    {
        if (target < assignment.Values.Count)
            return assignment.Values[target];
        return assignment.Values.LastOrDefault() is { } last and (CallExpression or VarargExpression)
            ? last : null;
    }

    void VisitBody(TableOfFile owner, FunctionStatement function)
    {
        if (function.Function.IsMethod)
            _selves[function.Function.Parameters[0]] = owner;
        _methods.Push((owner, function.Function));
        base.Visit(function.Function);
        _methods.Pop();
    }

    protected override void VisitCall(CallExpression call)
    {
        if (!IsSetmetatable(call) || call.Arguments.Count < 2)
            return;
        if (call.Arguments[0] is NameExpression { Local: { } local })
            _metatables[local] = call.Arguments[1];
        if (MetatableOf(call.Arguments[1]) is not { } table)
            return;
        table.IsMetatable = true;
        if (Constructor(call.Arguments[0]) is { } instance)
            table.Instances.Add(instance);
        if (IsSelf(call.Arguments[1]))
            table.Makers.Add(_methods.Peek().Function);
    }

    // In a method, self is the class if it makes objects: function Account:new(o) setmetatable(o, self).
    TableOfFile? MetatableOf(Expression expression) => expression switch
    {
        TableExpression inline => FieldsOf(inline)
            .Where(field => field.Name == "__index")
            .Select(field => TableOf(field.Value))
            .FirstOrDefault(),
        _ when IsSelf(expression) => _methods.Peek().Table,
        _ => TableOf(expression),
    };

    bool IsSelf(Expression expression) =>
        _methods.Count > 0
            && expression is NameExpression { Local: { Kind: LocalKind.Implicit, Name: "self" } };

    TableOfFile? TableOf(Expression expression) =>
        expression is NameExpression { Local: { } local }
            && _tables.TryGetValue(local, out TableOfFile? table)
            ? table
            : null;

    void Assign(Expression target, Expression value, Statement statement)
    {
        if (target is NameExpression { Local: { Value: null, Writes.Count: 1 } local }
            && Constructor(value) is not null)
        {
            Add(local, value, statement);
        }
        else if (target is IndexExpression { Name: { } name } field && TableOf(field.Target) is { } owner)
        {
            owner.Fields.Add(new TableField(name, statement, field.Key, value, HasSelf: false));
        }
        else if (target is IndexExpression { Name: { } own } ofSelf && IsSelf(ofSelf.Target))
        {
            _methods.Peek().Table.SetBySelf.Add(own);
        }
    }

    void Add(LocalVariable variable, Expression? made, Statement statement)
    {
        var table = new TableOfFile(variable) { Doc = _comments.Above(statement) };
        table.Fields.AddRange(FieldsOf(Constructor(made)));
        _tables[variable] = table;
    }
}
