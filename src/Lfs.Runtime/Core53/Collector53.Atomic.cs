using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lgc.c of 5.3, the atomic end of the mark phase: marks what remains, separates the objects to finalize, and
// clears weak tables. The order of these steps decides what a finalizer can still see.
unsafe partial class Collector<T>
{
    /// <summary>Completes the mark phase in one uninterrupted step; returns the work done.</summary>
    /// <remarks>Source: lgc.c, <c>atomic</c>.</remarks>
    long Atomic53()
    {
        Debug.Assert(Phase == GcPhase.Atomic && Gray == 0, "The marking ends when nothing is left to visit.");
        uint grayAgain = GrayAgain;
        Phase = GcPhase.InsideAtomic;
        MemTraversed = 0;
        Mark53(Addr(L53));
        MarkValue53(Slot(Vm.Registry));
        MarkHostRoots53();
        MarkTypeMetatables53();
        RemarkUpvals53();
        PropagateAll53();
        long work = MemTraversed;        // The objects on grayAgain were counted when first visited.
        Gray = grayAgain;
        PropagateAll53();
        MemTraversed = 0;
        ConvergeEphemerons53();
        // All strongly reachable objects are marked. Weak values are cleared before finalizers can see them.
        ClearValues53(Weak, 0);
        ClearValues53(AllWeak, 0);
        uint weak = Weak;
        uint allWeak = AllWeak;
        work += MemTraversed;
        // Set before any object is moved: a cancellation may leave some of them moved, and with 0 here no
        // step would call their finalizers, so that the cycle would never end.
        FinalizersAtOnce = 1;
        SeparateFinalizable53(all: false);
        MarkToFinalize53();
        PropagateAll53();
        MemTraversed = 0;
        ConvergeEphemerons53();
        // Objects that finalizers may revive are marked too; all other white objects are dead. Of the lists
        // of weak values only the part added since then needs clearing.
        ClearKeys53(Ephemeron);
        ClearKeys53(AllWeak);
        ClearValues53(Weak, weak);
        ClearValues53(AllWeak, allWeak);
        DropThreads53();
        Vm.RawWhite = (byte)(Vm.OtherWhite & Objects<T>.WhiteBits);
        return work + MemTraversed;
    }

    /// <summary>
    /// Marks the values that live closures reach through open upvalues of unmarked threads.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>remarkupvals</c>.</remarks>
    void RemarkUpvals53()
    {
        Debug.Assert(
            Phase == GcPhase.InsideAtomic, "Only at the end is it known which threads are not marked.");
        for (uint at = TwUps; at != 0; at = ((Thread53<T>*)At(at))->TwUps)
        {
            Thread53<T>* thread = (Thread53<T>*)At(at);
            if (!HoldsUpvals53(thread))
                MarkTouched53(thread);
        }
    }

    static bool HoldsUpvals53(Thread53<T>* thread) =>
        !Objects<T>.IsWhite(thread->Marked) && !Objects<T>.IsBlack(thread->Marked) && thread->OpenUpval != 0;

    /// <summary>
    /// Unlinks threads that are unmarked or have no open upvalues. lgc.c (remarkupvals) does so while it
    /// marks; here a mark phase may be abandoned midway, and the next one must still find them.
    /// </summary>
    void DropThreads53()
    {
        uint previous = 0;
        uint at = TwUps;
        while (at != 0)
        {
            Thread53<T>* thread = (Thread53<T>*)At(at);
            uint next = thread->TwUps;
            if (HoldsUpvals53(thread))
            {
                previous = at;
                at = next;
                continue;
            }
            if (previous == 0)
                TwUps = next;
            else
                ((Thread53<T>*)At(previous))->TwUps = next;
            thread->TwUps = at;
            at = next;
        }
    }

    void MarkTouched53(Thread53<T>* thread)
    {
        for (uint at = thread->OpenUpval; at != 0; at = OpenPartOf(UpVal53At(at))->Next)
        {
            UpVal53<T>* uv = UpVal53At(at);
            Debug.Assert(Closures<T>.IsOpen(uv), "The list of a thread holds open upvalues only.");
            if (OpenPartOf(uv)->Touched == 0)
                continue;
            MarkValue53(Slot(uv->V));
            OpenPartOf(uv)->Touched = 0;
        }
    }

    /// <summary>
    /// True if a weak reference is to an object that is being collected. Strings count as values: they are
    /// marked here and never cleared.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>iscleared</c>.</remarks>
    bool IsCleared53(T* value)
    {
        if (!Tag<T>.IsCollectable(value->Tag))
            return false;
        if (!Tag<T>.IsString(value->Tag))
            return IsWhiteValue53(value);
        Mark53(value->Ref);
        return false;
    }

    /// <remarks>Source: lgc.c, <c>clearkeys</c>.</remarks>
    void ClearKeys53(uint list)
    {
        Debug.Assert(Gray == 0, "Weak tables are cleared when every live object is marked.");
        for (uint at = list; at != 0; at = TableAt(at)->GcList)
        {
            Table<T>* t = TableAt(at);
            byte* node = At(t->Node);
            for (uint i = NodeCount53(t); i > 0; i--, node += T.NodeBytes)
            {
                Vm.HearInMark(i);
                if (Tables<T>.NodeValue(node)->Tag != Tag<T>.Nil && IsCleared53(Tables<T>.NodeKey(node)))
                    SetNil(Tables<T>.NodeValue(node));
                if (Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil)
                    RemoveEntry53(node);
            }
        }
    }

    /// <remarks>Source: lgc.c, <c>clearvalues</c>.</remarks>
    void ClearValues53(uint list, uint end)
    {
        Debug.Assert(Gray == 0, "Weak tables are cleared when every live object is marked.");
        for (uint at = list; at != end; at = TableAt(at)->GcList)
        {
            Table<T>* t = TableAt(at);
            for (uint i = 0; i < t->SizeArray; i++)
            {
                Vm.HearInMark(i + 1);
                if (IsCleared53(Slot(t->Array) + i))
                    SetNil(Slot(t->Array) + i);
            }
            byte* node = At(t->Node);
            for (uint i = NodeCount53(t); i > 0; i--, node += T.NodeBytes)
            {
                Vm.HearInMark(i);
                if (Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil || !IsCleared53(Tables<T>.NodeValue(node)))
                    continue;
                SetNil(Tables<T>.NodeValue(node));
                RemoveEntry53(node);
            }
        }
    }
}
