using System.Buffers.Binary;
using Esp8266.Flash;
using Lfs.Compiler.Image;

namespace Lfs.Runtime.Flash;

// A full sector is compacted without a moment in which its records exist nowhere: they are first copied to
// the journal, a sector between the boot code and the radio's calibration that the reference leaves alone.
sealed partial class RebootConfig
{
    /// <summary>The sector that holds the records while their own is erased.</summary>
    /// <remarks>Source: user_main.c, <c>rompt</c>: the boot code ends here, the next partition is at
    /// 0x0D000.</remarks>
    public static FlashOffset JournalPlace => new(0xB000);

    /// <summary>Makes room by leaving out deleted records, and appends one.</summary>
    bool TryCompact(List<Entry> entries, RebootRecord kind, byte[] content)
    {
        byte[] packed = new byte[SectorBytes];
        packed.AsSpan().Fill(Blank);
        int end = 0;
        foreach (Entry entry in entries)
        {
            bool isKept = entry.Kind != RebootRecord.Deleted && entry.Kind != kind && !IsTombstone(entry);
            if (!isKept || Find(entries, entry.Kind) != entry)
                continue;
            _sector.AsSpan(entry.At, entry.End - entry.At).CopyTo(packed.AsSpan(end));
            packed[end + CommitByte] = 0;
            packed[end + SettleByte] = 0;
            end += entry.End - entry.At;
        }
        if (end + Word + content.Length > UsableBytes)
            return false;
        ReadOnlySpan<byte> header = [(byte)(content.Length / Word), (byte)kind, 0, 0];
        header.CopyTo(packed.AsSpan(end));
        content.CopyTo(packed.AsSpan(end + Word));

        flash.EraseSector(JournalPlace);
        flash.Program(JournalPlace, packed.AsSpan(0, UsableBytes));
        // From here on, the journal is valid.
        ProgramChecksum(packed);
        CopyJournal(packed);
        return true;
    }

    void CompleteJournal()
    {
        byte[] journal = new byte[SectorBytes];
        flash.Read(JournalPlace, journal);
        if (!journal.AsSpan().ContainsAnyExcept(Blank))
            return;
        if (BinaryPrimitives.ReadUInt32LittleEndian(journal.AsSpan(UsableBytes)) != ChecksumOf(journal))
        {
            // It was being written, and the records are where they were; or it was being erased.
            flash.EraseSector(JournalPlace);
            return;
        }
        // The checksum may read differently the next time, until it has been programmed once more.
        ProgramChecksum(journal);
        journal.AsSpan(UsableBytes).Fill(Blank);
        CopyJournal(journal);
    }

    void CopyJournal(byte[] records)
    {
        flash.EraseSector(Place);
        flash.Program(Place, records.AsSpan(0, UsableBytes));
        flash.EraseSector(JournalPlace);
    }

    void ProgramChecksum(byte[] records)
    {
        Span<byte> checksum = stackalloc byte[Word];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, ChecksumOf(records));
        flash.Program(JournalPlace + UsableBytes, checksum);
    }

    static uint ChecksumOf(byte[] records) => Crc32.Of(records, UsableBytes);
}
