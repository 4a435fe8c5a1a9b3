using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Esp8266.Spiffs;

/// <summary>The pages of a file system, without the objects they make up.</summary>
/// <remarks>
/// Two buffers of a page lie one behind the other, as in the reference: some of its loops write, or look,
/// past an end of one and find the other. Source: nodemcu-firmware 36cbf9f0, app/spiffs/spiffs_nucleus.c.
/// </remarks>
sealed partial class Volume
{
    /// <summary>Erase counts stay below this number.</summary>
    const int EraseCounts = 0x8000;

    readonly byte[] _buffers = new byte[2 * Layout.PageBytes];

    public Volume(IFlashMedium medium, SpiffsOptions options)
    {
        if (medium.SectorSize <= 0 || options.BlockBytes % medium.SectorSize != 0)
            throw new ArgumentException("a block of the file system is a number of sectors", nameof(medium));
        SectorBytes = medium.SectorSize;
        Layout = new Layout(options);
        Cache = new PageCache(medium, options);
    }

    public Layout Layout { get; }

    public PageCache Cache { get; }

    /// <summary>Both buffers.</summary>
    public Span<byte> Buffers => _buffers;

    /// <summary>The buffer for index pages and for what a search counts.</summary>
    public Span<byte> Work => _buffers.AsSpan(0, Layout.PageBytes);

    /// <summary>The buffer for lookup pages.</summary>
    public Span<byte> Lookup => _buffers.AsSpan(Layout.PageBytes);

    /// <summary>Blocks whose first entry is free.</summary>
    public uint FreeBlocks { get; private set; }

    /// <summary>Pages in use.</summary>
    public int AllocatedPages { get; private set; }

    /// <summary>Pages that wait for the erase of their block.</summary>
    public int DeletedPages { get; private set; }

    /// <summary>The erase count that the next block gets.</summary>
    public ushort EraseCount { get; private set; }

    /// <summary>True while a block is being emptied: pages can then be taken from the last free
    /// blocks.</summary>
    public bool IsCleaning { get; set; }

    int SectorBytes { get; }

    /// <summary>Erases every block, and writes magic and erase count to each.</summary>
    /// <remarks>Source: spiffs_hydrogen.c, <c>SPIFFS_format</c>.</remarks>
    public void Format()
    {
        for (int block = 0; block < Layout.Blocks; block++)
        {
            EraseCount = 0;
            EraseBlock(block);
        }
    }

    /// <summary>Checks the magic of each block and counts pages. One block without magic is erased.</summary>
    /// <remarks>Power may have failed between the erase of a block and its magic. Source: spiffs_nucleus.c,
    /// <c>spiffs_obj_lu_scan</c>.</remarks>
    public SpiffsError Scan()
    {
        Span<byte> words = stackalloc byte[2 * Layout.EntryBytes];
        int unerased = -1;
        ushort lowest = ObjectId.Free;
        ushort highest = 0;
        for (int block = 0; block < Layout.Blocks; block++)
        {
            // The erase count lies behind the magic, so both come with one read.
            Cache.ReadAside(Layout.AddressOfMagic(block), words);
            if (BinaryPrimitives.ReadUInt16LittleEndian(words) != Layout.MagicOf(block))
            {
                if (unerased >= 0)
                    return SpiffsError.NotAFileSystem;
                unerased = block;
            }

            ushort count = BinaryPrimitives.ReadUInt16LittleEndian(words[Layout.EntryBytes..]);
            if (count != ObjectId.Free)
            {
                lowest = Math.Min(lowest, count);
                highest = Math.Max(highest, count);
            }
        }

        bool hasWrapped = highest - lowest > ObjectId.Free / 2;
        EraseCount = (ushort)((hasWrapped ? lowest : highest) + 1);
        if (unerased >= 0)
            EraseBlock(unerased);
        CountPages();
        return SpiffsError.None;
    }

    /// <summary>Erases a block, and writes its erase count and magic. Cached copies stay.</summary>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_erase_block</c>.</remarks>
    public void EraseBlock(int block)
    {
        uint start = Layout.AddressOfBlock(block);
        for (uint sector = 0; sector < Layout.BlockBytes; sector += (uint)SectorBytes)
            Cache.Erase(start + sector);
        FreeBlocks++;
        ProgramWord(Layout.AddressOfEraseCount(block), EraseCount, CacheEffect.None);
        ProgramWord(Layout.AddressOfMagic(block), Layout.MagicOf(block), CacheEffect.None);
        EraseCount++;
        if (EraseCount == EraseCounts)
            EraseCount = 0;
    }

    /// <summary>Erases a block and drops the copies of its pages.</summary>
    /// <remarks>Source: spiffs_gc.c, <c>spiffs_gc_erase_block</c>.</remarks>
    public void RecycleBlock(int block)
    {
        EraseBlock(block);
        uint start = Layout.AddressOfBlock(block);
        for (uint page = 0; page < Layout.PagesPerBlock; page++)
            Cache.Drop(start + (page * Layout.PageBytes));
    }

    /// <summary>Reads a number of 16 bits past the cache.</summary>
    public ushort ReadWord(uint address)
    {
        Span<byte> word = stackalloc byte[2];
        Cache.ReadAside(address, word);
        return BinaryPrimitives.ReadUInt16LittleEndian(word);
    }

    /// <summary>Reads the lookup entry of a page through the cache.</summary>
    /// <returns>False for a lookup page, which has none.</returns>
    public bool TryReadEntry(ushort page, out ushort id)
    {
        id = ObjectId.Free;
        // A search that starts in front of the first entry can end at the lookup page itself.
        if (Layout.IsLookup(page))
            return false;
        Span<byte> word = stackalloc byte[2];
        Cache.Read(Layout.AddressOfEntry(page), word);
        id = BinaryPrimitives.ReadUInt16LittleEndian(word);
        return true;
    }

    /// <summary>Reads a page header past the cache.</summary>
    public PageHeader ReadHeaderAside(ushort page)
    {
        Span<byte> bytes = stackalloc byte[PageHeader.Bytes];
        Cache.ReadAside(Layout.AddressOf(page), bytes);
        return PageHeader.From(bytes);
    }

    /// <summary>Reads a page header through the cache.</summary>
    public PageHeader ReadHeader(ushort page)
    {
        Span<byte> bytes = stackalloc byte[PageHeader.Bytes];
        Cache.Read(Layout.AddressOf(page), bytes);
        return PageHeader.From(bytes);
    }

    /// <summary>Programs the marks of a page; set bits leave a mark as it is.</summary>
    public void ProgramMarks(ushort page, PageMarks marks, CacheEffect effect = CacheEffect.Update)
    {
        ReadOnlySpan<byte> mark = [(byte)marks];
        Cache.Program(Layout.AddressOf(page) + PageHeader.MarksPlace, mark, effect);
    }

    void ProgramWord(uint address, ushort value, CacheEffect effect = CacheEffect.Update)
    {
        Span<byte> word = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(word, value);
        Cache.Program(address, word, effect);
    }

    void CountPages()
    {
        FreeBlocks = 0;
        AllocatedPages = 0;
        DeletedPages = 0;
        for (int block = 0; block < Layout.Blocks; block++)
        {
            LoadLookup(block);
            // Neither number depends on the order of the bytes: all bits are set, or none.
            ReadOnlySpan<ushort> ids = MemoryMarshal.Cast<byte, ushort>(Lookup)[..Layout.Entries];
            int free = 0;
            int deleted = 0;
            foreach (ushort id in ids)
            {
                free += id == ObjectId.Free ? 1 : 0;
                deleted += id == ObjectId.Deleted ? 1 : 0;
            }

            FreeBlocks += ids[0] == ObjectId.Free ? 1u : 0u;
            DeletedPages += deleted;
            AllocatedPages += ids.Length - free - deleted;
        }
    }

    /// <summary>Takes the pages of a block that is about to be erased off the counts.</summary>
    public void ForgetPages(int allocated, int deleted)
    {
        Debug.Assert(allocated >= 0 && deleted >= 0, "a block has no fewer than no pages");
        AllocatedPages -= allocated;
        DeletedPages -= deleted;
    }
}
