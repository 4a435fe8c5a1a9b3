namespace Lfs.Compiler.Bytecode;

/// <summary>The packed map from instruction to line.</summary>
/// <remarks>
/// The bytes are <c>(delta? count)* 0</c>. Without a delta, the line advances by 1. A delta is
/// <c>0x80 | sign &lt;&lt; 6 | low 6 bits</c>, followed by bytes <c>0x80 | 7 bits</c>, low bits first. It
/// means +v+2, or -v if the sign is set. Source: ldebug.c, <c>luaG_getline</c>.
/// </remarks>
public static class LineInfo
{
    internal const int DeltaFlag = 0x80;
    internal const int SignFlag = 0x40;
    internal const int Low6 = 0x3F;
    internal const int Low7 = 0x7F;

    /// <summary>The line of an instruction.</summary>
    /// <param name="packed">Packed line info with its final 0; empty if it was dropped.</param>
    /// <param name="pc">The index of the instruction, from 0.</param>
    /// <returns>The line; 0 if unknown.</returns>
    public static int LineOf(byte[] packed, int pc)
    {
        int line = 0;
        int next = 0;
        for (int at = 0; at < packed.Length && packed[at] != 0;)
        {
            unchecked
            {
                line += ReadDelta(packed, ref at);
            }
            if (at >= packed.Length)
                return 0;
            next += packed[at++];
            if (pc < next)
                return line;
        }
        return 0;
    }

    /// <summary>True if packed line info is well formed and has a line for each of
    /// <paramref name="instructions"/> instructions.</summary>
    internal static bool Covers(byte[] packed, int instructions)
    {
        // 6 + 3 * 7 bits: lines are less than 2^27 apart, so nothing overflows.
        const int MostDeltaBytes = 4;
        int covered = 0;
        int at = 0;
        while (at < packed.Length && packed[at] != 0)
        {
            int start = at;
            while (at < packed.Length && (packed[at] & DeltaFlag) != 0)
                at++;
            if (at - start > MostDeltaBytes || at >= packed.Length || packed[at] == 0)
                return false;
            covered += packed[at++];
        }
        return covered == instructions && at == packed.Length - 1;
    }

    static int ReadDelta(byte[] packed, ref int at)
    {
        if ((packed[at] & DeltaFlag) == 0)
            return 1;
        bool isNegative = (packed[at] & SignFlag) != 0;
        int delta = packed[at++] & Low6;
        for (int shift = 6; at < packed.Length && (packed[at] & DeltaFlag) != 0; shift += 7)
            delta += (packed[at++] & Low7) << shift;
        return isNegative ? -delta : delta + 2;
    }
}
