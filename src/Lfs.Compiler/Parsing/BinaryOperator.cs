namespace Lfs.Compiler.Parsing;

/// <summary>The operators between two expressions.</summary>
/// <remarks>From Add to Pow in the order of the opcodes. Source: lcode.h, <c>BinOpr</c>.</remarks>
enum BinaryOperator : byte
{
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
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
