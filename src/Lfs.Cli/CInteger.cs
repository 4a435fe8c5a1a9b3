namespace Lfs.Cli;

/// <summary>Parses numbers like C's <c>strtol</c> with base 0, as the reference does.</summary>
static class CInteger
{
    /// <summary>
    /// The number at the start of a text; 0 if there is none. Text after the number is ignored.
    /// </summary>
    public static long Parse(string text) => Parse(text, out _);

    /// <summary>The number if the whole text is one; otherwise null.</summary>
    public static long? ParseAll(string text)
    {
        long number = Parse(text, out int end);
        return end > 0 && end == text.Length ? number : null;
    }

    /// <summary>The number at the start of a text, and where it ends.</summary>
    public static long Parse(string text, out int end)
    {
        int at = 0;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        bool isNegative = at < text.Length && text[at] == '-';
        if (at < text.Length && text[at] is '-' or '+')
            at++;
        int radix = RadixAt(text, ref at);
        Int128 value = 0;
        int first = at;
        for (; at < text.Length && DigitOf(text[at]) < radix; at++)
            value = Int128.Min(value * radix + DigitOf(text[at]), (Int128)long.MaxValue + 1);
        end = at > first ? at : 0;
        return (long)Int128.Clamp(isNegative ? -value : value, long.MinValue, long.MaxValue);
    }

    static int RadixAt(string text, ref int at)
    {
        if (at == text.Length || text[at] != '0')
            return 10;
        if (at + 2 >= text.Length || text[at + 1] is not ('x' or 'X') || DigitOf(text[at + 2]) >= 16)
            return 8;
        at += 2;
        return 16;
    }

    static int DigitOf(char c) => char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : int.MaxValue;
}
