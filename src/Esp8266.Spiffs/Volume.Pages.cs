using System.Diagnostics;

namespace Esp8266.Spiffs;

// Allocates, moves and deletes pages.
sealed partial class Volume
{
    /// <summary>Takes a free page for an object.</summary>
    /// <param name="id">What the lookup entry gets.</param>
    /// <param name="header">The page header; gets the marks that the page has afterwards.</param>
    /// <param name="content">What follows the header; empty for nothing yet.</param>
    /// <param name="finalize">Whether the page is complete then.</param>
    /// <param name="page">The page.</param>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_page_allocate_data</c>.</remarks>
    public SpiffsError Allocate(
        ushort id, ref PageHeader header, ReadOnlySpan<byte> content, bool finalize, out ushort page)
    {
        Debug.Assert(content.Length <= Layout.DataBytes, "the content fits in a page");
        SpiffsError error = FindFree(out page);
        if (error != SpiffsError.None)
            return error;
        Occupy(page, id);

        header = header with { Marks = header.Marks & ~PageMarks.Used };
        Span<byte> bytes = stackalloc byte[PageHeader.Bytes];
        header.CopyTo(bytes);
        Cache.Program(Layout.AddressOf(page), bytes);
        if (!content.IsEmpty)
            Cache.Program(Layout.AddressOf(page) + PageHeader.Bytes, content);
        if (finalize && !header.IsFinal)
        {
            header = header with { Marks = header.Marks & ~PageMarks.Final };
            ProgramMarks(page, header.Marks);
        }

        return SpiffsError.None;
    }

    /// <summary>Takes a free page for the header of a new object.</summary>
    public SpiffsError AllocateHeader(ushort id, ReadOnlySpan<byte> header, out ushort page)
    {
        SpiffsError error = FindFree(out page);
        if (error != SpiffsError.None)
            return error;
        Occupy(page, id);
        Cache.Program(Layout.AddressOf(page), header);
        return SpiffsError.None;
    }

    /// <summary>Writes a page with new content to a free page, and deletes the old one.</summary>
    /// <param name="content">The whole page; its marks are those of the new page afterwards.</param>
    /// <param name="id">What the lookup entry gets.</param>
    /// <param name="source">The page that is replaced.</param>
    /// <param name="target">The page that replaces it.</param>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_page_move</c> with page data.</remarks>
    public SpiffsError Replace(Span<byte> content, ushort id, ushort source, out ushort target)
    {
        Debug.Assert(content.Length == Layout.PageBytes, "a page is replaced as a whole");
        SpiffsError error = FindFree(out target);
        if (error != SpiffsError.None)
            return error;
        PageHeader header = PageHeader.From(content);
        bool wasFinal = header.IsFinal;
        header = header with { Marks = (header.Marks | PageMarks.Final) & ~PageMarks.Used };
        header.CopyTo(content);
        Cache.Program(Layout.AddressOf(target), content);
        Occupy(target, id);
        if (wasFinal)
        {
            header = header with { Marks = header.Marks & ~PageMarks.Final };
            header.CopyTo(content);
            ProgramMarks(target, header.Marks);
        }

        return Delete(source);
    }

    /// <summary>Copies a page to a free page, and deletes the old one.</summary>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_page_move</c> without page data.</remarks>
    public SpiffsError Move(ushort id, ushort source, out ushort target)
    {
        SpiffsError error = FindFree(out target);
        if (error != SpiffsError.None)
            return error;
        Copy(target, source, 0, Layout.PageBytes);
        Occupy(target, id);
        return Delete(source);
    }

    /// <summary>Deletes a page, in its lookup entry and in its header.</summary>
    /// <remarks>
    /// The reference deletes what an index refers to without a look; here a number that is no page of the
    /// file system is an error. Source: spiffs_nucleus.c, <c>spiffs_page_delete</c>.
    /// </remarks>
    public SpiffsError Delete(ushort page)
    {
        SpiffsError error = CheckReference(page);
        if (error != SpiffsError.None)
            return error;
        ProgramWord(Layout.AddressOfEntry(page), ObjectId.Deleted);
        DeletedPages++;
        AllocatedPages--;
        ProgramMarks(page, PageMarks.Blank & ~(PageMarks.Deleted | PageMarks.Used), CacheEffect.Drop);
        return SpiffsError.None;
    }

    /// <summary>Writes the lookup entry of a page that is taken.</summary>
    void Occupy(ushort page, ushort id)
    {
        ProgramWord(Layout.AddressOfEntry(page), id);
        AllocatedPages++;
    }

    /// <summary>Writes the lookup entry of a page without counting it.</summary>
    public void ProgramEntry(ushort page, ushort id) => ProgramWord(Layout.AddressOfEntry(page), id);

    /// <summary>Copies a part of a page to the same place of another.</summary>
    public void Copy(ushort target, ushort source, int start, int count)
    {
        Debug.Assert(start >= 0 && count >= 0, "the part has a start and a size");
        Debug.Assert(start + count <= Layout.PageBytes, "the part lies in the page");
        if (count == 0)
            return;
        Span<byte> bytes = stackalloc byte[Layout.PageBytes];
        bytes = bytes.Slice(0, count);
        Cache.Read(Layout.AddressOf(source) + (uint)start, bytes);
        Cache.Program(Layout.AddressOf(target) + (uint)start, bytes);
    }

    /// <summary>Whether the page that an index refers to is a data page of that span.</summary>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_page_data_check</c>.</remarks>
    public SpiffsError CheckData(ushort page, ushort span)
    {
        SpiffsError error = CheckReference(page);
        return error == SpiffsError.None ? ReadHeader(page).RejectData(span) : error;
    }

    /// <summary>Whether a page is an index page of an object.</summary>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_page_index_check</c>.</remarks>
    public SpiffsError CheckIndex(ushort page, ushort id, ushort span)
    {
        Debug.Assert(page < Layout.Pages, "index pages are found by a search");
        return Layout.IsLookup(page) ? SpiffsError.IndexLookup : ReadHeader(page).RejectIndex(id, span);
    }

    SpiffsError CheckReference(ushort page)
    {
        if (page == ObjectId.Free)
            return SpiffsError.IndexReferenceFree;
        if (Layout.IsLookup(page))
            return SpiffsError.IndexReferenceLookup;
        return Layout.IsBehindEnd(page) ? SpiffsError.IndexReferenceInvalid : SpiffsError.None;
    }
}
