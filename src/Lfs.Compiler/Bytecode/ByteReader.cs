using System.Diagnostics;

namespace Lfs.Compiler.Bytecode;

/// <summary>Reads the parts of a <c>.lc</c> file, whatever its format.</summary>
/// <remarks>
/// Trusts nothing. Every count is checked against the bytes that are left, less those that the entries still
/// to come of the lists around need at least: so nested lists cannot each announce the same bytes, and what
/// reading takes is in proportion to the file.
/// </remarks>
/// <param name="bytes">The file.</param>
/// <param name="start">Where to begin.</param>
/// <param name="truncated">How the reference calls a file that ends too soon.</param>
/// <param name="take">Hears of .NET memory before it is taken; null if nobody cares.</param>
/// <param name="work">Counts the entries that are read; null if nobody cares.</param>
sealed class ByteReader(
    byte[] bytes, int start, string truncated, Action<long>? take = null, WorkMeter? work = null)
{
    // What a .NET object and an array take beside their content.
    const int ObjectBytes = 24;

    /// <summary>Bytes that the entries still to come of the lists around need at least.</summary>
    long _promised;

    /// <summary>The place of the next byte.</summary>
    public int At { get; private set; } = start;

    /// <summary>What is wrong with the file; null if nothing so far.</summary>
    public string? Error { get; private set; }

    /// <summary>Notes an error. The first is the one that is reported; after it everything reads as
    /// empty.</summary>
    public void Fail(string error) => Error ??= error;

    /// <summary>Whether so many entries of a size are left; it is an error if not.</summary>
    public bool Has(int count, int size = 1)
    {
        if (count < 0 || (long)count * size > bytes.Length - At - _promised)
            Fail(truncated);
        return Error is null;
    }

    /// <summary>Tells of memory that is about to be taken.</summary>
    public void Take(long hostBytes) => take?.Invoke(hostBytes);

    /// <summary>The byte at a distance from the next one, which is there.</summary>
    public byte Peek(int distance)
    {
        Debug.Assert(distance >= 0 && At + distance < bytes.Length, "Has was asked for the byte before.");
        return bytes[At + distance];
    }

    public byte Byte() => Has(1) ? bytes[At++] : (byte)0;

    public byte[] Raw(int length)
    {
        if (!Has(length) || length == 0)
            return [];
        Take(2 * ObjectBytes + length);
        var raw = new byte[length];
        Array.Copy(bytes, At, raw, 0, length);
        At += length;
        return raw;
    }

    /// <summary>Reads an unsigned number.</summary>
    /// <param name="size">How many bytes.</param>
    /// <param name="swap">Its high byte comes first.</param>
    public ulong Number(int size, bool swap = false)
    {
        ulong value = 0;
        if (!Has(size))
            return value;
        for (int i = 0; i < size; i++)
            value |= (ulong)bytes[At + i] << ((swap ? size - 1 - i : i) * 8);
        At += size;
        return value;
    }

    /// <summary>Reads entries. Each takes at least so many bytes; more of them than fit cannot be
    /// there.</summary>
    public T[] Many<T>(int count, int leastBytes, Func<T> read)
    {
        Debug.Assert(leastBytes > 0, "Every entry takes a byte at least.");
        if (!Has(count, leastBytes) || count == 0)
            return [];
        Take(ObjectBytes + (long)count * ObjectBytes);
        var entries = new T[count];
        for (int i = 0; i < count && Error is null; i++)
        {
            long promised = (count - 1L - i) * leastBytes;
            _promised += promised;
            work?.Add(1);
            entries[i] = read();
            _promised -= promised;
        }
        return entries;
    }

    public void Skip(int count)
    {
        if (Has(count))
            At += count;
    }
}
