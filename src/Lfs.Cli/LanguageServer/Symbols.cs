using Lfs.Analysis.Syntax;

namespace Lfs.Cli.LanguageServer;

/// <summary>The outline of a document: its functions, and the fields of its tables.</summary>
sealed class Symbols
{
    readonly Document _document;

    Symbols(Document document)
    {
        _document = document;
    }

    public static DocumentSymbol[] Of(Document document)
    {
        var symbols = new Symbols(document);
        var top = new List<DocumentSymbol>();
        symbols.AddAll(document.Tree.Main.Body, top);
        return [.. top];
    }

    void AddAll(Block block, List<DocumentSymbol> into)
    {
        foreach (Statement statement in block.Statements)
            Add(statement, into);
    }

    void Add(Statement statement, List<DocumentSymbol> into)
    {
        switch (statement)
        {
            case LocalFunctionStatement function:
                AddFunction(function.Variable.Name, function.Variable, statement, function.Function, into);
                break;
            case FunctionStatement function:
                AddFunction(
                    _document.Tree.TextOf(function.Target), function.Target, statement, function.Function,
                        into);
                break;
            case LocalStatement local:
                foreach (LocalVariable variable in local.Variables)
                    AddValue(variable.Name, variable, statement, variable.Value, into);
                break;
            case AssignmentStatement assignment:
                for (int i = 0; i < assignment.Targets.Count && i < assignment.Values.Count; i++)
                    AddValue(
                        _document.Tree.TextOf(assignment.Targets[i]), assignment.Targets[i], statement,
                        assignment.Values[i], into);
                break;
        }
    }

    void AddFunction(
        string name, Node place, Node whole, FunctionExpression function, List<DocumentSymbol> into)
    {
        SymbolKind kind = name.Contains(':', StringComparison.Ordinal)
            ? SymbolKind.Method : SymbolKind.Function;
        string parameters = string.Join(", ", Hovers.ParametersOf(function));
        DocumentSymbol symbol = Symbol(name, $"({parameters})", kind, place, whole);
        AddAll(function.Body, symbol.Children);
        into.Add(symbol);
    }

    void AddValue(string name, Node place, Node whole, Expression? value, List<DocumentSymbol> into)
    {
        if (name.Length == 0)
            return;
        if (value is FunctionExpression function)
        {
            AddFunction(name, place, whole, function, into);
            return;
        }
        DocumentSymbol symbol = Symbol(name, null, SymbolKind.Variable, place, whole);
        if (value is TableExpression table)
        {
            foreach (TableItem item in table.Items)
            {
                if (item.HasName && item.Key is ConstantExpression key)
                    AddValue(key.Text, key, item.Value, item.Value, symbol.Children);
            }
        }
        into.Add(symbol);
    }

    DocumentSymbol Symbol(string name, string? detail, SymbolKind kind, Node place, Node whole)
    {
        TextRange selection = _document.RangeOf(place);
        TextRange range = new(
            _document.PositionOf(Math.Min(place.Start, whole.Start)),
            _document.PositionOf(Math.Max(place.End, whole.End)));
        return new DocumentSymbol(name.Length > 0 ? name : "?", detail, kind, range, selection, []);
    }
}
