using System.Diagnostics;

namespace Lfs.Compiler.Bytecode;

/// <summary>Reads the elements of a <c>.lc</c> file of either version.</summary>
/// <remarks>
/// It trusts nothing. Every count is checked against the bytes that are left, less the minimum that the
/// pending entries of enclosing lists need. So nested lists cannot claim the same bytes twice, and the cost
/// of reading is proportional to the file.
/// </remarks>
/// <param name="bytes">The file.</param>
/// <param name="start">The index of the first byte to read.</param>
/// <param name="truncated">The reference's error for a file that ends too early.</param>
/// <param name="take">Receives the .NET memory, in bytes, before it is taken; null if the
/// host does not count.</param>
/// <param name="work">Counts the entries that are read; null if the host does not count.</param>
sealed class ByteReader(
    byte[] bytes, int start, string truncated, Action<long>? take = null, WorkMeter? work = null)
{
    // The overhead of a .NET object or array in bytes.
    const int ObjectBytes = 24;

    /// <summary>The minimum number of bytes that the pending entries of enclosing lists need.</summary>
    long _promised;

    /// <summary>The index of the next byte.</summary>
    public int At { get; private set; } = start;

    /// <summary>The first error; null while there is none.</summary>
    public string? Error { get; private set; }

    /// <summary>Records an error. Only the first one is kept. After it, everything reads as empty.</summary>
    public void Fail(string error) => Error ??= error;

    /// <summary>True if the file has room for <paramref name="count"/> entries of a size; otherwise
    /// records an error.</summary>
    public bool Has(int count, int size = 1)
    {
        if (count < 0 || (long)count * size > bytes.Length - At - _promised)
            Fail(truncated);
        return Error is null;
    }

    /// <summary>Reports memory that is about to be taken.</summary>
    public void Take(long hostBytes) => take?.Invoke(hostBytes);

    /// <summary>The byte at a distance from the next one. The caller has checked that it exists.</summary>
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
    /// <param name="size">The number of bytes.</param>
    /// <param name="swap">True if the high byte comes first.</param>
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

    /// <summary>Reads a list of entries. <paramref name="leastBytes"/> is the minimum size of one, by which
    /// the count is checked.</summary>
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
