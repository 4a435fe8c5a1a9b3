using System.Globalization;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Parsing;

namespace Lfs.Compiler.Parsing51;

/// <summary>The lexer of Lua 5.1.</summary>
/// <remarks>Source: app/lua/llex.c.</remarks>
sealed class Lexer(
    string? path, LuaSource text, int start, CompileOptions options, List<Diagnostic> warnings)
    : Scanner(path, text, start, Words, options, warnings)
{
    static readonly TokenKind[] Words =
    [
        TokenKind.And, TokenKind.Break, TokenKind.Do, TokenKind.Else, TokenKind.Elseif, TokenKind.End,
        TokenKind.False, TokenKind.For, TokenKind.Function, TokenKind.If, TokenKind.In, TokenKind.Local,
        TokenKind.Nil, TokenKind.Not, TokenKind.Or, TokenKind.Repeat, TokenKind.Return, TokenKind.Then,
        TokenKind.True, TokenKind.Until, TokenKind.While,
    ];

    protected override void FailUnfinishedLong(bool isComment, int firstLine) =>
        throw LexicalError(
            isComment ? "unfinished long comment" : "unfinished long string", At, TokenKind.EndOfFile);

    // Lua 5.0 nested [[ ]]. 5.1 refuses it, even in comments. Source: luaconf.h, LUA_COMPAT_LSTR 1.
    protected override void CheckNestedLong(int level, bool isComment)
    {
        int start = At;
        if (SkipSeparator() != level)
            return;
        Advance();
        if (level == 0)
            throw LexicalError("nesting of [[...]] is deprecated", start, TokenKind.OpenBracket);
    }

    protected override TokenKind ReadDot(ref Token token)
    {
        Advance();
        if (TrySkip('.', '.'))
            return TrySkip('.', '.') ? TokenKind.Dots : TokenKind.Concat;
        return IsDigit(Current) ? ReadNumber(ref token) : TokenKind.Dot;
    }

    // check_next. The reference uses strchr, which also finds the final NUL, so a zero byte matches.
    bool TrySkip(char one, char other)
    {
        if (Current != one && Current != other && Current != 0)
            return false;
        Advance();
        return true;
    }

    protected override TokenKind ReadNumber(ref Token token)
    {
        while (IsDigit(Current) || Current == '.')
            Advance();
        if (TrySkip('E', 'e'))
            TrySkip('+', '-');
        while (IsNamePart(Current))
            Advance();
        ShowSource(token.Start);
        if (!NumberText.TryParse51(
            Bytes, token.Start, At, Options.Target.HasFloats, Options.LongBits, out token.Number,
            out bool isInRange))
            throw LexicalError("malformed number", token.Start, TokenKind.Number);
        if (!isInRange)
            WarnOutOfRange(token);
        return TokenKind.Number;
    }

    void WarnOutOfRange(Token token)
    {
        string stored = token.Number.ToString("F0", CultureInfo.InvariantCulture);
        Warn(DiagnosticId.NumberOutOfRange, token.Start,
            $"number {TokenText()} does not fit in 32 bits; it becomes {stored}");
    }

    protected override void ReadEscape(ref Token token)
    {
        Advance();
        int plain = "abfnrtv".IndexOf(unchecked((char)Current));
        if (plain >= 0)
        {
            Save("\a\b\f\n\r\t\v"[plain]);
            Advance();
        }
        else if (CurrentIsNewline)
        {
            Save('\n');
            SkipNewline();
        }
        else if (IsDigit(Current))
        {
            Save(ReadDecimalEscape(ref token));
        }
        else if (Current != EndOfInput)
        {
            SaveAndAdvance();
        }
    }

    int ReadDecimalEscape(ref Token token)
    {
        int value = 0;
        for (int i = 0; i < 3 && IsDigit(Current); i++)
        {
            value = value * 10 + (Current - '0');
            Advance();
        }
        if (value <= byte.MaxValue)
            return value;
        ShowSaved();
        throw LexicalError("escape sequence too large", token.Start, TokenKind.String);
    }

    public override string Describe(TokenKind kind)
    {
        if (!TokenKinds.IsCharacter(kind))
            return $"'{TokenKinds.Text(kind)}'";
        int c = (int)kind;
        return c is < 32 or 127
            ? "'char(" + c.ToString(CultureInfo.InvariantCulture) + ")'"
            : $"'{(char)c}'";
    }

    // llex.c, luaX_token2str.
    protected override string? FormatToken(ICompilerMemory memory, TokenKind kind)
    {
        string text = Describe(kind)[1..^1];
        if (!TokenKinds.IsCharacter(kind))
            return text;
        if (text.Length == 1)
            memory.Format("", text, "");
        else
            memory.Format("char(", text[5..^1], ")");
        return null;
    }

    // llex.c, luaX_lexerror.
    protected override void FormatNear(ICompilerMemory memory, TokenKind kind)
    {
        string message = memory.Message;
        string? text = kind is TokenKind.Name or TokenKind.String or TokenKind.Number
            ? TokenText()
            : FormatToken(memory, kind);
        memory.Format("", message, " near '", text, "'");
    }

    // lparser.c, error_expected.
    protected override void FormatExpected(ICompilerMemory memory, TokenKind kind) =>
        memory.Format("'", FormatToken(memory, kind), "' expected");

    // lparser.c, check_match.
    protected override void FormatExpected(
        ICompilerMemory memory, TokenKind closing, TokenKind opening, string line)
    {
        string open = FormatToken(memory, opening) ?? memory.Message;
        string close = FormatToken(memory, closing) ?? memory.Message;
        memory.Format("'", close, "' expected (to close '", open, "' at line ", line, ")");
    }

    // A zero byte is token 0, which the reference treats as "no token".
    protected override string Near(TokenKind kind) => kind switch
    {
        0 => "",
        TokenKind.Name or TokenKind.String or TokenKind.Number => $" near '{TokenText()}'",
        _ => $" near {Describe(kind)}",
    };
}
