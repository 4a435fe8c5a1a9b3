using System.Buffers.Binary;

namespace Esp8266.Spiffs;

/// <summary>Visits the lookup entries of all blocks, from a place on and around.</summary>
/// <remarks>
/// The entries are read from the buffer that all scans share. A scan inside a scan leaves another page in it;
/// the outer one sees that page until <see cref="Reload"/>, as in the reference. Source: nodemcu-firmware
/// 36cbf9f0, spiffs_nucleus.c, <c>spiffs_obj_lu_find_entry_visitor</c>.
/// </remarks>
struct LookupScan
{
    readonly Volume _volume;
    readonly bool _wraps;
    int _remaining;
    bool _isLoaded;

    /// <summary>Starts at the first entry and visits each once.</summary>
    public LookupScan(Volume volume)
        : this(volume, 0, 0)
    {
    }

    /// <summary>Starts at an entry.</summary>
    /// <param name="volume">The pages.</param>
    /// <param name="block">The block to start with.</param>
    /// <param name="entry">The entry to start with; it may be one more than there are, or -1.</param>
    /// <param name="wraps">Whether the first block follows the last. The block of the start is then visited
    /// twice, unless the start was its first entry.</param>
    public LookupScan(Volume volume, int block, int entry, bool wraps = true)
    {
        _volume = volume;
        _wraps = wraps;
        _remaining = volume.Layout.Blocks * volume.Layout.Entries;
        Block = block;
        Entry = entry - 1;
        if (entry >= volume.Layout.Entries)
        {
            Entry = -1;
            Block++;
            if (Block >= volume.Layout.Blocks)
            {
                Block = 0;
                _remaining = wraps ? _remaining : 0;
            }
        }

        // Next() steps once before the first entry.
        _remaining += _remaining > 0 ? 1 : 0;
    }

    /// <summary>The block of the entry.</summary>
    public int Block { get; private set; }

    /// <summary>The number of the entry in its block.</summary>
    public int Entry { get; private set; }

    /// <summary>The page that the entry describes.</summary>
    public readonly ushort Page => _volume.Layout.PageAt(Block, Entry);

    /// <summary>The object identifier in the buffer at the place of the entry.</summary>
    public readonly ushort Id => BinaryPrimitives.ReadUInt16LittleEndian(
        _volume.Buffers.Slice(Layout.PageBytes + (Entry * Layout.EntryBytes)));

    /// <summary>Goes to the next entry; false if all were visited.</summary>
    public bool Next()
    {
        Entry++;
        _remaining--;
        if (_isLoaded && Entry < _volume.Layout.Entries)
            return true;
        if (_isLoaded)
        {
            Entry = 0;
            Block++;
            if (Block >= _volume.Layout.Blocks)
            {
                Block = 0;
                if (!_wraps)
                    return false;
            }
        }

        if (_remaining <= 0)
            return false;
        Reload();
        _isLoaded = true;
        return true;
    }

    /// <summary>Reads the lookup page of the block into the buffer again.</summary>
    public readonly void Reload() => _volume.LoadLookup(Block);
}
