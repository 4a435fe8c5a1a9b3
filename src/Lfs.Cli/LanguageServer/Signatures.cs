using Lfs.Analysis.Shapes;
using Lfs.Analysis.Syntax;

namespace Lfs.Cli.LanguageServer;

/// <summary>The signature of the function whose arguments are being typed.</summary>
/// <param name="workspace">The other files.</param>
/// <param name="document">The file.</param>
sealed class Signatures(Workspace workspace, Document document)
{
    /// <summary>The signature for an offset; null if it is in no call, or the function is not
    /// known.</summary>
    public SignatureHelp? At(int offset)
    {
        if (CallAt(offset) is not { } call || SignatureOf(call) is not var (signature, isSelfHidden))
            return null;
        // The object of a method is its first argument.
        int active = ArgumentAt(call, offset) + (call.Method is null ? 0 : 1) - (isSelfHidden ? 1 : 0);
        int last = signature.Parameters.Length - 1;
        bool isOpen = last >= 0
            && signature.Parameters[last].Label.StartsWith("...", StringComparison.Ordinal);
        return new SignatureHelp([signature], 0, Math.Max(isOpen ? Math.Min(active, last) : active, 0));
    }

    // The innermost: a call is visited before those in its arguments, and after what it calls.
    CallExpression? CallAt(int offset)
    {
        CallExpression? innermost = null;
        foreach (CallExpression call in Places.At(document.Tree, offset).Calls)
        {
            if (IsInArguments(call, offset) && (innermost is null || call.Start >= innermost.Start))
                innermost = call;
        }
        return innermost;
    }

    // By its shape where there is one, otherwise as it is written.
    (SignatureInformation Signature, bool IsSelfHidden)? SignatureOf(CallExpression call)
    {
        string method = call.Method is null ? "" : ":" + call.Method.Text;
        string name = document.Tree.TextOf(call.Function) + method;
        (FunctionShape? shape, FunctionExpression? function) = FunctionOf(call);
        if (shape is not null)
        {
            string label = Hovers.SignatureOf(name, shape);
            MarkupContent? text = shape.Text.Length > 0 ? MarkupContent.Markdown(shape.Text) : null;
            return (Signature(label, text, shape.Parameters.Select(Hovers.ParameterOf)), shape.PassesSelf);
        }
        if (function is null)
            return null;
        string[] parameters = Hovers.ParametersOf(function);
        string written = $"function {name}({string.Join(", ", parameters)})";
        return (Signature(written, null, parameters), function.IsMethod);
    }

    static SignatureInformation Signature(
        string label, MarkupContent? text, IEnumerable<string> parameters) =>
        new(label, text, [.. parameters.Select(parameter => new ParameterInformation(parameter))]);

    (FunctionShape? Shape, FunctionExpression? Function) FunctionOf(CallExpression call)
    {
        (Expression? table, string name) = call switch
        {
            { Method: { } method } => (call.Function, method.Text),
            { Function: IndexExpression { Name: { } field } index } => (index.Target, field),
            _ => (null, ""),
        };
        if (table is null)
            return (null, TableFinder.FunctionOf(call.Function));
        bool isModule = workspace.Paths.ResultOf(table) is not null;
        Document? owner = isModule ? workspace.FindModule(workspace.Paths.ResultOf(table)!) : document;
        IEnumerable<TableField> fields = isModule ? owner?.Exports ?? [] : document.FieldsOf(table);
        TableField? found = fields.LastOrDefault(field => field.Name == name);
        return (found is null ? null : owner!.ShapeOf(found), found?.Function);
    }

    // Behind the parenthesis; a call that is being typed may have none at its end.
    bool IsInArguments(CallExpression call, int offset)
    {
        byte[] text = document.Tree.Source;
        int open = (call.Method ?? call.Function).End;
        while (open < text.Length && text[open] is (byte)' ' or (byte)'\t')
            open++;
        if (open >= text.Length || text[open] != '(' || offset <= open)
            return false;
        bool isClosed = call.End > open + 1 && text[call.End - 1] == ')';
        return isClosed ? offset < call.End
            : offset <= call.End || text.AsSpan(call.End..offset).IndexOfAnyExcept(" \t,"u8) < 0;
    }

    int ArgumentAt(CallExpression call, int offset)
    {
        byte[] text = document.Tree.Source;
        int before = 0;
        foreach (Expression argument in call.Arguments)
        {
            if (argument.End < offset && text.AsSpan(argument.End..offset).Contains((byte)','))
                before++;
        }
        return before;
    }
}
