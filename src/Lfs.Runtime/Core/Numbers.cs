using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// lobject.c: numbers and their text.
sealed unsafe partial class Vm<T>
{
    /// <summary>Room for any number as <c>tostring</c> writes it, with scratch space.</summary>
    const int NumberTextBytes = 368;

    /// <summary>Bits of a device's <c>long</c>, at whose limits the integer build reads texts.</summary>
    const int LongBits = 32;

    /// <summary>The number that a text spells, blanks around it allowed.</summary>
    internal static bool ParseNumber(ReadOnlySpan<byte> text, T* number)
    {
        if (T.Is53)
            return ParseNumber53(text, number);
        if (!NumberText.TryParse51(text, T.HasFloats, LongBits, out double value, out _))
            return false;
        SetNumber(number, value);
        return true;
    }

    /// <summary>The string that a number turns into: <c>%.14g</c>, or <c>%d</c>.</summary>
    uint NumberToString(T* number)
    {
        Span<byte> text = stackalloc byte[NumberTextBytes];
        return NewString(text[..WriteNumber(number, text)]);
    }

    /// <summary>Writes a number as <c>tostring</c> does. How many bytes.</summary>
    static int WriteNumber(T* number, Span<byte> text)
    {
        if (T.Is53)
            return WriteNumber53(number, text);
        return T.HasFloats
            ? NumberText.Write(number->Float, NumberFormat.G14, text)
            : NumberText.Write(number->Int, text);
    }
}
