using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Esp8266.Memory;

// The segregated free lists: the list for each size, and how blocks leave and enter a list.
public sealed unsafe partial class Heap
{
    /// <summary>Takes the first block off the list for exactly this size. The list
    /// must not be empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint TakeExact(uint size)
    {
        unchecked
        {
            ref uint head = ref Head((int)(size / 8));
            uint at = head;
            Block* block = At(at);
            uint next = block->Next;
            head = next;
            if (next == 0)
                _state.SmallMap &= ~(1UL << (int)(size / 8));
            else
                At(next)->Previous = 0;
            block->Size = size | Block.Used;
            Count(size);
            return at + Block.HeaderBytes;
        }
    }

    /// <summary>Takes a block from the first list whose blocks all fit, else from the top,
    /// else from a search.</summary>
    uint TakeAny(uint size)
    {
        Debug.Assert(
            size % 8 == 0 && size >= Block.SmallestBytes,
            "A block is a multiple of 8 bytes, its header among them.");
        unchecked
        {
            int list = FirstListFor(size);
            if (list >= 0)
                return Split(Head(list), size);

            uint at = _state.Top;
            if (size <= _end - Block.HeaderBytes - at)
            {
                RaiseTop(at, size);
                Count(size);
                return at + Block.HeaderBytes;
            }

            return TakeLast(size);
        }
    }

    /// <summary>Searches the list that <paramref name="size"/> belongs to, block by
    /// block, since some of its blocks are smaller.</summary>
    uint TakeLast(uint size)
    {
        if (size < HeapState.SmallLimit)
            return 0;

        for (uint at = Head(ListOf(size)); at != 0; at = At(at)->Next)
        {
            if (At(at)->Size >= size)
                return Split(at, size);
        }

        return 0;
    }

    /// <summary>Allocates the front of a free block and puts the rest back on a list.</summary>
    uint Split(uint at, uint size)
    {
        uint had = At(at)->Size;
        Unlink(at, had);
        Count(Cut(at, had, size));
        return at + Block.HeaderBytes;
    }

    /// <summary>Turns the front of a piece of memory into a used block, and the rest
    /// into a free block. The piece is on no list.</summary>
    /// <param name="at">The start of the piece. The block after it is in use.</param>
    /// <param name="had">The length of the piece, in bytes.</param>
    /// <param name="size">The length of the used block, in bytes.</param>
    /// <returns>The size of the used block. It includes a rest that is too small for a block.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint Cut(uint at, uint had, uint size)
    {
        unchecked
        {
            uint rest = had - size;
            if (rest < Block.SmallestBytes)
            {
                size = had;
            }
            else
            {
                At(at + had)->Before = rest;
                Link(at + size, rest);
            }

            At(at)->Size = size | Block.Used;
            At(at + size)->Before = size;
            return size;
        }
    }

    /// <summary>Makes a used block of <paramref name="size"/> bytes at the
    /// end of the heap and moves the top behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void RaiseTop(uint at, uint size)
    {
        At(at)->Size = size | Block.Used;
        WriteTop(unchecked(at + size), size);
    }

    // The top has size 0, so that it never looks like a used block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void WriteTop(uint top, uint before)
    {
        At(top)->Before = before;
        At(top)->Size = 0;
        _state.Top = top;
        if (top > _state.TopReached)
            _state.TopReached = top;
    }

    /// <summary>Merges a freed block with its free neighbours and puts the result on its list.</summary>
    /// <param name="at">The block.</param>
    /// <param name="size">Its size, in bytes.</param>
    /// <param name="before">The size of the block before it; 0 if that block is known to be in use.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Release(uint at, uint size, uint before)
    {
        unchecked
        {
            uint next = at + size;
            if (before != 0 && (At(at - before)->Size & Block.Used) == 0)
            {
                at -= before;
                size += before;
                Unlink(at, before);
            }

            if (next == _state.Top)
            {
                WriteTop(at, At(at)->Before);
                return;
            }

            uint behind = At(next)->Size;
            if ((behind & Block.Used) == 0)
            {
                Unlink(next, behind);
                size += behind;
                next += behind;
            }

            At(next)->Before = size;
            Link(at, size);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Link(uint at, uint size)
    {
        unchecked
        {
            int list = ListOf(size);
            ref uint head = ref Head(list);
            uint next = head;
            Block* block = At(at);
            block->Size = size;
            block->Next = next;
            block->Previous = 0;
            head = at;
            if (next != 0)
                At(next)->Previous = at;
            else
                MarkFilled(list);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Unlink(uint at, uint size)
    {
        Block* block = At(at);
        uint next = block->Next;
        uint previous = block->Previous;
        if (next != 0)
            At(next)->Previous = previous;
        if (previous != 0)
        {
            At(previous)->Next = next;
            return;
        }

        int list = ListOf(size);
        Debug.Assert(Head(list) == at, "The first block of a list is its head.");
        Head(list) = next;
        if (next == 0)
            MarkEmpty(list);
    }

    /// <summary>The list for free blocks of this size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int ListOf(uint size)
    {
        if (size < HeapState.SmallLimit)
            return (int)(size / 8);

        // The four bits below the leading one choose among the 16 lists of a level.
        int log = BitOperations.Log2(size);
        return HeapState.SmallLists + ((log - 9) << 4) + (int)(size >> (log - 4) & 15);
    }

    /// <summary>The first non-empty list that holds only blocks of at least this size; -1
    /// if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int FirstListFor(uint size)
    {
        unchecked
        {
            if (size < HeapState.SmallLimit)
            {
                ulong small = _state.SmallMap & (ulong.MaxValue << (int)(size / 8));
                if (small != 0)
                    return BitOperations.TrailingZeroCount(small);
                if (_state.LevelMap == 0)
                    return -1;
                size = HeapState.SmallLimit;
            }
            else
            {
                // Round up to the smallest size of the next list: every block there fits.
                size += (1u << (BitOperations.Log2(size) - 4)) - 1;
            }

            return FirstLargeListFor(size);
        }
    }

    int FirstLargeListFor(uint size)
    {
        unchecked
        {
            int from = ListOf(size) - HeapState.SmallLists;
            int level = from / HeapState.ListsPerLevel;
            uint lists = _state.Lists[level] & (uint.MaxValue << (from % HeapState.ListsPerLevel));
            if (lists == 0)
            {
                uint levels = _state.LevelMap & (uint.MaxValue << (level + 1));
                if (levels == 0)
                    return -1;
                level = BitOperations.TrailingZeroCount(levels);
                lists = _state.Lists[level];
            }

            int list = BitOperations.TrailingZeroCount(lists);
            return HeapState.SmallLists + level * HeapState.ListsPerLevel + list;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void MarkFilled(int list)
    {
        if (list < HeapState.SmallLists)
        {
            _state.SmallMap |= 1UL << list;
            return;
        }

        int level = (list - HeapState.SmallLists) / HeapState.ListsPerLevel;
        _state.Lists[level] |= 1u << (list % HeapState.ListsPerLevel);
        _state.LevelMap |= 1u << level;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void MarkEmpty(int list)
    {
        if (list < HeapState.SmallLists)
        {
            _state.SmallMap &= ~(1UL << list);
            return;
        }

        int level = (list - HeapState.SmallLists) / HeapState.ListsPerLevel;
        uint lists = _state.Lists[level] &= ~(1u << (list % HeapState.ListsPerLevel));
        if (lists == 0)
            _state.LevelMap &= ~(1u << level);
    }

    // Every list number comes from ListOf or from a bit map, so a bounds check is not needed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref uint Head(int list)
    {
        Debug.Assert((uint)list < HeapState.AllLists, "There is a list of this number.");
        return ref Unsafe.Add(ref Unsafe.As<HeapState.ListHeads, uint>(ref _state.Heads), list);
    }
}
