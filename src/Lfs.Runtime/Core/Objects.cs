using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

/// <summary>Where the incremental collector is in its cycle (5.1).</summary>
enum GcState : byte
{
    Pause,
    Propagate,
    SweepStrings,
    Sweep,
    Finalize,
}

// lgc.c, what both versions share: colours, the list of objects, barriers.
abstract unsafe partial class Objects<T>(Device device, Firmware<T> firmware)
    : Allocator<T>(device, firmware)
    where T : unmanaged, ITarget<T>
{
    internal byte RawWhite;

    /// <summary>Address of the word that heads the list of all objects.</summary>
    internal uint RootGc;

    internal const byte White0 = 1;
    const byte White1 = 2;
    internal const byte WhiteBits = White0 | White1;
    internal const byte BlackBit = 4;

    /// <summary>
    /// 5.1: the stack of this thread must not be resized; a userdata's finalizer was called; weak keys.
    /// </summary>
    internal const byte FinalizedBit = 8;
    internal const byte WeakKeyBit = 8;
    internal const byte WeakValueBit = 16;
    internal const byte FixedBit = 32;

    /// <summary>5.1: the main thread; an object in LFS.</summary>
    internal const byte SuperFixedBit = 64;
    const byte MaskMarks = unchecked((byte)~(BlackBit | WhiteBits));

    internal byte CurrentWhite
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (byte)(RawWhite & WhiteBits);
    }

    internal byte OtherWhite => (byte)(RawWhite ^ WhiteBits);

    internal bool IsDead(byte marked) => (marked & OtherWhite & WhiteBits) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsWhite(byte marked) => (marked & WhiteBits) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsBlack(byte marked) => (marked & BlackBit) != 0;

    internal void MakeWhite(GcHeader* o) => o->Marked = (byte)((o->Marked & MaskMarks) | CurrentWhite);

    /// <summary>Enters a new object into the list of all objects (lgc.c, luaC_link).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void LinkObject(uint address, byte type)
    {
        Debug.Assert(address != 0 && !InRom(address), "A new object lies in RAM.");
        Debug.Assert((type & 0x40) == 0, "The type of an object lacks the bit that tags have.");
        GcHeader* o = Object(address);
        uint* root = (uint*)At(RootGc);
        o->Next = *root;
        *root = address;
        o->Marked = CurrentWhite;
        o->Type = type;
    }

    /// <summary>
    /// The collector takes a step if its debt says so (lgc.h, luaC_checkGC). The stack's top covers all that
    /// is alive.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckGc()
    {
        if (TotalBytes >= GcThreshold)
            Gc.Step();
    }

    /// <summary>
    /// The same where host code makes an object: 5.1 lets the collector work before it, 5.3 after it: lapi.c.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckGcBefore()
    {
        if (T.CollectsBefore)
            CheckGc();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckGcAfter()
    {
        if (!T.CollectsBefore)
            CheckGc();
    }

    /// <summary>A black table got a new reference (lgc.h, luaC_barrierback): it turns gray again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void BarrierBack(Table<T>* t, T* value)
    {
        Debug.Assert((t->Type & 0x0F) == 5, "Only a table turns gray again.");
        if (NeedsBarrier((GcHeader*)t, value))
            Gc.TurnGray(t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool NeedsBarrier(GcHeader* o, T* value) =>
        IsBlack(o->Marked) && Tag<T>.IsCollectable(value->Tag) && IsWhite(Object(value->Ref)->Marked);

    /// <summary>
    /// A black object got a reference (lgc.h, luaC_barrier): what it refers to is marked, or it turns white
    /// in a sweep.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Barrier(GcHeader* o, T* value)
    {
        if (NeedsBarrier(o, value))
            Gc.BarrierForward(o, value->Ref);
    }

    /// <summary>The same for a reference without a tag (lgc.h, luaC_objbarrier).</summary>
    internal void BarrierObject(GcHeader* o, uint referred)
    {
        Debug.Assert(referred != 0, "The barrier is for a reference to an object.");
        if (IsBlack(o->Marked) && IsWhite(Object(referred)->Marked))
            Gc.BarrierForward(o, referred);
    }

    /// <summary>So many entries or objects are marked between two looks at the cancellation.</summary>
    internal const uint MarkPiece = 1 << 13;

    /// <summary>
    /// Ends the work if the host has cancelled it, between pieces of a mark phase that cannot be left half
    /// done: the cycle's marks are given up.
    /// </summary>
    /// <param name="count">Counts the entries or objects, in either direction.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void HearInMark(uint count)
    {
        if (count % MarkPiece == 0)
            GiveUpMarkIfCancelled();
    }

    /// <summary>
    /// Ends the work if the host has cancelled it, after the first and some of the later steps of a cycle.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void HearInSteps(uint steps)
    {
        const uint StepPiece = 64;
        if (steps % StepPiece == 0)
            HearCancellation();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void GiveUpMarkIfCancelled()
    {
        if (!Cancellation.IsCancellationRequested)
            return;
        if (T.Is53)
            Gc.GiveUpMark53();
        else
            Gc.SweepWithoutMarks();
        HearCancellation();
    }
}
