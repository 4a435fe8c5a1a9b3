using System.Text;
using Lfs.Analysis.Fixes;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Lfs.Cli.LanguageServer;

/// <summary>Gives a local variable another name. A global or a field may have uses that no text shows, so
/// they keep theirs.</summary>
/// <param name="workspace">The other files.</param>
/// <param name="document">The file.</param>
sealed class Renames(Workspace workspace, Document document)
{
    /// <summary>The variable through which 5.3 finds globals.</summary>
    const string Environment = "_ENV";

    /// <summary>The name at an offset; null if it cannot be changed.</summary>
    public RenamedPlace? PlaceAt(int offset) =>
        LocalAt(offset) is { } local
            && PlacesOf(local).First(place => Definitions.Contains(place, offset)) is { } place
            ? new(document.RangeOf(place), local.Name)
            : null;

    /// <summary>The edits that change a name.</summary>
    /// <exception cref="LocalRpcException">There is no local variable, or the new name would mean
    /// something else.</exception>
    public IReadOnlyList<TextEdit> To(int offset, string name)
    {
        LocalVariable local = LocalAt(offset) ?? throw Refusal("only a local variable can be renamed");
        if (!IsName(name))
            throw Refusal($"'{name}' is no name in Lua {document.Target.Name}");
        IEnumerable<int> comments = CommentOf(local) is { } comment ? [comment] : [];
        int length = Encoding.UTF8.GetByteCount(local.Name);
        TextEdit[] edits =
        [
            .. PlacesOf(local).Select(place => place.Start).Concat(comments).Order()
                .Select(start => new TextEdit(start, length, name)),
        ];
        if (!KeepsMeaning(edits))
            throw Refusal($"another variable is named '{name}' where '{local.Name}' is used");
        return edits;
    }

    LocalVariable? LocalAt(int offset) =>
        new Definitions(workspace, document).LocalAt(offset) is { } local
            && local.Kind != LocalKind.Implicit && local.Name != Environment
            ? local : null;

    static IEnumerable<Node> PlacesOf(LocalVariable local) => [local, .. local.Reads, .. local.Writes];

    bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && name != Environment && !ReservedWords.Of(document.Target.Version).Contains(name);

    // Its name in ---@param.
    int? CommentOf(LocalVariable local)
    {
        if (local.Kind != LocalKind.Parameter
            || document.Comments.Above(local.Owner!).Parameter(local.Name) is not { } tag)
        {
            return null;
        }
        byte[] text = document.Tree.Source;
        int at = text.AsSpan(tag.Start..tag.End).IndexOf("@param"u8);
        int name = at < 0 ? tag.Start : tag.Start + at + "@param".Length;
        while (name < tag.End && text[name] is (byte)' ' or (byte)'\t')
            name++;
        return text.AsSpan(name).StartsWith(Encoding.UTF8.GetBytes(local.Name)) ? name : null;
    }

    // Every name belongs to the same declaration as before.
    bool KeepsMeaning(TextEdit[] edits)
    {
        byte[] text = new LuaFix("", "", edits).ApplyTo(document.Tree.Source);
        LuaTree changed = LuaTree.Parse(LuaSource.FromFile(document.Name, text), document.Target);
        // All edits are alike.
        int growth = Encoding.UTF8.GetByteCount(edits[0].Text) - edits[0].Length;
        int[] places = [.. edits.Select(edit => edit.Start)];
        return UsesIn(document.Tree, Moved).SetEquals(UsesIn(changed, start => start));

        int Moved(int start)
        {
            int before = Array.BinarySearch(places, start);
            return start + (growth * (before < 0 ? ~before : before));
        }
    }

    static HashSet<(int Use, int Declaration)> UsesIn(LuaTree tree, Func<int, int> moved) =>
    [
        .. tree.Locals.SelectMany(local => local.Reads.Concat(local.Writes)
            .Select(use => (moved(use.Start), moved(local.Start)))),
    ];

    static LocalRpcException Refusal(string message) =>
        new(message) { ErrorCode = (int)JsonRpcErrorCode.InvalidParams };
}
