using System.Globalization;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Parsing;

namespace Lfs.Compiler.Parsing53;

/// <summary>The lexer of Lua 5.3.</summary>
/// <remarks>Source: app/lua53/llex.c.</remarks>
sealed partial class Lexer : Scanner
{
    static readonly TokenKind[] Words =
    [
        TokenKind.And, TokenKind.Break, TokenKind.Do, TokenKind.Else, TokenKind.Elseif, TokenKind.End,
        TokenKind.False, TokenKind.For, TokenKind.Function, TokenKind.Goto, TokenKind.If, TokenKind.In,
        TokenKind.Local, TokenKind.Nil, TokenKind.Not, TokenKind.Or, TokenKind.Repeat, TokenKind.Return,
        TokenKind.Then, TokenKind.True, TokenKind.Until, TokenKind.While,
    ];

    readonly int _bits;

    public Lexer(
        string? path, LuaSource text, int start, CompileOptions options, List<Diagnostic> warnings)
        : base(path, text, start, Words, options, warnings)
    {
        _bits = options.Target.NumberBytes * 8;
        BreakName = Strings.Add(TokenKinds.Text(TokenKind.Break));
    }

    /// <summary>The name of the label that a break jumps to. No label of a program can have it.</summary>
    public int BreakName { get; }

    protected override bool IsString(TokenKind kind) =>
        base.IsString(kind) || (kind >= TokenKind.And && kind <= TokenKind.While);

    protected override int TerminatorOf(TokenKind kind) =>
        kind is TokenKind.Number or TokenKind.Integer ? 1 : 0;

    protected override TokenKind ReadSign() => Current switch
    {
        '<' => OneOrTwo(TokenKind.Less, TokenKind.LessEqual, TokenKind.ShiftLeft),
        '>' => OneOrTwo(TokenKind.Greater, TokenKind.GreaterEqual, TokenKind.ShiftRight),
        '/' => OneOrTwice(TokenKind.Slash, TokenKind.IntegerDivide),
        ':' => OneOrTwice(TokenKind.Colon, TokenKind.DoubleColon),
        _ => base.ReadSign(),
    };

    TokenKind OneOrTwice(TokenKind one, TokenKind twice)
    {
        Advance();
        if (Current != (int)one)
            return one;
        Advance();
        return twice;
    }

    TokenKind OneOrTwo(TokenKind one, TokenKind withEquals, TokenKind twice)
    {
        TokenKind kind = OneOrTwice(one, twice);
        if (kind != one || Current != '=')
            return kind;
        Advance();
        return withEquals;
    }

    protected override void FailUnfinishedLong(bool isComment, int firstLine)
    {
        string what = isComment ? "comment" : "string";
        string line = firstLine.ToString(CultureInfo.InvariantCulture);
        Memory?.Format("unfinished long ", what, " (starting at line ", line, ")");
        throw LexicalError($"unfinished long {what} (starting at line {line})", At, TokenKind.EndOfFile);
    }

    protected override TokenKind ReadDot(ref Token token)
    {
        Advance();
        if (IsDigit(Current))
            return ReadNumber(ref token);
        if (Current != '.')
            return TokenKind.Dot;
        bool isThree = OneOrTwice(TokenKind.Dot, TokenKind.Dots) == TokenKind.Dots;
        return isThree ? TokenKind.Dots : TokenKind.Concat;
    }

    // Reads every character that could belong to a numeral. The conversion then rejects an invalid one.
    protected override TokenKind ReadNumber(ref Token token)
    {
        char exponent = 'e';
        if (Current == '0')
        {
            Advance();
            if ((Current | 0x20) == 'x')
            {
                exponent = 'p';
                Advance();
            }
        }
        while (true)
        {
            if ((Current | 0x20) == exponent)
            {
                Advance();
                if (Current is '+' or '-')
                    Advance();
            }
            if (!IsHexDigit(Current) && Current != '.')
                break;
            Advance();
        }
        ShowSource(token.Start);
        if (!NumberText.TryParse53(
            Bytes, token.Start, At, _bits, out bool isInteger, out token.Integer, out token.Number))
            throw LexicalError("malformed number", token.Start, TokenKind.Number);
        return isInteger ? TokenKind.Integer : TokenKind.Number;
    }

    public override string Describe(TokenKind kind)
    {
        if (TokenKinds.IsCharacter(kind))
        {
            int c = (int)kind;
            return c is < 32 or > 126
                ? "'<\\" + c.ToString(CultureInfo.InvariantCulture) + ">'"
                : $"'{(char)c}'";
        }
        string text = TokenKinds.Text(kind);
        return kind < TokenKind.EndOfFile ? $"'{text}'" : text;
    }

    // llex.c, luaX_token2str.
    protected override string? FormatToken(ICompilerMemory memory, TokenKind kind)
    {
        string text = Describe(kind);
        if (text[0] != '\'')
            return text;
        memory.Format("'", text[1..^1], "'");
        return null;
    }

    // llex.c, lexerror.
    protected override void FormatNear(ICompilerMemory memory, TokenKind kind)
    {
        string message = memory.Message;
        string? text = null;
        if (kind is TokenKind.Name or TokenKind.String or TokenKind.Number or TokenKind.Integer)
            memory.Format("'", TokenText(), "'");
        else
            text = FormatToken(memory, kind);
        memory.Format("", message, " near ", text, "");
    }

    // lparser.c, error_expected.
    protected override void FormatExpected(ICompilerMemory memory, TokenKind kind) =>
        memory.Format("", FormatToken(memory, kind), " expected");

    // lparser.c, check_match.
    protected override void FormatExpected(
        ICompilerMemory memory, TokenKind closing, TokenKind opening, string line)
    {
        string open = FormatToken(memory, opening) ?? memory.Message;
        string close = FormatToken(memory, closing) ?? memory.Message;
        memory.Format("", close, " expected (to close ", open, " at line ", line, ")");
    }

    // A zero byte is token 0, which the reference treats as "no token".
    protected override string Near(TokenKind kind) => kind switch
    {
        0 => "",
        TokenKind.Name or TokenKind.String or TokenKind.Number or TokenKind.Integer =>
            $" near '{TokenText()}'",
        _ => $" near {Describe(kind)}",
    };
}
