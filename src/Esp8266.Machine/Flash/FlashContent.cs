using System.Diagnostics;
using System.Security.Cryptography;

namespace Esp8266.Flash;

/// <summary>The content of a flash chip at one moment, as a value. It is cheap to
/// capture and to restore.</summary>
/// <remarks>Contents and chips share sectors. A chip copies a shared sector before it changes it.</remarks>
public sealed class FlashContent
{
    internal FlashContent(FlashSector?[] sectors) => Sectors = sectors;

    /// <summary>The size of the chip, in bytes.</summary>
    public uint Bytes => (uint)Sectors.Length * FlashChip.SectorSize;

    internal FlashSector?[] Sectors { get; }
}

/// <summary>The cells of a sector that is not blank.</summary>
/// <remarks>
/// A file system writes one page to each of its empty blocks. A sector that is loaded from a file therefore
/// keeps only the pages up to the last one that is not blank. A chip completes it before it changes it.
/// </remarks>
/// <param name="Cells">The bytes of the sector; those behind the last of them are blank.</param>
/// <param name="Weak">A mask of 4,096 bytes with a set bit for each bit that reads randomly;
/// null when there is none.</param>
sealed record FlashSector(byte[] Cells, byte[]? Weak)
{
    const int Page = (int)FlashChip.PageSize;

    byte[]? _hash;

    /// <summary>True if all cells of the sector are there, so that they can be programmed.</summary>
    public bool IsWhole => Cells.Length == FlashChip.SectorSize;

    /// <summary>A deep copy of all cells, which can be programmed without changing this one.</summary>
    public FlashSector Copy()
    {
        byte[] cells = new byte[FlashChip.SectorSize];
        Read(0, cells);
        return new(cells, Weak is null ? null : [.. Weak]);
    }

    /// <summary>A sector with a copy of some cells; null if all are blank.</summary>
    public static FlashSector? Of(ReadOnlySpan<byte> cells)
    {
        int last = cells.LastIndexOfAnyExcept((byte)0xFF);
        return last < 0 ? null : new(cells[..(last / Page * Page + Page)].ToArray(), null);
    }

    /// <summary>Copies cells out as they are, whether weak or not.</summary>
    public void Read(int at, Span<byte> target)
    {
        int count = Math.Clamp(Cells.Length - at, 0, target.Length);
        Cells.AsSpan(Math.Min(at, Cells.Length), count).CopyTo(target);
        target[count..].Fill(0xFF);
    }

    /// <summary>A sector of erased cells.</summary>
    public static FlashSector Blank() => new FlashSector([], null).Copy();

    /// <summary>Clears every bit that is clear in <paramref name="source"/>.
    /// A weak bit that is cleared becomes stable.</summary>
    public void Program(int at, ReadOnlySpan<byte> source)
    {
        Debug.Assert(at + source.Length <= Cells.Length, "A program stays in its sector.");
        for (int i = 0; i < source.Length; i++)
            Cells[at + i] &= source[i];
        if (Weak is null)
            return;

        for (int i = 0; i < source.Length; i++)
            Weak[at + i] &= source[i];
    }

    /// <summary>The SHA-256 of the cells, cached until <see cref="Touch"/>.</summary>
    public byte[] Hash => _hash ??= SHA256.HashData(IsWhole ? Cells : Copy().Cells);

    /// <summary>Drops the cached hash, because the cells are about to change.</summary>
    public void Touch() => _hash = null;
}
