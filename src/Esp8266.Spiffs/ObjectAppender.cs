using System.Diagnostics;

namespace Esp8266.Spiffs;

/// <summary>Appends to objects.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, spiffs_nucleus.c, <c>spiffs_object_append</c>.</remarks>
sealed class ObjectAppender(
    Volume volume, DescriptorTable descriptors, ObjectIndexes indexes, GarbageCollector collector)
{
    /// <summary>Appends bytes.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">The end of the file; what is behind it is moved to it.</param>
    /// <param name="source">The bytes; not empty.</param>
    public SpiffsError Append(Descriptor file, uint offset, ReadOnlySpan<byte> source)
    {
        Debug.Assert(!source.IsEmpty, "nothing is not appended");
        offset = Math.Min(offset, file.Size);
        SpiffsError error = collector.MakeRoom((uint)source.Length + Layout.DataBytes);
        if (error != SpiffsError.None)
            return error;

        int loaded = -1;
        ushort indexPage = file.HeaderPage;
        ushort dataSpan = (ushort)(offset / Layout.DataBytes);
        int place = (int)(offset % Layout.DataBytes);
        uint written = 0;
        while (written < source.Length)
        {
            ushort indexSpan = Layout.IndexSpanOf(dataSpan);
            if (indexSpan != loaded)
            {
                if (written > 0)
                    error = StoreFull(file, (ushort)loaded, indexPage, offset, written);
                if (error == SpiffsError.None)
                    error = LoadIndex(file, indexSpan, offset, written, ref indexPage);
                // The index is out of step with the data.
                if (error != SpiffsError.None)
                    return error;
                loaded = indexSpan;
            }

            int count = (int)Math.Min(source.Length - written, Layout.DataBytes - place);
            ReadOnlySpan<byte> part = source.Slice((int)written, count);
            ushort page;
            if (place == 0)
            {
                error = AppendPage(file, dataSpan, part, out page);
                // What was written so far is kept.
                if (error != SpiffsError.None)
                    break;
            }
            else
            {
                page = new IndexPage(volume.Work).PageOf(dataSpan);
                error = volume.CheckData(page, dataSpan);
                if (error != SpiffsError.None)
                    return error;
                volume.Cache.Program(volume.Layout.AddressOf(page) + (uint)(PageHeader.Bytes + place), part);
            }

            var index = new IndexPage(volume.Work);
            index.SetPage(dataSpan, page);
            if (indexSpan == 0)
                index.Size = offset + written;
            place = 0;
            dataSpan++;
            written += (uint)count;
        }

        file.Size = offset + written;
        file.MoveCursor(indexPage, (ushort)loaded);
        SpiffsError stored = Store(file, (ushort)loaded, indexPage, offset, written);
        if (stored != SpiffsError.None)
            return stored;
        if (IsFresh((ushort)loaded, offset))
            descriptors.IndexMoved(file.Id, 0, indexPage, new IndexPage(volume.Work).Size);
        return error;
    }

    /// <summary>Whether the object was empty: its size is all ones, and the page can be programmed
    /// over.</summary>
    static bool IsFresh(ushort span, uint offset) => span == 0 && offset == 0;

    SpiffsError AppendPage(Descriptor file, ushort span, ReadOnlySpan<byte> content, out ushort page)
    {
        ushort id = ObjectId.OfData(file.Id);
        var header = new PageHeader(id, span, PageMarks.Blank & ~PageMarks.Final);
        return volume.Allocate(id, ref header, content, finalize: true, out page);
    }

    /// <summary>Stores the index page that is in the buffer, which the next data page has no place
    /// in.</summary>
    SpiffsError StoreFull(Descriptor file, ushort span, ushort page, uint offset, uint written)
    {
        SpiffsError error = Store(file, span, page, offset, written);
        if (error == SpiffsError.None)
            file.Size = offset + written;
        return error;
    }

    /// <summary>Stores the index page that is in the buffer, and the new size.</summary>
    SpiffsError Store(Descriptor file, ushort span, ushort page, uint offset, uint written)
    {
        uint size = offset + written;
        bool isFresh = IsFresh(span, offset);
        if (span == 0 && !isFresh)
            return indexes.Store(file, file.Id, file.HeaderPage, size);

        var index = new IndexPage(volume.Work);
        if (isFresh)
            index.Size = size;
        SpiffsError error = volume.CheckIndex(page, file.Id, span);
        if (error != SpiffsError.None)
            return error;
        volume.Cache.Program(volume.Layout.AddressOf(page), volume.Work);
        if (isFresh)
            return SpiffsError.None;
        descriptors.IndexMoved(file.Id, index.Header.Span, page);
        return indexes.StoreSize(file, size);
    }

    SpiffsError LoadIndex(Descriptor file, ushort span, uint offset, uint written, ref ushort page)
    {
        if (span == 0)
        {
            volume.Cache.Read(volume.Layout.AddressOf(page), volume.Work);
            return new IndexPage(volume.Work).Header.RejectIndex(file.Id, span);
        }

        ushort lastSpan = Layout.IndexSpanOf((ushort)((file.Size - 1) / Layout.DataBytes));
        SpiffsError error = written > 0 || span > lastSpan
            ? AddIndex(file, span, out page)
            : indexes.Load(file, span, out page);
        if (error != SpiffsError.None)
            return error;
        file.MoveCursor(page, span);
        file.Size = offset + written;
        return SpiffsError.None;
    }

    SpiffsError AddIndex(Descriptor file, ushort span, out ushort page)
    {
        ushort id = ObjectId.OfIndex(file.Id);
        var header = new PageHeader(id, span, PageMarks.Blank & ~(PageMarks.Final | PageMarks.Index));
        SpiffsError error = volume.Allocate(id, ref header, [], finalize: true, out page);
        if (error != SpiffsError.None)
            return error;
        volume.Work.Fill(0xFF);
        header.CopyTo(volume.Work);
        descriptors.IndexMoved(file.Id, span, page);
        return SpiffsError.None;
    }
}
