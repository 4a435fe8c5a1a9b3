using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Lib;

/// <summary>A <c>[set]</c> of a pattern as a bit map of the 256 bytes, so that a
/// test is one lookup.</summary>
struct CharSet
{
    Words _words;

    /// <summary>The index in the pattern where the set starts.</summary>
    public int Start { get; private set; }

    /// <summary>The index in the pattern after the closing <c>]</c>.</summary>
    public int End { get; private set; }

    [InlineArray(4)]
    struct Words
    {
        ulong _0;
    }

    public readonly bool Has(byte c) => ((_words[c >> 6] >> (c & 63)) & 1) != 0;

    /// <summary>Parses a set whose closing bracket was found already. lstrlib.c,
    /// <c>matchbracketclass</c>.</summary>
    public void Read(ReadOnlySpan<byte> pattern, int start, int end, bool hasClassG)
    {
        Start = start;
        End = end;
        _words = default;
        int last = end - 1;
        bool isComplement = pattern[start + 1] == '^';
        for (int p = isComplement ? start + 2 : start + 1; p < last; p++)
        {
            if (pattern[p] == '%')
            {
                AddNamed(pattern[++p], hasClassG);
            }
            else if (pattern[p + 1] == '-' && p + 2 < last)
            {
                AddRange(pattern[p], pattern[p + 2]);
                p += 2;
            }
            else
            {
                AddRange(pattern[p], pattern[p]);
            }
        }
        if (isComplement)
        {
            for (int i = 0; i < 4; i++)
                _words[i] = ~_words[i];
        }
    }

    void AddNamed(byte letter, bool hasClassG)
    {
        byte classes = CharClass.Named(letter, hasClassG);
        if (classes == 0)
        {
            AddRange(letter, letter);
            return;
        }
        UInt128 members = CharClass.Members(classes);
        bool isComplement = CharClass.IsCapital(letter);
        if (isComplement)
            members = ~members;
        _words[0] |= unchecked((ulong)members);
        _words[1] |= (ulong)(members >> 64);
        if (isComplement)
            _words[2] = _words[3] = ulong.MaxValue;
    }

    void AddRange(int first, int last)
    {
        for (int word = first >> 6; word <= last >> 6; word++)
        {
            int from = Math.Max(first - word * 64, 0);
            int to = Math.Min(last - word * 64, 63);
            if (from <= to)
                _words[word] |= (ulong.MaxValue >> (63 - (to - from))) << from;
        }
    }
}
