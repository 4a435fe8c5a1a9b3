using System.Text;
using Lfs.Analysis.Annotations;
using Lfs.Analysis.Fixes;
using Lfs.Analysis.Lints;
using Lfs.Analysis.Shapes;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Cli.LanguageServer;

/// <summary>A Lua file as the editor or the disk has it, and what is known of it.</summary>
sealed class Document
{
    // Where lines begin, in characters and in bytes.
    readonly List<int> _lines = [0];
    readonly List<int> _lineBytes = [0];
    readonly Lazy<LuaTree> _tree;
    readonly Lazy<CompiledModule> _compiled;
    readonly Lazy<ModuleReading> _reading;
    readonly Lazy<ImageBytes?> _sizes;
    readonly Lazy<FileFacts> _facts;
    readonly Lazy<DocComments> _comments;
    readonly Lazy<TableFinder> _tables;

    /// <summary>Reads a text.</summary>
    /// <param name="uri">Its address.</param>
    /// <param name="version">Its version in the editor; null for one on disk.</param>
    /// <param name="text">The text.</param>
    /// <param name="target">The target of the project.</param>
    public Document(string uri, int? version, string text, LuaTarget target)
    {
        Uri = uri;
        Version = version;
        Text = text;
        Target = target;
        LuaSource source = LuaSource.FromFile(Name, Encoding.UTF8.GetBytes(text));
        _tree = new(() => LuaTree.Parse(source, target));
        _compiled = new(() => ProjectFile.Compile(Name, source.Bytes, new CompileOptions(target))
            .WithErrorsOf(Tree));
        _reading = new(() => ShapeReader.Read(Tree, Module, Name));
        _sizes = new(Measure);
        _facts = new(() => FileFacts.Of(Tree, new LintedFile(Name, Module, IsInImage: true), target));
        _comments = new(() => DocComments.Read(Tree));
        _tables = new(() => TableFinder.Find(Tree, Comments));
        FindLines();
    }

    public string Uri { get; }

    public int? Version { get; }

    public string Text { get; }

    public LuaTarget Target { get; }

    /// <summary>The name of the file.</summary>
    public string Name => System.Uri.UnescapeDataString(Uri[(Uri.LastIndexOf('/') + 1)..]);

    /// <summary>The name of the module that the file makes.</summary>
    public string Module => ProjectFile.ModuleNameOf(Name, Target.Version);

    public LuaTree Tree => _tree.Value;

    /// <summary>The result of the compiler, and all errors.</summary>
    public CompiledModule Compiled => _compiled.Value;

    /// <summary>What the module gives to its callers.</summary>
    public ModuleShape Shape => _reading.Value.Shape;

    /// <summary>Its comments.</summary>
    public DocComments Comments => _comments.Value;

    /// <summary>What is put into the table that an expression is, in the order of the text.</summary>
    public IEnumerable<TableField> FieldsOf(Expression table) => _tables.Value.TableAt(table)?.Fields ?? [];

    /// <summary>What is put into the table that a variable holds.</summary>
    public IEnumerable<TableField> FieldsOf(LocalVariable table) =>
        _tables.Value.TableIn(table)?.Fields ?? [];

    /// <summary>What is put into the table that the module returns.</summary>
    public IEnumerable<TableField> Exports => _tables.Value.ReturnedBy(Tree)?.Fields ?? [];

    /// <summary>The shape of a function of the module; null if it has none of this name.</summary>
    public FunctionShape? ShapeOf(string function) =>
        Shape.Members.Functions.FirstOrDefault(one => one.Name == function);

    /// <summary>The shape of a function in one of its tables; null if the module does not give it to
    /// others.</summary>
    public FunctionShape? ShapeOf(TableField field)
    {
        int line = Tree.PlaceOf(field.At.Start).Line;
        return Shape.Members.Functions.FirstOrDefault(one => one.Name == field.Name && one.Line == line);
    }

    /// <summary>What is wrong in its annotations.</summary>
    public IReadOnlyList<Diagnostic> AnnotationProblems => _reading.Value.Problems;

    /// <summary>What the lints know of the file.</summary>
    public FileFacts Facts => _facts.Value;

    /// <summary>Where the bytes of an image with this module alone go; null if it does not compile.</summary>
    public ImageBytes? Sizes => _sizes.Value;

    /// <summary>The bytes of a function in flash; null if the module does not compile.</summary>
    public FunctionBytes? BytesOf(FunctionExpression function)
    {
        int number = Places.Functions(Tree).ToList().FindIndex(other => ReferenceEquals(other, function));
        return Sizes is null || number < 0
            ? null : InOrder(Sizes.Modules[0].Main).ElementAtOrDefault(number + 1);
    }

    /// <summary>The RAM that a closure takes on a device, in bytes.</summary>
    /// <remarks>Source: lfunc.h, <c>sizeLclosure</c>.</remarks>
    public static int ClosureBytes(LuaTarget target, int upvalues)
    {
        const int Bytes51 = 20, Bytes53 = 16, Pointer = 4;
        return (target.Version == LuaVersion.Lua51 ? Bytes51 : Bytes53) + Pointer * upvalues;
    }

    /// <summary>The text from the start of its line to an offset.</summary>
    public string LineBefore(int offset)
    {
        Position end = PositionOf(offset);
        return Text.Substring(_lines[end.Line], end.Character);
    }

    /// <summary>The text after changes of the editor.</summary>
    public Document With(int? version, ContentChange[] changes)
    {
        Document changed = this;
        foreach (ContentChange change in changes)
        {
            string text = change.Range is { } range
                ? string.Concat(
                    changed.Text.AsSpan(0, changed.IndexOf(range.Start)), change.Text,
                    changed.Text.AsSpan(changed.IndexOf(range.End)))
                : change.Text;
            changed = new Document(Uri, version, text, Target);
        }
        return changed;
    }

    /// <summary>The offset of a position in the bytes of the text.</summary>
    public int OffsetOf(Position position)
    {
        int index = IndexOf(position);
        int line = LineOf(_lines, index);
        return _lineBytes[line] + Encoding.UTF8.GetByteCount(Text.AsSpan(_lines[line]..index));
    }

    /// <summary>The position of an offset in the bytes of the text.</summary>
    public Position PositionOf(int offset)
    {
        byte[] bytes = Tree.Source;
        offset = Math.Clamp(offset, 0, bytes.Length);
        int line = LineOf(_lineBytes, offset);
        return new Position(line, Encoding.UTF8.GetCharCount(bytes.AsSpan(_lineBytes[line]..offset)));
    }

    static int LineOf(List<int> starts, int place)
    {
        int line = starts.BinarySearch(place);
        return line < 0 ? ~line - 1 : line;
    }

    public TextRange RangeOf(Node node) => RangeOf(node.Start, node.End);

    public TextRange RangeOf(int start, int end) => new(PositionOf(start), PositionOf(end));

    /// <summary>Changes of the text as editors take them, with its version or without.</summary>
    public WorkspaceEdit EditOf(IEnumerable<TextEdit> changes, bool hasVersion)
    {
        LspEdit[] edits = [.. changes.Select(edit => new LspEdit(
            RangeOf(edit.Start, edit.Start + edit.Length), edit.Text))];
        return hasVersion
            ? new WorkspaceEdit(null, [new(new TextDocumentId(Uri, Version), edits)])
            : new WorkspaceEdit(new() { [Uri] = edits }, null);
    }

    /// <summary>A finding as editors show it; one of the whole file at its first character.</summary>
    public LspDiagnostic ToLsp(Diagnostic found)
    {
        TextRange range = found.Span is { } span
            ? RangeOf(span.Start, span.Start + span.Length)
            : new TextRange(default, new Position(0, 1));
        return new LspDiagnostic(range, 1 + (int)found.Id.Severity(), found.Id.Code(), "lfs", found.Message);
    }

    ImageBytes? Measure()
    {
        if (Compiled.Main is not { } main)
            return null;
        LinkedImage linked = ProjectImage.Link(
            [new ProjectModule(Module, main)],
                ProjectSettings.Default with { Target = Target, SizeCheck = SizeCheck.None });
        return linked.Image is { } image ? ImageBytes.Of(image) : null;
    }

    static IEnumerable<FunctionBytes> InOrder(FunctionBytes function) =>
        function.Inner.SelectMany(InOrder).Prepend(function);

    // A position behind the end of its line means that end, which is before the characters that end the line.
    int IndexOf(Position position)
    {
        if (position.Line >= _lines.Count)
            return Text.Length;
        int line = Math.Max(position.Line, 0);
        int start = _lines[line];
        int end = line + 1 < _lines.Count ? _lines[line + 1] : Text.Length;
        while (end > start && Text[end - 1] is '\n' or '\r')
            end--;
        return start + Math.Clamp(position.Character, 0, end - start);
    }

    // Lines as the protocol counts them: \n, \r\n and \r end one.
    void FindLines()
    {
        for (int i = 0; i < Text.Length; i++)
        {
            if (Text[i] != '\n' && (Text[i] != '\r' || (i + 1 < Text.Length && Text[i + 1] == '\n')))
                continue;
            _lineBytes.Add(_lineBytes[^1] + Encoding.UTF8.GetByteCount(Text.AsSpan(_lines[^1]..(i + 1))));
            _lines.Add(i + 1);
        }
    }
}
