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
/// <param name="Cells">The 4,096 bytes of the sector.</param>
/// <param name="Weak">A mask with a set bit for each bit that reads randomly;
/// null when there is none.</param>
sealed record FlashSector(byte[] Cells, byte[]? Weak)
{
    byte[]? _hash;

    /// <summary>A deep copy, which can be programmed without changing this one.</summary>
    public FlashSector Copy() => new([.. Cells], Weak is null ? null : [.. Weak]);

    /// <summary>A sector of erased cells.</summary>
    public static FlashSector Blank()
    {
        byte[] cells = new byte[FlashChip.SectorSize];
        cells.AsSpan().Fill(0xFF);
        return new(cells, null);
    }

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
    public byte[] Hash => _hash ??= SHA256.HashData(Cells);

    /// <summary>Drops the cached hash, because the cells are about to change.</summary>
    public void Touch() => _hash = null;
}
