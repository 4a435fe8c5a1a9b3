using System.Runtime.InteropServices;

namespace Esp8266.Flash;

// The chip in a snapshot: its cells, and what it has counted.
public sealed partial class FlashChip
{
    /// <summary>How the cells of a sector follow.</summary>
    enum SectorForm : byte
    {
        Blank,
        Firm,
        Weak,
    }

    /// <summary>Saves the chip, or loads it into a blank one of the same size.</summary>
    /// <exception cref="InvalidDataException">What is loaded is impossible.</exception>
    internal void Transfer(StateStream state)
    {
        Operations = state.Value(Operations);
        BytesProgrammed = state.Value(BytesProgrammed);
        Erases = state.Value(Erases);
        Violations = state.Value(Violations);
        FirstViolation = Transfer(state, FirstViolation);
        Faults = Transfer(state, Faults);
        IsPowered = state.Value(IsPowered);
        state.Field(ref _weakReads);
        state.Bytes(MemoryMarshal.AsBytes(_wear.AsSpan()));
        for (uint i = 0; i < _sectors.Length; i++)
            TransferSector(state, i);
    }

    void TransferSector(StateStream state, uint sector)
    {
        FlashSector? held = _sectors[sector];
        bool isBlank = held is null
            || (held.Weak is null && !held.Cells.AsSpan().ContainsAnyExcept((byte)0xFF));
        SectorForm form = state.Value(
            isBlank ? SectorForm.Blank : held!.Weak is null ? SectorForm.Firm : SectorForm.Weak);
        state.Require(form <= SectorForm.Weak, "a sector has one of three forms");
        if (form == SectorForm.Blank)
            return;
        byte[] cells = (held is { IsWhole: true } ? held : held?.Copy() ?? FlashSector.Blank()).Cells;
        TransferPages(state, cells);
        byte[]? weak = form == SectorForm.Weak ? held?.Weak ?? new byte[SectorSize] : null;
        state.Bytes(weak);
        if (state.IsLoading)
            Change(sector, new FlashSector(cells, weak));
    }

    // A file system writes a few bytes to each of its blocks, so most pages of a sector are blank.
    static void TransferPages(StateStream state, byte[] cells)
    {
        for (int at = 0; at < cells.Length; at += (int)PageSize)
        {
            Span<byte> page = cells.AsSpan(at, (int)PageSize);
            if (state.Value(page.ContainsAnyExcept((byte)0xFF)))
                state.Bytes(page);
        }
    }

    static NandViolation? Transfer(StateStream state, NandViolation? first)
    {
        if (!state.Value(first.HasValue))
            return null;
        NandViolation value = first.GetValueOrDefault();
        return new NandViolation(
            state.Value(value.Operation), state.Value(value.Offset), state.Value(value.Cells),
            state.Value(value.Wanted));
    }

    static FlashFaults? Transfer(StateStream state, FlashFaults? faults)
    {
        if (!state.Value(faults is not null))
            return null;
        FlashFaults value = faults ?? new FlashFaults(0, default);
        return new FlashFaults(
            state.Value(value.Operation), state.Value(value.Tear), state.Value(value.Seed));
    }
}
