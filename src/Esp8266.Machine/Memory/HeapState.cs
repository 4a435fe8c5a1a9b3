using System.Runtime.CompilerServices;

namespace Esp8266.Memory;

/// <summary>The header of a block: 16 bytes in front of the usable bytes, as in the SDK.</summary>
/// <remarks>
/// The SDK's header holds next, size, file and line (the last two for its leak report) and counts in
/// multiples of 8. Source: ESP8266_NONOS_SDK v3.0, lib/libmain.a, mem_manager.o, pvPortMalloc and vPortFree,
/// which add and subtract 16; a 2015 measurement of 16 to 23 bytes lost for each block agrees (bagaloozy.com,
/// ESP8266 memory allocation overhead).
/// </remarks>
struct Block
{
    public const uint HeaderBytes = 16;

    /// <summary>The smallest block: usable bytes come in multiples of 8.</summary>
    public const uint SmallestBytes = HeaderBytes + 8;

    /// <summary>The bit of <see cref="Size"/> that marks an allocated block.</summary>
    public const uint Used = 1;

    /// <summary>The boundary tag: the size of the block before this one, in bytes; 0
    /// for the first block.</summary>
    public uint Before;

    /// <summary>The size of this block with its header: a multiple of 8, plus
    /// <see cref="Used"/> when allocated.</summary>
    public uint Size;

    /// <summary>The next block on the free list; 0 at the end. Valid in free blocks only.</summary>
    public uint Next;

    /// <summary>The previous block on the free list; 0 at the head. Valid in free blocks only.</summary>
    public uint Previous;
}

/// <summary>The part of a heap that lives outside the flat memory: list
/// heads, bit maps, counters. A copy is a snapshot.</summary>
struct HeapState
{
    /// <summary>Blocks below this size, in bytes, have one list for each size. Larger
    /// blocks have 16 lists for each power of two.</summary>
    public const uint SmallLimit = 512;

    public const int SmallLists = (int)(SmallLimit / 8);
    public const int ListsPerLevel = 16;

    // 512 bytes to 1 GiB: 2^9 to 2^30.
    public const int Levels = 22;

    public const int AllLists = SmallLists + Levels * ListsPerLevel;

    /// <summary>The address of the header where the untouched rest of the heap begins.</summary>
    public uint Top;

    /// <summary>The highest value that <see cref="Top"/> has had.</summary>
    public uint TopReached;

    public uint BytesUsed;
    public uint HighWater;

    /// <summary>Bit n is set if the list for blocks of 8 n bytes is not empty.</summary>
    public ulong SmallMap;

    /// <summary>Bit n is set if any list of level n is not empty.</summary>
    public uint LevelMap;

    /// <summary>Bit m of entry n is set if list m of level n is not empty.</summary>
    public LevelMaps Lists;

    /// <summary>The first block of each list, small ones first; 0 when it is empty.</summary>
    public ListHeads Heads;

    [InlineArray(Levels)]
    public struct LevelMaps
    {
        uint _first;
    }

    [InlineArray(AllLists)]
    public struct ListHeads
    {
        uint _first;
    }
}
