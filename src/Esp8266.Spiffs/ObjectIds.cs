namespace Esp8266.Spiffs;

/// <summary>Finds an identifier that no object has.</summary>
/// <remarks>
/// The buffer is a bitmap of 2,048 identifiers. Where there can be more, it first counts objects in groups.
/// Source: nodemcu-firmware 36cbf9f0, spiffs_nucleus.c, <c>spiffs_obj_lu_find_free_obj_id</c>.
/// </remarks>
sealed class ObjectIds(Volume volume)
{
    const int BitmapIds = Layout.PageBytes * 8;
    const int Groups = Layout.PageBytes;

    /// <summary>Finds a free identifier.</summary>
    public SpiffsError FindFree(out ushort id)
    {
        int lowest = 1;
        int most = volume.Layout.Blocks * volume.Layout.Entries / 2;
        int highest = Math.Min(most + 1, ObjectId.IndexFlag - 1);
        if (highest - lowest > BitmapIds)
        {
            int groupIds = (highest - lowest) / Groups;
            CountGroups(lowest, highest, groupIds);
            (int group, int fewest) = FewestInGroup();
            id = (ushort)(lowest + (group * groupIds));
            if (fewest == 0)
                return SpiffsError.None;
            if (fewest == groupIds)
                return SpiffsError.Full;
            lowest = id;
        }

        return FindInBitmap(lowest, out id);
    }

    SpiffsError FindInBitmap(int lowest, out ushort id)
    {
        Span<byte> bitmap = volume.Work;
        bitmap.Clear();
        var scan = new LookupScan(volume);
        while (scan.Next())
        {
            ushort used = scan.Id;
            int bit = ObjectId.OfData(used) - lowest;
            if (!ObjectId.IsUnused(used) && bit >= 0 && bit < BitmapIds)
                bitmap[bit / 8] |= (byte)(1 << (bit % 8));
        }

        for (int bit = 0; bit < BitmapIds; bit++)
        {
            if ((bitmap[bit / 8] & (1 << (bit % 8))) == 0)
            {
                id = (ushort)(lowest + bit);
                return SpiffsError.None;
            }
        }

        id = 0;
        return SpiffsError.Full;
    }

    void CountGroups(int lowest, int highest, int groupIds)
    {
        // The last groups lie behind the end of the buffer, in the lookup page being scanned.
        Span<byte> counts = volume.Buffers;
        volume.Work.Clear();
        Span<byte> header = stackalloc byte[PageHeader.Bytes];
        var scan = new LookupScan(volume);
        while (scan.Next())
        {
            ushort used = scan.Id;
            if (ObjectId.IsUnused(used) || !ObjectId.IsIndex(used))
                continue;
            PageHeader page = volume.ReadHeaderAside(scan.Page);
            int id = ObjectId.OfData(used);
            bool begins = page is { Span: 0, IsIndex: true, IsFinal: true, IsDeleted: false };
            if (begins && id >= lowest && id <= highest)
                counts[(id - lowest) / groupIds]++;
        }
    }

    /// <summary>The first group with the fewest objects.</summary>
    (int Group, int Objects) FewestInGroup()
    {
        Span<byte> counts = volume.Work;
        int best = 0;
        int fewest = 255;
        for (int group = 0; group < Groups; group++)
        {
            if (counts[group] < fewest)
            {
                fewest = counts[group];
                best = group;
            }
        }

        return (best, fewest);
    }
}
