namespace Lfs.Compiler.Parsing;

/// <summary>The binary operators. 5.1 has no integer division and no bitwise operators.</summary>
/// <remarks>Source: lcode.h, <c>BinOpr</c>, of 5.3.</remarks>
enum BinaryOperator : byte
{
    Add,
    Sub,
    Mul,
    Mod,
    Pow,
    Div,
    IDiv,
    BAnd,
    BOr,
    BXor,
    Shl,
    Shr,
    Concat,
    NotEqual,
    Equal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    None,
}

/// <summary>The unary operators. 5.1 has no <see cref="BNot"/>.</summary>
/// <remarks>Source: lcode.h, <c>UnOpr</c>, of 5.3.</remarks>
enum UnaryOperator : byte
{
    Unm,
    BNot,
    Not,
    Len,
    None,
}

/// <summary>How tight operators bind.</summary>
/// <remarks>The numbers are those of 5.3; 5.1 has other numbers in the same order. Source: lparser.c,
/// <c>priority</c>.</remarks>
static class Operators
{
    /// <summary>The priority of unary operators.</summary>
    public const int UnaryPriority = 12;

    static readonly (byte Left, byte Right)[] Priorities =
    [
        (10, 10), (10, 10), (11, 11), (11, 11), (14, 13), (11, 11), (11, 11),
        (6, 6), (4, 4), (5, 5), (7, 7), (7, 7), (9, 8),
        (3, 3), (3, 3), (3, 3), (3, 3), (3, 3), (3, 3), (2, 2), (1, 1), (0, 0),
    ];

    /// <summary>The left and right priority of an operator.</summary>
    public static (byte Left, byte Right) Priority(BinaryOperator op) => Priorities[(int)op];
}
