using System.Text;
using Lfs.Analysis.Syntax;

namespace Lfs.Analysis.Lints;

/// <summary>Finds the functions that a module gives to others, and what arguments they take.</summary>
sealed class ExportsReader : TreeWalker
{
    readonly LuaTree _tree;
    readonly LocalVariable? _module;
    readonly Dictionary<string, Signature> _exports = new(StringComparer.Ordinal);
    readonly HashSet<string> _unclear = new(StringComparer.Ordinal);

    ExportsReader(LuaTree tree, LocalVariable? module)
    {
        _tree = tree;
        _module = module;
    }

    /// <summary>The functions of a module; of an empty name the module, if it is a function.</summary>
    public static IReadOnlyDictionary<string, Signature> Of(LuaTree tree)
    {
        List<Statement> statements = tree.Main.Body.Statements;
        bool hasResult = statements.Count > 0
            && statements[statements.Count - 1] is ReturnStatement { Values.Count: 1 };
        if (!hasResult)
            return new Dictionary<string, Signature>();
        Expression result = ((ReturnStatement)statements[statements.Count - 1]).Values[0];
        LocalVariable? module = result is NameExpression { Local: { Writes.Count: 0 } local } ? local : null;
        var reader = new ExportsReader(tree, module);
        if (module is { Value: TableExpression items })
            reader.AddItems(items);
        else if (result is TableExpression table)
            reader.AddItems(table);
        else if (FunctionOf(result) is { } function)
            reader.Add("", function);
        if (module is not null)
            reader.Visit(tree.Main.Body);
        foreach (string name in reader._unclear)
            reader._exports.Remove(name);
        return reader._exports;
    }

    protected override void Visit(Statement statement)
    {
        if (statement is FunctionStatement { Target: IndexExpression field } function && IsOfModule(field))
            Add(field.Name!, function.Function);
        else if (statement is AssignmentStatement assignment)
            AddTargets(assignment);
        base.Visit(statement);
    }

    void AddTargets(AssignmentStatement assignment)
    {
        for (int i = 0; i < assignment.Targets.Count; i++)
        {
            if (assignment.Targets[i] is not IndexExpression field || !IsOfModule(field))
                continue;
            FunctionExpression? function =
                i < assignment.Values.Count ? FunctionOf(assignment.Values[i]) : null;
            if (function is not null)
                Add(field.Name!, function);
            else
                _unclear.Add(field.Name!);
        }
    }

    bool IsOfModule(IndexExpression field) =>
        field is { Name: not null, Target: NameExpression { Local: { } local } } && local == _module;

    void AddItems(TableExpression table)
    {
        foreach (TableItem item in table.Items)
        {
            if (FunctionOf(item.Value) is { } value
                && item.Key is ConstantExpression { Kind: ConstantKind.String } key)
            {
                Add(key.Text, value);
            }
        }
    }

    // A function, or a local that is one.
    static FunctionExpression? FunctionOf(Expression value) => value switch
    {
        FunctionExpression function => function,
        NameExpression { Local: { Writes.Count: 0, Value: FunctionExpression function } } => function,
        _ => null,
    };

    void Add(string name, FunctionExpression function)
    {
        if (_exports.ContainsKey(name))
            _unclear.Add(name);
        else
            _exports.Add(name, SignatureOf(function));
    }

    Signature SignatureOf(FunctionExpression function)
    {
        var needs = new NeededParameters(function);
        int least = 0;
        for (int i = 0; i < function.Parameters.Count; i++)
        {
            LocalVariable parameter = function.Parameters[i];
            if (AnnotatedAsNeeded(function, parameter.Name) ?? needs.Contains(parameter))
                least = i + 1;
        }
        string last = least == 0 ? "" : function.Parameters[least - 1].Name;
        return new Signature(least, function.IsVararg ? int.MaxValue : function.Parameters.Count, last);
    }

    // What ---@param says of a parameter in the comments before its function; null if it says nothing.
    bool? AnnotatedAsNeeded(FunctionExpression function, string name)
    {
        int line = _tree.PlaceOf(function.Start).Line;
        for (int i = CommentBefore(function.Start); i >= 0; i--)
        {
            Comment comment = _tree.Comments[i];
            if (!comment.IsAlone || _tree.PlaceOf(comment.Start).Line != line - 1)
                return null;
            line--;
            string[] words = Encoding.UTF8.GetString(_tree.Source, comment.Start, comment.End - comment.Start)
                .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 3 || words[0] != "---@param" || words[1].TrimEnd('?') != name)
                continue;
            string type = words[2];
            bool canBeNil = words[1][words[1].Length - 1] == '?'
                || type[type.Length - 1] == '?' || type == "any"
                || type.Split('|').Contains("nil");
            return !canBeNil;
        }
        return null;
    }

    int CommentBefore(int offset)
    {
        int count = 0;
        int end = _tree.Comments.Count;
        while (count < end)
        {
            int middle = (count + end) / 2;
            if (_tree.Comments[middle].Start < offset)
                count = middle + 1;
            else
                end = middle;
        }
        return count - 1;
    }
}
