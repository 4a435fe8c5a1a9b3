using System.Diagnostics;

namespace Esp8266.Spiffs;

/// <summary>All descriptors. Those that are closed remember where their file is, until another needs
/// them.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, spiffs_nucleus.c, <c>spiffs_fd_find_new</c> and
/// <c>spiffs_cb_object_event</c>.</remarks>
sealed partial class DescriptorTable
{
    /// <summary>What a file gains that is opened again.</summary>
    const int HitScore = 4;

    readonly Volume _volume;
    readonly Descriptor[] _descriptors;

    public DescriptorTable(Volume volume, int count)
    {
        _volume = volume;
        _descriptors = new Descriptor[count];
        for (int i = 0; i < count; i++)
            _descriptors[i] = new Descriptor();
    }

    /// <summary>The number of descriptors. They are numbered from 1.</summary>
    public int Count => _descriptors.Length;

    /// <summary>The number of a descriptor.</summary>
    public int NumberOf(Descriptor file) => Array.IndexOf(_descriptors, file) + 1;

    /// <summary>Finds an open file by its number.</summary>
    /// <returns>The file; null with an error.</returns>
    public Descriptor? Find(int number, out SpiffsError error)
    {
        if (number <= 0 || number > _descriptors.Length)
        {
            error = SpiffsError.BadDescriptor;
            return null;
        }

        Descriptor file = _descriptors[number - 1];
        error = file.IsOpen ? SpiffsError.None : SpiffsError.FileClosed;
        return file.IsOpen ? file : null;
    }

    /// <summary>Opens a descriptor for a file that is not looked for by name.</summary>
    /// <returns>The descriptor; null if all are open.</returns>
    public Descriptor? Open()
    {
        Descriptor? file = LeastWorthwhile();
        if (file is not null)
            file.IsOpen = true;
        return file;
    }

    /// <summary>Opens a descriptor for a name: the one that knows it, or that of the least worthwhile file.
    /// </summary>
    /// <returns>The descriptor; null if all are open. The next search starts where the file was.</returns>
    public Descriptor? Open(ReadOnlySpan<byte> name)
    {
        uint hash = HashOf(name);
        foreach (Descriptor closed in _descriptors)
        {
            if (!closed.IsOpen && closed.Score > 1)
                closed.Score--;
        }

        Descriptor? file = Array.Find(_descriptors, closed => !closed.IsOpen && closed.NameHash == hash)
            ?? LeastWorthwhile();
        if (file is null)
            return null;
        if (file.NameHash == hash && file.Score > 0)
        {
            // A file that was never found is remembered too, at page 0. Its lookup entry is -1.
            _volume.StartSearchAt(file.HeaderPage);
            file.Score = (ushort)Math.Min(file.Score + HitScore, ushort.MaxValue);
        }
        else
        {
            file.Score = HitScore;
            file.NameHash = hash;
        }

        file.IsOpen = true;
        return file;
    }

    /// <summary>Remembers a file under its new name.</summary>
    public void Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        uint old = HashOf(from);
        uint renamed = HashOf(to);
        foreach (Descriptor file in _descriptors)
        {
            if (file.Score > 0 && file.NameHash == old)
                file.NameHash = renamed;
        }
    }

    /// <summary>Gives the page back that collects writes to an object.</summary>
    public void ReleaseWrites(Descriptor file)
    {
        if (file.Writes is not { } writes)
            return;
        foreach (Descriptor other in _descriptors)
        {
            if (other.IsOpen && other.Writes == writes)
                other.Writes = null;
        }

        _volume.Cache.Release(writes);
    }

    /// <summary>Tells the descriptors of an object that one of its index pages is new or at another
    /// page.</summary>
    /// <param name="id">The object.</param>
    /// <param name="span">The span index of the index page.</param>
    /// <param name="page">Where it is now.</param>
    /// <param name="size">The object's size; 0 if it is unchanged.</param>
    public void IndexMoved(ushort id, ushort span, ushort page, uint size = 0)
    {
        foreach (Descriptor file in _descriptors)
        {
            if (!IsOf(file, id) || (span == 0 && file.Score == 0))
                continue;
            if (span == 0)
            {
                file.HeaderPage = page;
                if (size != 0)
                    Resize(file, size);
            }

            if (file.CursorSpan == span)
                file.CursorPage = page;
        }
    }

    /// <summary>Tells the descriptors of an object that one of its index pages is deleted. Without its header
    /// the object is gone.</summary>
    public void IndexDeleted(ushort id, ushort span)
    {
        foreach (Descriptor file in _descriptors)
        {
            if (!IsOf(file, id))
                continue;
            if (span == 0)
            {
                if (file.IsOpen)
                    ReleaseWrites(file);
                file.IsOpen = false;
                file.Id = ObjectId.Deleted;
            }

            if (file.CursorSpan == span)
                file.CursorPage = 0;
        }
    }

    void Resize(Descriptor file, uint size)
    {
        file.Size = size;
        uint end = size == IndexPage.UndefinedSize ? 0 : size;
        if (end > 0 && file.Writes is { } writes)
            end = Math.Max(end, writes.End);
        file.Position = Math.Min(file.Position, end);
        if (file.Writes is { } late && late.Offset > end + 1)
            ReleaseWrites(file);
    }

    /// <summary>The closed descriptor whose file is least worthwhile, the first of equals.</summary>
    Descriptor? LeastWorthwhile()
    {
        Descriptor? least = null;
        foreach (Descriptor file in _descriptors)
        {
            // A score of 65,535 is not less than any other: the reference never gives up such a file.
            if (!file.IsOpen && file.Score < (least?.Score ?? ushort.MaxValue))
                least = file;
        }

        return least;
    }

    static bool IsOf(Descriptor file, ushort id) => ObjectId.OfData(file.Id) == ObjectId.OfData(id);

    /// <summary>Bernstein's hash, with exclusive or.</summary>
    static uint HashOf(ReadOnlySpan<byte> name)
    {
        Debug.Assert(name.Length <= ObjectName.MaxBytes, "longer names are refused");
        uint hash = 5381;
        foreach (byte b in name)
            hash = (hash * 33) ^ b;
        return hash;
    }
}
