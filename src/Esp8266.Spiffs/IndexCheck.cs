using System.Buffers.Binary;

namespace Esp8266.Spiffs;

/// <summary>Deletes index pages whose object has no header, and headers that are being deleted.</summary>
/// <remarks>
/// The buffer remembers the last 128 objects, those without a header with the mark of index pages. Source:
/// nodemcu-firmware 36cbf9f0, spiffs_check.c, <c>spiffs_object_index_consistency_check</c>.
/// </remarks>
sealed class IndexCheck(Volume volume)
{
    const int Remembered = Layout.PageBytes / Layout.EntryBytes;

    int _next;

    /// <summary>Visits every index page.</summary>
    public SpiffsError Run()
    {
        volume.Work.Clear();
        _next = 0;
        var scan = new LookupScan(volume);
        while (scan.Next())
        {
            ushort id = scan.Id;
            if (ObjectId.IsUnused(id) || !ObjectId.IsIndex(id))
                continue;
            PageHeader header = volume.ReadHeaderAside(scan.Page);
            SpiffsError error = Visit(ref scan, id, header);
            if (error != SpiffsError.None)
                return error;
        }

        return SpiffsError.None;
    }

    SpiffsError Visit(ref LookupScan scan, ushort id, PageHeader header)
    {
        bool isCompleteIndex = header is { IsIndex: true, IsFinal: true, IsDeleted: false };
        if (isCompleteIndex && header is { Span: 0, IsIndexDeleted: true })
            return volume.Delete(scan.Page);
        if (isCompleteIndex && !header.IsIndexDeleted)
            return SpiffsError.None;
        int known = Find(id);
        if (header.Span == 0)
        {
            if (known < 0)
                Remember(ObjectId.OfData(id));
            return SpiffsError.None;
        }

        bool isOrphan = known >= 0 && ObjectId.IsIndex(Get(known));
        bool searches = known < 0;
        if (searches)
        {
            isOrphan = volume.FindPage(ObjectId.OfIndex(id), 0, out _) != SpiffsError.None;
            Remember(isOrphan ? ObjectId.OfIndex(id) : ObjectId.OfData(id));
        }

        SpiffsError error = isOrphan ? volume.Delete(scan.Page) : SpiffsError.None;
        if (searches && error == SpiffsError.None)
            scan.Reload();
        return error;
    }

    int Find(ushort id)
    {
        for (int i = 0; i < Remembered; i++)
        {
            if (ObjectId.OfData(Get(i)) == ObjectId.OfData(id))
                return i;
        }

        return -1;
    }

    ushort Get(int place) =>
        BinaryPrimitives.ReadUInt16LittleEndian(volume.Work.Slice(place * Layout.EntryBytes));

    void Remember(ushort id)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(volume.Work.Slice(_next * Layout.EntryBytes), id);
        _next = (_next + 1) % Remembered;
    }
}
