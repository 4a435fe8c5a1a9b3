using System.Buffers.Binary;
using System.Diagnostics;
using Esp8266.Flash;

namespace Lfs.Runtime.Flash;

/// <summary>
/// The reboot-config records: a sector of flash in which one boot leaves messages for the next.
/// </summary>
/// <remarks>
/// <para>The format is the reference's: a header word (length in words, kind, two zero bytes), then the
/// content; records are appended, and a record is deleted by clearing its kind. Source: platform.c,
/// <c>platform_rcr_read</c>, <c>platform_rcr_write</c>, <c>platform_rcr_delete</c>.</para>
/// <para>The reference's own comment says that a power failure can lose the sector. Here no record is ever
/// lost or half written. The content goes first, then length and kind, then the two zero bytes, one by one:
/// the first cleared bit makes the record valid, the second byte tells the next boot that the first is firmly
/// programmed. Of two records of a kind the later one is valid. A full sector is compacted by way of a copy
/// (RebootConfig.Journal.cs). Records are read from the chip, never through the window, which is stale after
/// a write.</para>
/// </remarks>
/// <param name="flash">The chip.</param>
sealed partial class RebootConfig(FlashChip flash)
{
    /// <summary>The first sector of the firmware.</summary>
    /// <remarks>Source: user_main.c, <c>rompt</c>, in the section .irom0.ptable.</remarks>
    public static FlashOffset Place => new(0x1_0000);

    /// <summary>The most bytes that a record can hold: 64 words, less what a length in a byte can
    /// say.</summary>
    /// <remarks>Source: platform.c, MAXREC, and the type of <c>n</c>.</remarks>
    public const int LargestContent = 255;

    const int Word = 4;
    const int SectorBytes = (int)FlashChip.SectorSize;

    // A scan always ends at the last word, which no record uses.
    const int UsableBytes = SectorBytes - Word;

    const int KindByte = 1, CommitByte = 2, SettleByte = 3;
    const byte Blank = 0xFF;

    readonly byte[] _sector = new byte[SectorBytes];

    /// <summary>A record in the sector.</summary>
    /// <param name="At">The offset of its header.</param>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Bytes">The length of its content: a multiple of 4.</param>
    /// <param name="Commit">A byte of which at least one bit is cleared.</param>
    /// <param name="Settle">0 if <paramref name="Commit"/> is known to be firm.</param>
    readonly record struct Entry(int At, RebootRecord Kind, int Bytes, byte Commit, byte Settle)
    {
        public int End => At + Word + Bytes;
    }

    /// <summary>Returns the content of a record; null if there is none of that kind.</summary>
    /// <returns>A multiple of 4 bytes: what was written, and zeros.</returns>
    public byte[]? Read(RebootRecord kind)
    {
        List<Entry> entries = Scan(out _);
        return Find(entries, kind) is { } entry && !IsTombstone(entry) ? ContentOf(entry).ToArray() : null;
    }

    /// <summary>Writes a record in the place of the one of its kind. A power failure leaves the old one or
    /// the new one.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="content">At most <see cref="LargestContent"/> bytes.</param>
    /// <returns>False if the sector has no room for it, even without deleted records.</returns>
    /// <exception cref="PowerLoss">The power failed.</exception>
    public bool Write(RebootRecord kind, ReadOnlySpan<byte> content)
    {
        Debug.Assert(kind is not (RebootRecord.Deleted or RebootRecord.Free), "A record has a kind.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, LargestContent);
        byte[] padded = new byte[(content.Length + Word - 1) / Word * Word];
        content.CopyTo(padded);
        List<Entry> entries = Scan(out int end);
        Entry? before = Find(entries, kind);
        if (before is { } same && ContentOf(same).SequenceEqual(padded))
            return true;
        if (!TryAppend(end, kind, padded))
            return TryCompact(entries, kind, padded);
        if (before is { } old)
            Delete(old);
        return true;
    }

    /// <summary>Deletes a record, if there is one of that kind.</summary>
    /// <remarks>A record without content takes its place. Otherwise a bit that a power failure has left half
    /// programmed could bring the record back at a later boot.</remarks>
    /// <exception cref="PowerLoss">The power failed.</exception>
    public void Delete(RebootRecord kind)
    {
        Debug.Assert(
            kind is not (RebootRecord.PhyData or RebootRecord.PartitionTable),
            "A record that is valid without content, or never, is not deleted.");
        if (Read(kind) is not null)
            Write(kind, []);
    }

    /// <summary>Completes what a power failure interrupted, so that every later boot reads the same. A sector
    /// that is in order is only read.</summary>
    /// <exception cref="PowerLoss">The power failed again.</exception>
    public void Settle()
    {
        CompleteJournal();
        List<Entry> entries = Scan(out _);
        foreach (Entry entry in entries)
        {
            if (entry.Commit != 0)
                Program(entry.At + CommitByte, [0]);
            if (entry.Settle != 0)
                Program(entry.At + CommitByte, [0, 0]);
        }
        foreach (Entry entry in entries)
        {
            if (entry.Kind != RebootRecord.Deleted && Find(entries, entry.Kind) != entry)
                Delete(entry);
        }
    }

    bool TryAppend(int at, RebootRecord kind, byte[] content)
    {
        int end = at + Word + content.Length;
        if (end > UsableBytes || _sector.AsSpan(at, end + Word - at).ContainsAnyExcept(Blank))
            return false;
        Program(at + Word, content);
        Span<byte> written = stackalloc byte[content.Length];
        flash.Read(Place + (uint)(at + Word), written);
        if (!written.SequenceEqual(content))
            return false;
        Program(at, [(byte)(content.Length / Word), (byte)kind]);
        Program(at + CommitByte, [0]);
        Program(at + CommitByte, [0, 0]);
        return true;
    }

    /// <summary>Clears a kind in steps that no power failure can turn into a request: a torn 5 (start
    /// command) or 6 may read as 4, which is a file to load.</summary>
    void Delete(Entry entry)
    {
        byte kind = (byte)entry.Kind;
        byte rest = (byte)(kind & ~(byte)RebootRecord.LfsImage);
        if (rest != kind && rest != 0)
            Program(entry.At + KindByte, [rest]);
        Program(entry.At + KindByte, [0]);
    }

    void Program(int at, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            flash.Program(Place + (uint)at, bytes);
    }

    /// <summary>Reads the sector and lists its records.</summary>
    /// <param name="end">The offset after the last record whose length can be trusted.</param>
    List<Entry> Scan(out int end)
    {
        flash.Read(Place, _sector);
        List<Entry> entries = [];
        end = 0;
        while (end < UsableBytes)
        {
            ReadOnlySpan<byte> header = _sector.AsSpan(end, Word);
            Entry entry = new(end, (RebootRecord)header[KindByte], header[0] * Word,
                header[CommitByte], header[SettleByte]);
            // As long as no bit of the commit byte is cleared, length and content may be torn.
            if (entry.Kind == RebootRecord.Free || entry.Commit == Blank || entry.End > UsableBytes)
                break;
            entries.Add(entry);
            end = entry.End;
        }
        return entries;
    }

    /// <summary>The last valid record of a kind.</summary>
    Entry? Find(List<Entry> entries, RebootRecord kind)
    {
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i].Kind == kind && IsPlausible(entries[i]))
                return entries[i];
        }
        return null;
    }

    static bool IsTombstone(Entry entry) => entry.Bytes == 0 && entry.Kind != RebootRecord.PhyData;

    // A start command on its way to deletion has the kind of a partition table for a moment.
    bool IsPlausible(Entry entry)
    {
        if (entry.Kind != RebootRecord.PartitionTable)
            return true;
        ReadOnlySpan<byte> content = ContentOf(entry);
        return content.Length > 0 && content.Length % PartitionTable.EntryBytes == 0
            && BinaryPrimitives.ReadUInt32LittleEndian(content) is > 0 and <= byte.MaxValue;
    }

    ReadOnlySpan<byte> ContentOf(Entry entry) => _sector.AsSpan(entry.At + Word, entry.Bytes);
}
