using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

/// <summary>The differences of the two languages that are only a number, a flag or a word.</summary>
sealed class Dialect
{
    readonly BinaryOperator[] _binary = new BinaryOperator[(int)TokenKind.String + 1];
    readonly UnaryOperator[] _unary = new UnaryOperator[(int)TokenKind.String + 1];

    Dialect(Type opcodes, InstructionSet set, bool hasBits)
    {
        Op = new OpNumbers(opcodes);
        Instructions = set;
        for (int i = 0; i < _binary.Length; i++)
        {
            _binary[i] = BinaryOf((TokenKind)i, hasBits);
            _unary[i] = UnaryOf((TokenKind)i, hasBits);
        }
    }

    public static Dialect Lua51 { get; } = new(typeof(Opcode51), InstructionSet.Lua51, hasBits: false)
    {
        MaxLocals = Limits.MaxLocals51,
        MaxUpvalues = Limits.MaxUpvalues51,
        MaxStack = Limits.MaxStack51,
        MaxConstants = Instruction.MaxBx,
        TooManyRegisters = "function or expression too complex",
        TooManyConstants = "constant table overflow",
        TooManyFunctions = "constant table overflow",
        TooManyLocVars = "too many local variables",
        HasOperatorLines = false,
        KeepsExtraGenerators = true,
    };

    public static Dialect Lua53 { get; } = new(typeof(Opcode53), InstructionSet.Lua53, hasBits: true)
    {
        MaxLocals = Limits.MaxLocals53,
        MaxUpvalues = Limits.MaxUpvalues53,
        MaxStack = Limits.MaxStack53,
        MaxConstants = Instruction.MaxAx,
        TooManyRegisters = "function or expression needs too many registers",
        TooManyConstants = $"too many constants (limit is {Instruction.MaxAx})",
        TooManyFunctions = $"too many functions (limit is {Instruction.MaxBx})",
        TooManyLocVars = $"too many local variables (limit is {Limits.MaxLocVars})",
        HasOperatorLines = true,
        KeepsExtraGenerators = false,
    };

    public OpNumbers Op { get; }

    public InstructionSet Instructions { get; }

    public required int MaxLocals { get; init; }

    public required int MaxUpvalues { get; init; }

    public required int MaxStack { get; init; }

    public required int MaxConstants { get; init; }

    public required string TooManyRegisters { get; init; }

    public required string TooManyConstants { get; init; }

    public required string TooManyFunctions { get; init; }

    public required string TooManyLocVars { get; init; }

    /// <summary>True if the instruction of an operator has the line of the operator; false for the line of
    /// the operand after it.</summary>
    public required bool HasOperatorLines { get; init; }

    /// <summary>True if the values after the third of a generic <c>for</c> stay in their registers: 5.1 frees
    /// extra values in assignments only.</summary>
    public required bool KeepsExtraGenerators { get; init; }

    /// <summary>The binary operator of a token.</summary>
    public BinaryOperator Binary(TokenKind kind) => _binary[(int)kind];

    /// <summary>The unary operator of a token.</summary>
    public UnaryOperator Unary(TokenKind kind) => _unary[(int)kind];

    static UnaryOperator UnaryOf(TokenKind kind, bool hasBits) => kind switch
    {
        TokenKind.Not => UnaryOperator.Not,
        TokenKind.Minus => UnaryOperator.Unm,
        TokenKind.Hash => UnaryOperator.Len,
        TokenKind.Tilde when hasBits => UnaryOperator.BNot,
        _ => UnaryOperator.None,
    };

    static BinaryOperator BinaryOf(TokenKind kind, bool hasBits) => kind switch
    {
        TokenKind.Plus => BinaryOperator.Add,
        TokenKind.Minus => BinaryOperator.Sub,
        TokenKind.Star => BinaryOperator.Mul,
        TokenKind.Slash => BinaryOperator.Div,
        TokenKind.IntegerDivide => BinaryOperator.IDiv,
        TokenKind.Percent => BinaryOperator.Mod,
        TokenKind.Caret => BinaryOperator.Pow,
        TokenKind.Ampersand when hasBits => BinaryOperator.BAnd,
        TokenKind.Pipe when hasBits => BinaryOperator.BOr,
        TokenKind.Tilde when hasBits => BinaryOperator.BXor,
        TokenKind.ShiftLeft => BinaryOperator.Shl,
        TokenKind.ShiftRight => BinaryOperator.Shr,
        TokenKind.Concat => BinaryOperator.Concat,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.Equal => BinaryOperator.Equal,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.LessEqual => BinaryOperator.LessEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.GreaterEqual => BinaryOperator.GreaterEqual,
        TokenKind.And => BinaryOperator.And,
        TokenKind.Or => BinaryOperator.Or,
        _ => BinaryOperator.None,
    };
}
