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
        return null;
    }

    /// <summary>All places that name the local variable at an offset.</summary>
    public Location[] UsesAt(int offset)
    {
        if (LocalAt(offset) is not { } local)
            return [];
        IEnumerable<Node> places = [local, .. local.Reads, .. local.Writes];
        return [.. places
            .OrderBy(place => place.Start)
            .Select(place => new Location(document.Uri, document.RangeOf(place)))];
    }

    LocalVariable? LocalAt(int offset) => document.Tree.Locals.FirstOrDefault(local =>
        local.Kind != LocalKind.Implicit && Contains(local, offset)
        || local.Reads.Exists(use => Contains(use, offset))
        || local.Writes.Exists(use => Contains(use, offset)));

    static bool Contains(Node node, int offset) => node.Start <= offset && offset <= node.End;
}
