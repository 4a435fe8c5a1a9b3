using System.Diagnostics;

namespace Esp8266.Spiffs;

/// <summary>What a program does to the cached copy of its page.</summary>
enum CacheEffect
{
    /// <summary>The copy gets the same bytes.</summary>
    Update,

    /// <summary>The copy is dropped: its page is being deleted.</summary>
    Drop,

    /// <summary>The copy stays as it is.</summary>
    None,
}

/// <summary>A page of the cache that collects small writes to an object before they reach flash.</summary>
sealed partial class WritePage
{
    /// <summary>The object, as its lookup entry has it.</summary>
    public ushort Id;

    /// <summary>Where in the object the bytes belong.</summary>
    public uint Offset;

    /// <summary>How many bytes there are.</summary>
    public ushort Count;

    /// <summary>A page of bytes; the first <see cref="Count"/> of them count.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>The offset behind the last byte.</summary>
    public uint End => Offset + Count;

    public ReadOnlySpan<byte> Content => Bytes.AsSpan(0, Count);
}

/// <summary>The cache between the file system and its flash.</summary>
/// <remarks>
/// Copies of pages are written through. A copy gets the bytes of a program as they are, so it differs from
/// flash after ones were programmed over zeros; the reference decides on such copies too. Source:
/// nodemcu-firmware 36cbf9f0, app/spiffs/spiffs_cache.c.
/// </remarks>
sealed partial class PageCache
{
    readonly IFlashMedium _medium;
    readonly uint _end;
    readonly Slot[] _slots;
    uint _clock;

    public PageCache(IFlashMedium medium, SpiffsOptions options)
    {
        _medium = medium;
        _end = options.Bytes;
        _slots = new Slot[options.CachePages];
        for (int i = 0; i < _slots.Length; i++)
            _slots[i] = new Slot();
    }

    /// <summary>Reads a part of a page, and keeps a copy of the page.</summary>
    public void Read(uint address, Span<byte> target)
    {
        int place = Enter(address, target.Length);
        Slot? copy = Find(address);
        _clock++;
        if (copy is null)
        {
            MakeRoom();
            copy = Take();
            if (copy is null)
            {
                _medium.Read(address, target);
                return;
            }

            copy.Page = address / Layout.PageBytes;
            _medium.Read(address - (uint)place, copy.Bytes);
        }

        copy.LastAccess = _clock;
        copy.Bytes.AsSpan(place, target.Length).CopyTo(target);
    }

    /// <summary>Reads a part of a page from its copy, or else from flash without keeping a copy.</summary>
    public void ReadAside(uint address, Span<byte> target)
    {
        int place = Enter(address, target.Length);
        Slot? copy = Find(address);
        _clock++;
        if (copy is null)
        {
            _medium.Read(address, target);
            return;
        }

        copy.LastAccess = _clock;
        copy.Bytes.AsSpan(place, target.Length).CopyTo(target);
    }

    /// <summary>Programs a part of a page.</summary>
    public void Program(uint address, ReadOnlySpan<byte> source, CacheEffect effect = CacheEffect.Update)
    {
        int place = Enter(address, source.Length);
        Slot? copy = Find(address);
        if (copy is not null && effect == CacheEffect.Drop)
        {
            copy.Free();
        }
        else if (copy is not null && effect == CacheEffect.Update)
        {
            source.CopyTo(copy.Bytes.AsSpan(place));
            copy.LastAccess = ++_clock;
        }

        _medium.Program(address, source);
    }

    /// <summary>Erases a sector; copies of its pages stay.</summary>
    public void Erase(uint address)
    {
        Enter(address, 1);
        _medium.Erase(address);
    }

    /// <summary>Drops the copy of a page.</summary>
    public void Drop(uint address) => Find(address)?.Free();

    /// <summary>The page that collects writes to an object; null if there is none.</summary>
    public WritePage? FindWrites(ushort id)
    {
        foreach (Slot slot in _slots)
        {
            if (slot.Writes is { } writes && writes.Id == id)
                return writes;
        }

        return null;
    }

    /// <summary>Takes a page to collect writes to an object; null if all pages do that already.</summary>
    public WritePage? TakeForWrites(ushort id, uint offset)
    {
        MakeRoom();
        if (Take() is not { } slot)
            return null;
        slot.LastAccess = _clock;
        slot.Writes = new WritePage { Id = id, Offset = offset, Bytes = slot.Bytes };
        return slot.Writes;
    }

    /// <summary>Gives a page back that collected writes; what it holds is lost.</summary>
    public void Release(WritePage writes)
    {
        foreach (Slot slot in _slots)
        {
            if (slot.Writes == writes)
                slot.Free();
        }
    }

    /// <summary>The place in its page of an address that is used.</summary>
    int Enter(uint address, int bytes)
    {
        Debug.Assert(address < _end && (uint)bytes <= _end - address, "the file system stays in its flash");
        int place = (int)(address % Layout.PageBytes);
        Debug.Assert(place + bytes <= Layout.PageBytes, "no access crosses a page");
        return place;
    }

    /// <summary>The copy of a page; null if there is none.</summary>
    Slot? Find(uint address)
    {
        uint page = address / Layout.PageBytes;
        foreach (Slot slot in _slots)
        {
            if (slot.IsTaken && slot.Writes is null && slot.Page == page)
            {
                slot.LastAccess = _clock;
                return slot;
            }
        }

        return null;
    }

    /// <summary>Frees the copy that was used least recently, unless a slot is free.</summary>
    void MakeRoom()
    {
        Slot? oldest = null;
        uint age = 0;
        foreach (Slot slot in _slots)
        {
            if (!slot.IsTaken)
                return;
            // A copy that was used just now is not given up, even if no other is left.
            if (slot.Writes is null && _clock - slot.LastAccess > age)
            {
                age = _clock - slot.LastAccess;
                oldest = slot;
            }
        }

        oldest?.Free();
    }

    Slot? Take()
    {
        foreach (Slot slot in _slots)
        {
            if (!slot.IsTaken)
            {
                slot.IsTaken = true;
                return slot;
            }
        }

        return null;
    }

    sealed partial class Slot
    {
        public readonly byte[] Bytes = new byte[Layout.PageBytes];
        public bool IsTaken;
        public uint Page;
        public uint LastAccess;
        public WritePage? Writes;

        public void Free()
        {
            IsTaken = false;
            Writes = null;
        }
    }
}
