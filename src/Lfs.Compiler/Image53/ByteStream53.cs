using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>Takes the parts of a format 11 file one after the other. Trusts nothing.</summary>
/// <remarks>Source: lundump.c; spec lfs-formats 2d.1.</remarks>
sealed class ByteStream53(byte[] bytes)
{
    readonly byte[] _bytes = bytes;

    /// <summary>How many bytes were taken.</summary>
    public int At { get; private set; }

    /// <summary>The first thing that is wrong; null if nothing is. After it everything reads as 0.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether nothing is left.</summary>
    public bool IsAtEnd => At == _bytes.Length;

    public byte Byte() => Has(1) ? _bytes[At++] : (byte)0;

    /// <summary>A byte that is 0 or 1.</summary>
    public bool Flag()
    {
        byte value = Byte();
        if (value > 1)
            Fail("a flag is neither 0 nor 1");
        return value == 1;
    }

    public uint Word()
    {
        if (!Has(LfsImage.WordBytes))
            return 0;
        At += LfsImage.WordBytes;
        return RecordWords.ReadWordAt(_bytes, At - LfsImage.WordBytes);
    }

    public byte[] Raw(int count)
    {
        if (!Has(count))
            return [];
        var part = new byte[count];
        Array.Copy(_bytes, At, part, 0, count);
        At += count;
        return part;
    }

    /// <summary>A number from 0 on.</summary>
    public int Count()
    {
        long value = Groups(0, 0x80, int.MaxValue);
        return (int)value;
    }

    /// <summary>The value behind a first byte, which has a tag and 4 bits.</summary>
    public long Tagged(byte first, LuaTarget target)
    {
        long most = target.NumberBytes == sizeof(int) ? int.MaxValue : long.MaxValue;
        return Groups(first & ImageFormat.FirstBits, first, most);
    }

    public double Float(LuaTarget target)
    {
        Debug.Assert(BitConverter.IsLittleEndian, "floats are taken as they lie in the file");
        byte[] raw = Raw(target.NumberBytes);
        if (raw.Length == 0)
            return 0;
        return raw.Length == sizeof(float) ? BitConverter.ToSingle(raw, 0) : BitConverter.ToDouble(raw, 0);
    }

    /// <summary>Some entries, each of at least so many bytes: more than that cannot be there.</summary>
    public T[] Many<T>(int count, int leastBytes, Func<T> read)
    {
        if (!Has(count, leastBytes))
            return [];
        var entries = new T[count];
        for (int i = 0; i < count && Error is null; i++)
            entries[i] = read();
        return entries;
    }

    /// <summary>Bytes that have to be there.</summary>
    public void Expect(byte[] expected, string error)
    {
        byte[] actual = Raw(expected.Length);
        if (Error is null && !actual.SequenceEqual(expected))
            Error = error;
    }

    /// <summary>Says what is wrong here, unless something was before.</summary>
    /// <returns>False.</returns>
    public bool Fail(string error)
    {
        Error ??= FormattableString.Invariant($"byte {At}: {error}");
        return false;
    }

    bool Has(int count, int size = 1)
    {
        if (count > (_bytes.Length - At) / size)
            Error ??= "truncated precompiled chunk";
        return Error is null;
    }

    long Groups(long value, byte last, long most)
    {
        while ((last & ImageFormat.More) != 0 && Error is null)
        {
            last = Byte();
            if (value > most >> 7)
                Fail("a number is too large");
            else
                value = value << 7 | (last & 0x7FL);
        }
        return Error is null ? value : 0;
    }
}
