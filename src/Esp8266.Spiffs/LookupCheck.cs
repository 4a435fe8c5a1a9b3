namespace Esp8266.Spiffs;

/// <summary>Compares each lookup entry with the header of its page.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, spiffs_check.c,
/// <c>spiffs_lookup_consistency_check</c>.</remarks>
sealed class LookupCheck(Volume volume, PageRewriter rewriter)
{
    const PageMarks MarksOfData = PageMarks.Blank & ~(PageMarks.Used | PageMarks.Final);
    const PageMarks MarksOfIndex = MarksOfData & ~PageMarks.Index;

    /// <summary>Whether the lookup page must be read again: a page was taken or searched for.</summary>
    bool _reloads;

    /// <summary>Visits every page.</summary>
    public SpiffsError Run()
    {
        var scan = new LookupScan(volume);
        while (scan.Next())
        {
            PageHeader header = volume.ReadHeaderAside(scan.Page);
            _reloads = false;
            SpiffsError error = Mend(scan.Page, scan.Id, header, out bool deletes);
            if (error == SpiffsError.None && deletes)
                error = volume.Delete(scan.Page);
            if (error != SpiffsError.None)
                return error;
            if (_reloads)
                scan.Reload();
        }

        return SpiffsError.None;
    }

    /// <summary>Saves what is worth it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="id">Its lookup entry.</param>
    /// <param name="header">Its header.</param>
    /// <param name="deletes">Whether the page is to be deleted then.</param>
    /// <remarks>Source: <c>spiffs_lookup_check_validate</c>.</remarks>
    SpiffsError Mend(ushort page, ushort id, PageHeader header, out bool deletes)
    {
        deletes = true;
        if ((id == ObjectId.Deleted && !header.IsDeleted) || (id == ObjectId.Free && header.IsUsed))
        {
            _reloads = true;
            return header.IsIndex ? SaveIndexWithoutEntry(page, header) : SaveIfReferred(page, header);
        }

        if (!ObjectId.IsUnused(id) && ObjectId.OfIndex(header.Id) != ObjectId.OfIndex(id))
        {
            if (header.IsDeleted || !header.IsFinal || header is { IsIndex: true, IsIndexDeleted: true })
                return SpiffsError.None;
            return header.IsIndex ? SaveIndexOfTwo(page, id, header) : SaveIfReferred(page, header);
        }

        if (!ObjectId.IsUnused(id) && ObjectId.IsIndex(id) != header.IsIndex)
            return SaveAsOtherKind(page, id, header.Span);
        if (!ObjectId.IsUnused(id) && !header.IsDeleted && !header.IsFinal)
            return FinalizeIfReferred(page, header with { Id = id }, out deletes);
        deletes = !ObjectId.IsUnused(id) && header.IsDeleted;
        return SpiffsError.None;
    }

    /// <summary>An index page without an entry moves, if no other has its place but the object is
    /// there.</summary>
    SpiffsError SaveIndexWithoutEntry(ushort page, PageHeader header)
    {
        ushort id = ObjectId.OfIndex(header.Id);
        SpiffsError error = volume.FindPage(id, header.Span, out _, except: page);
        if (error != SpiffsError.NotFound)
            return error;
        return volume.FindPageByHeader(id, 0) == SpiffsError.None
            ? rewriter.Rewrite(page, header, out _)
            : SpiffsError.None;
    }

    /// <summary>A data page without an entry of its own moves, if an index refers to it.</summary>
    SpiffsError SaveIfReferred(ushort page, PageHeader header)
    {
        SpiffsError error = rewriter.FindReference(header, out ushort referred, out ushort index);
        if (error == SpiffsError.NotFound)
            return SpiffsError.None;
        if (error != SpiffsError.None || referred != page)
            return error;
        error = rewriter.Rewrite(page, header, out ushort target);
        if (error != SpiffsError.None)
            return error;
        error = rewriter.RewriteIndex(header.Id, header.Span, target, index);
        if (!PageRewriter.IsBadIndex(error))
            return error;
        // The index is broken too, and so is the file.
        _reloads = true;
        error = volume.Delete(target);
        return error == SpiffsError.None ? rewriter.DeleteLazily(header.Id) : error;
    }

    /// <summary>An index page whose entry names another object becomes that of the object that has data and
    /// lacks it.</summary>
    SpiffsError SaveIndexOfTwo(ushort page, ushort id, PageHeader header)
    {
        SpiffsError error = Find(ObjectId.OfIndex(id), header.Span, 0, out ushort indexOfEntry);
        if (error != SpiffsError.None)
            return error;
        error = Find(ObjectId.OfIndex(header.Id), header.Span, 0, out ushort indexOfHeader);
        if (error != SpiffsError.None || (indexOfEntry != 0 && indexOfHeader != 0))
            return error;

        error = Find(ObjectId.OfData(id), 0, 0, out ushort dataOfEntry);
        if (error != SpiffsError.None)
            return error;
        error = Find(ObjectId.OfData(header.Id), 0, 0, out ushort dataOfHeader);
        if (error != SpiffsError.None)
            return error;
        // Without data an index does not count.
        bool entryHasIndex = indexOfEntry != 0 && dataOfEntry != 0;
        bool headerHasIndex = indexOfHeader != 0 && dataOfHeader != 0;
        ushort owner;
        if (dataOfHeader != 0 && !headerHasIndex)
            owner = header.Id;
        else if (dataOfEntry != 0 && !entryHasIndex)
            owner = id;
        else
            return SpiffsError.None;
        _reloads = true;
        var saved = new PageHeader(ObjectId.OfIndex(owner), header.Span, MarksOfIndex);
        return rewriter.Rewrite(page, saved, out _);
    }

    /// <summary>A page that is data by one mark and index by the other becomes what the object
    /// lacks.</summary>
    SpiffsError SaveAsOtherKind(ushort page, ushort id, ushort span)
    {
        SpiffsError error = Find(ObjectId.OfData(id), span, page, out ushort data);
        if (error != SpiffsError.None)
            return error;
        error = Find(ObjectId.OfIndex(id), span, page, out ushort index);
        // With both or none there is nothing to say which it is.
        if (error != SpiffsError.None || (data == 0) == (index == 0))
            return error;
        PageHeader header = data != 0
            ? new PageHeader(ObjectId.OfIndex(id), span, MarksOfIndex)
            : new PageHeader(ObjectId.OfData(id), span, MarksOfData);
        return rewriter.Rewrite(page, header, out _);
    }

    /// <summary>A page that is not complete is declared so, if an index refers to it.</summary>
    SpiffsError FinalizeIfReferred(ushort page, PageHeader header, out bool deletes)
    {
        _reloads = true;
        SpiffsError error = rewriter.FindReference(header, out ushort referred, out _);
        deletes = error == SpiffsError.NotFound || referred != page;
        if (error == SpiffsError.None && !deletes)
            volume.ProgramMarks(page, PageMarks.Blank & ~PageMarks.Final);
        return error == SpiffsError.NotFound ? SpiffsError.None : error;
    }

    /// <summary>Finds a page; 0 if there is none.</summary>
    SpiffsError Find(ushort id, ushort span, ushort except, out ushort page)
    {
        SpiffsError error = volume.FindPage(id, span, out page, except);
        return error == SpiffsError.NotFound ? SpiffsError.None : error;
    }
}
