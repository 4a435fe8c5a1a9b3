using Esp8266.Flash;

namespace Lfs.Runtime.Flash;

/// <summary>The change that a program makes to the partition table.</summary>
/// <remarks>Source: node.c, <c>node_setpartitiontable</c>. It differs in two cases only: a second LFS region,
/// which the reference does not know, keeps its place; and an end beyond 4 GiB is out of range.</remarks>
static class PartitionChange
{
    /// <summary>The SDK's own settings, in the last bytes of flash.</summary>
    /// <remarks>Source: user_main.c, SYSTEM_PARAMETER_SIZE.</remarks>
    public const uint SystemParameterBytes = 0x3000;

    /// <summary>Where the file system starts if it fits behind it.</summary>
    public const uint SpiffsBoundary = 0x10_0000;

    /// <summary>Applies settings to a table.</summary>
    /// <param name="table">The table in flash.</param>
    /// <param name="settings">Address and size of the LFS region, of the file system and of the System
    /// region; null where nothing is to change.</param>
    /// <param name="flashBytes">The size of the chip.</param>
    /// <returns>The new table; null if a value is out of range.</returns>
    public static PartitionTable? Apply(PartitionTable table, uint?[] settings, uint flashBytes)
    {
        List<Partition> entries = [.. table.Entries];
        Insert(entries, PartitionType.Lfs0, PartitionType.Irom0Text);
        PartitionType lastRegion = entries.FindLast(IsRegion).Type;
        Insert(entries, PartitionType.Spiffs0, lastRegion);
        List<Partition> changed = [];
        ulong last = 0;
        foreach (Partition entry in entries)
        {
            Partition next = entry.Type switch
            {
                PartitionType.Lfs0 => With(entry, settings[0], settings[1]),
                PartitionType.Spiffs0 => SpiffsWith(entry, settings[2], settings[3], flashBytes, (uint)last),
                PartitionType.Lfs1 => With(entry, settings[4], settings[5]),
                _ => entry,
            };
            // The SDK does not accept a partition without bytes.
            if (next.Bytes == 0)
                continue;
            changed.Add(next);
            last = next.End;
        }
        PartitionTable result = new(changed);
        return result.Check(flashBytes) == PartitionError.None ? result : null;
    }

    static bool IsRegion(Partition entry) => entry.Type is PartitionType.Lfs0 or PartitionType.Lfs1;

    /// <summary>Puts an empty partition behind another one, unless there is one of that type.</summary>
    static void Insert(List<Partition> entries, PartitionType type, PartitionType behind)
    {
        int at = entries.FindLastIndex(entry => entry.Type == behind);
        if (at < 0 || entries.Exists(entry => entry.Type == type))
            return;
        FlashOffset start = type == PartitionType.Lfs0
            ? new FlashOffset(unchecked((uint)entries[at].End)) : new FlashOffset(0);
        entries.Insert(at + 1, new Partition(type, start, 0));
    }

    static Partition With(Partition entry, uint? start, uint? bytes) => entry with
    {
        Start = new FlashOffset(start ?? entry.Start.Value),
        Bytes = bytes ?? entry.Bytes,
    };

    static Partition SpiffsWith(Partition entry, uint? start, uint? bytes, uint flashBytes, uint last)
    {
        if (bytes is not { } size)
            return With(entry, start, null);
        uint room = unchecked(flashBytes - SystemParameterBytes - SpiffsBoundary);
        return With(entry, start ?? (size <= room ? SpiffsBoundary : last), size);
    }
}
