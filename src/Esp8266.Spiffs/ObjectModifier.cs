namespace Esp8266.Spiffs;

/// <summary>Replaces content in the middle of objects: data pages, and then the index pages that list them,
/// are written to new places.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, spiffs_nucleus.c, <c>spiffs_object_modify</c>.</remarks>
sealed class ObjectModifier(
    Volume volume, DescriptorTable descriptors, ObjectIndexes indexes, GarbageCollector collector)
{
    /// <summary>Replaces bytes.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="source">The new bytes, no more than the file has from there on.</param>
    public SpiffsError Modify(Descriptor file, uint offset, ReadOnlySpan<byte> source)
    {
        SpiffsError error = collector.MakeRoom((uint)source.Length + Layout.DataBytes);
        if (error != SpiffsError.None)
            return error;

        int loaded = -1;
        ushort indexPage = file.HeaderPage;
        ushort dataSpan = (ushort)(offset / Layout.DataBytes);
        int place = (int)(offset % Layout.DataBytes);
        ushort page = 0;
        while (!source.IsEmpty)
        {
            ushort indexSpan = Layout.IndexSpanOf(dataSpan);
            if (indexSpan != loaded)
            {
                if (loaded >= 0)
                    error = Store(file, (ushort)loaded, indexPage, out _);
                if (error == SpiffsError.None)
                    error = indexes.Load(file, indexSpan, out indexPage);
                // The index is out of step with the data.
                if (error != SpiffsError.None)
                    return error;
                loaded = indexSpan;
            }

            int count = Math.Min(source.Length, Layout.DataBytes - place);
            ushort old = new IndexPage(volume.Work).PageOf(dataSpan);
            if (count == Layout.DataBytes)
            {
                // The reference does not look whether there was a page, and deletes the old one in any case.
                WritePage(file, dataSpan, source.Slice(0, count), ref page);
            }
            else
            {
                error = volume.CheckData(old, dataSpan);
                if (error != SpiffsError.None)
                    return error;
                error = WriteWith(file, dataSpan, old, place, source.Slice(0, count), out page);
                if (error != SpiffsError.None)
                    break;
            }

            error = volume.Delete(old);
            if (error != SpiffsError.None)
                break;
            new IndexPage(volume.Work).SetPage(dataSpan, page);
            place = 0;
            dataSpan++;
            source = source.Slice(count);
        }

        // No bytes at all still store the header: the reference does not look whether it loaded one.
        ushort last = (ushort)Math.Max(loaded, 0);
        file.MoveCursor(indexPage, last);
        SpiffsError stored = Store(file, last, indexPage, out ushort storedPage);
        if (last != 0 && storedPage != 0)
            file.MoveCursor(storedPage, last);
        return stored == SpiffsError.None ? error : stored;
    }

    void WritePage(Descriptor file, ushort span, ReadOnlySpan<byte> content, ref ushort page)
    {
        ushort id = ObjectId.OfData(file.Id);
        var header = new PageHeader(id, span, PageMarks.Blank);
        if (volume.Allocate(id, ref header, content, finalize: true, out ushort target) == SpiffsError.None)
            page = target;
    }

    /// <summary>Writes a page of new content and, before and behind it, of old.</summary>
    SpiffsError WriteWith(
        Descriptor file, ushort span, ushort old, int place, ReadOnlySpan<byte> content, out ushort page)
    {
        ushort id = ObjectId.OfData(file.Id);
        var header = new PageHeader(id, span, PageMarks.Blank);
        SpiffsError error = volume.Allocate(id, ref header, [], finalize: false, out page);
        if (error != SpiffsError.None)
            return error;
        int start = PageHeader.Bytes + place;
        int end = start + content.Length;
        volume.Copy(page, old, PageHeader.Bytes, place);
        volume.Copy(page, old, end, Layout.PageBytes - end);
        volume.Cache.Program(volume.Layout.AddressOf(page) + (uint)start, content);
        volume.ProgramMarks(page, header.Marks & ~PageMarks.Final);
        return SpiffsError.None;
    }

    /// <summary>Stores the index page that is in the buffer at a new page.</summary>
    SpiffsError Store(Descriptor file, ushort span, ushort page, out ushort target)
    {
        target = 0;
        if (span == 0)
            return indexes.Store(file, file.Id, file.HeaderPage);
        SpiffsError error = volume.CheckIndex(page, file.Id, span);
        if (error == SpiffsError.None)
            error = volume.Replace(volume.Work, file.Id, page, out target);
        if (error == SpiffsError.None)
            descriptors.IndexMoved(file.Id, new IndexPage(volume.Work).Header.Span, target);
        return error;
    }
}
