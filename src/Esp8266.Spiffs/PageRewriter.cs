namespace Esp8266.Spiffs;

/// <summary>What the steps of a check do to mend.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, app/spiffs/spiffs_check.c.</remarks>
sealed class PageRewriter(Volume volume)
{
    /// <summary>Whether an error says that an index page cannot be what it should be.</summary>
    public static bool IsBadIndex(SpiffsError error) => error is
        SpiffsError.CheckObjectMismatch or SpiffsError.CheckSpanMismatch or SpiffsError.CheckBadFlags;

    /// <summary>Finds the page that the index has for the object and span of a data page.</summary>
    /// <remarks>Source: <c>spiffs_object_get_data_page_index_reference</c>.</remarks>
    public SpiffsError FindReference(PageHeader data, out ushort page, out ushort indexPage)
    {
        page = 0;
        ushort id = ObjectId.OfIndex(data.Id);
        SpiffsError error = volume.FindPage(id, Layout.IndexSpanOf(data.Span), out indexPage);
        if (error == SpiffsError.None)
            page = volume.ReadWord(volume.Layout.AddressOf(indexPage) + (uint)IndexPage.PlaceOf(data.Span));
        return error;
    }

    /// <summary>Copies the content of a page to a new page with a header of its own.</summary>
    /// <remarks>Source: <c>spiffs_rewrite_page</c>.</remarks>
    public SpiffsError Rewrite(ushort page, PageHeader header, out ushort target)
    {
        SpiffsError error = volume.Allocate(header.Id, ref header, [], finalize: false, out target);
        if (error == SpiffsError.None)
            volume.Copy(target, page, PageHeader.Bytes, Layout.DataBytes);
        return error;
    }

    /// <summary>Writes an index page to a new place with another page for a data span.</summary>
    /// <returns>One of the errors of <see cref="IsBadIndex"/> if it is not the index page it should
    /// be.</returns>
    /// <remarks>Source: <c>spiffs_rewrite_index</c>.</remarks>
    public SpiffsError RewriteIndex(ushort id, ushort dataSpan, ushort dataPage, ushort indexPage)
    {
        id = ObjectId.OfIndex(id);
        SpiffsError error = volume.FindFree(out ushort target);
        if (error != SpiffsError.None)
            return error;
        volume.Cache.ReadAside(volume.Layout.AddressOf(indexPage), volume.Lookup);
        var index = new IndexPage(volume.Lookup);
        error = Reject(index.Header, id, Layout.IndexSpanOf(dataSpan));
        if (error != SpiffsError.None)
        {
            volume.Delete(target);
            return error;
        }

        index.SetPage(dataSpan, dataPage);
        volume.Cache.Program(volume.Layout.AddressOf(target), volume.Lookup);
        volume.ProgramEntry(target, id);
        return volume.Delete(indexPage);
    }

    /// <summary>Marks an object as being deleted, if it is there.</summary>
    /// <remarks>Source: <c>spiffs_delete_obj_lazy</c>.</remarks>
    public SpiffsError DeleteLazily(ushort id)
    {
        SpiffsError error = volume.FindPage(id, 0, out ushort page);
        if (error == SpiffsError.None)
            volume.ProgramMarks(page, PageMarks.Blank & ~PageMarks.IndexDeleted);
        return error == SpiffsError.NotFound ? SpiffsError.None : error;
    }

    static SpiffsError Reject(PageHeader header, ushort id, ushort span)
    {
        if (header.Id != id)
            return SpiffsError.CheckObjectMismatch;
        if (header.Span != span)
            return SpiffsError.CheckSpanMismatch;
        bool isAlive = header is { IsUsed: true, IsDeleted: false, IsIndexDeleted: false };
        bool isGood = isAlive && header is { IsFinal: true, IsIndex: true };
        return isGood ? SpiffsError.None : SpiffsError.CheckBadFlags;
    }
}
