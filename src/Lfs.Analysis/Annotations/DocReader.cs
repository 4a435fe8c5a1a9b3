using System.Text;
using Lfs.Analysis.Syntax;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Annotations;

/// <summary>Reads the lines of one block of comments.</summary>
/// <param name="tree">The text.</param>
/// <param name="path">The file, for diagnostics.</param>
/// <param name="problems">Receives what cannot be read.</param>
sealed class DocReader(LuaTree tree, string? path, ICollection<Diagnostic> problems)
{
    /// <summary>Annotations of LuaLS that say nothing about types or names.</summary>
    static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "as", "cast", "diagnostic", "language", "module", "operator", "see", "source", "version",
    };

    readonly List<DocTag> _tags = [];
    readonly List<string> _text = [];
    Comment _comment = new(0);
    string _line = "";

    /// <summary>Reads a block.</summary>
    /// <param name="comments">Its comments, one on each line.</param>
    public DocBlock Read(IReadOnlyList<Comment> comments)
    {
        foreach (Comment comment in comments)
        {
            _comment = comment;
            _line = tree.TextOf(comment);
            ReadLine();
        }
        return new DocBlock(
            tree.PlaceOf(comments[0].Start).Line,
            tree.PlaceOf(comments[comments.Count - 1].Start).Line,
            TakeText(),
            new ValueList<DocTag>(_tags));
    }

    void ReadLine()
    {
        int at = 2;
        bool isDoc = at < _line.Length && _line[at] == '-';
        if (isDoc)
            at++;
        // A rule of dashes is no text.
        if (_line.Trim('-', '=', ' ', '\t').Length == 0)
        {
            _text.Add("");
            return;
        }
        int first = at;
        while (first < _line.Length && char.IsWhiteSpace(_line[first]))
            first++;
        if (isDoc && first < _line.Length && _line[first] == '@')
            ReadTag(first);
        else if (isDoc && at < _line.Length && _line[at] == '|')
            ReadAliasValue(at + 1);
        else
            _text.Add(_line.Substring(at).TrimEnd());
    }

    string TakeText()
    {
        string text = Trim(_text);
        _text.Clear();
        return text;
    }

    // Without the space behind the dashes, which all lines share, and without empty lines around.
    static string Trim(List<string> lines)
    {
        IEnumerable<string> full = lines.Where(line => line.Length > 0);
        int shared = full.Any() ? full.Min(line => line.Length - line.TrimStart().Length) : 0;
        return string.Join("\n",
            lines.Select(line => line.Length > 0 ? line.Substring(shared) : "")).Trim('\n');
    }

    string TextOf(TypeReader reader)
    {
        string above = TakeText();
        string beside = reader.Rest();
        return above.Length == 0 ? beside : beside.Length == 0 ? above : above + "\n" + beside;
    }

    void ReadTag(int start)
    {
        var reader = new TypeReader(_line, start + 1);
        string name = reader.Name();
        int before = _tags.Count;
        switch (name)
        {
            case "param":
                ReadParameter(reader);
                break;
            case "vararg":
                if (TypeOf(reader) is { } rest)
                    _tags.Add(new ParameterTag("...", rest, false, reader.Rest()));
                break;
            case "return":
                ReadReturns(reader);
                break;
            case "type":
                ReadTypes(reader);
                break;
            case "class":
                ReadClass(reader);
                break;
            case "field":
                ReadField(reader);
                break;
            case "alias":
                ReadAlias(reader);
                break;
            case "enum":
                bool isOfKeys = TrySkipModifier(reader, "key");
                if (NameOf(reader) is { } ofEnum)
                    _tags.Add(new EnumTag(ofEnum, isOfKeys, TextOf(reader)));
                break;
            case "overload":
                if (TypeOf(reader) is FunctionType overload)
                    _tags.Add(new OverloadTag(overload));
                break;
            case "generic":
                ReadGeneric(reader);
                break;
            default:
                if (Simple(name, reader) is { } tag)
                    _tags.Add(tag);
                else if (!Ignored.Contains(name))
                    Report(DiagnosticId.UnknownAnnotation, start, start + 1 + name.Length,
                        $"unknown annotation @{name}");
                break;
        }
        for (int i = before; i < _tags.Count; i++)
            _tags[i] = _tags[i] with { Start = OffsetOf(start), End = _comment.End };
    }

    static DocTag? Simple(string name, TypeReader reader) => name switch
    {
        "deprecated" => new DeprecatedTag(reader.Rest()),
        "private" => new VisibilityTag(Visibility.Private),
        "protected" => new VisibilityTag(Visibility.Protected),
        "package" => new VisibilityTag(Visibility.Package),
        "public" => new VisibilityTag(Visibility.Public),
        "nodiscard" => new NodiscardTag(),
        "async" => new AsyncTag(),
        "meta" => new MetaTag(reader.Rest()),
        _ => null,
    };

    void ReadParameter(TypeReader reader)
    {
        string? name = reader.TrySkip("...") ? "..." : NameOf(reader);
        bool isOptional = name is not null && reader.TrySkip("?");
        if (name is null || TypeOf(reader) is not { } type)
            return;
        _tags.Add(new ParameterTag(name, isOptional ? type.OrNil() : type, isOptional, reader.Rest()));
    }

    void ReadReturns(TypeReader reader)
    {
        do
        {
            LuaType? rest = reader.TypeOfRest();
            if ((rest ?? TypeOf(reader)) is not { } type)
                return;
            string name = rest is not null || reader.TrySkip("...") ? "..."
                : reader.Peek() == '#' ? "" : reader.Name();
            if (reader.Peek() == ',')
                _tags.Add(new ReturnTag(type, name, ""));
            else
                _tags.Add(new ReturnTag(type, name, reader.Rest()));
        }
        while (reader.TrySkip(","));
    }

    void ReadTypes(TypeReader reader)
    {
        List<LuaType> types = [];
        do
        {
            if (TypeOf(reader) is not { } type)
                return;
            types.Add(type);
        }
        while (reader.TrySkip(","));
        _tags.Add(new TypeTag(new ValueList<LuaType>(types)));
    }

    void ReadClass(TypeReader reader)
    {
        TrySkipModifier(reader, "exact");
        TrySkipModifier(reader, "partial");
        if (NameOf(reader) is not { } name)
            return;
        // The names of a generic class say nothing to a caller that knows no type.
        if (reader.TrySkip("<"))
        {
            while (!reader.IsAtEnd && !reader.TrySkip(">"))
            {
                if (reader.Name().Length == 0 && !reader.TrySkip(","))
                    break;
            }
        }
        List<LuaType> parents = [];
        if (reader.TrySkip(":"))
        {
            do
            {
                if (TypeOf(reader) is not { } parent)
                    break;
                parents.Add(parent);
            }
            while (reader.TrySkip(","));
        }
        _tags.Add(new ClassTag(name, new ValueList<LuaType>(parents), TextOf(reader)));
    }

    void ReadField(TypeReader reader)
    {
        Visibility visibility = VisibilityOf(reader);
        if (reader.TrySkip("["))
        {
            if (TypeOf(reader) is not { } key || !reader.TrySkip("]"))
                return;
            bool isMissing = reader.TrySkip("?");
            if (TypeOf(reader) is not { } value)
                return;
            value = isMissing ? value.OrNil() : value;
            string text = TextOf(reader);
            _tags.Add(key is LiteralType { Kind: LiteralKind.String } literal
                ? new FieldTag(visibility, literal.Value, value, text)
                : new FieldTag(visibility, "", new DictionaryType(key, value), text));
            return;
        }
        string? name = NameOf(reader);
        bool isOptional = name is not null && reader.TrySkip("?");
        if (name is not null && TypeOf(reader) is { } type)
            _tags.Add(new FieldTag(visibility, name, isOptional ? type.OrNil() : type, TextOf(reader)));
    }

    static Visibility VisibilityOf(TypeReader reader) =>
        reader.TrySkipWord("private") ? Visibility.Private
        : reader.TrySkipWord("protected") ? Visibility.Protected
        : reader.TrySkipWord("package") ? Visibility.Package
        : reader.TrySkipWord("public") ? Visibility.Public
        : Visibility.Public;

    void ReadAlias(TypeReader reader)
    {
        if (NameOf(reader) is not { } name)
            return;
        if (reader.IsAtEnd)
            _tags.Add(new AliasTag(name, LuaType.Any, default, TakeText()));
        else if (TypeOf(reader) is { } type)
            _tags.Add(new AliasTag(name, type, default, TextOf(reader)));
    }

    // A line ---| "value" # text belongs to the alias above it.
    void ReadAliasValue(int start)
    {
        if (_tags.Count == 0 || _tags[_tags.Count - 1] is not AliasTag alias)
            return;
        var reader = new TypeReader(_line, start);
        // The marks of a default value, which LuaLS offers first.
        if (!reader.TrySkip("+"))
            reader.TrySkip(">");
        if (TypeOf(reader) is not { } value)
            return;
        ValueList<AliasValue> values = new([.. alias.Values, new AliasValue(value, reader.Rest())]);
        LuaType type = values.Count == 1
            ? value : new UnionType(new ValueList<LuaType>(values.Select(v => v.Type)));
        _tags[_tags.Count - 1] = alias with { Type = type, Values = values };
    }

    void ReadGeneric(TypeReader reader)
    {
        List<string> names = [];
        do
        {
            if (NameOf(reader) is not { } name)
                return;
            names.Add(name);
            if (reader.TrySkip(":"))
                TypeOf(reader);
        }
        while (reader.TrySkip(","));
        _tags.Add(new GenericTag(new ValueList<string>(names)));
    }

    static bool TrySkipModifier(TypeReader reader, string word) =>
        reader.TrySkip("(" + word + ")");

    string? NameOf(TypeReader reader)
    {
        string name = reader.Name();
        if (name.Length > 0)
            return name;
        Report(DiagnosticId.BrokenAnnotation, reader.Position, _line.Length, "a name is expected here");
        return null;
    }

    LuaType? TypeOf(TypeReader reader)
    {
        reader.Peek();
        int start = reader.Position;
        if (reader.Type() is { } type)
            return type;
        int end = Math.Max(Math.Min(reader.Position + 1, _line.Length), start);
        Report(
            DiagnosticId.BrokenAnnotation, start, end,
            start >= _line.Length ? "a type is expected here" : "this is not a type");
        return null;
    }

    void Report(DiagnosticId id, int start, int end, string message) => problems.Add(new Diagnostic(
        id, path, tree.SpanOf(OffsetOf(start), OffsetOf(end)), 0, message));

    // From a character of the comment to a byte of the text.
    int OffsetOf(int character) =>
        _comment.Start
            + Encoding.UTF8.GetByteCount(_line.ToCharArray(), 0, Math.Min(character, _line.Length));
}
