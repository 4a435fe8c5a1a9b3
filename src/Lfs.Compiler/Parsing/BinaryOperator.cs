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
