using System.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>The checksum of a gzip member, of a region, and of an image file.</summary>
/// <remarks>Source: RFC 1952, section 8.</remarks>
public static class Crc32
{
    const uint Polynomial = 0xEDB88320;
    const int Slices = 8;

    // Entry [s, b] is the effect of byte b followed by s zero bytes. With it, one step processes eight bytes.
    static readonly uint[] Table = MakeTable();

    /// <summary>
    /// The state before the first byte; the checksum is the complement of the state after the last.
    /// </summary>
    public const uint Start = uint.MaxValue;

    /// <summary>The checksum of the first bytes of an array.</summary>
    /// <param name="bytes">The array.</param>
    /// <param name="count">The number of bytes.</param>
    public static uint Of(byte[] bytes, int count) => ~Update(Start, bytes, 0, count);

    /// <summary>Returns the state after some more bytes.</summary>
    /// <param name="state">The state before: <see cref="Start"/>, or a result of this function.</param>
    /// <param name="bytes">The array with the bytes.</param>
    /// <param name="start">The index of the first byte.</param>
    /// <param name="count">The number of bytes.</param>
    public static uint Update(uint state, byte[] bytes, int start, int count)
    {
        Debug.Assert(
            start >= 0 && count >= 0 && start <= bytes.Length - count,
            "What is summed lies inside the bytes.");
        int end = start + count;
        int at = start;
        for (; at + Slices <= end; at += Slices)
        {
            state ^= RecordWords.ReadWordAt(bytes, at);
            state = Table[7 * 256 + (int)(state & 0xFF)] ^ Table[6 * 256 + (int)(state >> 8 & 0xFF)]
                ^ Table[5 * 256 + (int)(state >> 16 & 0xFF)] ^ Table[4 * 256 + (int)(state >> 24)]
                ^ Table[3 * 256 + bytes[at + 4]] ^ Table[2 * 256 + bytes[at + 5]]
                ^ Table[256 + bytes[at + 6]] ^ Table[bytes[at + 7]];
        }
        for (; at < end; at++)
            state = Table[(int)((state ^ bytes[at]) & 0xFF)] ^ state >> 8;
        return state;
    }

    static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (int b = 0; b < 256; b++)
        {
            uint state = (uint)b;
            for (int bit = 0; bit < 8; bit++)
                state = (state & 1) != 0 ? state >> 1 ^ Polynomial : state >> 1;
            table[b] = state;
        }
        for (int i = 256; i < table.Length; i++)
            table[i] = table[(int)(table[i - 256] & 0xFF)] ^ table[i - 256] >> 8;
        return table;
    }
}
