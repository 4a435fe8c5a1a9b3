using Lfs.Analysis.Syntax;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Annotations;

/// <summary>The comments of a text as descriptions and annotations.</summary>
/// <remarks>As LuaLS has it: comments on lines that follow each other form a block, and a block belongs to
/// what begins on the line below it. Annotations have three dashes.</remarks>
public sealed class DocComments
{
    readonly LuaTree _tree;
    readonly Dictionary<int, DocBlock> _byEndLine = [];
    readonly Dictionary<int, DocBlock> _beside = [];

    DocComments(LuaTree tree)
    {
        _tree = tree;
    }

    /// <summary>The blocks, in the order of the text.</summary>
    public IReadOnlyList<DocBlock> Blocks { get; private set; } = [];

    /// <summary>What cannot be read in annotations.</summary>
    public IReadOnlyList<Diagnostic> Problems { get; private set; } = [];

    /// <summary>Reads the comments of a text.</summary>
    /// <param name="tree">The text.</param>
    /// <param name="path">The file, for the diagnostics.</param>
    public static DocComments Read(LuaTree tree, string? path = null)
    {
        var comments = new DocComments(tree);
        List<Diagnostic> problems = [];
        List<DocBlock> blocks = [];
        List<Comment> block = [];
        int nextLine = 0;
        foreach (Comment comment in tree.Comments)
        {
            // Long comments hold code more often than a description.
            if (IsLong(tree, comment))
                continue;
            int line = tree.PlaceOf(comment.Start).Line;
            if (!comment.IsAlone)
            {
                comments._beside[line] = new DocReader(tree, path, problems).Read([comment]);
                continue;
            }
            if (line != nextLine)
                Close();
            block.Add(comment);
            nextLine = line + 1;
        }
        Close();
        comments.Blocks = blocks;
        comments.Problems = problems;
        return comments;

        void Close()
        {
            if (block.Count == 0)
                return;
            DocBlock read = new DocReader(tree, path, problems).Read(block);
            blocks.Add(read);
            comments._byEndLine[read.EndLine] = read;
            block.Clear();
        }
    }

    /// <summary>The block above a node; <see cref="DocBlock.None"/> if there is none.</summary>
    public DocBlock Above(Node node) =>
        _byEndLine.TryGetValue(_tree.PlaceOf(node.Start).Line - 1, out DocBlock? block)
            ? block : DocBlock.None;

    /// <summary>The block of a field that is a function: its own, or that of the local function that it
    /// gets.</summary>
    public DocBlock Of(Node field, FunctionExpression function)
    {
        DocBlock own = Above(field);
        if (own.Tags.Count > 0 || function.Start == field.Start)
            return own;
        DocBlock other = Above(function);
        return other == DocBlock.None ? own : other;
    }

    /// <summary>The comment behind a node on its last line; <see cref="DocBlock.None"/> if there is
    /// none.</summary>
    public DocBlock Beside(Node node) =>
        _beside.TryGetValue(_tree.PlaceOf(node.End).Line, out DocBlock? block) ? block : DocBlock.None;

    static bool IsLong(LuaTree tree, Comment comment)
    {
        int at = comment.Start + 2;
        if (!Is('['))
            return false;
        do
            at++;
        while (Is('='));
        return Is('[');

        bool Is(char c) => at < comment.End && tree.Source[at] == c;
    }
}
