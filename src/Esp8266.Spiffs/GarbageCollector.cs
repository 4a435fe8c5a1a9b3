using System.Buffers.Binary;

namespace Esp8266.Spiffs;

/// <summary>Empties blocks and erases them, so that there are free pages.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, app/spiffs/spiffs_gc.c.</remarks>
sealed class GarbageCollector(Volume volume, DescriptorTable descriptors, ObjectIndexes indexes)
{
    /// <summary>How many blocks are emptied at most before a call gives up.</summary>
    const int MostRuns = 256;

    /// <summary>Blocks and scores that fit in the buffer.</summary>
    const int MostCandidates = (Layout.PageBytes - 8) / 6;

    const int WeightOfDeleted = 5;
    const int WeightOfUsed = -1;
    const int WeightOfAge = 50;

    Layout Layout => volume.Layout;

    /// <summary>Free pages, without those of the two blocks that stay free.</summary>
    int FreePages => (Layout.Entries * (Layout.Blocks - 2)) - volume.AllocatedPages - volume.DeletedPages;

    /// <summary>Makes room, if it is needed.</summary>
    /// <param name="bytes">The bytes of content that there must be room for.</param>
    /// <remarks>Source: <c>spiffs_gc_check</c>.</remarks>
    public SpiffsError MakeRoom(uint bytes)
    {
        int free = FreePages;
        if (volume.FreeBlocks > 3 && (int)bytes < free * Layout.DataBytes)
            return SpiffsError.None;
        uint needed = (bytes + Layout.DataBytes - 1) / Layout.DataBytes;
        if ((int)needed > free + volume.DeletedPages)
            return SpiffsError.Full;

        for (int run = 0; run < MostRuns; run++)
        {
            int before = free;
            // With nothing free, wear does not count.
            SpiffsError error = Recycle(FindBlock(countsAge: free > 0));
            if (error != SpiffsError.None)
                return error;
            free = FreePages;
            bool hasNoEffect = before <= 0 && before == free;
            if (hasNoEffect || (volume.FreeBlocks > 2 && (int)bytes <= free * Layout.DataBytes))
                break;
        }

        return (int)bytes > FreePages * Layout.DataBytes ? SpiffsError.Full : SpiffsError.None;
    }

    SpiffsError Recycle(int block)
    {
        volume.IsCleaning = true;
        SpiffsError error = Clean(block);
        volume.IsCleaning = false;
        if (error != SpiffsError.None)
            return error;
        ForgetPages(block);
        volume.RecycleBlock(block);
        return SpiffsError.None;
    }

    /// <summary>The block that is best erased: many deleted pages, few used ones, not erased for
    /// long.</summary>
    /// <remarks>Source: <c>spiffs_gc_find_candidate</c>.</remarks>
    int FindBlock(bool countsAge)
    {
        var candidates = new (int Block, int Score)[Layout.Blocks];
        for (int block = 0; block < Layout.Blocks; block++)
            candidates[block] = (block, ScoreOf(block, countsAge));
        // The sort is stable: of equals the first block comes first.
        candidates = [.. candidates.OrderByDescending(candidate => candidate.Score).Take(MostCandidates)];
        LeaveTable(candidates);
        return candidates[0].Block;
    }

    int ScoreOf(int block, bool countsAge)
    {
        volume.LoadLookup(block);
        int deleted = 0;
        int used = 0;
        for (int entry = 0; entry < Layout.Entries && volume.LoadedId(entry) != ObjectId.Free; entry++)
        {
            if (volume.LoadedId(entry) == ObjectId.Deleted)
                deleted++;
            else
                used++;
        }

        int age = AgeOf(volume.ReadWord(Layout.AddressOfEraseCount(block)));
        return (deleted * WeightOfDeleted) + (used * WeightOfUsed) + (countsAge ? age * WeightOfAge : 0);
    }

    /// <summary>Leaves the table of candidates in the buffer, which a write of no bytes takes for an index.
    /// </summary>
    void LeaveTable(ReadOnlySpan<(int Block, int Score)> candidates)
    {
        Span<byte> table = volume.Work;
        table.Fill(0xFF);
        int scores = (candidates.Length * Layout.EntryBytes + 3) & ~3;
        for (int i = 0; i < candidates.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(table.Slice(i * 2), (ushort)candidates[i].Block);
            BinaryPrimitives.WriteInt32LittleEndian(table.Slice(scores + (i * 4)), candidates[i].Score);
        }
    }

    int AgeOf(ushort eraseCount) => volume.EraseCount > eraseCount
        ? volume.EraseCount - eraseCount
        : (ushort)(ObjectId.Free - (eraseCount - volume.EraseCount));

    void ForgetPages(int block)
    {
        volume.LoadLookup(block);
        int allocated = 0;
        int deleted = 0;
        for (int entry = 0; entry < Layout.Entries; entry++)
        {
            ushort id = volume.LoadedId(entry);
            allocated += ObjectId.IsUnused(id) ? 0 : 1;
            deleted += id == ObjectId.Deleted ? 1 : 0;
        }

        volume.ForgetPages(allocated, deleted);
    }

    /// <summary>Moves every page in use out of a block.</summary>
    /// <remarks>
    /// For each data page its index page is read, then all data pages of the block that it lists are moved,
    /// then it is stored. At last index pages of the block are moved. Source: <c>spiffs_gc_clean</c>.
    /// </remarks>
    SpiffsError Clean(int block)
    {
        volume.LeaveBlock(block);
        for (int entry = 0; entry < Layout.Entries; entry++)
        {
            // Moves and searches put other lookup pages into the buffer.
            if (entry == 0)
                volume.LoadLookup(block);
            ushort id = volume.LoadedId(entry);
            if (ObjectId.IsUnused(id) || ObjectId.IsIndex(id))
                continue;
            SpiffsError error = MoveDataWith(block, entry, id);
            if (error != SpiffsError.None)
                return error;
            volume.LoadLookup(block);
        }

        return MoveIndexes(block);
    }

    /// <summary>Moves the data pages of a block that are listed by the same index page as one of
    /// them.</summary>
    SpiffsError MoveDataWith(int block, int entry, ushort id)
    {
        ushort page = Layout.PageAt(block, entry);
        ushort span = Layout.IndexSpanOf(volume.ReadHeaderAside(page).Span);
        SpiffsError error = volume.FindPage(ObjectId.OfIndex(id), span, out ushort indexPage);
        // No index page lists it: the file system is broken, and the page useless.
        if (error == SpiffsError.NotFound)
            return volume.Delete(page);
        if (error != SpiffsError.None)
            return error;
        volume.Cache.ReadAside(Layout.AddressOf(indexPage), volume.Work);
        // If this is no index page, a check can save more than moving pages would.
        error = new IndexPage(volume.Work).Header.RejectIndex(ObjectId.OfIndex(id), span);
        if (error == SpiffsError.None)
            error = MoveData(block, id, span);
        return error == SpiffsError.None ? StoreIndex(id, span, indexPage) : error;
    }

    SpiffsError MoveData(int block, ushort id, ushort indexSpan)
    {
        volume.LoadLookup(block);
        for (int entry = 0; entry < Layout.Entries; entry++)
        {
            if (volume.LoadedId(entry) != id)
                continue;
            ushort page = Layout.PageAt(block, entry);
            PageHeader header = volume.ReadHeaderAside(page);
            if (Layout.IndexSpanOf(header.Span) != indexSpan)
                continue;
            ushort target = ObjectId.Free;
            SpiffsError error = header.IsDeleted ? volume.Delete(page) : volume.Move(id, page, out target);
            if (error != SpiffsError.None)
                return error;
            if (!header.IsDeleted)
                volume.LoadLookup(block);
            new IndexPage(volume.Work).SetPage(header.Span, target);
        }

        return SpiffsError.None;
    }

    SpiffsError StoreIndex(ushort id, ushort span, ushort page)
    {
        if (span == 0)
            return indexes.Store(null, id, page);
        SpiffsError error = volume.Replace(volume.Work, ObjectId.OfIndex(id), page, out ushort target);
        if (error == SpiffsError.None)
            descriptors.IndexMoved(id, new IndexPage(volume.Work).Header.Span, target);
        return error;
    }

    SpiffsError MoveIndexes(int block)
    {
        volume.LoadLookup(block);
        for (int entry = 0; entry < Layout.Entries; entry++)
        {
            ushort id = volume.LoadedId(entry);
            if (ObjectId.IsUnused(id) || !ObjectId.IsIndex(id))
                continue;
            ushort page = Layout.PageAt(block, entry);
            PageHeader header = volume.ReadHeaderAside(page);
            ushort target = page;
            SpiffsError error = header.IsDeleted ? volume.Delete(page) : volume.Move(id, page, out target);
            if (error != SpiffsError.None)
                return error;
            if (header.IsDeleted)
            {
                descriptors.IndexDeleted(id, header.Span);
                continue;
            }

            descriptors.IndexMoved(id, header.Span, target);
            volume.LoadLookup(block);
        }

        return SpiffsError.None;
    }
}
