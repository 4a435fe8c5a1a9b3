namespace Esp8266.Spiffs;

/// <summary>A mounted SPIFFS file system.</summary>
/// <remarks>
/// Its flash operations are those of the reference, in the same order. Names are bytes; what follows a zero
/// does not count. Nothing in flash makes a call throw: every exception is the medium's. Not for use by
/// several threads at once. Source: nodemcu-firmware 36cbf9f0, app/spiffs/spiffs_hydrogen.c.
/// </remarks>
public sealed partial class SpiffsFileSystem
{
    readonly Volume _volume;
    readonly DescriptorTable _descriptors;
    readonly GarbageCollector _collector;
    readonly ObjectIndexes _indexes;
    readonly ObjectIds _ids;
    readonly ObjectReader _reader;
    readonly ObjectWriter _writer;
    readonly ObjectTruncator _truncator;
    bool _isMounted = true;

    SpiffsFileSystem(Volume volume, SpiffsOptions options)
    {
        _volume = volume;
        _descriptors = new DescriptorTable(volume, options.Descriptors);
        _indexes = new ObjectIndexes(volume, _descriptors, options.ChanceByte);
        _collector = new GarbageCollector(volume, _descriptors, _indexes);
        _ids = new ObjectIds(volume);
        _reader = new ObjectReader(volume, _indexes);
        _writer = new ObjectWriter(volume, _descriptors, _indexes, _collector);
        _truncator = new ObjectTruncator(volume, _descriptors, _indexes, _collector);
    }

    /// <summary>Mounts the file system in a flash.</summary>
    /// <param name="medium">The flash; used until <see cref="Unmount"/>.</param>
    /// <param name="options">The size that it was formatted with, and the buffers.</param>
    /// <param name="files">The file system; null with an error.</param>
    /// <returns><see cref="SpiffsError.NotAFileSystem"/> if two blocks or more lack the magic of this size.
    /// One such block is erased: power failed in its erase.</returns>
    /// <exception cref="ArgumentException">A block is no whole number of the medium's sectors.</exception>
    public static SpiffsError Mount(IFlashMedium medium, SpiffsOptions options, out SpiffsFileSystem? files)
    {
        var volume = new Volume(medium, options);
        SpiffsError error = volume.Scan();
        files = error == SpiffsError.None ? new SpiffsFileSystem(volume, options) : null;
        return error;
    }

    /// <summary>Erases a flash and makes an empty file system there, which then can be mounted.</summary>
    /// <param name="medium">The flash; it must not be mounted.</param>
    /// <param name="options">The size.</param>
    /// <exception cref="ArgumentException">A block is no whole number of the medium's sectors.</exception>
    public static void Format(IFlashMedium medium, SpiffsOptions options) =>
        new Volume(medium, options).Format();

    /// <summary>Finds the size of a file system by the magics of its first three blocks.</summary>
    /// <param name="medium">The flash, of four blocks or more.</param>
    /// <param name="blockBytes">The size of a block.</param>
    /// <param name="bytes">The size; 0 with an error.</param>
    /// <remarks>One of the blocks may lack its magic. Source: spiffs_nucleus.c,
    /// <c>spiffs_probe</c>.</remarks>
    public static SpiffsError Probe(IFlashMedium medium, int blockBytes, out uint bytes)
    {
        var options = new SpiffsOptions((uint)(SpiffsOptions.FewestBlocks * blockBytes), blockBytes);
        SpiffsError error = new Volume(medium, options).Probe(out int blocks);
        bytes = (uint)blocks * (uint)blockBytes;
        return error;
    }

    /// <summary>Writes out what is cached, closes all files and ends the use of the flash.</summary>
    /// <remarks>Errors are not reported, as in the reference. Source: <c>SPIFFS_unmount</c>.</remarks>
    public void Unmount()
    {
        if (!_isMounted)
            return;
        for (int number = 1; number <= _descriptors.Count; number++)
        {
            if (_descriptors.Find(number, out _) is not { } file)
                continue;
            FlushWrites(file);
            file.IsOpen = false;
        }

        _isMounted = false;
    }

    /// <summary>Removes a file. Open descriptors of it are closed.</summary>
    /// <remarks>Source: <c>SPIFFS_remove</c>.</remarks>
    public SpiffsError Remove(ReadOnlySpan<byte> name)
    {
        SpiffsError error = Enter(ref name);
        if (error != SpiffsError.None)
            return error;
        if (_descriptors.Open() is not { } file)
            return SpiffsError.OutOfDescriptors;
        error = _volume.FindName(name, out ushort page);
        if (error == SpiffsError.None)
            error = OpenPage(file, page, OpenFlags.None);
        if (error == SpiffsError.None)
            error = _truncator.Remove(file);
        if (error != SpiffsError.None)
            file.IsOpen = false;
        return error;
    }

    /// <summary>Gives a file another name.</summary>
    /// <returns><see cref="SpiffsError.ConflictingName"/> if there is a file of the new name.</returns>
    /// <remarks>Source: <c>SPIFFS_rename</c>.</remarks>
    public SpiffsError Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        SpiffsError error = Enter(ref from);
        if (error == SpiffsError.None)
            error = Enter(ref to);
        if (error != SpiffsError.None)
            return error;
        error = _volume.FindName(from, out ushort page);
        if (error != SpiffsError.None)
            return error;
        error = _volume.FindName(to, out _);
        if (error != SpiffsError.NotFound)
            return error == SpiffsError.None ? SpiffsError.ConflictingName : error;
        if (_descriptors.Open() is not { } file)
            return SpiffsError.OutOfDescriptors;
        error = OpenPage(file, page, OpenFlags.None);
        if (error == SpiffsError.None)
            error = _indexes.StoreName(file, to);
        if (error == SpiffsError.None)
            _descriptors.Rename(from, to);
        file.IsOpen = false;
        return error;
    }

    /// <summary>Tells of a file.</summary>
    /// <remarks>Source: <c>SPIFFS_stat</c>.</remarks>
    public SpiffsError Stat(ReadOnlySpan<byte> name, out ObjectStat stat)
    {
        stat = default;
        SpiffsError error = Enter(ref name);
        if (error != SpiffsError.None)
            return error;
        error = _volume.FindName(name, out ushort page);
        return error == SpiffsError.None ? StatPage(page, out stat) : error;
    }

    /// <summary>Finds the next file of a listing, in the order of their headers in flash.</summary>
    /// <param name="place">How far the listing has come; default at first.</param>
    /// <param name="stat">The file.</param>
    /// <returns>False if there is no further file. Files may be removed between two calls.</returns>
    /// <remarks>Source: <c>SPIFFS_readdir</c>.</remarks>
    public bool NextFile(ref ListingPlace place, out ObjectStat stat)
    {
        stat = default;
        if (!_isMounted)
            return false;
        Span<byte> bytes = stackalloc byte[IndexPage.HeaderTable];
        var scan = new LookupScan(_volume, place.Block, place.Entry, wraps: false);
        while (scan.Next())
        {
            ushort id = scan.Id;
            if (ObjectId.IsUnused(id) || !ObjectId.IsIndex(id))
                continue;
            _volume.Cache.ReadAside(_volume.Layout.AddressOf(scan.Page), bytes);
            if (!new IndexPage(bytes).Header.BeginsObject)
                continue;
            place = new ListingPlace(scan.Block, scan.Entry + 1);
            stat = StatOf(bytes, id, scan.Page);
            return true;
        }

        return false;
    }

    /// <summary>All files, in the order of their headers in flash.</summary>
    public IReadOnlyList<ObjectStat> List()
    {
        List<ObjectStat> files = [];
        ListingPlace place = default;
        while (NextFile(ref place, out ObjectStat stat))
            files.Add(stat);
        return files;
    }

    /// <summary>Tells how much fits in, and how much is in use, in bytes of whole pages.</summary>
    /// <remarks>Source: <c>SPIFFS_info</c>.</remarks>
    public SpiffsError Usage(out uint total, out uint used)
    {
        // Two blocks stay free, and a page of them may be used in an emergency.
        int pages = ((_volume.Layout.Blocks - 2) * _volume.Layout.Entries) + 1;
        total = (uint)(pages * Layout.DataBytes);
        used = (uint)(_volume.AllocatedPages * Layout.DataBytes);
        return Enter();
    }

    /// <summary>Finds and mends what is inconsistent. Files may be lost by it; files that are whole are not.
    /// </summary>
    /// <returns>
    /// As in the reference, only what the last step, counting the pages, answers. It is
    /// <see cref="SpiffsError.Internal"/> where the reference does not come to an end.
    /// </returns>
    /// <remarks>Source: <c>SPIFFS_check</c>.</remarks>
    public SpiffsError Check()
    {
        SpiffsError error = Enter();
        return error == SpiffsError.None ? new ConsistencyCheck(_volume).Run() : error;
    }

    /// <summary>Makes room, if it is needed.</summary>
    /// <param name="bytes">The bytes of content that there must be room for.</param>
    /// <remarks>Source: <c>SPIFFS_gc</c>.</remarks>
    public SpiffsError CollectGarbage(uint bytes)
    {
        SpiffsError error = Enter();
        return error == SpiffsError.None ? _collector.MakeRoom(bytes) : error;
    }

    /// <summary>Erases the first block that consists of deleted pages.</summary>
    /// <param name="mostFree">How many of the pages may be free instead.</param>
    /// <returns><see cref="SpiffsError.NoDeletedBlocks"/> if there is none.</returns>
    /// <remarks>Source: <c>SPIFFS_gc_quick</c>.</remarks>
    public SpiffsError EraseDeletedBlock(ushort mostFree = 0)
    {
        SpiffsError error = Enter();
        return error == SpiffsError.None ? _volume.EraseDeletedBlock(mostFree) : error;
    }

    SpiffsError Enter() => _isMounted ? SpiffsError.None : SpiffsError.NotMounted;

    SpiffsError Enter(ref ReadOnlySpan<byte> name)
    {
        if (!_isMounted)
            return SpiffsError.NotMounted;
        name = ObjectName.UpToZero(name);
        return name.Length > ObjectName.MaxBytes ? SpiffsError.NameTooLong : SpiffsError.None;
    }

    SpiffsError StatPage(ushort page, out ObjectStat stat)
    {
        Span<byte> bytes = stackalloc byte[IndexPage.HeaderTable];
        _volume.Cache.Read(_volume.Layout.AddressOf(page), bytes);
        bool isFile = _volume.TryReadEntry(page, out ushort id);
        stat = isFile ? StatOf(bytes, id, page) : default;
        return isFile ? SpiffsError.None : SpiffsError.NotAFile;
    }

    static ObjectStat StatOf(Span<byte> bytes, ushort id, ushort page)
    {
        var header = new IndexPage(bytes);
        uint size = header.Size == IndexPage.UndefinedSize ? 0 : header.Size;
        var name = ObjectName.Stored(header.NameField);
        return new ObjectStat(name, size, header.Kind, ObjectId.OfData(id), page);
    }
}
