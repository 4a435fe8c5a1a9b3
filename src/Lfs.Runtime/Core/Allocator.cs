using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

/// <summary>When the collector runs because memory is short: <c>node.egc</c>.</summary>
[Flags]
enum EgcMode
{
    NotActive = 0,
    OnAllocFailure = 1,
    OnMemLimit = 2,
    Always = 4,
}

// lmem.c and the allocator of lauxlib.c: every byte of Lua data passes here and is counted.
abstract unsafe partial class Allocator<T>(Device device, Firmware<T> firmware)
    : VmState<T>(device, firmware)
    where T : unmanaged, ITarget<T>
{
    /// <summary>
    /// Bytes of Lua objects in use, allocator overhead not counted: what <c>collectgarbage"count"</c> shows.
    /// </summary>
    internal uint TotalBytes;

    /// <summary>The most that <see cref="TotalBytes"/> has been since the state was made.</summary>
    public uint PeakBytes { get; private protected set; }

    /// <summary>The collector steps when <see cref="TotalBytes"/> reaches this.</summary>
    internal uint GcThreshold;

    /// <summary>The reasons for a forced collection: <c>node.egc.setmode</c>.</summary>
    internal EgcMode EgcMode;

    /// <summary>Positive: most Lua bytes. Negative: heap bytes to keep free. 0: none.</summary>
    internal int MemLimit;

    /// <summary>
    /// A block for Lua data. Throws "not enough memory" when even a collection does not help.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Alloc(uint bytes)
    {
        uint at = EgcMode > EgcMode.OnAllocFailure ? 0 : _heap.Allocate(bytes);
        if (at == 0)
            at = AllocEmergency(0, 0, bytes);
        TotalBytes += bytes;
        if (TotalBytes > PeakBytes)
            PeakBytes = TotalBytes;
        return at;
    }

    /// <summary>Gives back a block of the size it was allocated with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Free(uint address, uint bytes)
    {
        Debug.Assert(!InRom(address), "Only a block of the heap is freed.");
        Debug.Assert(address == 0 || bytes <= TotalBytes, "A block is no larger than all data in use.");
        if (address == 0)
            return;
        _heap.Free(address);
        TotalBytes -= bytes;
    }

    /// <summary>Resizes a block (lmem.c, luaM_realloc_); it may move. Shrinking cannot fail.</summary>
    internal uint Realloc(uint address, uint oldBytes, uint newBytes)
    {
        Debug.Assert((address == 0) == (oldBytes == 0), "A block has a size, and no block has none.");
        Debug.Assert(!InRom(address), "Only a block of the heap is resized.");
        Debug.Assert(oldBytes <= TotalBytes, "A block is no larger than all data in use.");
        if (newBytes == 0)
        {
            Free(address, oldBytes);
            return 0;
        }
        if (address == 0)
            return Alloc(newBytes);
        uint at = EgcMode > EgcMode.OnAllocFailure ? 0 : Resize(address, oldBytes, newBytes);
        if (at == 0)
            at = AllocEmergency(address, oldBytes, newBytes);
        TotalBytes = TotalBytes - oldBytes + newBytes;
        if (TotalBytes > PeakBytes)
            PeakBytes = TotalBytes;
        return at;
    }

    /// <summary>A block of another size, or 0 if the heap has no room for it. A cancellation is heard while a
    /// long block moves; the block is then as it was.</summary>
    private protected uint Resize(uint address, uint oldBytes, uint newBytes)
    {
        Debug.Assert(address != 0 && newBytes != 0, "A block is resized to another block.");
        if (oldBytes < LongBlock || newBytes <= oldBytes)
            return _heap.Reallocate(address, newBytes);
        if (_heap.TryGrow(address, newBytes))
            return address;
        uint at = _heap.Allocate(newBytes);
        if (at == 0)
            return 0;
        try
        {
            CopyBytes(new Span<byte>(At(address), (int)oldBytes), new Span<byte>(At(at), (int)oldBytes));
        }
        catch (BudgetExceeded)
        {
            _heap.Free(at);
            throw;
        }
        _heap.Free(address);
        return at;
    }

    /// <summary>The heap itself moves shorter blocks: that takes a few milliseconds at most.</summary>
    private protected const uint LongBlock = 8 << 20;

    /// <summary>
    /// The emergency collector: collects before the allocation, or after a first failure, as the mode says.
    /// </summary>
    /// <remarks>Source: lauxlib.c, <c>l_alloc</c>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    uint AllocEmergency(uint address, uint oldBytes, uint newBytes)
    {
        EgcMode mode = EgcMode;
        bool limited = (mode & EgcMode.OnMemLimit) != 0;
        CollectFirst();
        if (limited && MemLimit > 0 && newBytes > oldBytes && ExceedsLimit(newBytes - oldBytes))
            ThrowMemoryError();
        uint at = address == 0 ? _heap.Allocate(newBytes) : Resize(address, oldBytes, newBytes);
        if (at == 0 && (mode & EgcMode.OnAllocFailure) != 0)
        {
            EmergencyCollect();
            at = address == 0 ? _heap.Allocate(newBytes) : Resize(address, oldBytes, newBytes);
        }
        if (at == 0)
            ThrowMemoryError();
        return at;
    }

    /// <summary>The collections that the mode asks for before a block is allocated or resized.</summary>
    private protected void CollectFirst()
    {
        if ((EgcMode & EgcMode.Always) != 0)
            EmergencyCollect();
        if ((EgcMode & EgcMode.OnMemLimit) != 0 && MemLimit < 0 && _heap.BytesFree < (uint)-(long)MemLimit)
            EmergencyCollect();
    }

    /// <summary>Makes a block shorter. The collection that the mode asks for has been made.</summary>
    private protected uint Shorten(uint address, uint oldBytes, uint newBytes)
    {
        Debug.Assert(newBytes > 0 && newBytes < oldBytes, "A block that becomes shorter remains.");
        TotalBytes -= oldBytes - newBytes;
        return _heap.Reallocate(address, newBytes);
    }

    /// <summary>True if the limit of <c>node.egc</c> has no room for more bytes, even after a collection.
    /// The collector takes steps until there is room, or a cycle has ended.</summary>
    /// <remarks>Source: lauxlib.c, <c>l_check_memlimit</c>. It takes steps; here it is a whole collection,
    /// since a step may call finalizers and move the stack.</remarks>
    bool ExceedsLimit(uint more)
    {
        if (more > (uint)MemLimit)
            return true;
        uint limit = (uint)MemLimit - more;
        if (TotalBytes >= limit)
            EmergencyCollect();
        return TotalBytes >= limit;
    }

    /// <summary>A collection is under way that must neither move stacks nor call finalizers.</summary>
    internal bool Emergency;

    internal void EmergencyCollect()
    {
        // Before the state is complete there is nothing to collect; inside a collection it is at work
        // already.
        if (GcThreshold == 0 || Gc.GcBlocked)
            return;
        // Host code on the way here may hold places in a stack; and a finalizer could do anything.
        Emergency = true;
        try
        {
            Gc.FullCollect();
        }
        finally
        {
            Emergency = false;
        }
    }

    /// <summary>
    /// Throws "not enough memory". The message is a string made at start-up: no allocation here.
    /// </summary>
    internal static void ThrowMemoryError() => throw new LuaError(LuaStatus.MemoryError);

    /// <summary>Throws when a vector would not fit into 32-bit sizes (lmem.c, luaM_toobig).</summary>
    internal void ThrowTooBig() =>
        throw Introspection.RunErrorException("memory allocation error: block too big");

    /// <summary>Bytes of Lua data in use, as <c>collectgarbage"count"</c> counts them.</summary>
    public uint BytesInUse => TotalBytes;
}
