using System.Diagnostics;

namespace Esp8266.Spiffs;

/// <summary>Where things lie: blocks of pages, the first page of a block being its object lookup
/// page.</summary>
/// <remarks>
/// A lookup page holds an object identifier of 16 bits for each other page of its block. Its last two entries
/// are the magic and the erase count of the block. Source: nodemcu-firmware 36cbf9f0,
/// app/spiffs/spiffs_nucleus.h.
/// </remarks>
sealed class Layout(SpiffsOptions options)
{
    /// <summary>The size of a page, in bytes.</summary>
    public const int PageBytes = 256;

    /// <summary>The bytes of content in a data page: all behind the page header.</summary>
    public const int DataBytes = PageBytes - PageHeader.Bytes;

    /// <summary>The bytes of a name with its zero.</summary>
    public const int NameBytes = 32;

    /// <summary>The entries of an object index header: pages of content.</summary>
    public const int HeaderEntries = (PageBytes - IndexPage.HeaderTable) / EntryBytes;

    /// <summary>The entries of every further index page.</summary>
    public const int IndexEntries = (PageBytes - IndexPage.Table) / EntryBytes;

    /// <summary>The bytes of an entry, of a lookup page and of an index.</summary>
    public const int EntryBytes = 2;

    const int EraseCountPlace = PageBytes - EntryBytes;
    const int MagicPlace = PageBytes - (2 * EntryBytes);

    /// <summary>The number of blocks.</summary>
    public int Blocks { get; } = (int)(options.Bytes / (uint)options.BlockBytes);

    /// <summary>The size of a block, in bytes.</summary>
    public int BlockBytes => options.BlockBytes;

    /// <summary>The pages of a block, with the lookup page.</summary>
    public int PagesPerBlock { get; } = options.BlockBytes / PageBytes;

    /// <summary>The pages of a block that its lookup page describes.</summary>
    public int Entries => PagesPerBlock - 1;

    /// <summary>All pages.</summary>
    public int Pages => Blocks * PagesPerBlock;

    /// <summary>The address of a page.</summary>
    public uint AddressOf(int page)
    {
        Debug.Assert(page >= 0 && page < Pages, "a page lies in the file system");
        return (uint)page * PageBytes;
    }

    /// <summary>The address of a block, which is that of its lookup page.</summary>
    public uint AddressOfBlock(int block)
    {
        Debug.Assert(block >= 0 && block < Blocks, "a block lies in the file system");
        return (uint)(block * BlockBytes);
    }

    /// <summary>The address of the lookup entry of a page.</summary>
    public uint AddressOfEntry(int page)
    {
        Debug.Assert(!IsLookup(page), "a lookup page has no lookup entry");
        return AddressOfBlock(BlockOf(page)) + (uint)(EntryOf(page) * EntryBytes);
    }

    /// <summary>The address of a block's erase count.</summary>
    public uint AddressOfEraseCount(int block) => AddressOfBlock(block) + EraseCountPlace;

    /// <summary>The address of a block's magic.</summary>
    public uint AddressOfMagic(int block) => AddressOfBlock(block) + MagicPlace;

    /// <summary>The magic of a block, which tells how many blocks are left from it on.</summary>
    public ushort MagicOf(int block) => (ushort)(0x20140529 ^ PageBytes ^ (Blocks - block));

    /// <summary>The page that a lookup entry describes.</summary>
    public ushort PageAt(int block, int entry) => (ushort)((block * PagesPerBlock) + 1 + entry);

    /// <summary>The block of a page.</summary>
    public int BlockOf(int page) => page / PagesPerBlock;

    /// <summary>The lookup entry of a page in its block; -1 for the lookup page itself.</summary>
    public int EntryOf(int page) => (page % PagesPerBlock) - 1;

    /// <summary>Whether the number would be that of a lookup page.</summary>
    public bool IsLookup(int page) => page % PagesPerBlock == 0;

    /// <summary>Whether the number is too large. The first number behind the end passes for one of a lookup
    /// page, as in the reference.</summary>
    public bool IsBehindEnd(int page) => page > Pages;

    /// <summary>The span index of the index page that lists a data page.</summary>
    public static ushort IndexSpanOf(ushort dataSpan) =>
        dataSpan < HeaderEntries ? (ushort)0 : (ushort)(1 + ((dataSpan - HeaderEntries) / IndexEntries));

    /// <summary>The entry of a data page in its index page.</summary>
    public static int IndexEntryOf(ushort dataSpan) =>
        dataSpan < HeaderEntries ? dataSpan : (dataSpan - HeaderEntries) % IndexEntries;

    /// <summary>The span index of the first data page that an index page lists.</summary>
    public static ushort FirstDataSpanOf(ushort indexSpan) =>
        indexSpan == 0 ? (ushort)0 : (ushort)(HeaderEntries + ((indexSpan - 1) * IndexEntries));
}
