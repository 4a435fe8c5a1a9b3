namespace Lfs.Compiler.Image;

/// <summary>The alphabets of deflate: the lengths and distances that each symbol stands for.</summary>
/// <remarks>Source: RFC 1951, sections 3.2.5 and 3.2.6.</remarks>
static class DeflateCodes
{
    public const int MinMatch = 3;
    public const int MaxMatch = 258;
    public const int EndOfBlock = 256;
    public const int FirstLength = 257;
    public const int LengthCount = 29;
    public const int DistanceCount = 30;

    /// <summary>
    /// The number of symbols in the literal and length alphabet. The last two have a code but no meaning.
    /// </summary>
    public const int SymbolCount = 288;

    /// <summary>The number of extra bits after each length symbol.</summary>
    public static byte[] LengthExtraBits { get; } = ExtraBits(LengthCount, 4);

    /// <summary>The smallest length of each length symbol.</summary>
    public static ushort[] LengthBase { get; } = Bases(LengthExtraBits, MinMatch);

    /// <summary>The number of extra bits after each distance symbol.</summary>
    public static byte[] DistanceExtraBits { get; } = ExtraBits(DistanceCount, 2);

    /// <summary>The smallest distance of each distance symbol.</summary>
    public static ushort[] DistanceBase { get; } = Bases(DistanceExtraBits, 1);

    /// <summary>The length, in bits, of the fixed code of a literal or length symbol.</summary>
    public static int FixedBits(int symbol) => symbol switch
    {
        < 144 => 8,
        < 256 => 9,
        < 280 => 7,
        _ => 8,
    };

    // The first symbols stand for one value each. Then each group of symbols takes one more bit.
    static byte[] ExtraBits(int count, int group)
    {
        var bits = new byte[count];
        for (int i = 2 * group; i < count; i++)
            bits[i] = (byte)(i / group - 1);
        // Length 258 has a separate symbol without extra bits.
        if (count == LengthCount)
            bits[count - 1] = 0;
        return bits;
    }

    static ushort[] Bases(byte[] extraBits, int first)
    {
        var bases = new ushort[extraBits.Length];
        int value = first;
        for (int i = 0; i < bases.Length; i++)
        {
            bases[i] = (ushort)value;
            value += 1 << extraBits[i];
        }
        if (bases.Length == LengthCount)
            bases[LengthCount - 1] = MaxMatch;
        return bases;
    }
}
