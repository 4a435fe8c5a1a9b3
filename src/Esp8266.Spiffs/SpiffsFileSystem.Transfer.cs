namespace Esp8266.Spiffs;

// A mounted file system between two moments: what it has in memory, beside its flash.
public sealed partial class SpiffsFileSystem
{
    /// <summary>What the file system has in memory: open files, writes that have not reached flash, cached
    /// pages. With the same flash, <see cref="Resume"/> goes on from there.</summary>
    public byte[] SaveState()
    {
        using MemoryStream target = new();
        Transfer(new StateStream(target, isLoading: false));
        return target.ToArray();
    }

    /// <summary>Mounts a file system as another one had it mounted.</summary>
    /// <param name="medium">The flash, with the same content.</param>
    /// <param name="options">The same options.</param>
    /// <param name="state">The result of <see cref="SaveState"/>.</param>
    /// <exception cref="ArgumentException">A block is no whole number of the medium's sectors.</exception>
    /// <exception cref="InvalidDataException">The state is damaged, or belongs to other options.</exception>
    public static SpiffsFileSystem Resume(IFlashMedium medium, SpiffsOptions options, byte[] state)
    {
        using MemoryStream source = new(state);
        StateStream stream = new(source, isLoading: true);
        var files = new SpiffsFileSystem(new Volume(medium, options), options);
        files.Transfer(stream);
        stream.Require(source.Position == source.Length, "nothing follows the state of a file system");
        return files;
    }

    void Transfer(StateStream state)
    {
        _isMounted = state.Value(_isMounted);
        _volume.Transfer(state);
        _descriptors.Transfer(state);
    }
}

sealed partial class Volume
{
    public void Transfer(StateStream state)
    {
        state.Bytes(_buffers);
        FreeBlocks = state.Value(FreeBlocks);
        AllocatedPages = state.Value(AllocatedPages);
        DeletedPages = state.Value(DeletedPages);
        EraseCount = state.Value(EraseCount);
        IsCleaning = state.Value(IsCleaning);
        _cursorBlock = state.Value(_cursorBlock);
        _cursorEntry = state.Value(_cursorEntry);
        _freeBlock = state.Value(_freeBlock);
        _freeEntry = state.Value(_freeEntry);
        RequirePlace(state, _cursorBlock, _cursorEntry);
        RequirePlace(state, _freeBlock, _freeEntry);
        Cache.Transfer(state);
    }

    // The entry of a lookup page itself is -1.
    void RequirePlace(StateStream state, int block, int entry) => state.Require(
        block >= 0 && block < Layout.Blocks && entry >= -1 && entry <= Layout.Entries,
        "a search starts in the file system");
}

sealed partial class PageCache
{
    public void Transfer(StateStream state)
    {
        _clock = state.Value(_clock);
        foreach (Slot slot in _slots)
        {
            slot.Transfer(state);
            state.Require(slot.Page < _end / Layout.PageBytes, "a cached page lies in the file system");
        }
    }

    /// <summary>The number of the slot that collects writes; -1 for none.</summary>
    public int SlotOf(WritePage? writes) =>
        writes is null ? -1 : Array.FindIndex(_slots, slot => slot.Writes == writes);

    /// <summary>What a slot collects; null for none.</summary>
    public WritePage? WritesOf(int slot) => slot >= 0 && slot < _slots.Length ? _slots[slot].Writes : null;

    sealed partial class Slot
    {
        public void Transfer(StateStream state)
        {
            state.Bytes(Bytes);
            IsTaken = state.Value(IsTaken);
            Page = state.Value(Page);
            LastAccess = state.Value(LastAccess);
            if (!state.Value(Writes is not null))
                return;
            Writes ??= new WritePage { Bytes = Bytes };
            Writes.Transfer(state);
        }
    }
}

sealed partial class WritePage
{
    public void Transfer(StateStream state)
    {
        Id = state.Value(Id);
        Offset = state.Value(Offset);
        Count = state.Value(Count);
        state.Require(Count <= Layout.PageBytes, "collected writes fill a page at most");
    }
}

sealed partial class DescriptorTable
{
    public void Transfer(StateStream state)
    {
        foreach (Descriptor file in _descriptors)
            file.Transfer(state, _volume);
    }
}

sealed partial class Descriptor
{
    public void Transfer(StateStream state, Volume volume)
    {
        IsOpen = state.Value(IsOpen);
        Id = state.Value(Id);
        Size = state.Value(Size);
        HeaderPage = state.Value(HeaderPage);
        CursorPage = state.Value(CursorPage);
        CursorSpan = state.Value(CursorSpan);
        Position = state.Value(Position);
        Flags = (OpenFlags)state.Value((int)Flags);
        NameHash = state.Value(NameHash);
        Score = state.Value(Score);
        Writes = volume.Cache.WritesOf(state.Value(volume.Cache.SlotOf(Writes)));
        state.Require(HeaderPage < volume.Layout.Pages, "a file lies in the file system");
    }
}
