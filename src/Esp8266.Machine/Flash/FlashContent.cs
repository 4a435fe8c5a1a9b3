using System.Diagnostics;
using System.Security.Cryptography;

namespace Esp8266.Flash;

/// <summary>What a flash chip held at one moment: a value, cheap to take and to put back.</summary>
/// <remarks>Sectors are shared between contents and chips until one of them programs the sector.</remarks>
public sealed class FlashContent
{
    internal FlashContent(FlashSector?[] sectors) => Sectors = sectors;

    /// <summary>The size of the chip.</summary>
    public uint Bytes => (uint)Sectors.Length * FlashChip.SectorSize;

    internal FlashSector?[] Sectors { get; }
}

/// <summary>The cells of a sector that is not blank.</summary>
/// <param name="Cells">Its 4,096 bytes.</param>
/// <param name="Weak">A set bit for each cell that reads as it likes; null when there is none.</param>
sealed record FlashSector(byte[] Cells, byte[]? Weak)
{
    byte[]? _hash;

    /// <summary>A copy that can be programmed without changing this one.</summary>
    public FlashSector Copy() => new([.. Cells], Weak is null ? null : [.. Weak]);

    /// <summary>A sector of erased cells.</summary>
    public static FlashSector Blank()
    {
        byte[] cells = new byte[FlashChip.SectorSize];
        cells.AsSpan().Fill(0xFF);
        return new(cells, null);
    }

    /// <summary>Clears every bit that is clear in <paramref name="source"/>; a weak bit that is cleared is
    /// weak no more.</summary>
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

    /// <summary>SHA-256 of the cells, kept until <see cref="Touch"/>.</summary>
    public byte[] Hash => _hash ??= SHA256.HashData(Cells);

    /// <summary>Says that the cells are about to change.</summary>
    public void Touch() => _hash = null;
}
