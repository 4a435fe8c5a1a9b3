using System.Buffers.Binary;
using System.Diagnostics;

namespace Esp8266.Spiffs;

// Searches in the lookup pages.
sealed partial class Volume
{
    // Where the next search for an object starts, and the next one for a free page.
    int _cursorBlock;
    int _cursorEntry;
    int _freeBlock;
    int _freeEntry;

    /// <summary>Reads the lookup page of a block into <see cref="Lookup"/>.</summary>
    public void LoadLookup(int block) => Cache.Read(Layout.AddressOfBlock(block), Lookup);

    /// <summary>The identifier at an entry of the lookup page that is loaded.</summary>
    public ushort LoadedId(int entry)
    {
        Debug.Assert(entry >= 0 && entry < Layout.Entries, "the entry is one of the block");
        return BinaryPrimitives.ReadUInt16LittleEndian(Lookup.Slice(entry * Layout.EntryBytes));
    }

    /// <summary>Lets the next search for an object start at a page.</summary>
    public void StartSearchAt(ushort page)
    {
        _cursorBlock = Layout.BlockOf(page);
        _cursorEntry = Layout.EntryOf(page);
    }

    /// <summary>Lets no page of a block be taken while it is being emptied.</summary>
    public void LeaveBlock(int block)
    {
        if (_freeBlock == block)
        {
            _freeBlock = (block + 1) % Layout.Blocks;
            _freeEntry = 0;
        }
    }

    /// <summary>Finds the object index header of a name.</summary>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_object_find_object_index_header_by_name</c>.</remarks>
    public SpiffsError FindName(ReadOnlySpan<byte> name, out ushort page)
    {
        Span<byte> bytes = stackalloc byte[IndexPage.HeaderTable];
        var scan = new LookupScan(this, _cursorBlock, _cursorEntry);
        while (scan.Next())
        {
            ushort id = scan.Id;
            if (ObjectId.IsUnused(id) || !ObjectId.IsIndex(id))
                continue;
            Cache.ReadAside(Layout.AddressOf(scan.Page), bytes);
            var header = new IndexPage(bytes);
            if (header.Header.BeginsObject && ObjectName.UpToZero(header.NameField).SequenceEqual(name))
                return Found(scan, out page);
        }

        page = 0;
        return SpiffsError.NotFound;
    }

    /// <summary>Finds a complete page of an object, by its lookup entry.</summary>
    /// <param name="id">The object, with or without the mark of index pages.</param>
    /// <param name="span">The span index of the page.</param>
    /// <param name="page">The page.</param>
    /// <param name="except">A page that is not meant; 0 for none.</param>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_obj_lu_find_id_and_span</c>.</remarks>
    public SpiffsError FindPage(ushort id, ushort span, out ushort page, ushort except = 0)
    {
        var scan = new LookupScan(this, _cursorBlock, _cursorEntry);
        while (scan.Next())
        {
            if (scan.Id == id && IsPage(scan.Page, id, span, except))
                return Found(scan, out page);
        }

        page = 0;
        return SpiffsError.NotFound;
    }

    /// <summary>Finds a complete page of an object whatever its lookup entry says.</summary>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_obj_lu_find_id_and_span_by_phdr</c>.</remarks>
    public SpiffsError FindPageByHeader(ushort id, ushort span)
    {
        var scan = new LookupScan(this, _cursorBlock, _cursorEntry);
        while (scan.Next())
        {
            if (IsPage(scan.Page, id, span, 0))
                return Found(scan, out _);
        }

        return SpiffsError.NotFound;
    }

    // The reference means to read past the cache here, but swaps two arguments and reads through it.
    bool IsPage(ushort page, ushort id, ushort span, ushort except)
    {
        PageHeader header = ReadHeader(page);
        bool isBeingDeleted = ObjectId.IsIndex(id) && header.IsIndexDeleted && span == 0;
        return header.Id == id && header.Span == span && !isBeingDeleted
            && header is { IsFinal: true, IsUsed: true, IsDeleted: false }
            && (except == 0 || except != page);
    }

    SpiffsError Found(in LookupScan scan, out ushort page)
    {
        page = scan.Page;
        _cursorBlock = scan.Block;
        _cursorEntry = scan.Entry;
        return SpiffsError.None;
    }

    /// <summary>Finds a free page for use. Two blocks stay free for garbage collection.</summary>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_obj_lu_find_free</c>.</remarks>
    public SpiffsError FindFree(out ushort page)
    {
        page = 0;
        if (!IsCleaning && FreeBlocks < 2)
        {
            SpiffsError error = EraseDeletedBlock(0);
            if (error is not (SpiffsError.None or SpiffsError.NoDeletedBlocks))
                return error;
            if (FreeBlocks < 2)
                return SpiffsError.Full;
        }

        var scan = new LookupScan(this, _freeBlock, _freeEntry);
        while (scan.Next())
        {
            if (scan.Id != ObjectId.Free)
                continue;
            _freeBlock = scan.Block;
            _freeEntry = scan.Entry + 1;
            if (scan.Entry == 0)
                FreeBlocks--;
            page = scan.Page;
            return SpiffsError.None;
        }

        return SpiffsError.NotFound;
    }

    /// <summary>Erases the first block that consists of deleted pages.</summary>
    /// <param name="mostFree">How many of the pages may be free instead.</param>
    /// <remarks>Source: spiffs_gc.c, <c>spiffs_gc_quick</c>.</remarks>
    public SpiffsError EraseDeletedBlock(int mostFree)
    {
        for (int block = 0; block < Layout.Blocks; block++)
        {
            LoadLookup(block);
            int deleted = 0;
            int free = 0;
            for (int entry = 0; entry < Layout.Entries; entry++)
            {
                ushort id = LoadedId(entry);
                if (!ObjectId.IsUnused(id))
                    break;
                deleted += id == ObjectId.Deleted ? 1 : 0;
                free += id == ObjectId.Free ? 1 : 0;
                if (free > mostFree)
                    break;
            }

            if (deleted + free == Layout.Entries && free <= mostFree)
            {
                DeletedPages -= deleted;
                RecycleBlock(block);
                return SpiffsError.None;
            }
        }

        return SpiffsError.NoDeletedBlocks;
    }
}
