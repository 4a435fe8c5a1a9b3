namespace Lfs.Compiler.Bytecode;

/// <summary>The flags of a conversion of C's <c>printf</c>.</summary>
[Flags]
public enum FormatOptions : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary><c>-</c>: pad on the right.</summary>
    Left = 1,

    /// <summary><c>+</c>: a sign in front of positive numbers too.</summary>
    Plus = 2,

    /// <summary>Space: a blank in front of positive numbers.</summary>
    Space = 4,

    /// <summary><c>#</c>: always a point; <c>%g</c> keeps trailing zeros; <c>0x</c> in front of
    /// hexadecimals.</summary>
    Alternate = 8,

    /// <summary><c>0</c>: pad with zeros after the sign.</summary>
    Zero = 16,
}

/// <summary>One conversion of C's <c>printf</c>, such as <c>%-8.3f</c>.</summary>
/// <param name="Conversion">For floats <c>e E f F g G a A</c>, for integers <c>d i u o x X</c>.</param>
/// <param name="Precision">The digits after the point (e, f, a), the significant digits (g) or the minimum
/// digits (integers). A negative value means the conversion's default.</param>
/// <param name="Width">The minimum length of the whole text.</param>
/// <param name="Flags">The flags.</param>
public readonly record struct NumberFormat(
    char Conversion, int Precision = -1, int Width = 0, FormatOptions Flags = FormatOptions.None)
{
    /// <summary><c>%.14g</c>, the format in which 5.1 and 5.3-64 print floats.</summary>
    public static NumberFormat G14 { get; } = new('g', 14);

    /// <summary><c>%.7g</c>, the format in which 5.3 with 32-bit numbers prints floats.</summary>
    public static NumberFormat G7 { get; } = new('g', 7);

    /// <summary>The buffer size, in bytes, that is enough for any number in this format,
    /// including scratch space.</summary>
    /// <remarks>The largest double has 309 digits before the point. The rest is for sign,
    /// point and exponent.</remarks>
    public int MaxLength => Math.Max(Width, 320 + Math.Max(Precision, 6) + 16);

    internal bool Has(FormatOptions flag) => (Flags & flag) != 0;

    internal bool IsUpper => Conversion is >= 'A' and <= 'Z';
}
