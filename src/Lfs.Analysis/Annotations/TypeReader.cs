namespace Lfs.Analysis.Annotations;

/// <summary>Reads types and the words around them in the text of an annotation.</summary>
/// <remarks>The grammar is that of LuaLS (its document annotations.md). A type that cannot be read is null,
/// and <see cref="Position"/> is then the place of the fault.</remarks>
/// <param name="text">The text.</param>
/// <param name="start">Where to begin.</param>
sealed class TypeReader(string text, int start)
{
    // As the grammar of Lua limits itself: an annotation must not end the program that reads it.
    const int MaxDepth = 100;

    int _depth;
    bool _isInBraces;

    /// <summary>Where the reader is, in characters.</summary>
    public int Position { get; private set; } = start;

    /// <summary>True if only white space is left.</summary>
    public bool IsAtEnd => Peek() == '\0';

    /// <summary>What is left, without a leading mark of a comment.</summary>
    public string Rest()
    {
        string rest = text.Substring(Math.Min(Position, text.Length)).Trim();
        Position = text.Length;
        return rest.Length > 0 && rest[0] is '#' or '@' ? rest.Substring(1).Trim() : rest;
    }

    /// <summary>The next character that is no white space; 0 at the end.</summary>
    public char Peek()
    {
        while (Position < text.Length && char.IsWhiteSpace(text[Position]))
            Position++;
        return Position < text.Length ? text[Position] : '\0';
    }

    /// <summary>Skips a sign.</summary>
    public bool TrySkip(string sign)
    {
        if (Peek() == '\0' || string.CompareOrdinal(text, Position, sign, 0, sign.Length) != 0)
            return false;
        Position += sign.Length;
        return true;
    }

    /// <summary>Reads a name; empty if there is none.</summary>
    public string Name()
    {
        Peek();
        int first = Position;
        while (Position < text.Length && IsNamePart(text[Position], Position == first))
            Position++;
        // A sentence may end behind a name.
        while (Position > first && text[Position - 1] is '.' or '-')
            Position--;
        return text.Substring(first, Position - first);
    }

    /// <summary>Reads a name that must stand here without white space behind it; the position stays if it is
    /// another one.</summary>
    public bool TrySkipWord(string word)
    {
        int before = Position;
        if (Name() == word)
            return true;
        Position = before;
        return false;
    }

    /// <summary>Reads a type; null if it is broken.</summary>
    public LuaType? Type()
    {
        if (++_depth > MaxDepth)
            return null;
        LuaType? first = Postfix();
        if (first is null)
            return null;
        List<LuaType> members = [];
        Add(members, first);
        while (Peek() == '|')
        {
            Position++;
            if (Postfix() is not { } next)
                return null;
            Add(members, next);
        }
        _depth--;
        return members.Count == 1 ? members[0] : new UnionType(new ValueList<LuaType>(members));
    }

    /// <summary>Skips <c>...</c>, which stands for any number of values, and reads their type; null if it
    /// does not stand here, or its type is broken.</summary>
    public LuaType? TypeOfRest()
    {
        if (!TrySkip("..."))
            return null;
        // What stands behind a space is a description.
        bool hasType = Position < text.Length
            && (text[Position] == ':' || IsNamePart(text[Position], isFirst: true));
        if (!hasType)
            return LuaType.Any;
        TrySkip(":");
        return Type();
    }

    static void Add(List<LuaType> members, LuaType type)
    {
        foreach (LuaType member in type is UnionType union ? [.. union.Members] : new[] { type })
        {
            if (!members.Contains(member))
                members.Add(member);
        }
    }

    LuaType? Postfix()
    {
        LuaType? type = Primary();
        while (type is not null)
        {
            if (Position < text.Length && text[Position] == '?')
            {
                Position++;
                type = type.OrNil();
            }
            else if (string.CompareOrdinal(text, Position, "[]", 0, 2) == 0)
            {
                Position += 2;
                type = new ArrayType(type);
            }
            else
            {
                break;
            }
        }
        return type;
    }

    LuaType? Primary()
    {
        char c = Peek();
        switch (c)
        {
            case '(':
                Position++;
                bool wasInBraces = _isInBraces;
                _isInBraces = false;
                LuaType? inner = Type();
                _isInBraces = wasInBraces;
                return inner is not null && TrySkip(")") ? inner : null;
            case '{':
                return Braces();
            case '[':
                Position++;
                return Types("]") is { } items ? new TupleType(items) : null;
            case '"' or '\'':
                return Quoted(c);
            case '`':
                // The type whose name is the value of an argument: known only at the call.
                Position++;
                return Name().Length > 0 && TrySkip("`") ? LuaType.Any : null;
            case '-' or (>= '0' and <= '9'):
                return Number();
            default:
                return Named();
        }
    }

    LiteralType? Quoted(char quote)
    {
        int end = text.IndexOf(quote, Position + 1);
        if (end < 0)
            return null;
        string value = text.Substring(Position + 1, end - Position - 1);
        Position = end + 1;
        return new LiteralType(LiteralKind.String, value);
    }

    LiteralType? Number()
    {
        int first = Position++;
        while (Position < text.Length && char.IsDigit(text[Position]))
            Position++;
        string digits = text.Substring(first, Position - first);
        return digits == "-" ? null : new LiteralType(LiteralKind.Integer, digits);
    }

    LuaType? Named()
    {
        string name = Name();
        switch (name)
        {
            case "":
                return null;
            case "true" or "false":
                return new LiteralType(LiteralKind.Boolean, name);
            case "fun":
                return Function(isAsync: false);
            case "async" when TrySkipWord("fun"):
                return Function(isAsync: true);
        }
        if (Position >= text.Length || text[Position] != '<')
            return new NamedType(name, default);
        Position++;
        if (Types(">") is not { } arguments)
            return null;
        return name == "table" && arguments.Count == 2
            ? new DictionaryType(arguments[0], arguments[1])
            : new NamedType(name, arguments);
    }

    ValueList<LuaType>? Types(string closing)
    {
        List<LuaType> types = [];
        bool wasInBraces = _isInBraces;
        _isInBraces = true;
        while (!TrySkip(closing))
        {
            if (Type() is not { } type)
                return null;
            types.Add(type);
            if (!TrySkip(",") && Peek() != closing[0])
                return null;
        }
        _isInBraces = wasInBraces;
        return new ValueList<LuaType>(types);
    }

    LuaType? Braces()
    {
        Position++;
        bool wasInBraces = _isInBraces;
        _isInBraces = true;
        List<RecordField> fields = [];
        DictionaryType? dictionary = null;
        while (!TrySkip("}"))
        {
            if (TrySkip("["))
            {
                LuaType? key = Type();
                if (key is null || !TrySkip("]"))
                    return null;
                bool isMissing = TrySkip("?");
                if (!TrySkip(":") || Type() is not { } value)
                    return null;
                value = isMissing ? value.OrNil() : value;
                // A key of one value is a field with its name.
                if (key is LiteralType { Kind: LiteralKind.String } name)
                    fields.Add(new RecordField(name.Value, value));
                else
                    dictionary ??= new DictionaryType(key, value);
            }
            else
            {
                string name = Name();
                bool isOptional = TrySkip("?");
                if (name.Length == 0 || !TrySkip(":") || Type() is not { } type)
                    return null;
                fields.Add(new RecordField(name, isOptional ? type.OrNil() : type));
            }
            if (!TrySkip(",") && !TrySkip(";") && Peek() != '}')
                return null;
        }
        _isInBraces = wasInBraces;
        // A table of both kinds has no shape that can be named.
        return dictionary is null ? new RecordType(new ValueList<RecordField>(fields))
            : fields.Count == 0 ? dictionary
            : new NamedType("table", default);
    }

    LuaType? Function(bool isAsync)
    {
        if (Peek() != '(')
            return new NamedType("function", default);
        Position++;
        List<FunctionParameter> parameters = [];
        while (!TrySkip(")"))
        {
            string name = TrySkip("...") ? "..." : Name();
            bool isOptional = TrySkip("?");
            LuaType? type = TrySkip(":") ? InGroup(Type) : LuaType.Any;
            if (name.Length == 0 || type is null || (!TrySkip(",") && Peek() != ')'))
                return null;
            parameters.Add(new FunctionParameter(name, type, isOptional || type.IsNullable));
        }
        List<FunctionResult> results = [];
        return !TrySkip(":") || Results(results)
            ? new FunctionType(
                new ValueList<FunctionParameter>(parameters), new ValueList<FunctionResult>(results), isAsync)
            : null;
    }

    T InGroup<T>(Func<T> read)
    {
        bool wasInBraces = _isInBraces;
        _isInBraces = true;
        T result = read();
        _isInBraces = wasInBraces;
        return result;
    }

    // Where a comma can mean what is around the function, only parentheses make several results.
    bool Results(List<FunctionResult> results)
    {
        int before = Position;
        if (TrySkip("(") && GroupedResults(results))
        {
            // Otherwise the parentheses are part of the first type.
            bool isType = results.Count == 1 && Position < text.Length && text[Position] is '[' or '?' or '|';
            if (!isType)
                return true;
        }
        Position = before;
        results.Clear();
        do
        {
            if (!Result(results))
                return false;
        }
        while (!_isInBraces && TrySkip(","));
        return true;
    }

    bool GroupedResults(List<FunctionResult> results)
    {
        while (!TrySkip(")"))
        {
            if (!InGroup(() => Result(results)) || (!TrySkip(",") && Peek() != ')'))
                return false;
        }
        return true;
    }

    bool Result(List<FunctionResult> results)
    {
        if (TypeOfRest() is { } rest)
        {
            results.Add(new FunctionResult("...", rest));
            return true;
        }
        int before = Position;
        string name = Name();
        if (name.Length == 0 || !TrySkip(":"))
        {
            name = "";
            Position = before;
        }
        if (Type() is not { } type)
            return false;
        bool isRest = TrySkip("...");
        results.Add(new FunctionResult(isRest ? "..." : name, type));
        return true;
    }

    static bool IsNamePart(char c, bool isFirst) =>
        c == '_' || c >= 0x80 || char.IsLetter(c)
        || (!isFirst && (char.IsDigit(c) || c is '.' or '-' or '*'));
}
