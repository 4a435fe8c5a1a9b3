using System.Diagnostics;

namespace Lfs.Compiler.Bytecode;

/// <summary>A growing array of bytes, written from start to end.</summary>
sealed class ByteWriter
{
    byte[] _bytes = new byte[1024];

    /// <summary>The number of bytes written.</summary>
    public int Length { get; private set; }

    public void Byte(int value)
    {
        Debug.Assert(value is >= byte.MinValue and <= byte.MaxValue, "A byte has 8 bits.");
        if (Length == _bytes.Length)
            Array.Resize(ref _bytes, Length * 2);
        _bytes[Length++] = (byte)value;
    }

    public void Bytes(byte[] values)
    {
        foreach (byte value in values)
            Byte(value);
    }

    /// <summary>Writes 32 bits, low byte first.</summary>
    public void Word(uint value)
    {
        for (int shift = 0; shift < 32; shift += 8)
            Byte((int)(value >> shift & 0xFF));
    }

    /// <summary>Writes 64 bits, low byte first.</summary>
    public void DoubleWord(long value)
    {
        Word(unchecked((uint)value));
        Word(unchecked((uint)(value >> 32)));
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Array.Copy(_bytes, bytes, Length);
        return bytes;
    }
}
