using System.Runtime.CompilerServices;

namespace Esp8266.Memory;

/// <summary>The header of a block, and what a free block keeps in its first usable bytes.</summary>
/// <remarks>An allocated block owns everything from <see cref="Next"/> on.</remarks>
struct Block
{
    public const uint HeaderBytes = 8;
    public const uint SmallestBytes = 16;
    public const uint Used = 1;

    /// <summary>Bytes of the block that lies before this one, 0 for the first: the boundary tag.</summary>
    public uint Before;

    /// <summary>Bytes of this block, its header included; a multiple of 8, plus <see cref="Used"/> when given out.</summary>
    public uint Size;

    /// <summary>The next block on the same free list; 0 at its end.</summary>
    public uint Next;

    /// <summary>The previous block on the same free list; 0 at its head.</summary>
    public uint Previous;
}

/// <summary>What a heap keeps outside the flat memory: free list heads, bit maps, counters. Copying it is a snapshot.</summary>
struct HeapState
{
    /// <summary>Blocks below this have a list for each size; larger ones share 16 lists for each power of two.</summary>
    public const uint SmallLimit = 512;

    public const int SmallLists = (int)(SmallLimit / 8);
    public const int ListsPerLevel = 16;

    // 512 bytes to 1 GiB: 2^9 to 2^30.
    public const int Levels = 22;

    /// <summary>The header where the untouched rest of the heap begins.</summary>
    public uint Top;

    /// <summary>The highest <see cref="Top"/> ever.</summary>
    public uint TopReached;

    public uint BytesUsed;
    public uint HighWater;

    /// <summary>Bit n: the list of small blocks of 8 n bytes is not empty.</summary>
    public ulong SmallMap;

    /// <summary>Bit n: some list of level n is not empty.</summary>
    public uint LevelMap;

    /// <summary>Bit m of entry n: list m of level n is not empty.</summary>
    public LevelMaps Lists;

    /// <summary>The first block of each list, small ones first; 0 when it is empty.</summary>
    public ListHeads Heads;

    [InlineArray(Levels)]
    public struct LevelMaps
    {
        uint _first;
    }

    [InlineArray(SmallLists + Levels * ListsPerLevel)]
    public struct ListHeads
    {
        uint _first;
    }
}
