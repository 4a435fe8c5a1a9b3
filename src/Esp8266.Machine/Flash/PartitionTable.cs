using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Esp8266.Flash;

/// <summary>The purpose of a partition, with the numbers that the SDK and the firmware use.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, app/include/user_config.h and the SDK's
/// user_interface.h.</remarks>
public enum PartitionType
{
    /// <summary>No partition.</summary>
    None = 0,

    /// <summary>Radio calibration.</summary>
    RfCalibration = 4,

    /// <summary>Initial values of the radio.</summary>
    PhyData = 5,

    /// <summary>The SDK's own settings.</summary>
    SystemParameter = 6,

    /// <summary>Code that runs from RAM, and the boot record page.</summary>
    EagleRom = 101,

    /// <summary>Code that runs from flash.</summary>
    Irom0Text = 102,

    /// <summary>The LFS region.</summary>
    Lfs0 = 103,

    /// <summary>A second LFS region, which no released firmware uses.</summary>
    Lfs1 = 104,

    /// <summary>Certificates.</summary>
    TlsCertificates = 105,

    /// <summary>The file system.</summary>
    Spiffs0 = 106,

    /// <summary>A second file system.</summary>
    Spiffs1 = 107,
}

/// <summary>A named range of the flash chip.</summary>
/// <param name="Type">Its purpose.</param>
/// <param name="Start">The offset of its first byte.</param>
/// <param name="Bytes">Its length in bytes.</param>
public readonly record struct Partition(PartitionType Type, FlashOffset Start, uint Bytes)
{
    /// <summary>The first byte after the partition. It has 64 bits, because a bad entry may
    /// reach past 4 GiB.</summary>
    public ulong End => (ulong)Start.Value + Bytes;
}

/// <summary>The reason why a partition table is rejected.</summary>
public enum PartitionError : byte
{
    /// <summary>The table is valid.</summary>
    None,

    /// <summary>A start or a length is not a multiple of the sector size.</summary>
    NotAligned,

    /// <summary>An entry starts before the end of the one before it.</summary>
    NotInOrder,

    /// <summary>An entry ends after the end of the chip.</summary>
    OutsideFlash,
}

/// <summary>The named ranges of a flash chip, in order.</summary>
/// <param name="entries">The ranges. They are not checked until <see cref="Check"/>.</param>
public sealed class PartitionTable(params IEnumerable<Partition> entries)
{
    /// <summary>The size of a stored entry: type, start and length, one word each.</summary>
    /// <remarks>Source: the SDK's user_interface.h, partition_item_t.</remarks>
    public const int EntryBytes = 12;

    /// <summary>The entries in the order given.</summary>
    public ImmutableArray<Partition> Entries { get; } = [.. entries];

    /// <summary>Finds the first rule that an entry breaks, with the checks that
    /// the firmware makes before it stores a table.</summary>
    /// <remarks>Source: nodemcu-firmware 36cbf9f0, app/modules/node.c, node_setpartitiontable.</remarks>
    public PartitionError Check(uint flashBytes)
    {
        ulong end = 0;
        foreach (Partition entry in Entries)
        {
            if (entry.Start.Value % FlashChip.SectorSize != 0 || entry.Bytes % FlashChip.SectorSize != 0)
                return PartitionError.NotAligned;
            if (entry.Start.Value < end)
                return PartitionError.NotInOrder;
            if (entry.End > flashBytes)
                return PartitionError.OutsideFlash;
            end = entry.End;
        }

        return PartitionError.None;
    }

    /// <summary>Finds the first partition of a type.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryFind(PartitionType type, out Partition partition)
    {
        foreach (Partition entry in Entries)
        {
            if (entry.Type == type)
            {
                partition = entry;
                return true;
            }
        }

        partition = default;
        return false;
    }

    /// <summary>The stored form of the table.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Entries.Length * EntryBytes];
        for (int i = 0; i < Entries.Length; i++)
        {
            Span<byte> record = bytes.AsSpan(i * EntryBytes, EntryBytes);
            BinaryPrimitives.WriteInt32LittleEndian(record, (int)Entries[i].Type);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Entries[i].Start.Value);
            BinaryPrimitives.WriteUInt32LittleEndian(record[8..], Entries[i].Bytes);
        }

        return bytes;
    }

    /// <summary>Reads a stored table.</summary>
    /// <param name="bytes">A whole number of entries. A shorter rest is ignored.</param>
    public static PartitionTable FromBytes(ReadOnlySpan<byte> bytes)
    {
        var entries = new Partition[bytes.Length / EntryBytes];
        for (int i = 0; i < entries.Length; i++)
        {
            ReadOnlySpan<byte> record = bytes.Slice(i * EntryBytes, EntryBytes);
            entries[i] = new(
                (PartitionType)BinaryPrimitives.ReadInt32LittleEndian(record),
                new FlashOffset(BinaryPrimitives.ReadUInt32LittleEndian(record[4..])),
                BinaryPrimitives.ReadUInt32LittleEndian(record[8..]));
        }

        return new PartitionTable(entries);
    }
}
