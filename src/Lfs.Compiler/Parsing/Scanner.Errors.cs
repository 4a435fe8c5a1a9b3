using System.Globalization;
using System.Text;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Parsing;

// The text and the position of tokens in messages. Source: llex.c, txtToken, luaX_token2str, luaX_lexerror.
partial class Scanner
{
    /// <summary>The text for a kind of token in messages, with quotes if it has any.</summary>
    public abstract string Describe(TokenKind kind);

    /// <summary>The text for the token at an error, such as <c> near 'x'</c>.</summary>
    protected abstract string Near(TokenKind kind);

    /// <summary>The text of the last token, which errors show for numbers, names and strings.</summary>
    protected string TokenText()
    {
        int end = Array.IndexOf(_text, (byte)0, _textStart, _textLength);
        return Readable(_text, _textStart, end < 0 ? _textLength : end - _textStart);
    }

    /// <summary>Puts the text for a kind of token together on the device. Returns the text if it is a
    /// constant there.</summary>
    protected abstract string? FormatToken(ICompilerMemory memory, TokenKind kind);

    /// <summary>Adds the token at an error to the message on the device.</summary>
    protected abstract void FormatNear(ICompilerMemory memory, TokenKind kind);

    /// <summary>Puts the message for a token that is missing together on the device.</summary>
    protected abstract void FormatExpected(ICompilerMemory memory, TokenKind kind);

    /// <summary>The same where the token would close another.</summary>
    protected abstract void FormatExpected(
        ICompilerMemory memory, TokenKind closing, TokenKind opening, string line);

    /// <summary>A syntax error at the current token.</summary>
    public LuaSyntaxException Error(string message)
    {
        Report(message, Token.Kind);
        return Failure(message + Near(Token.Kind), Token.Start, Token.End, Line);
    }

    /// <summary>The error for a token that is missing at the current one.</summary>
    public LuaSyntaxException Expected(TokenKind kind)
    {
        if (Memory != null)
            FormatExpected(Memory, kind);
        Report(null, Token.Kind);
        return Failure($"{Describe(kind)} expected{Near(Token.Kind)}", Token.Start, Token.End, Line);
    }

    /// <summary>The error for a token that is missing at the current one, and would close another.</summary>
    /// <param name="closing">The token.</param>
    /// <param name="opening">The token that it would close.</param>
    /// <param name="line">The line of the other token.</param>
    public LuaSyntaxException Expected(TokenKind closing, TokenKind opening, int line)
    {
        string at = line.ToString(CultureInfo.InvariantCulture);
        if (Memory != null)
            FormatExpected(Memory, closing, opening, at);
        Report(null, Token.Kind);
        string message = $"{Describe(closing)} expected (to close {Describe(opening)} at line {at})";
        return Failure(message + Near(Token.Kind), Token.Start, Token.End, Line);
    }

    // On a device the message takes memory.
    void Report(string? message, TokenKind near)
    {
        if (Memory == null)
            return;
        Memory.Locate(message, Line);
        if (near != 0)
            FormatNear(Memory, near);
    }

    /// <summary>An error in the meaning of the program. Its message names no token.</summary>
    public LuaSyntaxException MeaningError(string message, int start, int end)
    {
        Report(message, 0);
        return Failure(message, start, end, Line);
    }

    /// <summary>The error for an exceeded limit of a function. Its message names no token.</summary>
    public LuaSyntaxException LimitError(string message)
    {
        Report(message, 0);
        return Failure(message, Token.Start, Token.End, Line);
    }

    /// <summary>The error for an exceeded limit of the compiler. Its message names
    /// neither token nor line.</summary>
    public LuaSyntaxException CapacityError(string message)
    {
        Memory?.Format(message);
        return Failure(message, Token.Start, Token.End, 0);
    }

    /// <summary>An error in the token that is being read.</summary>
    protected LuaSyntaxException LexicalError(string message, int start, TokenKind near)
    {
        Report(message, near);
        return Failure(message + Near(near), start, Math.Min(_at, _length), Line);
    }

    LuaSyntaxException Failure(string message, int start, int end, int line) =>
        new(new Diagnostic(DiagnosticId.LuaSyntaxError, _path, SpanOf(start, end), line, message));

    protected void Warn(DiagnosticId id, int start, string message) =>
        _warnings.Add(new Diagnostic(id, _path, SpanOf(start, _at), Line, message));

    SourceSpan SpanOf(int start, int end)
    {
        (int line, int column) = PlaceOf(start);
        (int endLine, int endColumn) = PlaceOf(end);
        return new SourceSpan(start, end - start, line, column, endLine, endColumn);
    }

    (int Line, int Column) PlaceOf(int offset)
    {
        int line = 1;
        int lineStart = 0;
        for (int at = 0; at < offset; at++)
        {
            if (_bytes[at] is not ((byte)'\n' or (byte)'\r'))
                continue;
            if (at + 1 < offset && _bytes[at + 1] is (byte)'\n' or (byte)'\r' && _bytes[at + 1] != _bytes[at])
                at++;
            line++;
            lineStart = at + 1;
        }
        return (line, offset - lineStart + 1);
    }

    /// <summary>Decodes bytes as UTF-8. A byte that is not UTF-8 becomes its Latin-1 character.</summary>
    protected static string Readable(byte[] bytes, int start, int length)
    {
        string text = Encoding.UTF8.GetString(bytes, start, length);
        if (text.IndexOf('\uFFFD') < 0)
            return text;
        var letters = new StringBuilder(length);
        for (int i = start; i < start + length; i++)
            letters.Append((char)bytes[i]);
        return letters.ToString();
    }
}
