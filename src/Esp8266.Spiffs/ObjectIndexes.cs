namespace Esp8266.Spiffs;

/// <summary>Creates and updates object index indexes.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, app/spiffs/spiffs_nucleus.c.</remarks>
/// <param name="volume">The pages.</param>
/// <param name="descriptors">The open files.</param>
/// <param name="chanceByte">What the byte between name and table gets in a new header.</param>
sealed class ObjectIndexes(Volume volume, DescriptorTable descriptors, byte chanceByte)
{
    /// <summary>The kind of a file.</summary>
    const byte File = 1;

    /// <summary>Reads an index page of a file into <see cref="Volume.Work"/>, and remembers its
    /// place.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="span">The span index of the page.</param>
    /// <param name="page">The page.</param>
    /// <param name="usesCursor">Whether the page used last is known to be in place.</param>
    public SpiffsError Load(Descriptor file, ushort span, out ushort page, bool usesCursor = true)
    {
        page = span == 0 ? file.HeaderPage : file.CursorPage;
        if (span != 0 && !(usesCursor && file.CursorSpan == span))
        {
            SpiffsError missing = volume.FindPage(ObjectId.OfIndex(file.Id), span, out page);
            if (missing != SpiffsError.None)
                return missing;
        }

        volume.Cache.Read(volume.Layout.AddressOf(page), volume.Work);
        SpiffsError error = new IndexPage(volume.Work).Header.RejectIndex(file.Id, span);
        if (error == SpiffsError.None)
            file.MoveCursor(page, span);
        return error;
    }

    /// <summary>Writes the header of a new object without content.</summary>
    /// <remarks>
    /// The reference leaves four bytes to chance: the three in front of the size, which are zeros here, and
    /// the last. Source: <c>spiffs_object_create</c>.
    /// </remarks>
    public SpiffsError Create(ushort id, ReadOnlySpan<byte> name, out ushort page)
    {
        id = ObjectId.OfIndex(id);
        Span<byte> bytes = stackalloc byte[IndexPage.HeaderTable];
        bytes.Clear();
        const PageMarks Marks = PageMarks.Blank & ~(PageMarks.Final | PageMarks.Index | PageMarks.Used);
        new PageHeader(id, 0, Marks).CopyTo(bytes);
        var header = new IndexPage(bytes) { Kind = File, Size = IndexPage.UndefinedSize };
        header.Rename(name);
        bytes[IndexPage.HeaderTable - 1] = chanceByte;

        SpiffsError error = volume.AllocateHeader(id, bytes, out page);
        if (error == SpiffsError.None)
            descriptors.IndexMoved(id, 0, page, IndexPage.UndefinedSize);
        return error;
    }

    /// <summary>Writes the header that is in <see cref="Volume.Work"/> to a new page.</summary>
    /// <param name="file">The open file; null for none.</param>
    /// <param name="id">The object.</param>
    /// <param name="page">The present page.</param>
    /// <param name="size">The new size; 0 to keep it.</param>
    /// <remarks>Source: <c>spiffs_object_update_index_hdr</c> with page data.</remarks>
    public SpiffsError Store(Descriptor? file, ushort id, ushort page, uint size = 0)
    {
        SpiffsError error = new IndexPage(volume.Work).Header.RejectIndex(ObjectId.OfIndex(id), 0);
        return error == SpiffsError.None ? Replace(file, id, page, size) : error;
    }

    /// <summary>Reads a file's header, and writes it to a new page with another size.</summary>
    /// <remarks>Source: <c>spiffs_object_update_index_hdr</c> without page data.</remarks>
    public SpiffsError StoreSize(Descriptor file, uint size)
    {
        SpiffsError error = LoadHeader(file);
        return error == SpiffsError.None ? Replace(file, file.Id, file.HeaderPage, size) : error;
    }

    /// <summary>Reads a file's header, and writes it to a new page with another name.</summary>
    public SpiffsError StoreName(Descriptor file, ReadOnlySpan<byte> name)
    {
        SpiffsError error = LoadHeader(file);
        if (error != SpiffsError.None)
            return error;
        new IndexPage(volume.Work).Rename(name);
        return Replace(file, file.Id, file.HeaderPage, 0);
    }

    SpiffsError LoadHeader(Descriptor file)
    {
        volume.Cache.Read(volume.Layout.AddressOf(file.HeaderPage), volume.Work);
        return new IndexPage(volume.Work).Header.RejectIndex(ObjectId.OfIndex(file.Id), 0);
    }

    SpiffsError Replace(Descriptor? file, ushort id, ushort page, uint size)
    {
        id = ObjectId.OfIndex(id);
        var header = new IndexPage(volume.Work);
        if (size != 0)
            header.Size = size;
        SpiffsError error = volume.Replace(volume.Work, id, page, out ushort target);
        if (error != SpiffsError.None)
            return error;
        descriptors.IndexMoved(id, header.Header.Span, target, header.Size);
        if (file is not null)
            file.HeaderPage = target;
        return SpiffsError.None;
    }
}
