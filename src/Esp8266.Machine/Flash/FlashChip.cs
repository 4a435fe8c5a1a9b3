using System.Diagnostics;
using System.Security.Cryptography;

namespace Esp8266.Flash;

/// <summary>An attempt to set a bit by programming. Only an erase can set bits.</summary>
/// <param name="Operation">The number of the program operation.</param>
/// <param name="Offset">The place of the byte.</param>
/// <param name="Cells">The value of the byte before the operation.</param>
/// <param name="Wanted">The value that the program wanted.</param>
public readonly record struct NandViolation(long Operation, FlashOffset Offset, byte Cells, byte Wanted);

/// <summary>An SPI flash chip. Programming turns ones into zeros; erasing turns a
/// whole sector into ones.</summary>
/// <remarks>
/// Geometry and commands are those of the W25Q32 family as the SDK drives it: 256-byte page program (02h), 4
/// KiB sector erase (20h). Blank sectors take no memory. Every page program and every sector erase counts as
/// one operation, and operations are numbered from 1.
/// </remarks>
public sealed partial class FlashChip
{
    /// <summary>The unit of erase, in bytes.</summary>
    public const uint SectorSize = 4096;

    /// <summary>The unit of one program command, in bytes.
    /// A command never crosses a multiple of it.</summary>
    public const uint PageSize = 256;

    /// <summary>The largest chip of this kind: 24 address bits.</summary>
    public const uint LargestBytes = 16 * 1024 * 1024;

    // Null where the sector is blank.
    readonly FlashSector?[] _sectors;
    readonly uint[] _wear;
    readonly long[] _changes;

    // True if the sector is whole and no FlashContent shares it, so that it can be programmed in place.
    readonly bool[] _owned;
    Chance _weakReads = new(0);
    long _change;

    /// <summary>Creates a blank chip.</summary>
    /// <param name="bytes">A multiple of <see cref="SectorSize"/>, at most
    /// <see cref="LargestBytes"/>.</param>
    public FlashChip(uint bytes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, LargestBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes % SectorSize, 0u);
        Bytes = bytes;
        _sectors = new FlashSector?[bytes / SectorSize];
        _wear = new uint[_sectors.Length];
        _changes = new long[_sectors.Length];
        _owned = new bool[_sectors.Length];
    }

    /// <summary>The size of the chip, in bytes.</summary>
    public uint Bytes { get; }

    /// <summary>The number of page programs and sector erases so far, which is also the
    /// number of the last one.</summary>
    public long Operations { get; private set; }

    /// <summary>The number of bytes passed to <see cref="Program"/> that reached the cells.</summary>
    public long BytesProgrammed { get; private set; }

    /// <summary>The number of sector erases so far.</summary>
    public long Erases { get; private set; }

    /// <summary>The number of bytes in which programming tried to set a bit.</summary>
    public long Violations { get; private set; }

    /// <summary>The first of <see cref="Violations"/>; null while there is none.</summary>
    public NandViolation? FirstViolation { get; private set; }

    /// <summary>The number of erases of each sector.</summary>
    public ReadOnlySpan<uint> Wear => _wear;

    /// <summary>The next power loss; null for none.</summary>
    public FlashFaults? Faults { get; set; }

    /// <summary>Receives every call of <see cref="Program"/> and <see cref="EraseSector"/> before it begins;
    /// null to keep none.</summary>
    internal List<FlashCall>? Calls { get; set; }

    /// <summary>False after a <see cref="PowerLoss"/>, until <see cref="PowerOn"/>.</summary>
    public bool IsPowered { get; private set; } = true;

    /// <summary>Gives the chip power again. What it holds stays as the power loss left it.</summary>
    public void PowerOn() => IsPowered = true;

    /// <summary>Copies cells out. A weak bit reads randomly, each time.</summary>
    /// <param name="start">Any place.</param>
    /// <param name="target">Receives the cells; the range must end inside the chip.</param>
    public void Read(FlashOffset start, Span<byte> target)
    {
        RequireRange(start, target.Length);
        while (!target.IsEmpty)
        {
            int at = (int)(start.Value % SectorSize);
            int count = Math.Min(target.Length, (int)SectorSize - at);
            ReadSector(start.Sector, at, target[..count]);
            start += (uint)count;
            target = target[count..];
        }
    }

    /// <summary>Clears every bit that is clear in <paramref name="source"/>; sets none.</summary>
    /// <param name="start">Any place. Each page touched is one operation.</param>
    /// <param name="source">The bytes to program; the range must end inside the chip.</param>
    /// <exception cref="PowerLoss"><see cref="Faults"/> was set for one of these operations.</exception>
    public void Program(FlashOffset start, ReadOnlySpan<byte> source)
    {
        RequireRange(start, source.Length);
        Calls?.Add(new FlashCall(Capture(), start, source.ToArray()));
        if (IsTornAcrossPages(start, source.Length))
            ProgramPagesInAnyOrder(start, source);

        while (!source.IsEmpty)
        {
            int count = Math.Min(source.Length, (int)(PageSize - start.Value % PageSize));
            Begin();
            ProgramPage(start, source[..count]);
            start += (uint)count;
            source = source[count..];
        }
    }

    /// <summary>Clears every bit that is clear in <paramref name="source"/>, as <see cref="Program"/> does,
    /// for firmware that writes a 1 over a 0 on purpose: that is no violation.</summary>
    /// <param name="start">Any place. Each page touched is one operation.</param>
    /// <param name="source">The bytes to program; the range must end inside the chip.</param>
    /// <exception cref="PowerLoss"><see cref="Faults"/> was set for one of these operations.</exception>
    public void ClearBits(FlashOffset start, ReadOnlySpan<byte> source)
    {
        (long violations, NandViolation? first) = (Violations, FirstViolation);
        try
        {
            Program(start, source);
        }
        finally
        {
            (Violations, FirstViolation) = (violations, first);
        }
    }

    /// <summary>Sets all bits of one sector.</summary>
    /// <param name="sector">The sector's first byte.</param>
    /// <exception cref="PowerLoss"><see cref="Faults"/> was set for this operation.</exception>
    public void EraseSector(FlashOffset sector)
    {
        RequireRange(sector, (int)SectorSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sector.Value % SectorSize, 0u, nameof(sector));
        Calls?.Add(new FlashCall(Capture(), sector, null));
        Begin();
        Erases++;
        _wear[sector.Sector]++;
        if (!IsCut)
        {
            Change(sector.Sector, null);
            return;
        }

        FlashSector torn = Writable(sector.Sector);
        byte[] blank = new byte[SectorSize];
        blank.AsSpan().Fill(0xFF);
        TearCells(torn.Cells, blank, sector);
        throw LosePower();
    }

    /// <summary>SHA-256 over the SHA-256 of each sector. Two chips with the same cells
    /// have the same hash.</summary>
    /// <remarks>The hash of an unchanged sector is kept, so a second call is cheap.</remarks>
    public byte[] ContentHash()
    {
        byte[]? blank = null;
        byte[] hashes = new byte[_sectors.Length * SHA256.HashSizeInBytes];
        for (int i = 0; i < _sectors.Length; i++)
        {
            byte[] hash = _sectors[i]?.Hash ?? (blank ??= FlashSector.Blank().Hash);
            hash.CopyTo(hashes, i * SHA256.HashSizeInBytes);
        }

        return SHA256.HashData(hashes);
    }

    /// <summary>The number of the last change of a sector. A copy taken at another number is stale.</summary>
    internal long ChangeOf(uint sector) => _changes[sector];

    /// <summary>True if the sector has weak bits, so that two reads may differ.</summary>
    internal bool IsWeak(uint sector) => _sectors[sector]?.Weak is not null;

    bool IsCut => Faults is { } faults && faults.Operation == Operations;

    void ReadSector(uint sector, int at, Span<byte> target)
    {
        Debug.Assert(at + target.Length <= SectorSize, "A read of a sector stays in it.");
        if (_sectors[sector] is not { } held)
        {
            target.Fill(0xFF);
            return;
        }

        held.Read(at, target);
        if (held.Weak is not { } weak)
            return;

        for (int i = 0; i < target.Length; i++)
        {
            if (weak[at + i] != 0)
                target[i] ^= (byte)(weak[at + i] & (byte)_weakReads.NextBits());
        }
    }

    void ProgramPage(FlashOffset start, ReadOnlySpan<byte> source)
    {
        Debug.Assert(start.Value % PageSize + source.Length <= PageSize, "A program stays in its page.");
        int at = (int)(start.Value % SectorSize);
        FlashSector sector = Writable(start.Sector);
        Span<byte> cells = sector.Cells.AsSpan(at, source.Length);
        CountViolations(start, cells, source);
        if (!IsCut)
        {
            sector.Program(at, source);
            BytesProgrammed += source.Length;
            return;
        }

        Span<byte> target = stackalloc byte[source.Length];
        for (int i = 0; i < target.Length; i++)
            target[i] = (byte)(cells[i] & source[i]);
        TearCells(cells, target, start);
        throw LosePower();
    }

    // True if the power fails during this call under RandomPages. Then the order of the pages is random too,
    // so they must be looked at together.
    bool IsTornAcrossPages(FlashOffset start, int count)
    {
        if (Faults is not { Tear: TearModel.RandomPages } faults || count == 0)
            return false;

        long pages = (start.Value + count - 1) / PageSize - start.Value / PageSize + 1;
        return faults.Operation > Operations && faults.Operation <= Operations + pages;
    }

    /// <summary>Programs a random choice of the pages up to the one that is cut, then loses power.</summary>
    void ProgramPagesInAnyOrder(FlashOffset start, ReadOnlySpan<byte> source)
    {
        Chance chance = ChanceOf(Faults!);
        do
        {
            int count = Math.Min(source.Length, (int)(PageSize - start.Value % PageSize));
            Begin();
            if (chance.NextBool())
                Writable(start.Sector).Program((int)(start.Value % SectorSize), source[..count]);

            start += (uint)count;
            source = source[count..];
        }
        while (!IsCut);

        throw LosePower();
    }

    void TearCells(Span<byte> cells, ReadOnlySpan<byte> target, FlashOffset start)
    {
        Debug.Assert(IsCut, "Only the operation that is cut short leaves torn cells.");
        FlashFaults faults = Faults!;
        Chance chance = ChanceOf(faults);
        Span<byte> before = stackalloc byte[cells.Length];
        cells.CopyTo(before);
        Tear.Apply(cells, target, faults.Tear, ref chance);
        if (faults.Tear != TearModel.WeakBits)
            return;

        FlashSector sector = _sectors[start.Sector]!;
        byte[] weak = sector.Weak ?? new byte[SectorSize];
        Tear.Weaken(before, cells, weak.AsSpan((int)(start.Value % SectorSize), cells.Length), ref chance);
        _sectors[start.Sector] = sector with { Weak = weak };
        _weakReads = chance;
    }

    void CountViolations(FlashOffset start, ReadOnlySpan<byte> cells, ReadOnlySpan<byte> source)
    {
        for (int i = 0; i < source.Length; i++)
        {
            if ((source[i] & ~cells[i]) == 0)
                continue;

            Violations++;
            FirstViolation ??= new(Operations, start + (uint)i, cells[i], source[i]);
        }
    }

    void Begin()
    {
        if (!IsPowered)
            throw new PowerLoss(Operations);

        Operations++;
    }

    PowerLoss LosePower()
    {
        Debug.Assert(IsCut, "The power goes at the operation that was chosen.");
        IsPowered = false;
        Faults = null;
        return new PowerLoss(Operations);
    }

    static Chance ChanceOf(FlashFaults faults) =>
        new(unchecked(faults.Seed * 0x9E3779B97F4A7C15 + (ulong)faults.Operation));

    /// <summary>The cells of a sector, ready to change: copied first if a
    /// <see cref="FlashContent"/> shares them, or if they are not all there.</summary>
    FlashSector Writable(uint sector)
    {
        FlashSector? held = _sectors[sector];
        if (held is null || !_owned[sector])
            held = held?.Copy() ?? FlashSector.Blank();
        Debug.Assert(held.IsWhole, "A sector that changes has 4,096 cells.");
        held.Touch();
        Change(sector, held);
        return held;
    }

    void Change(uint sector, FlashSector? held)
    {
        _sectors[sector] = held;
        _owned[sector] = held is null || held.IsWhole;
        _changes[sector] = ++_change;
    }

    void RequireRange(FlashOffset start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start.Value, Bytes, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, Bytes - start.Value, nameof(count));
    }
}
