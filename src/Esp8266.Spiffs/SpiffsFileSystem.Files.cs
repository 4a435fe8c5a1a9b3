namespace Esp8266.Spiffs;

// Open files, by the numbers of their descriptors.
public sealed partial class SpiffsFileSystem
{
    /// <summary>Opens a file.</summary>
    /// <param name="name">At most 31 bytes.</param>
    /// <param name="flags">How it is opened, and whether it is made.</param>
    /// <param name="file">The number of its descriptor, from 1; 0 with an error.</param>
    /// <remarks>Source: <c>SPIFFS_open</c>.</remarks>
    public SpiffsError Open(ReadOnlySpan<byte> name, OpenFlags flags, out int file)
    {
        file = 0;
        SpiffsError error = Enter(ref name);
        if (error != SpiffsError.None)
            return error;
        if (_descriptors.Open(name) is not { } descriptor)
            return SpiffsError.OutOfDescriptors;
        error = FindOrCreate(name, ref flags, out ushort page);
        if (error == SpiffsError.None)
            error = OpenPage(descriptor, page, flags);
        if (error == SpiffsError.None && (flags & OpenFlags.Truncate) != 0)
            error = _truncator.Empty(descriptor);
        if (error != SpiffsError.None)
        {
            descriptor.IsOpen = false;
            return error;
        }

        descriptor.Position = 0;
        file = _descriptors.NumberOf(descriptor);
        return SpiffsError.None;
    }

    /// <summary>Reads from the position on, and moves it.</summary>
    /// <param name="file">A file that is open for reading.</param>
    /// <param name="target">Receives the bytes.</param>
    /// <param name="count">How many there are; fewer than asked for at the end of the file, where it is
    /// 0.</param>
    /// <remarks>Source: <c>SPIFFS_read</c>.</remarks>
    public SpiffsError Read(int file, Span<byte> target, out int count)
    {
        count = 0;
        if (Find(file, out SpiffsError error) is not { } descriptor)
            return error;
        if ((descriptor.Flags & OpenFlags.Read) == 0)
            return SpiffsError.NotReadable;
        if (descriptor.Size == IndexPage.UndefinedSize && !target.IsEmpty)
            return SpiffsError.None;
        FlushWrites(descriptor);

        if (descriptor.Position + (uint)target.Length >= descriptor.Size)
        {
            int left = (int)(descriptor.Size - descriptor.Position);
            if (left <= 0)
                return SpiffsError.None;
            target = target.Slice(0, Math.Min(left, target.Length));
        }

        error = _reader.Read(descriptor, descriptor.Position, target);
        if (error != SpiffsError.None)
            return error == SpiffsError.EndOfObject ? SpiffsError.None : error;
        count = target.Length;
        descriptor.Position += (uint)count;
        return SpiffsError.None;
    }

    /// <summary>Writes from the position on, or at the end of a file opened to append, and moves the
    /// position.</summary>
    /// <param name="file">A file that is open for writing.</param>
    /// <param name="source">The bytes. Fewer than 256 stay in the cache until more come, the file is used in
    /// another way, or <see cref="Flush"/> or <see cref="Close"/>.</param>
    /// <returns>An error also if only bytes that were cached before could not be written.</returns>
    /// <remarks>Source: <c>SPIFFS_write</c>.</remarks>
    public SpiffsError Write(int file, ReadOnlySpan<byte> source)
    {
        if (Find(file, out SpiffsError error) is not { } descriptor)
            return error;
        if ((descriptor.Flags & OpenFlags.Write) == 0)
            return SpiffsError.NotWritable;
        descriptor.Writes ??= _volume.Cache.FindWrites(descriptor.Id);
        if ((descriptor.Flags & OpenFlags.Append) != 0)
            descriptor.Position = descriptor.Bytes;
        uint offset = descriptor.Position;
        if ((descriptor.Flags & OpenFlags.Append) != 0 && descriptor.Writes is { } pending)
            offset = Math.Max(offset, pending.End);

        bool isCached = false;
        if ((descriptor.Flags & OpenFlags.Direct) == 0)
            error = WriteCached(descriptor, offset, source, out isCached);
        if (error == SpiffsError.None && !isCached)
            error = _writer.Write(descriptor, offset, source);
        if (error == SpiffsError.None)
            descriptor.Position += (uint)source.Length;
        return error;
    }

    /// <summary>Moves the position.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="offset">The distance in bytes.</param>
    /// <param name="origin">What it counts from.</param>
    /// <param name="position">The position from the start of the file; 0 with an error.</param>
    /// <returns><see cref="SpiffsError.EndOfObject"/> for a place behind the end; the position then is the
    /// end.</returns>
    /// <remarks>Source: <c>SPIFFS_lseek</c>.</remarks>
    public SpiffsError Seek(int file, int offset, SeekOrigin origin, out int position)
    {
        position = 0;
        if (Find(file, out SpiffsError error) is not { } descriptor)
            return error;
        FlushWrites(descriptor);
        int size = (int)descriptor.Bytes;
        int wanted = origin switch
        {
            SeekOrigin.Current => (int)descriptor.Position + offset,
            SeekOrigin.End => size + offset,
            _ => offset,
        };
        if (wanted < 0)
            return SpiffsError.SeekBounds;
        if (wanted > size)
        {
            descriptor.Position = (uint)size;
            return SpiffsError.EndOfObject;
        }

        ushort dataSpan = (ushort)((wanted > 0 ? wanted - 1 : 0) / Layout.DataBytes);
        ushort indexSpan = Layout.IndexSpanOf(dataSpan);
        if (descriptor.CursorSpan != indexSpan)
        {
            error = _volume.FindPage(ObjectId.OfIndex(descriptor.Id), indexSpan, out ushort page);
            if (error != SpiffsError.None)
                return error;
            descriptor.MoveCursor(page, indexSpan);
        }

        descriptor.Position = (uint)wanted;
        position = wanted;
        return SpiffsError.None;
    }

    /// <summary>Tells the position. What is cached is written first.</summary>
    /// <remarks>Source: <c>SPIFFS_tell</c>.</remarks>
    public SpiffsError Tell(int file, out uint position)
    {
        position = 0;
        if (Find(file, out SpiffsError error) is not { } descriptor)
            return error;
        error = FlushWrites(descriptor);
        if (error == SpiffsError.None)
            position = descriptor.Position;
        return error;
    }

    /// <summary>Tells whether the position is the end of the file. What is cached is written first.</summary>
    /// <remarks>Source: <c>SPIFFS_eof</c>.</remarks>
    public SpiffsError IsAtEnd(int file, out bool isAtEnd)
    {
        isAtEnd = false;
        if (Find(file, out SpiffsError error) is not { } descriptor)
            return error;
        error = FlushWrites(descriptor);
        if (error == SpiffsError.None)
            isAtEnd = descriptor.Position >= descriptor.Bytes;
        return error;
    }

    /// <summary>Tells of an open file. What is cached is written first.</summary>
    /// <remarks>Source: <c>SPIFFS_fstat</c>.</remarks>
    public SpiffsError Stat(int file, out ObjectStat stat)
    {
        stat = default;
        if (Find(file, out SpiffsError error) is not { } descriptor)
            return error;
        FlushWrites(descriptor);
        return StatPage(descriptor.HeaderPage, out stat);
    }

    /// <summary>Writes out what is cached.</summary>
    /// <remarks>Source: <c>SPIFFS_fflush</c>.</remarks>
    public SpiffsError Flush(int file) =>
        Find(file, out SpiffsError error) is { } descriptor ? FlushWrites(descriptor) : error;

    /// <summary>Writes out what is cached, and closes the file.</summary>
    /// <returns>The file stays open with an error, and what was cached is lost.</returns>
    /// <remarks>Source: <c>SPIFFS_close</c>.</remarks>
    public SpiffsError Close(int file)
    {
        if (Find(file, out SpiffsError error) is not { } descriptor)
            return error;
        error = FlushWrites(descriptor);
        if (error == SpiffsError.None)
            descriptor.IsOpen = false;
        return error;
    }

    Descriptor? Find(int file, out SpiffsError error)
    {
        error = Enter();
        return error == SpiffsError.None ? _descriptors.Find(file, out error) : null;
    }

    SpiffsError FindOrCreate(ReadOnlySpan<byte> name, ref OpenFlags flags, out ushort page)
    {
        const OpenFlags MustBeNew = OpenFlags.Create | OpenFlags.Exclusive;
        SpiffsError error = _volume.FindName(name, out page);
        if (error == SpiffsError.None && (flags & MustBeNew) == MustBeNew)
            return SpiffsError.FileExists;
        if (error != SpiffsError.NotFound || (flags & OpenFlags.Create) == 0)
            return error;
        flags &= ~OpenFlags.Truncate;
        error = _ids.FindFree(out ushort id);
        if (error == SpiffsError.None)
            error = _collector.MakeRoom(Layout.DataBytes);
        return error == SpiffsError.None ? _indexes.Create(id, name, out page) : error;
    }

    /// <summary>Lets a descriptor be that of the object whose header is at a page.</summary>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_object_open_by_page</c>.</remarks>
    SpiffsError OpenPage(Descriptor file, ushort page, OpenFlags flags)
    {
        Span<byte> bytes = stackalloc byte[IndexPage.HeaderTable];
        _volume.Cache.Read(_volume.Layout.AddressOf(page), bytes);
        if (!_volume.TryReadEntry(page, out ushort id))
            return SpiffsError.NotAFile;
        var header = new IndexPage(bytes);
        file.HeaderPage = page;
        file.Size = header.Size;
        file.MoveCursor(page, 0);
        file.Id = id;
        file.Flags = flags;
        return header.Header.RejectIndex(id, 0);
    }

    /// <summary>Puts a small write into the cache; a large one writes out what is there.</summary>
    SpiffsError WriteCached(Descriptor file, uint offset, ReadOnlySpan<byte> source, out bool isCached)
    {
        isCached = false;
        bool isSmall = source.Length < Layout.PageBytes;
        if (file.Writes is { } pending && !(isSmall && Fits(pending, offset, source.Length)))
        {
            SpiffsError error = WriteOut(file, pending);
            if (error != SpiffsError.None)
                return error;
        }

        if (!isSmall)
            return SpiffsError.None;
        file.Writes ??= _volume.Cache.TakeForWrites(file.Id, offset);
        // Every page of the cache may collect writes to other objects.
        if (file.Writes is not { } writes)
            return SpiffsError.None;
        int place = (int)(offset - writes.Offset);
        source.CopyTo(writes.Bytes.AsSpan(place));
        writes.Count = (ushort)Math.Max(writes.Count, place + source.Length);
        isCached = true;
        return SpiffsError.None;
    }

    static bool Fits(WritePage writes, uint offset, int count) =>
        offset - writes.Offset is var place && place <= writes.Count && place + count <= Layout.PageBytes;

    /// <summary>Writes out what the cache has of a file.</summary>
    /// <remarks>Source: <c>spiffs_fflush_cache</c>.</remarks>
    SpiffsError FlushWrites(Descriptor file)
    {
        if ((file.Flags & OpenFlags.Direct) != 0)
            return SpiffsError.None;
        file.Writes ??= _volume.Cache.FindWrites(file.Id);
        return file.Writes is { } pending ? WriteOut(file, pending) : SpiffsError.None;
    }

    SpiffsError WriteOut(Descriptor file, WritePage pending)
    {
        SpiffsError error = _writer.Write(file, pending.Offset, pending.Content);
        _descriptors.ReleaseWrites(file);
        return error;
    }
}
