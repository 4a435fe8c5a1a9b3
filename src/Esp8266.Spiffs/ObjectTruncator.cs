namespace Esp8266.Spiffs;

/// <summary>Takes content off the end of objects, and removes objects.</summary>
/// <remarks>
/// A device truncates to nothing or removes. Source: nodemcu-firmware 36cbf9f0, spiffs_nucleus.c,
/// <c>spiffs_object_truncate</c> with a new size of 0.
/// </remarks>
sealed class ObjectTruncator(
    Volume volume, DescriptorTable descriptors, ObjectIndexes indexes, GarbageCollector collector)
{
    /// <summary>Takes all content off an object.</summary>
    public SpiffsError Empty(Descriptor file)
    {
        if (file.Bytes == 0)
            return SpiffsError.None;
        // An index page and a data page.
        SpiffsError error = collector.MakeRoom(Layout.DataBytes * 2);
        return error == SpiffsError.None ? DeleteContent(file, removes: false) : error;
    }

    /// <summary>Removes an object. It is marked first: what a power loss leaves of it, a check
    /// deletes.</summary>
    public SpiffsError Remove(Descriptor file)
    {
        const PageMarks Going = PageMarks.Used | PageMarks.Index | PageMarks.Final | PageMarks.IndexDeleted;
        volume.ProgramMarks(file.HeaderPage, PageMarks.Blank & ~Going);
        return DeleteContent(file, removes: true);
    }

    SpiffsError DeleteContent(Descriptor file, bool removes)
    {
        SpiffsError error = SpiffsError.None;
        int loaded = -1;
        ushort indexPage = file.HeaderPage;
        ushort dataSpan = (ushort)((file.Size > 0 ? file.Size - 1 : 0) / Layout.DataBytes);
        uint size = file.Bytes;
        while (size > 0)
        {
            ushort indexSpan = Layout.IndexSpanOf(dataSpan);
            if (indexSpan != loaded)
            {
                if (loaded >= 0)
                    error = DeleteIndex(file, (ushort)loaded, indexPage, size, removes);
                if (error == SpiffsError.None)
                    error = indexes.Load(file, indexSpan, out indexPage, usesCursor: false);
                if (error != SpiffsError.None)
                    return error;
                loaded = indexSpan;
            }

            if (DeleteData(dataSpan) != SpiffsError.None)
                break;
            uint inLastPage = size % Layout.DataBytes;
            size -= inLastPage == 0 ? Layout.DataBytes : inLastPage;
            file.Size = size;
            dataSpan--;
        }

        // A data page that cannot be deleted ends the loop, but is no error if the rest is stored.
        error = Finish(file, (ushort)Math.Max(loaded, 0), indexPage, size, removes);
        if (error == SpiffsError.None)
            file.Size = size;
        return error;
    }

    /// <summary>Deletes an index page whose data pages are deleted.</summary>
    SpiffsError DeleteIndex(Descriptor file, ushort span, ushort page, uint size, bool removes)
    {
        SpiffsError error = volume.CheckIndex(page, file.Id, span);
        if (error == SpiffsError.None)
            error = volume.Delete(page);
        if (error != SpiffsError.None)
            return error;
        descriptors.IndexDeleted(file.Id, new IndexPage(volume.Work).Header.Span);
        if (span == 0)
            return SpiffsError.None;
        // A file that is removed needs no size in between, and a full file system has no page for one.
        error = removes ? SpiffsError.None : indexes.StoreSize(file, size);
        if (error == SpiffsError.None)
            file.Size = size;
        return error;
    }

    /// <summary>Deletes a data page. One that is deleted already, or was never there, is no error.</summary>
    SpiffsError DeleteData(ushort span)
    {
        var index = new IndexPage(volume.Work);
        ushort page = index.PageOf(span);
        index.SetPage(span, ObjectId.Free);
        SpiffsError error = volume.CheckData(page, span);
        return error switch
        {
            SpiffsError.None => volume.Delete(page),
            SpiffsError.Deleted or SpiffsError.IndexReferenceFree => SpiffsError.None,
            _ => error,
        };
    }

    /// <summary>Stores, or deletes, what is left of the index.</summary>
    SpiffsError Finish(Descriptor file, ushort span, ushort page, uint size, bool removes)
    {
        SpiffsError error;
        if (span != 0)
        {
            error = volume.CheckIndex(page, file.Id, span);
            ushort target = 0;
            if (error == SpiffsError.None)
                error = volume.Replace(volume.Work, file.Id, page, out target);
            if (error != SpiffsError.None)
                return error;
            descriptors.IndexMoved(file.Id, new IndexPage(volume.Work).Header.Span, target);
            file.MoveCursor(target, span);
            return indexes.StoreSize(file, size);
        }

        if (size > 0)
            return indexes.Store(file, file.Id, page, size);
        if (!removes)
        {
            new IndexPage(volume.Work).ClearHeaderTable();
            return indexes.Store(file, file.Id, page, IndexPage.UndefinedSize);
        }

        error = volume.CheckIndex(page, file.Id, 0);
        if (error == SpiffsError.None)
            error = volume.Delete(page);
        if (error == SpiffsError.None)
            descriptors.IndexDeleted(file.Id, 0);
        return error;
    }
}
