using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Syntax;

/// <summary>A Lua text as a tree. A text with errors has one too: what is between them.</summary>
public sealed class LuaTree
{
    readonly List<int> _lines = [0];

    internal LuaTree(
        byte[] source, LuaVersion version, FunctionExpression main,
        IReadOnlyList<Diagnostic> errors, IReadOnlyList<Comment> comments)
    {
        Source = source;
        Version = version;
        Main = main;
        Errors = errors;
        Comments = comments;
        (Locals, Globals) = Binder.Bind(version, main);
        FindLines();
    }

    /// <summary>The text. It must not be changed.</summary>
    public byte[] Source { get; }

    /// <summary>The language it is read as.</summary>
    public LuaVersion Version { get; }

    /// <summary>The main function.</summary>
    public FunctionExpression Main { get; }

    /// <summary>The syntax errors, in the order of the text: at most one in a statement. The first is the
    /// compiler's, unless the compiler stops at an error in the meaning before it.</summary>
    public IReadOnlyList<Diagnostic> Errors { get; }

    /// <summary>The comments, in the order of the text.</summary>
    public IReadOnlyList<Comment> Comments { get; }

    /// <summary>The local variables, in the order of their declarations.</summary>
    public IReadOnlyList<LocalVariable> Locals { get; }

    /// <summary>The places where a global is read, in the order of the text.</summary>
    public IReadOnlyList<NameExpression> Globals { get; }

    /// <summary>Reads a text, which may have errors. A precompiled chunk gives an empty tree.</summary>
    /// <param name="source">The text.</param>
    /// <param name="target">The target, which decides the language and its numbers.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LuaTree Parse(LuaSource source, LuaTarget target, CancellationToken cancellation = default)
    {
        var options = new CompileOptions(target) { Cancellation = cancellation };
        return LfsCompiler.StartOfText(source, target.Version) is { } start
            ? TreeParser.Parse(LfsCompiler.Scan(source, start, options), target.Version, source.Bytes, start)
            : new LuaTree(source.Bytes, target.Version, new FunctionExpression(0), [], []);
    }

    /// <summary>The line and the column of an offset, both from 1, in bytes.</summary>
    public (int Line, int Column) PlaceOf(int offset)
    {
        int line = _lines.BinarySearch(offset);
        if (line < 0)
            line = ~line - 1;
        return (line + 1, offset - _lines[line] + 1);
    }

    /// <summary>The offset of the first byte of a line, from 1; behind the last line, the end of the
    /// text.</summary>
    public int StartOfLine(int line) => line <= _lines.Count ? _lines[line - 1] : Source.Length;

    /// <summary>The place of a node.</summary>
    public SourceSpan SpanOf(Node node) => SpanOf(node.Start, node.End);

    /// <summary>The place of a range of bytes.</summary>
    public SourceSpan SpanOf(int start, int end)
    {
        (int line, int column) = PlaceOf(start);
        (int endLine, int endColumn) = PlaceOf(end);
        return new SourceSpan(start, end - start, line, column, endLine, endColumn);
    }

    /// <summary>The text of a node, decoded as UTF-8.</summary>
    public string TextOf(Node node) =>
        System.Text.Encoding.UTF8.GetString(Source, node.Start, node.End - node.Start);

    // A line ends as llex.c ends it: at \n, \r, \r\n or \n\r.
    void FindLines()
    {
        for (int at = 0; at < Source.Length; at++)
        {
            byte c = Source[at];
            if (c is not ((byte)'\n' or (byte)'\r'))
                continue;
            if (at + 1 < Source.Length && Source[at + 1] is (byte)'\n' or (byte)'\r' && Source[at + 1] != c)
                at++;
            _lines.Add(at + 1);
        }
    }
}
