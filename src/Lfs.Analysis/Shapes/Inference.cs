using Lfs.Analysis.Annotations;
using Lfs.Analysis.Syntax;

namespace Lfs.Analysis.Shapes;

/// <summary>Says what is certain about values without annotations.</summary>
/// <remarks>What a metamethod may decide is not certain: <c>a + b</c>, <c>a .. b</c>, <c>#a</c>.</remarks>
sealed class Inference(TableFinder tables, DocComments comments)
{
    // Functions that return what others return.
    const int MaxDepth = 8;

    /// <summary>The type of a value; null if it is not certain.</summary>
    /// <param name="value">The value.</param>
    /// <param name="self">The table that <c>self</c> is an object of; null for none.</param>
    /// <param name="depth">How many functions were followed.</param>
    public LuaType? TypeOf(Expression value, TableOfFile? self = null, int depth = 0) => value switch
    {
        ConstantExpression constant => TypeOf(constant),
        ParenthesizedExpression group => TypeOf(group.Inner, self, depth),
        UnaryExpression { Operator: "not" } => Named("boolean"),
        UnaryExpression { Operator: "-", Operand: ConstantExpression constant }
            when constant.Kind != ConstantKind.String => TypeOf(constant),
        BinaryExpression { Operator: "==" or "~=" or "<" or "<=" or ">" or ">=" } => Named("boolean"),
        TableExpression => Named("table"),
        FunctionExpression => Named("function"),
        NameExpression { Local: { } local } => TypeOf(local, self, depth),
        CallExpression call when TableFinder.IsSetmetatable(call) => call.Arguments.Count < 2
            ? Named("table")
            : ClassNameOf(call.Arguments[1], self) is { } name ? Named(name) : Named("table"),
        CallExpression call =>
            ResultsOf(call, self, depth) is { Count: > 0 } results ? results[0].Type : null,
        _ => null,
    };

    /// <summary>What a function returns; null if the number of results is not certain.</summary>
    public IReadOnlyList<ResultShape>? ResultsOf(FunctionExpression function, TableOfFile? self,
        int depth = 0)
    {
        IReadOnlyList<ReturnStatement> statements = Returns.Of(function);
        int count = statements.Count == 0 ? 0 : statements.Max(statement => statement.Values.Count);
        if (count == 0)
            return [];
        var columns = new LuaType?[count];
        var isKnown = new bool[count];
        bool[] isNullable = new bool[count];
        foreach (ReturnStatement statement in statements)
        {
            List<LuaType?>? types = TypesOf(statement, self, depth);
            if (types is null)
                return null;
            if (types.Count > count)
                return statements.Count == 1
                    ? [.. types.Select(type => new ResultShape("", type, ""))] : null;
            for (int i = 0; i < count; i++)
            {
                LuaType? type = i < types.Count ? types[i] : LuaType.Nil;
                if (type == LuaType.Nil)
                    isNullable[i] = true;
                else if (!isKnown[i])
                    (columns[i], isKnown[i]) = (type, true);
                else if (columns[i] != type)
                    columns[i] = null;
            }
        }
        bool mayFallOut = !EndsInReturn(function.Body);
        return [.. Enumerable.Range(0, count).Select(i => new ResultShape(
            "",
            columns[i] is { } type && (isNullable[i] || mayFallOut) ? type.OrNil()
                : columns[i] ?? (isKnown[i] ? null : LuaType.Nil),
            ""))];
    }

    List<LuaType?>? TypesOf(ReturnStatement statement, TableOfFile? self, int depth)
    {
        if (statement.Values.Count == 0)
            return [];
        Expression last = statement.Values[statement.Values.Count - 1];
        List<LuaType?> types = [.. statement.Values.Select(value => TypeOf(value, self, depth))];
        if (last is VarargExpression)
            return null;
        if (last is not CallExpression call || TableFinder.IsSetmetatable(call))
            return types;
        if (ResultsOf(call, self, depth) is not { } results || results.Any(result => result.Name == "..."))
            return null;
        return [.. types.Take(types.Count - 1), .. results.Select(result => result.Type)];
    }

    // What a call of a function of this file returns; null for another.
    IReadOnlyList<ResultShape>? ResultsOf(CallExpression call, TableOfFile? self, int depth)
    {
        if (depth >= MaxDepth || FunctionOf(call, self) is not { } found)
            return null;
        ReturnTag[] tags = [.. comments.Above(found.At).Returns];
        return tags.Length > 0
            ? [.. tags.Select(tag => new ResultShape(tag.Name, tag.Type, tag.Text))]
            : ResultsOf(found.Function, found.Owner, depth + 1);
    }

    (FunctionExpression Function, Node At, TableOfFile? Owner)? FunctionOf(CallExpression call,
        TableOfFile? self)
    {
        if (call is { Method: null, Function: NameExpression { Local: { Writes.Count: 0 } local } })
            return local.Value is FunctionExpression function ? (function, function, null) : null;
        string? name = call.Method?.Text ?? (call.Function as IndexExpression)?.Name;
        Expression? target = call.Method is null ? (call.Function as IndexExpression)?.Target : call.Function;
        TableOfFile? owner = target is NameExpression { Local: { } variable }
            ? variable is { Kind: LocalKind.Implicit, Name: "self" } ? self
                : tables.Tables.TryGetValue(variable, out TableOfFile? table) ? table : null
            : null;
        TableField[] fields = [.. owner?.Fields.Where(field => field.Name == name) ?? []];
        return fields.Length == 1 && fields[0].Value is FunctionExpression method
            ? (method, fields[0].At, owner)
            : null;
    }

    LuaType? TypeOf(LocalVariable local, TableOfFile? self, int depth)
    {
        if (local is { Kind: LocalKind.Implicit, Name: "self" })
            return self?.ClassName is { } own ? Named(own) : null;
        if (tables.Metatables.TryGetValue(local, out Expression? metatable)
            && ClassNameOf(metatable, self) is { } name)
        {
            return Named(name);
        }
        bool isFixed = local.Writes.Count == 0 && local.Kind is LocalKind.Variable or LocalKind.Function;
        return isFixed && local.Value is not null && depth < MaxDepth
            ? TypeOf(local.Value, self, depth + 1) : null;
    }

    string? ClassNameOf(Expression metatable, TableOfFile? self)
    {
        TableOfFile? table = metatable switch
        {
            NameExpression { Local: { Kind: LocalKind.Implicit, Name: "self" } } => self,
            NameExpression { Local: { } local } => Class(local),
            TableExpression inline => TableFinder.FieldsOf(inline)
                .Where(field => field.Name == "__index")
                .Select(field => (field.Value as NameExpression)?.Local is { } index ? Class(index) : null)
                .FirstOrDefault(),
            _ => null,
        };
        return table?.ClassName;
    }

    /// <summary>The table with the methods of the objects whose metatable a variable holds.</summary>
    public TableOfFile? Class(LocalVariable metatable)
    {
        if (!tables.Tables.TryGetValue(metatable, out TableOfFile? table))
            return null;
        return table.Index is { } index && tables.Tables.TryGetValue(index, out TableOfFile? other)
            ? other : table;
    }

    static LuaType? TypeOf(ConstantExpression constant) => constant.Kind switch
    {
        ConstantKind.Nil => LuaType.Nil,
        ConstantKind.True or ConstantKind.False => Named("boolean"),
        // A string of other bytes is no text.
        ConstantKind.String => constant.Text.IndexOf('\uFFFD') < 0 ? Named("string") : null,
        ConstantKind.Integer => Named("integer"),
        _ => Named(Math.Floor(constant.Number) == constant.Number && Math.Abs(constant.Number) < int.MaxValue
            ? "integer"
            : "number"),
    };

    static bool EndsInReturn(Block block) =>
        block.Statements.Count > 0 && block.Statements[block.Statements.Count - 1] switch
        {
            ReturnStatement => true,
            DoStatement inner => EndsInReturn(inner.Body),
            IfStatement choice => choice.Branches[choice.Branches.Count - 1].Condition is null
                && choice.Branches.TrueForAll(branch => EndsInReturn(branch.Body)),
            CallStatement { Call: CallExpression { Function: NameExpression { Local: null } called } } =>
                called.Name == "error",
            _ => false,
        };

    static NamedType Named(string name) => new NamedType(name, default);
}
