namespace Lfs.Compiler.Flash;

/// <summary>The sector of a firmware in which it keeps its partition table, among other records.</summary>
/// <remarks>
/// A record is a header word (length in words, kind, two zero bytes) and its content; a free record ends
/// the list. A table has entries of three words: type, start, length. That of a new firmware has zeros
/// where its first start computes a value, and the address of the firmware's end in a last entry of type 0.
/// Source: nodemcu-firmware 36cbf9f0, app/user/user_main.c, <c>rompt</c> and <c>first_time_setup</c>;
/// app/platform/platform.c, <c>platform_rcr_read</c>; tools/nodemcu-partition.py. That tool rounds sizes
/// down and takes the address of the firmware's end for its size; here they are what the firmware computes.
/// </remarks>
public sealed class FirmwareTable
{
    /// <summary>The size of the sector, in bytes.</summary>
    public const int SectorBytes = (int)FlashPlan.SectorBytes;

    const int Word = 4;
    const int EntryBytes = 3 * Word;
    const byte Deleted = 0, TableKind = 1, Free = 0xFF;

    // user_main.c, MAX_PARTITIONS.
    const int MostEntries = 20;

    // Records of this library's own about the content of LFS regions, which is going to change.
    const byte FirstOwnKind = 0x10;

    const uint EndMarker = 0, SystemParameter = 6, Irom0 = 102, Lfs0 = 103, Lfs1 = 104, Spiffs0 = 106;
    const uint Irom0Address = FlashPlan.Window + FlashPlan.TableStart;
    const uint Irom0Alignment = 0x2000;

    readonly List<byte[]> _others;
    readonly List<Entry> _entries;

    readonly record struct Entry(uint Type, uint Start, uint Bytes)
    {
        public ulong End => (ulong)Start + Bytes;
    }

    FirmwareTable(List<byte[]> others, List<Entry> entries)
    {
        _others = others;
        _entries = entries;
    }

    /// <summary>The first byte in flash behind the firmware.</summary>
    public uint FirmwareEnd => (uint)Math.Min(_entries.Find(entry => entry.Type == Irom0).End, uint.MaxValue);

    /// <summary>The LFS region in the table. Its start is 0 if the firmware computes it; its size is 0 if
    /// there is none.</summary>
    public FlashRange Lfs => RangeOf(Lfs0);

    /// <summary>The System region in the table; its size is 0 if there is none.</summary>
    /// <remarks>The reference reserves the entry for a second LFS region, and does not use it.</remarks>
    public FlashRange System => RangeOf(Lfs1);

    /// <summary>The file system in the table. Its start is 0 if the firmware computes it.</summary>
    public FlashRange Spiffs => RangeOf(Spiffs0);

    /// <summary>Reads the sector.</summary>
    /// <param name="flash">The content of flash, or of a file that begins somewhere in it.</param>
    /// <param name="at">The place of the sector in the content.</param>
    /// <returns>Null if there is no partition table of this format.</returns>
    public static FirmwareTable? Find(byte[] flash, int at)
    {
        if (flash.Length < at + SectorBytes)
            return null;
        var others = new List<byte[]>();
        byte[]? table = null;
        int end = at + SectorBytes - Word;
        while (at < end && flash[at + 1] != Free)
        {
            int bytes = Word * (1 + flash[at]);
            byte kind = flash[at + 1];
            if (at + bytes > end)
                return null;
            byte[] record = new byte[bytes];
            Array.Copy(flash, at, record, 0, bytes);
            if (kind == TableKind)
                table = record;
            else if (kind is not Deleted and < FirstOwnKind)
                others.Add(record);
            at += bytes;
        }

        return table is not null && EntriesOf(table) is { } entries
            ? new FirmwareTable(others, entries)
            : null;
    }

    /// <summary>The sector with a table that agrees with a plan, complete, so that the firmware computes
    /// nothing at its first start.</summary>
    /// <param name="plan">A plan that has been checked.</param>
    /// <param name="error">What is wrong; null with a sector.</param>
    /// <returns>Null if an entry of the table is where the plan has something else.</returns>
    public byte[]? With(FlashPlan plan, out string? error)
    {
        List<Entry> entries = [];
        foreach (Entry entry in _entries)
        {
            if (entry.Type is Lfs0 or Spiffs0 || (entry.Type == Lfs1 && plan.System.Bytes > 0))
                continue;
            entries.Add(entry.Type == SystemParameter ? ParametersOf(plan) : entry);
        }

        entries.Add(new Entry(Lfs0, plan.Lfs.Start, plan.Lfs.Bytes));
        entries.Add(new Entry(Lfs1, plan.System.Start, plan.System.Bytes));
        entries.Add(new Entry(Spiffs0, plan.Spiffs.Start, plan.Spiffs.Bytes));
        // The SDK does not accept an entry without bytes, and wants them in order.
        entries.RemoveAll(entry => entry.Bytes == 0);
        entries.Sort((left, right) => left.Start.CompareTo(right.Start));
        error = FirstOverlap(entries, plan.FlashBytes);
        if (error is null && entries.Count > MostEntries)
            error = "the firmware's partition table has no room for more entries";
        if (error is not null)
            return null;
        byte[] sector = Enumerable.Repeat(Free, SectorBytes).ToArray();
        byte[] table = RecordOf(entries);
        int at = 0;
        foreach (byte[] record in _others.Append(table))
        {
            if (at + record.Length > SectorBytes - Word)
            {
                error = "the firmware's records leave no room for the partition table: "
                    + "use a firmware that never ran";
                return null;
            }

            record.CopyTo(sector, at);
            at += record.Length;
        }

        return sector;
    }

    FlashRange RangeOf(uint type)
    {
        Entry entry = _entries.Find(entry => entry.Type == type);
        return new FlashRange(entry.Start, entry.Bytes);
    }

    static Entry ParametersOf(FlashPlan plan) =>
        new(SystemParameter, plan.FlashBytes - FlashPlan.ParameterBytes, FlashPlan.ParameterBytes);

    static List<Entry>? EntriesOf(byte[] record)
    {
        int bytes = record.Length - Word;
        if (bytes == 0 || bytes % EntryBytes != 0)
            return null;
        List<Entry> entries = [];
        for (int at = Word; at < record.Length; at += EntryBytes)
            entries.Add(new Entry(ReadWord(record, at), ReadWord(record, at + 4), ReadWord(record, at + 8)));
        if (entries[entries.Count - 1] is { Type: EndMarker } marker)
        {
            entries.RemoveAt(entries.Count - 1);
            int code = entries.FindIndex(entry => entry.Type == Irom0);
            if (code >= 0 && entries[code].Bytes == 0 && marker.Start > Irom0Address)
                entries[code] = entries[code] with { Bytes = Rounded(marker.Start - Irom0Address) };
        }

        bool hasCode = entries.Exists(
            entry => entry is { Type: Irom0, Start: FlashPlan.TableStart, Bytes: > 0 });
        return hasCode ? entries : null;
    }

    static string? FirstOverlap(List<Entry> entries, uint flashBytes)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            Entry entry = entries[i];
            bool isOutside = entry.End > flashBytes;
            bool overlaps = i > 0 && entry.Start < entries[i - 1].End;
            if (isOutside || overlaps)
            {
                var range = new FlashRange(entry.Start, entry.Bytes);
                return FormattableString.Invariant($"entry {entry.Type} of the partition table, {range}, ")
                    + (isOutside ? "does not fit into the flash" : $"overlaps entry {entries[i - 1].Type}")
                    + ": choose other places and sizes";
            }
        }

        return null;
    }

    static byte[] RecordOf(List<Entry> entries)
    {
        byte[] record = new byte[Word + entries.Count * EntryBytes];
        record[0] = (byte)(entries.Count * EntryBytes / Word);
        record[1] = TableKind;
        for (int i = 0; i < entries.Count; i++)
        {
            int at = Word + i * EntryBytes;
            WriteWord(record, at, entries[i].Type);
            WriteWord(record, at + 4, entries[i].Start);
            WriteWord(record, at + 8, entries[i].Bytes);
        }

        return record;
    }

    static uint Rounded(uint bytes) =>
        bytes > uint.MaxValue - Irom0Alignment
            ? uint.MaxValue
            : (bytes + Irom0Alignment - 1) / Irom0Alignment * Irom0Alignment;

    static uint ReadWord(byte[] bytes, int at) =>
        bytes[at] | (uint)bytes[at + 1] << 8 | (uint)bytes[at + 2] << 16 | (uint)bytes[at + 3] << 24;

    static void WriteWord(byte[] bytes, int at, uint word)
    {
        for (int i = 0; i < Word; i++)
            bytes[at + i] = unchecked((byte)(word >> (8 * i)));
    }
}
