namespace Lfs.Compiler.Bytecode;

/// <summary>The kind of a <see cref="Constant"/>.</summary>
public enum ConstantKind : byte
{
    /// <summary>The value <c>nil</c>.</summary>
    Nil,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A floating point number: every number of a 5.1 double target, the floats of 5.3.</summary>
    Float,

    /// <summary>An integer: every number of a 5.1 integer target, the integers of 5.3.</summary>
    Integer,

    /// <summary>A string.</summary>
    String,
}

/// <summary>One entry of a function's constant vector.</summary>
public readonly record struct Constant
{
    readonly long _bits;

    Constant(ConstantKind kind, long bits, LuaString? text)
    {
        Kind = kind;
        _bits = bits;
        Text = text;
    }

    /// <summary>The kind of the constant, which decides which property holds its value.</summary>
    public ConstantKind Kind { get; }

    /// <summary>The string, when <see cref="Kind"/> is
    /// <see cref="ConstantKind.String"/>; otherwise null.</summary>
    public LuaString? Text { get; }

    /// <summary>The truth value of a boolean.</summary>
    public bool AsBoolean => _bits != 0;

    /// <summary>The value of an integer.</summary>
    public long AsInteger => _bits;

    /// <summary>The value of a float; a 32-bit float is held exactly.</summary>
    public double AsFloat => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The constant <c>nil</c>.</summary>
    public static Constant Nil => default;

    /// <summary>A boolean constant.</summary>
    public static Constant Boolean(bool value) => new(ConstantKind.Boolean, value ? 1 : 0, null);

    /// <summary>A floating point constant. Constants compare by bits, so 0 and -0 differ.</summary>
    public static Constant Float(double value) =>
        new(ConstantKind.Float, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>An integer constant.</summary>
    public static Constant Integer(long value) => new(ConstantKind.Integer, value, null);

    /// <summary>A string constant.</summary>
    public static Constant String(LuaString text) => new(ConstantKind.String, 0, text);
}
