using Lfs.Analysis.Shapes;
using Lfs.Analysis.Syntax;

namespace Lfs.Cli.LanguageServer;

/// <summary>The signature of the function whose arguments are being typed.</summary>
/// <param name="workspace">The other files.</param>
/// <param name="document">The file.</param>
sealed class Signatures(Workspace workspace, Document document)
{
    /// <summary>The signature for an offset; null if it is in no call, or the function is not known.</summary>
    public SignatureHelp? At(int offset)
    {
        CallExpression? call = null;
        // A call is visited before those in its arguments, and what it calls before it.
        foreach (CallExpression other in Places.At(document.Tree, offset).Calls)
        {
            if (IsInArguments(other, offset) && (call is null || other.Start >= call.Start))
                call = other;
        }
        if (call is null)
            return null;
        string[] parameters;
        string label;
        string? text = null;
        int skipped;
        switch (FunctionOf(call))
        {
            case (_, { } shape, _):
                parameters = [.. shape.Parameters.Select(Hovers.ParameterOf)];
                label = Hovers.SignatureOf(NameOf(call), shape);
                text = shape.Text;
                skipped = shape.PassesSelf ? 1 : 0;
                break;
            case (_, _, { } function):
                parameters = Hovers.ParametersOf(function);
                label = $"function {NameOf(call)}({string.Join(", ", parameters)})";
                skipped = function.IsMethod ? 1 : 0;
                break;
            default:
                return null;
        }
        // The object of a method is its first argument, and a parameter that is not shown.
        int active = ArgumentAt(call, offset) + (call.Method is null ? 0 : 1) - skipped;
        if (parameters is [.., ['.', '.', '.', ..]] && active >= parameters.Length)
            active = parameters.Length - 1;
        return new SignatureHelp(
            [
                new SignatureInformation(
                    label, string.IsNullOrEmpty(text) ? null : MarkupContent.Markdown(text),
                    [.. parameters.Select(parameter => new ParameterInformation(parameter))]),
            ],
            0, Math.Max(active, 0));
    }

    string NameOf(CallExpression call) => call.Method is null
        ? document.Tree.TextOf(call.Function)
        : $"{document.Tree.TextOf(call.Function)}:{call.Method.Text}";

    // By its shape where there is one, otherwise as it is written.
    (Document Owner, FunctionShape? Shape, FunctionExpression? Function)? FunctionOf(CallExpression call)
    {
        (Expression? table, string name) = call switch
        {
            { Method: { } method } => (call.Function, method.Text),
            { Function: IndexExpression { Name: { } field } index } => (index.Target, field),
            _ => (null, ""),
        };
        if (table is null)
            return (document, null, TableFinder.FunctionOf(call.Function));
        if (workspace.Paths.ResultOf(table) is { } required && workspace.FindModule(required) is { } module)
            return (module, module.ShapeOf(name), module.Exports.LastOrDefault(one => one.Name == name)?.Function);
        TableField? own = document.FieldsOf(table).LastOrDefault(field => field.Name == name);
        return own is null ? null : (document, document.ShapeOf(name), own.Function);
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
