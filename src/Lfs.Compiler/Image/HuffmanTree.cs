using System.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>A canonical Huffman code, prepared for decoding bit by bit.</summary>
/// <remarks>Source: RFC 1951, section 3.2.2.</remarks>
sealed class HuffmanTree
{
    public const int MaxBits = 15;

    readonly ushort[] _counts = new ushort[MaxBits + 1];
    readonly ushort[] _symbols = new ushort[DeflateCodes.SymbolCount];

    /// <summary>The code for literals and lengths in fixed blocks.</summary>
    public static HuffmanTree FixedSymbols()
    {
        var bits = new byte[DeflateCodes.SymbolCount];
        for (int symbol = 0; symbol < bits.Length; symbol++)
            bits[symbol] = (byte)DeflateCodes.FixedBits(symbol);
        return FromBits(bits);
    }

    /// <summary>The code for distances in fixed blocks.</summary>
    public static HuffmanTree FixedDistances()
    {
        var bits = new byte[32];
        for (int symbol = 0; symbol < bits.Length; symbol++)
            bits[symbol] = 5;
        return FromBits(bits);
    }

    /// <summary>Builds the code from the number of bits of each symbol.</summary>
    /// <returns>False if the lengths ask for more codes than exist.</returns>
    public bool TryBuild(byte[] bits, int start, int count)
    {
        Debug.Assert(start >= 0 && start + count <= bits.Length, "Every symbol has a number of bits.");
        Debug.Assert(count <= _symbols.Length, "There is room for all symbols.");
        Array.Clear(_counts, 0, _counts.Length);
        for (int i = 0; i < count; i++)
            _counts[bits[start + i]]++;
        _counts[0] = 0;

        var next = new int[MaxBits + 1];
        int free = 1;
        for (int length = 1; length <= MaxBits; length++)
        {
            free = 2 * free - _counts[length];
            if (free < 0)
                return false;
            if (length < MaxBits)
                next[length + 1] = next[length] + _counts[length];
        }
        for (int symbol = 0; symbol < count; symbol++)
        {
            if (bits[start + symbol] != 0)
                _symbols[next[bits[start + symbol]]++] = (ushort)symbol;
        }
        return true;
    }

    /// <summary>The number of symbols with a code of <paramref name="bits"/> bits.</summary>
    public int CountOf(int bits)
    {
        Debug.Assert(bits is > 0 and <= MaxBits, "A code has 1 to 15 bits.");
        return _counts[bits];
    }

    /// <summary>The symbol at a place in the order of codes.</summary>
    public int SymbolAt(int place) => _symbols[place];

    static HuffmanTree FromBits(byte[] bits)
    {
        var tree = new HuffmanTree();
        tree.TryBuild(bits, 0, bits.Length);
        return tree;
    }
}
