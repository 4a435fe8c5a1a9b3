using System.Text;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Parsing;

// What a token looks like in a message, and where it is.
partial class Scanner
{
    /// <summary>How messages write a kind of token, with quotes if any.</summary>
    public abstract string Describe(TokenKind kind);

    /// <summary>How messages show the token at which an error is.</summary>
    protected abstract string Near(TokenKind kind);

    /// <summary>The text of the last token: all kinds of numbers, names and strings show it in
    /// errors.</summary>
    protected string TokenText()
    {
        int end = Array.IndexOf(_text, (byte)0, _textStart, _textLength);
        return Readable(_text, _textStart, end < 0 ? _textLength : end - _textStart);
    }

    /// <summary>A syntax error at the current token.</summary>
    public LuaSyntaxException Error(string message) =>
        Failure(message + Near(Token.Kind), Token.Start, Token.End, Line);

    /// <summary>An error in what the program means; the message names no token.</summary>
    public LuaSyntaxException MeaningError(string message, int start, int end) =>
        Failure(message, start, end, Line);

    /// <summary>A limit of a function is passed; the message names no token.</summary>
    public LuaSyntaxException LimitError(string message) => Failure(message, Token.Start, Token.End, Line);

    /// <summary>A limit of the compiler is passed; the message names no line either.</summary>
    public LuaSyntaxException CapacityError(string message) => Failure(message, Token.Start, Token.End, 0);

    /// <summary>An error in the token that is being read.</summary>
    protected LuaSyntaxException LexicalError(string message, int start, TokenKind near) =>
        Failure(message + Near(near), start, Math.Min(_at, _length), Line);

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

    /// <summary>Bytes as a .NET text: UTF-8, and a byte that is not UTF-8 as the Latin-1 letter it would
    /// be.</summary>
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
