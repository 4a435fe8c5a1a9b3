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
sealed unsafe partial class Vm<T>
{
    const byte White0 = 1;
    const byte White1 = 2;
    const byte WhiteBits = White0 | White1;
    const byte BlackBit = 4;

    /// <summary>
    /// 5.1: the stack of this thread must not be resized; a userdata's finalizer was called; weak keys.
    /// </summary>
    const byte FinalizedBit = 8;
    const byte WeakKeyBit = 8;
    const byte WeakValueBit = 16;
    const byte FixedBit = 32;

    /// <summary>5.1: the main thread; an object in LFS.</summary>
    const byte SuperFixedBit = 64;
    const byte MaskMarks = unchecked((byte)~(BlackBit | WhiteBits));

    byte CurrentWhite
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (byte)(_g.CurrentWhite & WhiteBits);
    }

    byte OtherWhite => (byte)(_g.CurrentWhite ^ WhiteBits);

    bool IsDead(byte marked) => (marked & OtherWhite & WhiteBits) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsWhite(byte marked) => (marked & WhiteBits) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsBlack(byte marked) => (marked & BlackBit) != 0;

    void MakeWhite(GcHeader* o) => o->Marked = (byte)((o->Marked & MaskMarks) | CurrentWhite);

    /// <summary>Enters a new object into the list of all objects.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void LinkObject(uint address, byte type)
    {
        GcHeader* o = Object(address);
        uint* root = (uint*)At(_g.RootGc);
        o->Next = *root;
        *root = address;
        o->Marked = CurrentWhite;
        o->Type = type;
    }

    /// <summary>
    /// The collector takes a step if its debt says so. The stack's top covers all that is alive.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void CheckGc()
    {
        if (_g.TotalBytes >= _g.GcThreshold)
            Step();
    }

    /// <summary>
    /// The same where host code makes an object: 5.1 lets the collector work before it, 5.3 after it: lapi.c.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void CheckGcBefore()
    {
        if (!T.Is53)
            CheckGc();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void CheckGcAfter()
    {
        if (T.Is53)
            CheckGc();
    }

    /// <summary>A black table got a new reference: it turns gray again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void BarrierBack(Table<T>* t, T* value)
    {
        if (NeedsBarrier((GcHeader*)t, value))
            TurnGray(t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool NeedsBarrier(GcHeader* o, T* value) =>
        IsBlack(o->Marked) && Tag<T>.IsCollectable(value->Tag) && IsWhite(Object(value->Ref)->Marked);

    [MethodImpl(MethodImplOptions.NoInlining)]
    void TurnGray(Table<T>* t)
    {
        t->Marked = (byte)(t->Marked & ~BlackBit);
        t->GcList = _g.GrayAgain;
        _g.GrayAgain = Addr(t);
    }

    /// <summary>
    /// A black object got a reference: what it refers to is marked, or it turns white in a sweep.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Barrier(GcHeader* o, T* value)
    {
        if (NeedsBarrier(o, value))
            BarrierForward(o, value->Ref);
    }

    void BarrierObject(GcHeader* o, uint referred)
    {
        if (IsBlack(o->Marked) && IsWhite(Object(referred)->Marked))
            BarrierForward(o, referred);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void BarrierForward(GcHeader* o, uint referred)
    {
        if (T.Is53 ? KeepsInvariant53 : _g.GcState == GcState.Propagate)
            MarkObject(referred);
        else
            MakeWhite(o);
    }

    /// <summary>So many entries or objects are marked between two looks at the cancellation.</summary>
    const uint MarkPiece = 1 << 13;

    /// <summary>
    /// Ends the work if the host has cancelled it, between pieces of a mark phase that cannot be left half
    /// done: the cycle's marks are given up.
    /// </summary>
    /// <param name="count">Counts the entries or objects, in either direction.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void HearInMark(uint count)
    {
        if (count % MarkPiece == 0)
            GiveUpMarkIfCancelled();
    }

    /// <summary>
    /// Ends the work if the host has cancelled it, after the first and some of the later steps of a cycle.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void HearInSteps(uint steps)
    {
        const uint StepPiece = 64;
        if (steps % StepPiece == 0)
            HearCancellation();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void GiveUpMarkIfCancelled()
    {
        if (!_cancellation.IsCancellationRequested)
            return;
        if (T.Is53)
            GiveUpMark53();
        else
            SweepWithoutMarks();
        HearCancellation();
    }

    /// <summary>Frees one object of any kind.</summary>
    void FreeObject(GcHeader* o)
    {
        switch (o->Type & 0x0F)
        {
            case 4:
                _g.StrtUse--;
                Free(Addr(o), StringBytes((TString*)o));
                break;
            case 5:
                FreeTable((Table<T>*)o);
                break;
            case 6:
                Free(Addr(o), ClosureBytes((Closure<T>*)o));
                break;
            case 7:
                Free(Addr(o), (uint)Udata<T>.Bytes + ((Udata<T>*)o)->Length);
                break;
            case 8:
                FreeThread((Thread51<T>*)o);
                break;
            case 9:
                FreeProto((Proto<T>*)o);
                break;
            default:
                FreeUpval((UpVal51<T>*)o);
                break;
        }
    }
}
