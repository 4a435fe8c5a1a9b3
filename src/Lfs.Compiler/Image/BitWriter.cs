using System.Diagnostics;
using static Lfs.Compiler.Image.DeflateCodes;

namespace Lfs.Compiler.Image;

/// <summary>Writes a deflate stream with the fixed Huffman codes, lowest bits first.</summary>
sealed class BitWriter
{
    // Codes are written highest bit first, everything else lowest first, so the tables hold reversed codes.
    static readonly ushort[] SymbolCodes = MakeSymbolCodes();
    static readonly byte[] DistanceCodes = MakeDistanceCodes();
    static readonly byte[] LengthSymbols = MakeLengthSymbols();

    byte[] _bytes;
    int _length;
    ulong _bits;
    int _count;

    public BitWriter(int capacity)
    {
        _bytes = new byte[capacity];
    }

    public void Write(uint bits, int count)
    {
        Debug.Assert(count < 32 && bits >> count == 0, "No bit is set beyond those that are written.");
        _bits |= (ulong)bits << _count;
        _count += count;
        if (_count >= 32)
            Flush();
    }

    public void WriteSymbol(int symbol) => Write(SymbolCodes[symbol], FixedBits(symbol));

    public void WriteMatch(int length, int distance)
    {
        Debug.Assert(
            length is >= MinMatch and <= MaxMatch,
            "Deflate has a code for the length of the match.");
        Debug.Assert(
            distance is > 0 and <= Deflate.Window,
            "The device keeps what the match reaches back to.");
        int index = LengthSymbols[length - MinMatch];
        WriteSymbol(FirstLength + index);
        Write((uint)(length - LengthBase[index]), LengthExtraBits[index]);
        int symbol = DistanceSymbol(distance);
        Write(DistanceCodes[symbol], 5);
        Write((uint)(distance - DistanceBase[symbol]), DistanceExtraBits[symbol]);
    }

    /// <summary>Fills the last byte with zero bits.</summary>
    public void Align()
    {
        _count = (_count + 7) & ~7;
        Flush();
    }

    /// <summary>Writes four bytes, lowest first, at a byte boundary.</summary>
    public void WriteWord(uint word)
    {
        Debug.Assert(_count % 8 == 0, "A word is written at a byte border.");
        Write(word & 0xFFFF, 16);
        Write(word >> 16, 16);
    }

    public byte[] ToBytes()
    {
        Flush();
        Array.Resize(ref _bytes, _length);
        return _bytes;
    }

    void Flush()
    {
        if (_bytes.Length < _length + 8)
            Array.Resize(ref _bytes, _bytes.Length * 2 + 8);
        for (; _count >= 8; _count -= 8)
        {
            _bytes[_length++] = (byte)(_bits & 0xFF);
            _bits >>= 8;
        }
    }

    // There are two symbols for each power of two: the highest bit of distance - 1 and
    // the bit below it select one.
    static int DistanceSymbol(int distance)
    {
        int value = distance - 1;
        int extra = 0;
        while (value >> extra >= 4)
            extra++;
        return 2 * extra + (value >> extra);
    }

    static ushort[] MakeSymbolCodes()
    {
        var codes = new ushort[SymbolCount];
        for (int symbol = 0; symbol < codes.Length; symbol++)
        {
            int code = symbol switch
            {
                < 144 => 0b0011_0000 + symbol,
                < 256 => 0b1_1001_0000 + symbol - 144,
                < 280 => symbol - 256,
                _ => 0b1100_0000 + symbol - 280,
            };
            codes[symbol] = (ushort)Reverse(code, FixedBits(symbol));
        }
        return codes;
    }

    static byte[] MakeDistanceCodes()
    {
        var codes = new byte[DistanceCount];
        for (int symbol = 0; symbol < codes.Length; symbol++)
            codes[symbol] = (byte)Reverse(symbol, 5);
        return codes;
    }

    static byte[] MakeLengthSymbols()
    {
        var symbols = new byte[MaxMatch - MinMatch + 1];
        int index = 0;
        for (int i = 0; i < symbols.Length; i++)
        {
            while (index + 1 < LengthCount && LengthBase[index + 1] <= i + MinMatch)
                index++;
            symbols[i] = (byte)index;
        }
        return symbols;
    }

    static int Reverse(int code, int bits)
    {
        int reversed = 0;
        for (int i = 0; i < bits; i++)
            reversed |= (code >> i & 1) << (bits - 1 - i);
        return reversed;
    }
}
