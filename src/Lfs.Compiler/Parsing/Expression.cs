namespace Lfs.Compiler.Parsing;

/// <summary>The kind of an expression: the place of its value.</summary>
/// <remarks>The order matters: the kinds from Local to Indexed can be assigned to. Source: lparser.h,
/// <c>expkind</c>.</remarks>
enum ExpressionKind : byte
{
    /// <summary>No value: an empty list.</summary>
    Void,

    Nil,

    True,

    False,

    /// <summary>A string: Place is the index of the constant.</summary>
    InConstants,

    /// <summary>A number that is not a constant yet; in 5.3 a float.</summary>
    Number,

    /// <summary>An integer that is not a constant yet. 5.3 only.</summary>
    Integer,

    /// <summary>Place is the register.</summary>
    Local,

    /// <summary>Place is the index of the upvalue.</summary>
    Upvalue,

    /// <summary>Place is the constant with the global's name. 5.1 only.</summary>
    Global,

    /// <summary>Place is the upvalue with the table, Key a register or constant. 5.3 only.</summary>
    IndexedUpvalue,

    /// <summary>Place is the register with the table, Key a register or constant.</summary>
    Indexed,

    /// <summary>A comparison: Place is its jump.</summary>
    Jump,

    /// <summary>Place is an instruction whose register A is not chosen yet.</summary>
    Relocatable,

    /// <summary>Place is the register.</summary>
    Register,

    /// <summary>Place is the Call instruction.</summary>
    Call,

    /// <summary>Place is the Vararg instruction.</summary>
    Vararg,
}

/// <summary>An expression whose value may not have a register yet.</summary>
/// <remarks>Source: lparser.h, <c>expdesc</c>.</remarks>
struct Expression
{
    public ExpressionKind Kind;

    /// <summary>An index whose meaning depends on the <see cref="ExpressionKind"/>.</summary>
    public int Place;

    /// <summary>The key of an indexed expression: a register or constant.</summary>
    public int Key;

    /// <summary>The value of an integer, or the bits of a number.</summary>
    public long Integer;

    /// <summary>The list of jumps taken if the value is true.</summary>
    public int TrueJumps;

    /// <summary>The list of jumps taken if the value is false.</summary>
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

    /// <summary>The value of a number.</summary>
    public double Number
    {
        readonly get => BitConverter.Int64BitsToDouble(Integer);
        set => Integer = BitConverter.DoubleToInt64Bits(value);
    }

    public readonly bool HasJumps => TrueJumps != FalseJumps;

    /// <summary>True for a numeral, whose operators can be folded.</summary>
    public readonly bool IsNumeral => Kind is ExpressionKind.Number or ExpressionKind.Integer && !HasJumps;

    /// <summary>True if the number of values is known only at run time.</summary>
    public readonly bool IsOpen => Kind is ExpressionKind.Call or ExpressionKind.Vararg;

    public readonly bool IsVariable => Kind is >= ExpressionKind.Local and <= ExpressionKind.Indexed;

    /// <summary>Changes kind and place, and keeps the jumps.</summary>
    public void Become(ExpressionKind kind, int place)
    {
        Kind = kind;
        Place = place;
    }
}
