using System.Text.RegularExpressions;
using Lfs.Analysis.Lints;
using Lfs.Analysis.Shapes;
using Lfs.Analysis.Syntax;
using Lfs.Compiler.Bytecode;

namespace Lfs.Cli.LanguageServer;

/// <summary>What can be typed at an offset.</summary>
/// <param name="workspace">The other files.</param>
/// <param name="document">The file.</param>
sealed partial class Completions(Workspace workspace, Document document)
{
    /// <summary>The names that fit, in the order of their names.</summary>
    public CompletionItem[] At(int offset)
    {
        string line = document.LineBefore(offset);
        IEnumerable<CompletionItem> items =
            ModuleString().IsMatch(line) ? Modules()
            : Path().Match(line) is { Success: true } path
                ? MembersOf(path.Groups["table"].Value, isMethod: path.Groups["sign"].Value == ":", offset)
            : NamesAt(offset);
        return [.. items.DistinctBy(item => item.Label).OrderBy(item => item.Label, StringComparer.Ordinal)];
    }

    IEnumerable<CompletionItem> Modules() => workspace.Documents
        .Where(other => other.Uri != document.Uri)
        .Select(other => Item(other.Module, CompletionKind.Module, other.Name, other.Shape.Text));

    IEnumerable<CompletionItem> MembersOf(string table, bool isMethod, int offset)
    {
        if (table is Paths.Lfs or Paths.NodeLfs)
            return Modules().Concat(OfDevice(table));
        LocalVariable? local = table.Contains('.', StringComparison.Ordinal) ? null : Visible(offset)
            .FirstOrDefault(visible => visible.Name == table);
        if (local is null)
            return OfDevice(table);
        // The variable as an expression: a module keeps its name through it.
        Document? module = local.Writes.Count == 0 && local.Value is { } value
            && workspace.Paths.ResultOf(value) is { } name ? workspace.FindModule(name) : null;
        return module is null
            ? OfTable(document, document.FieldsOf(local), isMethod)
            : OfTable(module, module.Exports, isMethod);
    }

    static IEnumerable<CompletionItem> OfTable(Document owner, IEnumerable<TableField> fields, bool isMethod)
    {
        foreach (TableField field in fields)
        {
            FunctionShape? shape = owner.ShapeOf(field);
            if (field.Function is not null || shape is not null)
            {
                CompletionKind kind = isMethod ? CompletionKind.Method : CompletionKind.Function;
                string? detail = shape is null ? null : Hovers.SignatureOf(field.Name, shape);
                yield return Item(field.Name, kind, detail, shape?.Text);
            }
            else if (!isMethod)
            {
                yield return Item(field.Name, CompletionKind.Field, null, null);
            }
        }
    }

    IEnumerable<CompletionItem> OfDevice(string table) => DeviceNames.Of(document.Target).FieldsOf(table)
        .Select(name => Item(
            name, name.Any(char.IsLower) ? CompletionKind.Function : CompletionKind.Constant,
            table == "_G" ? null : $"{table}.{name}", null));

    IEnumerable<CompletionItem> NamesAt(int offset)
    {
        IEnumerable<CompletionItem> locals = Visible(offset).Select(local => Item(
            local.Name,
            local.Value is FunctionExpression
                ? CompletionKind.Function : CompletionKind.Variable, null, null));
        IEnumerable<CompletionItem> words = ReservedWords.Of(document.Target.Version)
            .Select(word => Item(word, CompletionKind.Keyword, null, null));
        return locals.Concat(OfDevice("_G")).Concat(words);
    }

    // The innermost first.
    IEnumerable<LocalVariable> Visible(int offset) => document.Tree.Locals
        .Where(local => local.ScopeStart <= offset && offset <= local.ScopeEnd)
        .Reverse();

    static CompletionItem Item(string label, CompletionKind kind, string? detail, string? text) =>
        new(label, kind, detail, string.IsNullOrEmpty(text) ? null : MarkupContent.Markdown(text));

    [GeneratedRegex("""(\brequire|\bget|\bflashindex)\s*\(?\s*["'][^"']*$""")]
    private static partial Regex ModuleString();

    [GeneratedRegex("""(?<table>[A-Za-z_][\w.]*)(?<sign>[.:])\w*$""")]
    private static partial Regex Path();
}
