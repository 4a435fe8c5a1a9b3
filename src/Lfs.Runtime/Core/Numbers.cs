using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// lobject.c: numbers and their text.
unsafe partial class StringTable<T>
{
    /// <summary>Room for any number as <c>tostring</c> writes it, with scratch space.</summary>
    internal const int NumberTextBytes = 368;

    /// <summary>Bits of a device's <c>long</c>, at whose limits the integer build reads texts.</summary>
    internal const int LongBits = 32;

    /// <summary>The number that a text spells, blanks around it allowed.</summary>
    internal static bool ParseNumber(ReadOnlySpan<byte> text, T* number)
    {
        if (T.HasIntegers)
            return ParseNumber53(text, number);
        if (!NumberText.TryParse51(text, T.HasFloats, LongBits, out double value, out _))
            return false;
        SetNumber(number, value);
        return true;
    }

    /// <summary>The same, on the host's budget.</summary>
    internal bool NumberFrom(ReadOnlySpan<byte> text, T* number)
    {
        // Few digits are read at once; many are put together with big integers.
        const int FewDigits = 16;
        Charge(4 + (text.Length <= FewDigits ? 0 : text.Length >> 1));
        return ParseNumber(text, number);
    }

    /// <summary>The string that a number turns into: <c>%.14g</c>, or <c>%d</c>.</summary>
    internal uint NumberToString(T* number)
    {
        ChargeFormat(number);
        Span<byte> text = stackalloc byte[NumberTextBytes];
        return NewString(text[..WriteNumber(number, text)]);
    }

    internal void ChargeFormat(T* number)
    {
        const int FormatInstructions = 4;
        Charge(FormatInstructions);
        if (T.HasFloats && number->Tag == Tag<T>.Number)
            ChargeDigits(number->Float);
    }

    /// <summary>
    /// Counts what it takes to write a float that is very large or small: its digits are those of a big
    /// integer.
    /// </summary>
    internal void ChargeDigits(double value)
    {
        const int PlainBits = 64;
        if (double.IsFinite(value) && value != 0)
            Charge(Math.Max(Math.Abs(Math.ILogB(value)) - PlainBits, 0) >> 2);
    }

    /// <summary>Writes a number as <c>tostring</c> does. How many bytes.</summary>
    internal static int WriteNumber(T* number, Span<byte> text)
    {
        Debug.Assert(Tag<T>.IsNumber(number->Tag), "Only a number is written as one.");
        if (T.HasIntegers)
            return WriteNumber53(number, text);
        if (!T.HasFloats)
            return NumberText.Write(number->Int, text);
        double value = number->Float;
        return IsShortInteger(value)
            ? NumberText.Write((long)value, text)
            : NumberText.Write(value, NumberFormat.G14, text);
    }

    // Most numbers of a program are integers. Up to 14 digits, "%.14g" writes them all.
    static bool IsShortInteger(double value)
    {
        const double Limit = 1e14;
        return Math.Abs(value) < Limit && value == (long)value && !(value == 0 && double.IsNegative(value));
    }
}
