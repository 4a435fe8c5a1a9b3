using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Esp8266.Memory;

/// <summary>The firmware's malloc. It allocates blocks in data RAM and frees them in constant time.</summary>
/// <remarks>
/// <para>As in the SDK's heap, a block is a 16-byte header and a multiple of 8 usable bytes. Blocks are
/// adjacent, and no two neighbours are both free. The memory that was never allocated is the top. It shrinks
/// only when no free list has a block that fits, so host pages above it stay untouched.</para>
/// <para>Allocating and freeing are O(1). A free block below 512 bytes is on a list for its exact size, a
/// larger one on one of 16 lists for each power of two, and bit maps find the first list that fits (Masmano,
/// Ripoll, Crespo and Real, TLSF: a new dynamic memory allocator for real-time systems, 2004). An allocation
/// walks a list only when it would fail otherwise.</para>
/// <para>Like a device, a heap must not be used by two threads at once.</para>
/// </remarks>
public sealed unsafe partial class Heap
{
    // No larger request fits a heap below 1 GiB. The limit also keeps arithmetic on sizes from wrapping.
    const uint LargestRequest = 0x4000_0000;

    readonly byte* _origin;
    readonly uint _start;
    readonly uint _end;
    HeapState _state;

    // The number of requests until one fails; 0 if none is to fail.
    ulong _untilFailure;
    bool _failOnce;

    // True if a request may be one that fails, or somebody watches: requests go the rare way.
    bool _isWatched;
    Action<uint>? _watch;

    /// <summary>Creates an empty heap in a committed range.</summary>
    /// <param name="memory">The device's memory; must outlive the heap.</param>
    /// <param name="start">The first device address; rounded up to a multiple of 8.</param>
    /// <param name="bytes">The length of the range: at least 64 bytes, less than 1 GiB.</param>
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

    /// <summary>The memory that holds the blocks.</summary>
    internal FlatMemory Memory { get; }

    /// <summary>The first device address of the heap.</summary>
    public uint Start => _start;

    /// <summary>The first device address after the heap.</summary>
    public uint End => _end;

    /// <summary>The bytes that are not allocated, headers included. <c>node.heap()</c>
    /// reports this number.</summary>
    public uint BytesFree => _end - _start - Block.HeaderBytes - _state.BytesUsed;

    /// <summary>The bytes in allocated blocks, headers and rounding included.</summary>
    public uint BytesUsed => _state.BytesUsed;

    /// <summary>The largest <see cref="BytesUsed"/> so far.</summary>
    public uint HighWater => _state.HighWater;

    /// <summary>The number of requests that <see cref="FailAllocation"/> made fail.</summary>
    public ulong FailuresInjected { get; private set; }

    /// <summary>Gets the address of each block that <see cref="Allocate"/> returns; null for nobody. A block
    /// that grows and moves by it is not told.</summary>
    internal Action<uint>? Watch
    {
        set
        {
            _watch = value;
            _isWatched = value is not null || _untilFailure != 0;
        }
    }

    /// <summary>Allocates a block.</summary>
    /// <param name="bytes">The usable bytes requested; 0 is treated as 1.</param>
    /// <returns>The device address of the usable bytes, a multiple of 8; 0 when no free
    /// block is large enough.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Allocate(uint bytes)
    {
        unchecked
        {
            return _isWatched || bytes >= LargestRequest ? AllocateRarely(bytes) : Take(BlockSize(bytes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint Take(uint size)
    {
        bool isExact = size < HeapState.SmallLimit && (_state.SmallMap >> (int)(size / 8) & 1) != 0;
        return isExact ? TakeExact(size) : TakeAny(size);
    }

    /// <summary>Frees a block. Address 0 is ignored.</summary>
    /// <param name="address">The result of <see cref="Allocate"/>.</param>
    /// <exception cref="HeapCorruption">No allocated block starts there, or
    /// the headers around it were overwritten.</exception>
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

            // Needed even if the block merges with its neighbour: a second Free must find it free.
            block->Size = size;
            Release(at, size, block->Before);
        }
    }

    /// <summary>Resizes a block, in place if the bytes after it are free.</summary>
    /// <param name="address">The result of <see cref="Allocate"/>; 0 allocates a new block.</param>
    /// <param name="bytes">The usable bytes requested; 0 is treated as 1.</param>
    /// <returns>The new address; 0 if there is no room, in which case the block is unchanged.</returns>
    /// <exception cref="HeapCorruption">No allocated block starts there, or
    /// the headers around it were overwritten.</exception>
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

    /// <summary>The usable bytes of an allocated block: the bytes requested, rounded up.</summary>
    /// <exception cref="HeapCorruption">No allocated block starts there, or
    /// the headers around it were overwritten.</exception>
    internal uint SizeOf(uint address) => At(BlockOf(address))->Size - Block.Used - Block.HeaderBytes;

    /// <summary>True if an address lies inside the heap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Owns(uint address) => unchecked(address - _start) < _end - _start;

    /// <summary>Makes a later allocation or growth fail, so that tests can check how
    /// the caller copes.</summary>
    /// <param name="number">The request that fails: 1 is the next.</param>
    /// <param name="andAllLater">True if all later requests fail too, until <see cref="FailNone"/>.</param>
    public void FailAllocation(ulong number, bool andAllLater = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        _untilFailure = number;
        _isWatched = true;
        _failOnce = !andAllLater;
    }

    /// <summary>Lets requests succeed again.</summary>
    public void FailNone()
    {
        _untilFailure = 0;
        _isWatched = _watch is not null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint BlockSize(uint bytes)
    {
        uint size = unchecked(bytes + Block.HeaderBytes + 7) & ~7u;
        return size < Block.SmallestBytes ? Block.SmallestBytes : size;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Block* At(uint address) => (Block*)(_origin + address);

    /// <summary>The block whose usable bytes start at an address. Verifies that there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint BlockOf(uint address)
    {
        unchecked
        {
            uint at = address - Block.HeaderBytes;
            if (at - _start < _state.Top - _start && (at & 7) == 0)
            {
                // The block is in use, its size is possible, and the boundary tag after it agrees.
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
        if (FailsNow() || bytes >= LargestRequest)
            return 0;
        uint address = Take(BlockSize(bytes));
        if (address != 0)
            _watch?.Invoke(address);
        return address;
    }

    /// <summary>Counts a request toward the planned failure, and tells if this is
    /// the one that fails.</summary>
    bool FailsNow()
    {
        if (_untilFailure == 0 || --_untilFailure != 0)
            return false;

        // A count of 1 makes the next request fail too.
        _untilFailure = _failOnce ? 0u : 1u;
        FailuresInjected++;
        return true;
    }

    /// <summary>Enlarges a block in place, if there is room after it.</summary>
    /// <param name="address">The address of the block.</param>
    /// <param name="bytes">The usable bytes requested; more than the block has.</param>
    /// <returns>False if there is no room. The block is then unchanged.</returns>
    /// <exception cref="HeapCorruption">No allocated block starts there, or
    /// the headers around it were overwritten.</exception>
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

    /// <summary>Shrinks a used block to <paramref name="size"/> and frees the
    /// tail, if the tail is large enough for a block.</summary>
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
