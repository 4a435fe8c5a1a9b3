using System.Buffers.Binary;

namespace Esp8266.Spiffs;

/// <summary>Compares indexes with data pages: each data page must be listed once.</summary>
/// <remarks>
/// The buffer has four bits for a page, so 512 pages are checked at a time. After each repair these are
/// checked anew. Source: nodemcu-firmware 36cbf9f0, spiffs_check.c, <c>spiffs_page_consistency_check</c>.
/// </remarks>
sealed class PageCheck(Volume volume, PageRewriter rewriter)
{
    const int PagesPerByte = 2;
    const int PagesAtATime = Layout.PageBytes * PagesPerByte;

    const int InUse = 1;
    const int Listed = 2;
    const int IsIndex = 4;
    const int AllBits = 7;

    /// <summary>The first page of those being checked.</summary>
    int _first;

    /// <summary>Whether something was mended, so that the pages must be checked anew.</summary>
    bool _restarts;

    Layout Layout => volume.Layout;

    /// <summary>Checks all pages.</summary>
    /// <returns><see cref="SpiffsError.Internal"/> after more repairs than there are pages: the reference
    /// then repairs the same thing for ever.</returns>
    public SpiffsError Run()
    {
        int repairs = 0;
        _first = 0;
        while (_first < Layout.Pages)
        {
            _restarts = false;
            volume.Work.Clear();
            SpiffsError error = VisitPages();
            if (error == SpiffsError.None && !_restarts)
                error = MendUnlisted();
            if (error != SpiffsError.None)
                return error;
            if (!_restarts)
                _first += PagesAtATime;
            else if (++repairs > Layout.Pages)
                return SpiffsError.Internal;
        }

        return SpiffsError.None;
    }

    /// <summary>Notes what is in use and listed, and mends what indexes list wrongly.</summary>
    SpiffsError VisitPages()
    {
        for (int page = 0; page < Layout.Pages; page++)
        {
            if (Layout.IsLookup(page))
                continue;
            PageHeader header = volume.ReadHeaderAside((ushort)page);
            if (header is { IsUsed: true, IsDeleted: false })
                Note(page, InUse);
            if (header is not { IsUsed: true, IsIndex: true, IsDeleted: false, IsIndexDeleted: false })
                continue;
            Note(page, IsIndex);
            SpiffsError error = VisitIndex((ushort)page, header);
            if (error != SpiffsError.None || _restarts)
                return error;
        }

        return SpiffsError.None;
    }

    SpiffsError VisitIndex(ushort page, PageHeader header)
    {
        volume.Cache.ReadAside(Layout.AddressOf(page), volume.Lookup);
        int entries = header.Span == 0 ? Layout.HeaderEntries : Layout.IndexEntries;
        int table = header.Span == 0 ? IndexPage.HeaderTable : IndexPage.Table;
        ushort firstSpan = Layout.FirstDataSpanOf(header.Span);
        for (int entry = 0; entry < entries; entry++)
        {
            int place = table + (entry * Layout.EntryBytes);
            ushort listed = BinaryPrimitives.ReadUInt16LittleEndian(volume.Lookup.Slice(place));
            SpiffsError error = VisitEntry(page, header, listed, firstSpan + entry, out bool isLast);
            if (error != SpiffsError.None || _restarts || isLast)
                return error;
        }

        return SpiffsError.None;
    }

    SpiffsError VisitEntry(ushort page, PageHeader header, ushort listed, int span, out bool isLast)
    {
        isLast = false;
        bool isBehindEnd = listed != ObjectId.Free && Layout.IsBehindEnd(listed);
        if (isBehindEnd || (IsChecked(listed) && Layout.IsLookup(listed)))
            return ReplaceBadReference(page, (ushort)span);
        if (!IsChecked(listed))
            return SpiffsError.None;

        PageHeader data = volume.ReadHeaderAside(listed);
        bool matches = data.Id == ObjectId.OfData(header.Id) && data.Span == span
            && data is { IsUsed: true, IsIndex: false, IsDeleted: false };
        if (!matches)
            return ReplaceWrongReference(page, header, listed, (ushort)span, out isLast);
        SpiffsError error = IsNoted(listed, Listed) ? DeleteDouble(page, header) : SpiffsError.None;
        Note(listed, Listed);
        return error;
    }

    /// <summary>An index refers to no data page: it gets the right one, or an empty one.</summary>
    SpiffsError ReplaceBadReference(ushort page, ushort span)
    {
        // The reference takes the object from the buffer, which the search fills with a lookup page.
        SpiffsError error = volume.FindPage(ObjectId.OfData(IdInBuffer), span, out ushort data);
        if (error == SpiffsError.NotFound || data == 0)
        {
            const PageMarks Complete = PageMarks.Blank & ~(PageMarks.Used | PageMarks.Final);
            var header = new PageHeader(ObjectId.OfData(IdInBuffer), span, Complete);
            error = volume.Allocate(header.Id, ref header, [], finalize: true, out data);
            if (error != SpiffsError.None)
                return error;
        }

        error = rewriter.RewriteIndex(IdInBuffer, span, data, page);
        if (PageRewriter.IsBadIndex(error))
            error = volume.Delete(page);
        _restarts = true;
        return error;
    }

    /// <summary>An index refers to a page of something else: it gets the right one, or the object
    /// goes.</summary>
    SpiffsError ReplaceWrongReference(
        ushort page, PageHeader header, ushort listed, ushort span, out bool isLast)
    {
        ushort id = ObjectId.OfData(header.Id);
        SpiffsError error = volume.FindPage(id, span, out ushort data, except: listed);
        isLast = error == SpiffsError.NotFound || data == 0;
        if (isLast)
            return rewriter.DeleteLazily(header.Id);
        error = rewriter.RewriteIndex(header.Id, span, data, page);
        if (PageRewriter.IsBadIndex(error))
            error = rewriter.DeleteLazily(header.Id);
        _restarts = true;
        return error;
    }

    /// <summary>Two indexes refer to one page, so two files have one identifier: this one goes.</summary>
    SpiffsError DeleteDouble(ushort page, PageHeader header)
    {
        _restarts = true;
        SpiffsError error = rewriter.DeleteLazily(header.Id);
        return error == SpiffsError.None ? volume.Delete(page) : error;
    }

    /// <summary>Mends data pages in use that no index lists.</summary>
    SpiffsError MendUnlisted()
    {
        for (int page = _first; page < _first + PagesAtATime && !_restarts; page++)
        {
            if (NotesOf(page) != InUse)
                continue;
            SpiffsError error = MendUnlisted((ushort)page);
            if (error != SpiffsError.None)
                return error;
        }

        return SpiffsError.None;
    }

    /// <summary>Makes the index list a page, or deletes it.</summary>
    SpiffsError MendUnlisted(ushort page)
    {
        PageHeader header = volume.ReadHeaderAside(page);
        SpiffsError error = rewriter.FindReference(header, out ushort listed, out ushort index);
        if (error == SpiffsError.NotFound)
            return volume.Delete(page);
        if (error != SpiffsError.None)
            return error;
        if (listed != ObjectId.Free && !Layout.IsBehindEnd(listed) && !Layout.IsLookup(listed))
        {
            PageHeader other = volume.ReadHeaderAside(listed);
            bool isGood = ObjectId.OfData(header.Id) == other.Id
                && other is { IsUsed: true, IsFinal: true, IsIndex: false, IsDeleted: false };
            if (isGood)
                return volume.Delete(page);
            if (listed == page)
                return SpiffsError.None;
        }

        error = rewriter.RewriteIndex(header.Id, header.Span, page, index);
        if (PageRewriter.IsBadIndex(error))
        {
            error = volume.Delete(page);
            if (error == SpiffsError.None)
                error = rewriter.DeleteLazily(header.Id);
        }

        _restarts = true;
        return error;
    }

    ushort IdInBuffer => BinaryPrimitives.ReadUInt16LittleEndian(volume.Lookup);

    bool IsChecked(int page) => page >= _first && page < _first + PagesAtATime;

    void Note(int page, int bit)
    {
        if (IsChecked(page))
            volume.Work[(page - _first) / PagesPerByte] |= (byte)(bit << ShiftOf(page));
    }

    bool IsNoted(int page, int bit) => (NotesOf(page) & bit) != 0;

    int NotesOf(int page) => (volume.Work[(page - _first) / PagesPerByte] >> ShiftOf(page)) & AllBits;

    static int ShiftOf(int page) => page % PagesPerByte * 4;
}
