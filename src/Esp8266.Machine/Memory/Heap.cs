using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Esp8266.Memory;

/// <summary>The firmware's malloc: first-come blocks inside data RAM, freed in constant time.</summary>
/// <remarks>
/// <para>A block is a 16-byte header and its usable bytes, a multiple of 8, as in the SDK's heap. Blocks lie
/// one after the other; a free block never lies beside another free one. What has not been given out yet is
/// the top: it is cut off only when no free list has a block that fits, so host pages above it stay
/// untouched.</para>
/// <para>Allocating and freeing are O(1): free blocks of less than 512 bytes are on a list for their exact
/// size, larger ones on one of 16 lists for each power of two, and bit maps find the first list that fits.
/// (Masmano, Ripoll, Crespo and Real, TLSF: a new dynamic memory allocator for real-time systems, 2004.) Only
/// an allocation that would fail otherwise walks one list.</para>
/// <para>Not safe for use from two threads at once, as a device is not.</para>
/// </remarks>
public sealed unsafe partial class Heap
{
    // Nothing larger fits a heap below 1 GiB; keeps the arithmetic on sizes from wrapping.
    const uint LargestRequest = 0x4000_0000;

    readonly byte* _origin;
    readonly uint _start;
    readonly uint _end;
    HeapState _state;

    // 0 when no failure is wanted; else how many more requests to count until one fails.
    ulong _untilFailure;
    bool _failOnce;

    /// <summary>Lays an empty heap over a committed range.</summary>
    /// <param name="memory">The device's memory; must outlive the heap.</param>
    /// <param name="start">The first device address; rounded up to a multiple of 8.</param>
    /// <param name="bytes">The length of the range; at least 64 bytes, less than 1 GiB.</param>
    internal Heap(FlatMemory memory, uint start, uint bytes)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 64u);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bytes, LargestRequest);
        Memory = memory;
        _origin = memory.Origin;
        _start = (start + 7) & ~7u;
        _end = (start + bytes) & ~7u;
        _state.Top = _state.TopReached = _start;
        WriteTop(_start, before: 0);
    }

    /// <summary>The memory the blocks lie in.</summary>
    internal FlatMemory Memory { get; }

    /// <summary>The first device address of the heap.</summary>
    public uint Start => _start;

    /// <summary>The first device address after the heap.</summary>
    public uint End => _end;

    /// <summary>Bytes in free blocks, headers included: what <c>node.heap()</c> reports.</summary>
    public uint BytesFree => _end - _start - Block.HeaderBytes - _state.BytesUsed;

    /// <summary>Bytes in allocated blocks, headers and rounding included.</summary>
    public uint BytesUsed => _state.BytesUsed;

    /// <summary>The largest <see cref="BytesUsed"/> so far.</summary>
    public uint HighWater => _state.HighWater;

    /// <summary>Requests that failed because <see cref="FailAllocation"/> said so.</summary>
    public ulong FailuresInjected { get; private set; }

    /// <summary>Gives out a block.</summary>
    /// <param name="bytes">Usable bytes wanted; 0 is treated as 1.</param>
    /// <returns>The device address of the usable bytes, a multiple of 8; 0 when no free block is large
    /// enough.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Allocate(uint bytes)
    {
        unchecked
        {
            if (_untilFailure != 0 || bytes >= LargestRequest)
                return AllocateRarely(bytes);

            uint size = BlockSize(bytes);
            bool isExact = size < HeapState.SmallLimit && (_state.SmallMap >> (int)(size / 8) & 1) != 0;
            return isExact ? TakeExact(size) : TakeAny(size);
        }
    }

    /// <summary>Takes a block back; address 0 is ignored.</summary>
    /// <param name="address">What <see cref="Allocate"/> returned.</param>
    /// <exception cref="HeapCorruption">No block in use starts there, or its neighbourhood has been
    /// overwritten.</exception>
    internal void Free(uint address)
    {
        unchecked
        {
            if (address == 0)
                return;

            uint at = BlockOf(address);
            Block* block = At(at);
            uint size = block->Size - Block.Used;
            _state.BytesUsed -= size;

            // Also when the block is about to vanish in its neighbour: a second Free then finds it free.
            block->Size = size;
            Release(at, size, block->Before);
        }
    }

    /// <summary>Makes a block larger or smaller, in place where the bytes behind it are free.</summary>
    /// <param name="address">What <see cref="Allocate"/> returned; 0 allocates.</param>
    /// <param name="bytes">Usable bytes wanted; 0 is treated as 1.</param>
    /// <returns>Where the block is now; 0 when it does not fit, and then the block stays as it is.</returns>
    /// <exception cref="HeapCorruption">No block in use starts there, or its neighbourhood has been
    /// overwritten.</exception>
    internal uint Reallocate(uint address, uint bytes)
    {
        unchecked
        {
            if (address == 0)
                return Allocate(bytes);

            uint at = BlockOf(address);
            uint had = At(at)->Size - Block.Used;
            uint size = bytes < LargestRequest ? BlockSize(bytes) : LargestRequest;
            if (size > had)
                return FailsNow() ? 0 : Grow(at, had, size);

            CutTail(at, had, size);
            return address;
        }
    }

    /// <summary>The usable bytes of an allocated block: what was asked for, rounded up.</summary>
    /// <exception cref="HeapCorruption">No block in use starts there, or its neighbourhood has been
    /// overwritten.</exception>
    internal uint SizeOf(uint address) => At(BlockOf(address))->Size - Block.Used - Block.HeaderBytes;

    /// <summary>Whether an address lies inside the heap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Owns(uint address) => unchecked(address - _start) < _end - _start;

    /// <summary>Makes one request for a block, or for a larger block, fail; for tests of how its user
    /// copes.</summary>
    /// <param name="number">Which one: 1 is the next.</param>
    /// <param name="andAllLater">Whether those after it fail too, until <see cref="FailNone"/>.</param>
    internal void FailAllocation(ulong number, bool andAllLater = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        _untilFailure = number;
        _failOnce = !andAllLater;
    }

    /// <summary>Lets requests succeed again.</summary>
    internal void FailNone() => _untilFailure = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint BlockSize(uint bytes)
    {
        uint size = unchecked(bytes + Block.HeaderBytes + 7) & ~7u;
        return size < Block.SmallestBytes ? Block.SmallestBytes : size;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Block* At(uint address) => (Block*)(_origin + address);

    /// <summary>The block whose usable bytes start at an address, after checking that there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint BlockOf(uint address)
    {
        unchecked
        {
            uint at = address - Block.HeaderBytes;
            if (at - _start < _state.Top - _start && (at & 7) == 0)
            {
                // In use, of a possible size, and the block behind it says the same.
                uint size = At(at)->Size - Block.Used;
                if ((size & 7) == 0 && size - 1 < _state.Top - at && At(at + size)->Before == size)
                    return at;
            }

            throw NotAllocated(address);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    uint AllocateRarely(uint bytes)
    {
        bool fails = FailsNow() || bytes >= LargestRequest;
        return fails ? 0 : TakeAny(BlockSize(bytes));
    }

    /// <summary>Counts a request, if a failure is wanted at all.</summary>
    bool FailsNow()
    {
        if (_untilFailure == 0 || --_untilFailure != 0)
            return false;

        // 1 again: the next request fails as this one does.
        _untilFailure = _failOnce ? 0u : 1u;
        FailuresInjected++;
        return true;
    }

    /// <summary>Enlarges a block where it is, if there is room behind it.</summary>
    /// <param name="address">What the block was allocated as.</param>
    /// <param name="bytes">More than it has.</param>
    /// <returns>False if there is no room; the block is then as it was.</returns>
    /// <exception cref="HeapCorruption">No block in use starts there, or its neighbourhood has been
    /// overwritten.</exception>
    internal bool TryGrow(uint address, uint bytes)
    {
        uint at = BlockOf(address);
        uint had = At(at)->Size - Block.Used;
        return bytes < LargestRequest && (BlockSize(bytes) <= had || GrowInPlace(at, had, BlockSize(bytes)));
    }

    uint Grow(uint at, uint had, uint size) =>
        GrowInPlace(at, had, size) ? at + Block.HeaderBytes : Move(at, had, size);

    bool GrowInPlace(uint at, uint had, uint size)
    {
        Debug.Assert(size > had, "A block grows to more than it has.");
        unchecked
        {
            uint next = at + had;
            if (next == _state.Top)
            {
                if (size > _end - Block.HeaderBytes - at)
                    return false;

                RaiseTop(at, size);
                Count(size - had);
                return true;
            }

            uint behind = At(next)->Size;
            if ((behind & Block.Used) != 0 || had + behind < size)
                return false;

            Unlink(next, behind);
            Count(Cut(at, had + behind, size) - had);
            return true;
        }
    }

    uint Move(uint at, uint had, uint size)
    {
        uint address = size < LargestRequest ? TakeAny(size) : 0;
        if (address == 0)
            return 0;

        uint bytes = had - Block.HeaderBytes;
        Buffer.MemoryCopy(_origin + at + Block.HeaderBytes, _origin + address, bytes, bytes);
        Free(at + Block.HeaderBytes);
        return address;
    }

    /// <summary>Frees what a block in use has beyond <paramref name="size"/>, if that is enough for a
    /// block.</summary>
    void CutTail(uint at, uint had, uint size)
    {
        Debug.Assert(size <= had, "No more is kept of a block than it has.");
        unchecked
        {
            uint rest = had - size;
            if (rest < Block.SmallestBytes)
                return;

            At(at)->Size = size | Block.Used;
            uint tail = at + size;
            At(tail)->Before = size;
            At(tail)->Size = rest;
            _state.BytesUsed -= rest;
            Release(tail, rest, before: 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Count(uint taken)
    {
        uint used = unchecked(_state.BytesUsed += taken);
        if (used > _state.HighWater)
            _state.HighWater = used;
    }

    static HeapCorruption NotAllocated(uint address) =>
        new($"No block in use starts at {new Address(address)}.");
}
