using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

/// <summary>The kind of a token. A single-character token has the character as its kind.</summary>
/// <remarks>Source: llex.h, <c>RESERVED</c>, of 5.1 and 5.3.</remarks>
enum TokenKind : ushort
{
    Hash = '#',
    Percent = '%',
    Ampersand = '&',
    OpenParenthesis = '(',
    CloseParenthesis = ')',
    Star = '*',
    Plus = '+',
    Comma = ',',
    Minus = '-',
    Dot = '.',
    Slash = '/',
    Colon = ':',
    Semicolon = ';',
    Less = '<',
    Assign = '=',
    Greater = '>',
    OpenBracket = '[',
    CloseBracket = ']',
    Caret = '^',
    OpenBrace = '{',
    Pipe = '|',
    CloseBrace = '}',
    Tilde = '~',

    And = 257,
    Break,
    Do,
    Else,
    Elseif,
    End,
    False,
    For,
    Function,
    Goto,
    If,
    In,
    Local,
    Nil,
    Not,
    Or,
    Repeat,
    Return,
    Then,
    True,
    Until,
    While,

    IntegerDivide,
    Concat,
    Dots,
    Equal,
    GreaterEqual,
    LessEqual,
    NotEqual,
    ShiftLeft,
    ShiftRight,
    DoubleColon,
    EndOfFile,
    Number,
    Integer,
    Name,
    String,
}

/// <summary>A token with its value and its place.</summary>
struct Token
{
    public TokenKind Kind;

    /// <summary>The number in the <see cref="StringPool"/>, of a name or string.</summary>
    public int Text;

    /// <summary>The value of a number; in 5.3 of a float.</summary>
    public double Number;

    /// <summary>The value of an integer. 5.3 only.</summary>
    public long Integer;

    /// <summary>The byte offset of its first byte.</summary>
    public int Start;

    /// <summary>The byte offset after its last byte.</summary>
    public int End;
}

/// <summary>The texts of token kinds: <c>luaX_tokens</c>.</summary>
static class TokenKinds
{
    static readonly string[] Texts =
    [
        .. ReservedWords.Of(LuaVersion.Lua53),
        "//", "..", "...", "==", ">=", "<=", "~=", "<<", ">>", "::",
        "<eof>", "<number>", "<integer>", "<name>", "<string>",
    ];

    /// <summary>The text of a kind that is not a character.</summary>
    public static string Text(TokenKind kind) => Texts[kind - TokenKind.And];

    /// <summary>True if the kind is a character.</summary>
    public static bool IsCharacter(TokenKind kind) => kind < TokenKind.And;
}
