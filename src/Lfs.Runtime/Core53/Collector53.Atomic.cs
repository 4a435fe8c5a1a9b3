using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lgc.c of 5.3, the end of the mark phase: what is left is marked in one go, and weak tables are cleared.
unsafe partial class Collector<T>
{
    /// <summary>The end of the mark phase, in one go. The work it was.</summary>
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
        long work = MemTraversed;        // What was on the list of grayAgain has been counted before.
        Gray = grayAgain;
        PropagateAll53();
        MemTraversed = 0;
        ConvergeEphemerons53();
        // All that is strongly reachable is marked: weak values go before finalizers can see them.
        ClearValues53(Weak, 0);
        ClearValues53(AllWeak, 0);
        uint weak = Weak;
        uint allWeak = AllWeak;
        work += MemTraversed;
        // Before any object is moved: a cancellation on the way leaves some moved, and a cycle that calls
        // none of them at once would never end.
        FinalizersAtOnce = 1;
        SeparateFinalizable53(all: false);
        MarkToFinalize53();
        PropagateAll53();
        MemTraversed = 0;
        ConvergeEphemerons53();
        // What finalizers resurrect is marked, too: the rest is dead.
        ClearKeys53(Ephemeron);
        ClearKeys53(AllWeak);
        ClearValues53(Weak, weak);
        ClearValues53(AllWeak, allWeak);
        DropThreads53();
        Vm.RawWhite = (byte)(Vm.OtherWhite & Objects<T>.WhiteBits);
        return work + MemTraversed;
    }

    /// <summary>
    /// Marks what marked closures can see through open upvalues of threads that are not marked.
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
    /// Threads that are not marked, or have no open upvalues, leave the list. The reference does that as it
    /// marks; here a mark phase that is given up must find them there: lgc.c, remarkupvals.
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
    /// Whether a weak reference is to something collected. Strings count as values: they are kept, and
    /// marked.
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
