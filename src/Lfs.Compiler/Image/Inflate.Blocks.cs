using static Lfs.Compiler.Image.DeflateCodes;

namespace Lfs.Compiler.Image;

// The three kinds of blocks in a deflate stream. Source: RFC 1951, section 3.2; uzlib_inflate.c.
public sealed partial class Inflate
{
    const int CodeLengthSymbols = 19;

    readonly HuffmanTree _symbols = new();
    readonly HuffmanTree _distances = new();

    void ReadBlock(int type)
    {
        switch (type)
        {
            case 0:
                ReadStored();
                break;
            case 1:
                ReadCompressed(HuffmanTree.FixedSymbols(), HuffmanTree.FixedDistances());
                break;
            case 2:
                if (TryReadTrees())
                    ReadCompressed(_symbols, _distances);
                else
                    Fail(InflateStatus.ReadError);
                break;
            default:
                Fail(InflateStatus.ReadError);
                break;
        }
    }

    void ReadStored()
    {
        _bits = 0;
        _bitCount = 0;
        int length = Byte() | Byte() << 8;
        int complement = Byte() | Byte() << 8;
        if (length != (~complement & 0xFFFF))
            Fail(InflateStatus.ReadError);
        for (int i = 0; i < length && IsGoing; i++)
            Put((byte)Byte());
    }

    void ReadCompressed(HuffmanTree symbols, HuffmanTree distances)
    {
        while (IsGoing)
        {
            int symbol = Symbol(symbols);
            if (symbol == EndOfBlock)
                return;
            if (symbol < EndOfBlock)
                Put((byte)symbol);
            else
                ReadMatch(symbol - FirstLength, distances);
        }
    }

    void ReadMatch(int lengthIndex, HuffmanTree distances)
    {
        if (lengthIndex >= LengthCount)
        {
            Fail(InflateStatus.ReadError);
            return;
        }
        int length = LengthBase[lengthIndex] + Bits(LengthExtraBits[lengthIndex]);
        int symbol = Symbol(distances);
        if (symbol >= DistanceCount)
        {
            Fail(InflateStatus.ReadError);
            return;
        }
        int distance = DistanceBase[symbol] + Bits(DistanceExtraBits[symbol]);
        // The device refuses a match that reaches the very first byte: recall_byte compares with >=.
        if (distance > Deflate.Window || (uint)distance >= _length)
            Fail(InflateStatus.DictionaryError);
        for (int i = 0; i < length && IsGoing; i++)
            Put(_buffer[(_position - distance + _buffer.Length) % _buffer.Length]);
    }

    bool TryReadTrees()
    {
        int symbolCount = Bits(5) + FirstLength;
        int distanceCount = Bits(5) + 1;
        int given = Bits(4) + 4;
        var bits = new byte[SymbolCount + 32];
        foreach (byte symbol in (byte[])[16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15])
        {
            if (given-- > 0)
                bits[symbol] = (byte)Bits(3);
        }
        var codeLengths = new HuffmanTree();
        return codeLengths.TryBuild(bits, 0, CodeLengthSymbols)
            && TryReadCodeLengths(codeLengths, bits, symbolCount + distanceCount)
            && _symbols.TryBuild(bits, 0, symbolCount)
            && _distances.TryBuild(bits, symbolCount, distanceCount);
    }

    bool TryReadCodeLengths(HuffmanTree codeLengths, byte[] bits, int count)
    {
        int at = 0;
        while (at < count && IsGoing)
        {
            int symbol = Symbol(codeLengths);
            if (symbol == 16 && at == 0)
                return false;
            byte value = symbol switch { < 16 => (byte)symbol, 16 => bits[at - 1], _ => 0 };
            int repeat = symbol switch { < 16 => 1, 16 => 3 + Bits(2), 17 => 3 + Bits(3), _ => 11 + Bits(7) };
            if (at + repeat > count)
                return false;
            for (int i = 0; i < repeat; i++)
                bits[at++] = value;
        }
        return IsGoing;
    }

    // A code without a symbol is an error. It reads as the end of the block.
    int Symbol(HuffmanTree tree)
    {
        int code = 0;
        int first = 0;
        int place = 0;
        for (int length = 1; length <= HuffmanTree.MaxBits; length++)
        {
            code |= Bits(1);
            int count = tree.CountOf(length);
            if (code - first < count)
                return tree.SymbolAt(place + code - first);
            place += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        Fail(InflateStatus.ReadError);
        return EndOfBlock;
    }
}
