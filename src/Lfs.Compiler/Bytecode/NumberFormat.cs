namespace Lfs.Compiler.Bytecode;

/// <summary>The flags of a C conversion.</summary>
[Flags]
public enum FormatOptions : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary><c>-</c>: pad on the right.</summary>
    Left = 1,

    /// <summary><c>+</c>: a sign also before positive numbers.</summary>
    Plus = 2,

    /// <summary>Space: a blank before positive numbers.</summary>
    Space = 4,

    /// <summary><c>#</c>: always a point; <c>%g</c> keeps its zeros; <c>0x</c> before hexadecimals.</summary>
    Alternate = 8,

    /// <summary><c>0</c>: pad with zeros after the sign.</summary>
    Zero = 16,
}

/// <summary>One C conversion, as in <c>%-8.3f</c>.</summary>
/// <param name="Conversion">For floats <c>e E f F g G a A</c>, for integers <c>d i u o x X</c>.</param>
/// <param name="Precision">Digits after the point (e, f, a), significant digits (g), least digits (integers);
/// negative: the conversion's own default.</param>
/// <param name="Width">The least length of the whole text.</param>
/// <param name="Flags">The flags.</param>
public readonly record struct NumberFormat(
    char Conversion, int Precision = -1, int Width = 0, FormatOptions Flags = FormatOptions.None)
{
    /// <summary><c>%.14g</c>: how 5.1 and 5.3-64 turn a float into text.</summary>
    public static NumberFormat G14 { get; } = new('g', 14);

    /// <summary><c>%.7g</c>: how 5.3 with 32-bit numbers turns a float into text.</summary>
    public static NumberFormat G7 { get; } = new('g', 7);

    /// <summary>How many bytes a buffer needs to hold any number in this format, scratch space
    /// included.</summary>
    /// <remarks>309 digits before the point is the largest double; the rest is sign, point and
    /// exponent.</remarks>
    public int MaxLength => Math.Max(Width, 320 + Math.Max(Precision, 6) + 16);

    internal bool Has(FormatOptions flag) => (Flags & flag) != 0;

    internal bool IsUpper => Conversion is >= 'A' and <= 'Z';
}
