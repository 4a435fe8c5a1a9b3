namespace Lfs.Compiler.Parsing;

/// <summary>The kind of a token. A character that is a token by itself is its own kind.</summary>
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

/// <summary>One token with its meaning and its place.</summary>
struct Token
{
    public TokenKind Kind;

    /// <summary>Of a name or string: its number in the <see cref="StringPool"/>.</summary>
    public int Text;

    /// <summary>Of a number; in 5.3 of a float.</summary>
    public double Number;

    /// <summary>5.3: of an integer.</summary>
    public long Integer;

    /// <summary>Byte offset of its first byte.</summary>
    public int Start;

    /// <summary>Byte offset after its last byte.</summary>
    public int End;
}

/// <summary>How token kinds are written.</summary>
static class TokenKinds
{
    static readonly string[] Texts =
    [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
        "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
        "//", "..", "...", "==", ">=", "<=", "~=", "<<", ">>", "::",
        "<eof>", "<number>", "<integer>", "<name>", "<string>",
    ];

    /// <summary>The text of a kind that is not a single character.</summary>
    public static string Text(TokenKind kind) => Texts[kind - TokenKind.And];

    /// <summary>Whether the kind is one character.</summary>
    public static bool IsCharacter(TokenKind kind) => kind < TokenKind.And;
}
