namespace Lfs.Compiler.Parsing;

/// <summary>Where the value of an expression is.</summary>
/// <remarks>The order matters: from Local to Indexed an expression can be assigned to.</remarks>
enum ExpressionKind : byte
{
    /// <summary>Nowhere: an empty list.</summary>
    Void,

    Nil,

    True,

    False,

    /// <summary>A string: Place is the index of the constant.</summary>
    InConstants,

    /// <summary>A number, not yet a constant; in 5.3 a float.</summary>
    Number,

    /// <summary>5.3: an integer, not yet a constant.</summary>
    Integer,

    /// <summary>Place is the register.</summary>
    Local,

    /// <summary>Place is the index of the upvalue.</summary>
    Upvalue,

    /// <summary>5.1: Place is the constant of the global's name.</summary>
    Global,

    /// <summary>5.3: Place is the upvalue that is the table, Key a register or constant.</summary>
    IndexedUpvalue,

    /// <summary>Place is the register of the table, Key a register or constant.</summary>
    Indexed,

    /// <summary>A comparison: Place is its jump.</summary>
    Jump,

    /// <summary>Place is the instruction whose register A is still open.</summary>
    Relocatable,

    /// <summary>Place is the register.</summary>
    Register,

    /// <summary>Place is the Call instruction.</summary>
    Call,

    /// <summary>Place is the Vararg instruction.</summary>
    Vararg,
}

/// <summary>An expression before its value has a register.</summary>
/// <remarks>Source: lparser.h, <c>expdesc</c>.</remarks>
struct Expression
{
    public ExpressionKind Kind;

    /// <summary>See <see cref="ExpressionKind"/>.</summary>
    public int Place;

    /// <summary>Of an indexed expression: the key, a register or constant.</summary>
    public int Key;

    /// <summary>Of an integer; of a number its bits.</summary>
    public long Integer;

    /// <summary>The jumps that leave when the value is true.</summary>
    public int TrueJumps;

    /// <summary>The jumps that leave when the value is false.</summary>
    public int FalseJumps;

    public Expression(ExpressionKind kind, int place = 0)
    {
        this = default;
        Kind = kind;
        Place = place;
        TrueJumps = Emitter.NoJump;
        FalseJumps = Emitter.NoJump;
    }

    public static Expression OfNumber(double value) => new(ExpressionKind.Number) { Number = value };

    public static Expression OfInteger(long value) => new(ExpressionKind.Integer) { Integer = value };

    /// <summary>Of a number.</summary>
    public double Number
    {
        readonly get => BitConverter.Int64BitsToDouble(Integer);
        set => Integer = BitConverter.DoubleToInt64Bits(value);
    }

    public readonly bool HasJumps => TrueJumps != FalseJumps;

    /// <summary>A number that is known now, so that it can be folded.</summary>
    public readonly bool IsNumeral => Kind is ExpressionKind.Number or ExpressionKind.Integer && !HasJumps;

    /// <summary>How many values it has is known at run time only.</summary>
    public readonly bool IsOpen => Kind is ExpressionKind.Call or ExpressionKind.Vararg;

    public readonly bool IsVariable => Kind is >= ExpressionKind.Local and <= ExpressionKind.Indexed;

    /// <summary>Becomes another place, keeping the jumps.</summary>
    public void Become(ExpressionKind kind, int place)
    {
        Kind = kind;
        Place = place;
    }
}
