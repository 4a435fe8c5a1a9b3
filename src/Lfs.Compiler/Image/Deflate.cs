using System.Diagnostics;
using static Lfs.Compiler.Image.DeflateCodes;

namespace Lfs.Compiler.Image;

/// <summary>
/// Compresses an image into a gzip member, with exactly the matches that the reference selects.
/// </summary>
/// <remarks>
/// The output is a single block with fixed Huffman codes. Source: uzlib_deflate.c, <c>uzlib_compress</c>.
/// </remarks>
public sealed class Deflate
{
    /// <summary>The farthest distance of a match, in bytes.</summary>
    /// <remarks>The device keeps only this much history: lflash.c, DICTIONARY_WINDOW.</remarks>
    public const int Window = 16 * 1024;

    const int MaxCandidates = 60;
    const ushort NoPosition = 0xFFFF;

    // Positions are stored by their low 15 bits, which cover twice the window.
    const int PositionMask = 0x7FFF;

    readonly byte[] _source;
    readonly BitWriter _bits;
    readonly ushort[] _newest;
    readonly ushort[] _previous;
    readonly int _hashShift;

    Deflate(byte[] source)
    {
        _source = source;
        _bits = new BitWriter(source.Length / 2 + 64);
        int window = Math.Min(source.Length, Window);
        int hashBits = 6;
        while (1 << (hashBits + 2) < window)
            hashBits++;
        _newest = new ushort[1 << hashBits];
        _previous = new ushort[window];
        _hashShift = 24 - hashBits;
        Fill(_newest);
        Fill(_previous);
    }

    /// <summary>Compresses bytes.</summary>
    /// <returns>A gzip member with no name and time 0.</returns>
    public static byte[] Gzip(byte[] source) => new Deflate(source).Run();

    byte[] Run()
    {
        // The header that uzlib writes: deflate, no flags, no time, fastest algorithm, Unix.
        foreach (byte b in (byte[])[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 3])
            _bits.Write(b, 8);
        _bits.Write(0b011, 3);
        WriteBlock();
        _bits.WriteSymbol(EndOfBlock);
        _bits.Align();
        _bits.WriteWord(Crc32.Of(_source, _source.Length));
        _bits.WriteWord((uint)_source.Length);
        return _bits.ToBytes();
    }

    // Lazy matching (RFC 1951, section 4): a match waits for one step, and a longer match at the next byte
    // replaces it. Bytes inside a match are not added to the hash chains.
    void WriteBlock()
    {
        int at = 0;
        int waitingLength = 0;
        int waitingDistance = 0;
        for (; at <= _source.Length - MinMatch; at++)
        {
            int length = FindMatch(at, waitingLength, out int distance);
            if (waitingLength == 0 && length == 0)
            {
                _bits.WriteSymbol(_source[at]);
            }
            else if (length > 0)
            {
                if (waitingLength > 0)
                    _bits.WriteSymbol(_source[at - 1]);
                waitingLength = length;
                waitingDistance = distance;
            }
            else
            {
                _bits.WriteMatch(waitingLength, waitingDistance);
                at += waitingLength - 2;
                waitingLength = 0;
            }
        }
        if (waitingLength > 0)
        {
            _bits.WriteMatch(waitingLength, waitingDistance);
            at += waitingLength - 1;
        }
        for (; at < _source.Length; at++)
            _bits.WriteSymbol(_source[at]);
    }

    // The longest match, if it is longer than the waiting one; else 0. Of equal matches it is the nearest.
    int FindMatch(int at, int waitingLength, out int distance)
    {
        Debug.Assert(at <= _source.Length - MinMatch, "There are three bytes to look for.");
        byte[] source = _source;
        int slot = HashAt(at);
        int position = at & PositionMask;
        int candidate = _newest[slot];
        _newest[slot] = (ushort)position;
        _previous[position & (Window - 1)] = (ushort)candidate;

        distance = 0;
        int best = Math.Max(waitingLength, MinMatch - 1);
        int longest = Math.Min(source.Length - at, MaxMatch);
        for (int tries = 0; tries < MaxCandidates && candidate != NoPosition && best < longest; tries++)
        {
            int back = (position - candidate) & PositionMask;
            if (back == 0 || back > Window)
                break;
            // A stale entry in a reused slot is harmless, because the bytes are compared.
            int from = at - back;
            if (source[from + best] == source[at + best])
            {
                int length = MatchLength(from, at, longest);
                if (length > best)
                {
                    best = length;
                    distance = back;
                }
            }
            candidate = _previous[candidate & (Window - 1)];
        }
        return distance == 0 ? 0 : best;
    }

    int MatchLength(int from, int at, int longest)
    {
        Debug.Assert(from >= 0 && from < at, "A match lies before what it matches.");
        Debug.Assert(at + longest <= _source.Length, "A match ends where the source ends.");
        byte[] source = _source;
        int length = 0;
        while (length < longest && source[from + length] == source[at + length])
            length++;
        return length;
    }

    int HashAt(int at)
    {
        uint three = (uint)(_source[at] << 16 | _source[at + 1] << 8 | _source[at + 2]);
        return (int)(unchecked((three >> _hashShift) - three) & (uint)(_newest.Length - 1));
    }

    static void Fill(ushort[] positions)
    {
        for (int i = 0; i < positions.Length; i++)
            positions[i] = NoPosition;
    }
}
