using System.Numerics;

namespace Esp8266.Memory;

// Walks that verify the heap's invariants. They are slow: for tests, statistics and crash reports.
public sealed unsafe partial class Heap
{
    /// <summary>The largest block, in usable bytes, that <see cref="Allocate"/> can return now. It is far
    /// below <see cref="BytesFree"/> when the heap is fragmented.</summary>
    internal uint LargestFree
    {
        get
        {
            uint largest = _end - Block.HeaderBytes - _state.Top;
            for (uint at = Head(LastList()); at != 0; at = At(at)->Next)
                largest = Math.Max(largest, At(at)->Size);
            return largest < Block.SmallestBytes ? 0 : largest - Block.HeaderBytes;
        }
    }

    /// <summary>Walks all blocks and all free lists, and verifies that they
    /// agree with each other and with the counters.</summary>
    /// <returns>The counts. Used, free and overhead bytes add up to the whole heap.</returns>
    /// <exception cref="HeapCorruption">An invariant is violated.</exception>
    internal HeapReport Check()
    {
        HeapReport report = WalkBlocks();
        uint sum = report.UsedBytes + report.FreeBytes + report.OverheadBytes;
        Require(sum == _end - _start, "sum of parts", _start);
        Require(report.FreeBytes == BytesFree, "free bytes counted", _start);
        Require(WalkLists() == report.FreeBlocks, "every free block is on a list", _start);
        Require(HighWater >= BytesUsed && _state.TopReached >= _state.Top, "high-water marks", _start);
        return report;
    }

    HeapReport WalkBlocks()
    {
        uint usedBlocks = 0, freeBlocks = 0, used = 0, before = 0;
        uint free = _end - Block.HeaderBytes - _state.Top;
        bool freeBefore = false;
        uint at = _start;
        while (at < _state.Top)
        {
            uint size = At(at)->Size & ~7u;
            bool isFree = (At(at)->Size & Block.Used) == 0;
            Require(At(at)->Before == before, "boundary tag", at);
            Require(size >= Block.SmallestBytes && size <= _state.Top - at, "size of a block", at);
            Require((At(at)->Size & 6) == 0, "flags of a block", at);
            Require(!(isFree && freeBefore), "no two free neighbours", at);
            if (isFree)
            {
                freeBlocks++;
                free += size;
            }
            else
            {
                usedBlocks++;
                used += size - Block.HeaderBytes;
            }

            (before, freeBefore) = (size, isFree);
            at += size;
        }

        Require(!freeBefore && At(at)->Before == before, "the top follows a block in use", at);
        Require(At(at)->Size == 0, "the top has no size", at);
        return new(usedBlocks, freeBlocks, used, free, (usedBlocks + 1) * Block.HeaderBytes);
    }

    uint WalkLists()
    {
        uint count = 0;
        for (int list = 0; list < HeapState.AllLists; list++)
        {
            uint previous = 0;
            Require(IsMarked(list) == (Head(list) != 0), "bit map of the free lists", Head(list));
            for (uint at = Head(list); at != 0; at = At(at)->Next)
            {
                Require(Owns(at) && (at & 7) == 0 && at < _state.Top, "a list links blocks", at);
                Require((At(at)->Size & Block.Used) == 0, "a list links free blocks", at);
                Require(ListOf(At(at)->Size) == list, "list of a size", at);
                Require(At(at)->Previous == previous, "back link", at);
                previous = at;
                count++;
            }
        }

        return count;
    }

    bool IsMarked(int list)
    {
        if (list < HeapState.SmallLists)
            return (_state.SmallMap >> list & 1) != 0;

        int level = (list - HeapState.SmallLists) / HeapState.ListsPerLevel;
        bool marked = (_state.Lists[level] >> (list % HeapState.ListsPerLevel) & 1) != 0;
        Require(!marked || (_state.LevelMap >> level & 1) != 0, "bit map of the levels", _start);
        return marked;
    }

    /// <summary>The list with the largest blocks, or an empty list if all lists are empty.</summary>
    int LastList()
    {
        if (_state.LevelMap == 0)
            return _state.SmallMap == 0 ? 0 : BitOperations.Log2(_state.SmallMap);

        int level = BitOperations.Log2(_state.LevelMap);
        int list = BitOperations.Log2(_state.Lists[level]);
        return HeapState.SmallLists + level * HeapState.ListsPerLevel + list;
    }

    static void Require(bool holds, string rule, uint at)
    {
        if (!holds)
            throw new HeapCorruption($"The heap's rule '{rule}' does not hold at {new Address(at)}.");
    }
}
