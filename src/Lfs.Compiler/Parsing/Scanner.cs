using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Parsing;

/// <summary>The common part of the 5.1 and 5.3 lexers: characters, lines, names, long
/// brackets and errors.</summary>
/// <remarks>Source: llex.c.</remarks>
abstract partial class Scanner
{
    /// <summary>The value of <see cref="Current"/> after the last byte.</summary>
    protected const int EndOfInput = -1;

    readonly string? _path;
    readonly List<Diagnostic> _warnings;
    byte[] _bytes;
    int _length;
    Func<byte[]?>? _nextPiece;
    int _at;

    // The text of the last or unfinished token: a part of the source, or the saved bytes.
    byte[] _text;
    int _textStart;
    int _textLength;
    byte[] _saved = new byte[64];
    int _savedLength;

    protected Scanner(
        string? path, LuaSource text, int start, TokenKind[] reserved, CompileOptions options,
        List<Diagnostic> warnings)
    {
        Options = options;
        Work = new WorkMeter(options.Work, options.Cancellation);
        _warnings = warnings;
        _path = path;
        _bytes = text.Bytes;
        _length = text.Bytes.Length;
        _nextPiece = text.NextPiece;
        _text = _bytes;
        Reserved = reserved;
        Strings = new StringPool(reserved);
        _at = start;
        ShowCurrent();
    }

    /// <summary>The current token. It is a field, so that the parser can read it without a copy.</summary>
    public Token Token;

    /// <summary>The token after <see cref="Token"/>, if the parser has looked ahead.</summary>
    public Token Ahead;

    bool _hasAhead;

    /// <summary>The line of the next character.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The line of the last consumed token, which emitted instructions get.</summary>
    public int LastLine { get; private set; } = 1;

    /// <summary>Receives the allocations of a device; null for none.</summary>
    public ICompilerMemory? Memory => Options.Memory;

    /// <summary>The options of the compilation.</summary>
    protected CompileOptions Options { get; }

    /// <summary>The meter of the compilation's work.</summary>
    public WorkMeter Work { get; }

    /// <summary>The pool of all names and strings.</summary>
    public StringPool Strings { get; }

    /// <summary>The reserved words, in the order of their numbers in <see cref="Strings"/>.</summary>
    protected TokenKind[] Reserved { get; }

    /// <summary>The next character, or <see cref="EndOfInput"/>.</summary>
    protected int Current { get; private set; }

    /// <summary>The byte offset of the next character.</summary>
    protected int At => _at;

    protected byte[] Bytes => _bytes;

    /// <summary>Moves on to the next token.</summary>
    public void Next()
    {
        LastLine = Line;
        if (_hasAhead)
        {
            Token = Ahead;
            _hasAhead = false;
            return;
        }
        Read(ref Token);
    }

    /// <summary>Goes on after an error of the lexer: the rest of the line counts as a string. For tools that
    /// read what does not compile.</summary>
    public void SkipBrokenToken()
    {
        SkipToLineEnd();
        Token.Kind = TokenKind.String;
        Token.Text = Strings.Add([], 0, 0);
        Token.End = Math.Min(_at, _length);
        _hasAhead = false;
    }

    /// <summary>Reads the token after the current one: <c>luaX_lookahead</c>.</summary>
    public TokenKind LookAhead()
    {
        Read(ref Ahead);
        _hasAhead = true;
        return Ahead.Kind;
    }

    void Read(ref Token token)
    {
        const int TokenSteps = 8;
        Work.Add(TokenSteps);
        _textLength = 0;
        token.Kind = Scan(ref token);
        token.End = Math.Min(_at, _length);
        Memory?.NeedText(_textLength + TerminatorOf(token.Kind));
        Anchor(token);
    }

    /// <summary>Keeps the string of the current token alive in the open function
    /// (<c>luaX_newstring</c>).</summary>
    public void AnchorToken() => Anchor(Token);

    void Anchor(in Token token)
    {
        if (Memory != null && IsString(token.Kind))
            Memory.AddString(Strings[token.Text]);
    }

    /// <summary>True if the lexer on a device creates a string for a token.</summary>
    protected virtual bool IsString(TokenKind kind) => kind is TokenKind.Name or TokenKind.String;

    /// <summary>The number of zero bytes that the lexer on a device adds to the text of a token.</summary>
    protected virtual int TerminatorOf(TokenKind kind) => kind is TokenKind.Name or TokenKind.Number ? 1 : 0;

    // Reads one token, and sets its start and value: llex.c, llex.
    TokenKind Scan(ref Token token)
    {
        while (true)
        {
            token.Start = _at;
            switch (Current)
            {
                case '\n' or '\r':
                    SkipNewline();
                    continue;
                case ' ' or '\t' or '\v' or '\f':
                    SkipSpace();
                    continue;
                case '-':
                    Advance();
                    if (Current != '-')
                        return TokenKind.Minus;
                    SkipComment();
                    continue;
                case '[':
                    return ReadBracket(ref token);
                case '"' or '\'':
                    return ReadString(ref token);
                case '.':
                    return ReadDot(ref token);
                case EndOfInput:
                    return TokenKind.EndOfFile;
                case >= '0' and <= '9':
                    return ReadNumber(ref token);
                default:
                    return IsNameStart(Current) ? ReadName(ref token) : ReadSign();
            }
        }
    }

    /// <summary>Reads a token that starts with a dot.</summary>
    protected abstract TokenKind ReadDot(ref Token token);

    /// <summary>Reads a numeral, from its first digit or from after its leading dot:
    /// <c>read_numeral</c>.</summary>
    protected abstract TokenKind ReadNumber(ref Token token);

    /// <summary>Reads a token that starts with another character. By default the
    /// character is the token.</summary>
    protected virtual TokenKind ReadSign()
    {
        switch (Current)
        {
            case '=':
                return OneOrTwo(TokenKind.Assign, TokenKind.Equal);
            case '<':
                return OneOrTwo(TokenKind.Less, TokenKind.LessEqual);
            case '>':
                return OneOrTwo(TokenKind.Greater, TokenKind.GreaterEqual);
            case '~':
                return OneOrTwo(TokenKind.Tilde, TokenKind.NotEqual);
            default:
                var kind = (TokenKind)Current;
                Advance();
                return kind;
        }
    }

    protected void Advance()
    {
        _at++;
        ShowCurrent();
    }

    void ShowCurrent() => Current = HasMore ? _bytes[_at] : EndOfInput;

    /// <summary>
    /// True if there is a current character. The next piece of a text is requested only here, when
    /// its first character is needed.
    /// </summary>
    bool HasMore => _at < _length || AddPiece();

    bool AddPiece()
    {
        byte[]? piece = _nextPiece?.Invoke();
        if (piece == null || piece.Length == 0)
        {
            _nextPiece = null;
            return false;
        }
        if (_length + piece.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_length + piece.Length, 2 * _length));
        Buffer.BlockCopy(piece, 0, _bytes, _length, piece.Length);
        _length += piece.Length;
        return true;
    }

    protected bool CurrentIsNewline => Current is '\n' or '\r';

    /// <summary>Skips a line end of one or two bytes: \n, \r, \r\n or \n\r.</summary>
    protected void SkipNewline()
    {
        int first = Current;
        Advance();
        if (CurrentIsNewline && Current != first)
            Advance();
        Line++;
    }

    protected void SkipToLineEnd()
    {
        while (HasMore && _bytes[_at] is not ((byte)'\n' or (byte)'\r'))
            _at++;
        ShowCurrent();
    }

    // Blanks that do not end a line.
    void SkipSpace()
    {
        while (HasMore && Is(_bytes[_at], Space))
            _at++;
        ShowCurrent();
    }

    // Reads a name or reserved word, which starts at the current character.
    TokenKind ReadName(ref Token token)
    {
        int start = _at;
        while (HasMore && Is(_bytes[_at], NamePart))
            _at++;
        ShowCurrent();
        ShowSource(start);
        token.Text = Strings.Add(_bytes, start, _at - start);
        return token.Text < Reserved.Length ? Reserved[token.Text] : TokenKind.Name;
    }

    /// <summary>Reads <c>[==</c> or <c>]==</c> up to the second bracket.</summary>
    /// <returns>The number of <c>=</c>; if no second bracket follows, <c>-count - 1</c>.</returns>
    protected int SkipSeparator()
    {
        int bracket = Current;
        Advance();
        int count = 0;
        for (; Current == '='; Advance())
            count++;
        return Current == bracket ? count : -count - 1;
    }

    /// <summary>Reads the rest of a long string or comment, from its second bracket:
    /// <c>read_long_string</c>.</summary>
    /// <param name="level">The number of <c>=</c> in its brackets.</param>
    /// <param name="isComment">True for a comment, whose text is not kept.</param>
    /// <returns>The number of the string; -1 for a comment.</returns>
    protected int ReadLong(int level, bool isComment)
    {
        int firstLine = Line;
        int bracketLength = level + 2;
        Advance();
        ClearSaved();
        SaveSource(_at - bracketLength);
        if (CurrentIsNewline)
            SkipNewline();
        while (true)
        {
            int start = _at;
            switch (Current)
            {
                case EndOfInput:
                    FailUnfinishedLong(isComment, firstLine);
                    break;
                case '[':
                    CheckNestedLong(level, isComment);
                    break;
                case ']' when SkipSeparator() == level:
                    Advance();
                    SaveSource(start);
                    ShowSaved();
                    return isComment
                        ? -1
                        : Strings.Add(_saved, bracketLength, _savedLength - 2 * bracketLength);
                case ']':
                    break;
                case '\n' or '\r':
                    SkipNewline();
                    if (!isComment)
                        Save('\n');
                    continue;
                default:
                    SkipLongText();
                    break;
            }
            if (!isComment)
                SaveSource(start);
        }
    }

    void SkipLongText()
    {
        while (HasMore && _bytes[_at] is not ((byte)'[' or (byte)']' or (byte)'\n' or (byte)'\r'))
            _at++;
        ShowCurrent();
    }

    /// <summary>Throws at the end of the file inside a long bracket.</summary>
    protected abstract void FailUnfinishedLong(bool isComment, int firstLine);

    /// <summary>Reads a <c>[</c> inside a long bracket.</summary>
    protected virtual void CheckNestedLong(int level, bool isComment) => Advance();

    // Reads a token of one character, or of two if = follows.
    TokenKind OneOrTwo(TokenKind one, TokenKind withEquals)
    {
        Advance();
        if (Current != '=')
            return one;
        Advance();
        return withEquals;
    }

    // Skips a comment, from its second dash.
    void SkipComment()
    {
        Advance();
        if (Current == '[')
        {
            int level = SkipSeparator();
            if (level >= 0)
            {
                ReadLong(level, isComment: true);
                return;
            }
        }
        SkipToLineEnd();
    }

    // Reads [ or a long string.
    TokenKind ReadBracket(ref Token token)
    {
        int level = SkipSeparator();
        ShowSource(token.Start);
        if (level == -1)
            return TokenKind.OpenBracket;
        if (level < 0)
            throw LexicalError("invalid long string delimiter", token.Start, TokenKind.String);
        token.Text = ReadLong(level, isComment: false);
        return TokenKind.String;
    }

    // Reads a quoted string, from its first quote: read_string.
    TokenKind ReadString(ref Token token)
    {
        int quote = Current;
        Advance();
        if (TrySkipPlain(quote))
        {
            Advance();
            ShowSource(token.Start);
            token.Text = Strings.Add(_bytes, token.Start + 1, _at - token.Start - 2);
            return TokenKind.String;
        }
        ClearSaved();
        SaveSource(token.Start);
        while (Current != quote)
            ReadStringPart(ref token);
        SaveAndAdvance();
        ShowSaved();
        token.Text = Strings.Add(_saved, 1, _savedLength - 2);
        return TokenKind.String;
    }

    // The fast path: most strings have no escapes and need no copy.
    bool TrySkipPlain(int quote)
    {
        while (HasMore && _bytes[_at] != quote && _bytes[_at] is not ((byte)'\\' or (byte)'\n' or (byte)'\r'))
            _at++;
        ShowCurrent();
        return Current == quote;
    }

    void ReadStringPart(ref Token token)
    {
        switch (Current)
        {
            case EndOfInput:
                throw LexicalError("unfinished string", token.Start, TokenKind.EndOfFile);
            case '\n' or '\r':
                ShowSaved();
                throw LexicalError("unfinished string", token.Start, TokenKind.String);
            case '\\':
                ReadEscape(ref token);
                break;
            default:
                SaveAndAdvance();
                break;
        }
    }

    /// <summary>Reads an escape sequence, from its backslash.</summary>
    protected abstract void ReadEscape(ref Token token);

    /// <summary>Clears the saved bytes, which an error shows as the text of the token.</summary>
    protected void ClearSaved() => _savedLength = 0;

    /// <summary>Removes the last saved bytes.</summary>
    protected void Unsave(int count) => _savedLength -= count;

    protected void Save(int value)
    {
        if (_savedLength == _saved.Length)
            Array.Resize(ref _saved, _saved.Length * 2);
        _saved[_savedLength++] = (byte)value;
    }

    protected void SaveAndAdvance()
    {
        Save(Current);
        Advance();
    }

    /// <summary>Saves the source from an offset up to the current character.</summary>
    protected void SaveSource(int start)
    {
        int length = _at - start;
        while (_savedLength + length > _saved.Length)
            Array.Resize(ref _saved, _saved.Length * 2);
        Buffer.BlockCopy(_bytes, start, _saved, _savedLength, length);
        _savedLength += length;
    }

    /// <summary>Makes an error at this token show the saved bytes.</summary>
    protected void ShowSaved()
    {
        _text = _saved;
        _textStart = 0;
        _textLength = _savedLength;
    }

    /// <summary>Makes an error at this token show the source from an offset up to the
    /// current character.</summary>
    protected void ShowSource(int start)
    {
        _text = _bytes;
        _textStart = start;
        _textLength = _at - start;
    }

    protected static bool IsDigit(int c) => c >= 0 && Is((byte)c, Digit);

    protected static bool IsHexDigit(int c) => c >= 0 && Is((byte)c, HexDigit);

    protected static bool IsNameStart(int c) => c >= 0 && Is((byte)c, NameStart);

    protected static bool IsNamePart(int c) => c >= 0 && Is((byte)c, NamePart);

    protected static bool IsSpace(int c) => c >= 0 && Is((byte)c, Space);
}
