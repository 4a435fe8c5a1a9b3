using Lfs.Analysis.Lints;
using Lfs.Analysis.Shapes;
using Lfs.Analysis.Syntax;

namespace Lfs.Cli.LanguageServer;

/// <summary>Where a name is declared, and where it is used.</summary>
/// <param name="workspace">The other files.</param>
/// <param name="document">The file.</param>
sealed class Definitions(Workspace workspace, Document document)
{
    /// <summary>The declaration of what is at an offset; null if it is not known.</summary>
    public Location? At(int offset)
    {
        if (LocalAt(offset) is { } local)
            return new Location(document.Uri, document.RangeOf(local));
        Places at = Places.At(document.Tree, offset);
        if (at.StringOf is { } call && workspace.Paths.NamedBy(call) is { } module)
            return StartOf(workspace.FindModule(module));
        if (at.Field is { } field)
            return OfMember(field.Target, field.Name!);
        return at.Method is { } method ? OfMember(method.Function, method.Method!.Text) : null;
    }

    /// <summary>The places that name the local variable at an offset, with its declaration or
    /// without.</summary>
    public Location[] UsesAt(int offset, bool withDeclaration)
    {
        if (LocalAt(offset) is not { } local)
            return [];
        IEnumerable<Node> places = [.. local.Reads, .. local.Writes];
        return [.. (withDeclaration && local.Kind != LocalKind.Implicit ? places.Append(local) : places)
            .OrderBy(place => place.Start)
            .Select(place => new Location(document.Uri, document.RangeOf(place)))];
    }

    Location? OfMember(Expression table, string name)
    {
        if (workspace.Paths.ResultOf(table) is { } module)
        {
            Document? other = workspace.FindModule(module);
            TableField? exported = other?.Exports.FirstOrDefault(field => field.Name == name);
            return exported is null ? StartOf(other) : new Location(other!.Uri, other.RangeOf(exported.Key));
        }
        if (workspace.Paths.Of(table) is Paths.Lfs or Paths.NodeLfs)
            return StartOf(workspace.FindModule(name));
        TableField? own = document.FieldsOf(table).FirstOrDefault(field => field.Name == name);
        return own is null ? null : new Location(document.Uri, document.RangeOf(own.Key));
    }

    static Location? StartOf(Document? other) => other is null ? null : new Location(other.Uri, default);

    /// <summary>The local variable that is declared or used at an offset; null if there is none.</summary>
    public LocalVariable? LocalAt(int offset) => document.Tree.Locals.FirstOrDefault(local =>
        (local.Kind != LocalKind.Implicit && Contains(local, offset))
        || local.Reads.Any(use => Contains(use, offset))
        || local.Writes.Any(use => Contains(use, offset)));

    /// <summary>True if an offset is in a node or at its end.</summary>
    public static bool Contains(Node node, int offset) => node.Start <= offset && offset <= node.End;
}
