using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lgc.c of 5.1, the second half of a cycle: sweep, finalizers and pacing. Strings are swept first, one bucket
// of the string table per step, then the list of all other objects.
unsafe partial class Collector<T>
{
    /// <summary>The least threshold of a state that is complete: the next look at it makes a step.</summary>
    const uint SoonestThreshold = 1;

    // How often collections inside an allocation have left a stack as long as it was.
    int _shrinksDue;

    /// <summary>A collection inside an allocation has left work for the next place where finalizers may run
    /// and the stack may move.</summary>
    /// <remarks>The reference does it inside the allocation: lauxlib.c, <c>l_alloc</c>, calls
    /// <c>luaC_fullgc</c>. Pointers into the stack are then wrong where it moves. A device's program cannot
    /// tell the difference: the next such place is at the end of the same instruction, or before the next
    /// object of a library function.</remarks>
    bool IsWorkDue => _shrinksDue > 0 || (TmUdata != 0 && GcState == GcState.Finalize && Vm.MayFinalize);

    void DoWorkDue()
    {
        GcBlocked = true;
        for (; _shrinksDue > 0; _shrinksDue--)
            ShrinkStacks(L51, UsedLimit(L51));
        if (GcState == GcState.Finalize)
            RunUntil(GcState.Pause);
        SetThreshold();
        GcBlocked = false;
    }

    /// <summary>Does one bounded piece of work and returns its cost.</summary>
    /// <remarks>Source: lgc.c, <c>singlestep</c>.</remarks>
    long SingleStep()
    {
        switch (GcState)
        {
            case GcState.Pause:
                MarkRoots();
                return 0;
            case GcState.Propagate:
                if (Gray != 0)
                {
                    uint work = Propagate();
                    Vm.Charge(work >> 7);      // A large table is one step but much work.
                    return work;
                }
                Atomic();
                return 0;
            case GcState.SweepStrings:
                SweepStringStep();
                return SweepCost;
            case GcState.Sweep:
                uint old = Vm.TotalBytes;
                SweepGc = Addr(SweepList((uint*)At(SweepGc), SweepMax));
                if (*(uint*)At(SweepGc) == 0)
                {
                    ShrinkStringTable();
                    GcState = GcState.Finalize;
                }
                Estimate = unchecked(Estimate - (old - Vm.TotalBytes));
                return SweepMax * SweepCost;
            default:
                if (TmUdata != 0 && Vm.MayFinalize)
                {
                    CallFinalizer();
                    if (Estimate > FinalizeCost)
                        Estimate -= FinalizeCost;
                    return FinalizeCost;
                }
                WhitenWaiting();
                GcState = GcState.Pause;
                GcDebt = 0;
                Cycles++;
                return 0;
        }
    }

    /// <summary>
    /// Turns the userdata with pending finalizers white. No sweep visits their ring, so they are still black
    /// from the last mark phase, and the next one must start with white objects only.
    /// </summary>
    void WhitenWaiting()
    {
        if (TmUdata == 0)
            return;
        uint at = TmUdata;
        do
        {
            Debug.Assert(
                (Object(at)->Marked & Objects<T>.FinalizedBit) != 0,
                "A userdata that waits for its finalizer has the bit.");
            Vm.MakeWhite(Object(at));
            at = Object(at)->Next;
        }
        while (at != TmUdata);
    }

    /// <remarks>Source: lgc.c, <c>checkSizes</c>.</remarks>
    void ShrinkStringTable()
    {
        if (Vm.StrtUse < Vm.StrtSize / 4 && Vm.StrtSize > StringTable<T>.MinStringTable * 2)
            Vm.ResizeStringTable(Vm.StrtSize / 2);
        if (Vm.BuffInUse)
            return;
        if (Vm.BuffSize > LuaState<T>.MinBuffer * 2)
            Vm.ResizeBuff(Vm.BuffSize / 2);
    }

    void SetThreshold() => Vm.GcThreshold =
        (uint)Math.Min((ulong)(Estimate / 100) * (uint)GcPause, uint.MaxValue);

    /// <summary>Abandons a mark phase. The current white has not flipped, so this sweep frees nothing; it
    /// only turns every object white again.</summary>
    internal void SweepWithoutMarks()
    {
        Debug.Assert(GcState <= GcState.Propagate, "Only marks that are not complete are given up.");
        SweepString = 0;
        SweepGc = Vm.RootGc;
        Gray = 0;
        GrayAgain = 0;
        Weak = 0;
        GcState = GcState.SweepStrings;
    }

    void RunUntil(GcState state)
    {
        for (uint steps = 0; GcState != state; steps++)
        {
            SingleStep();
            Vm.HearInSteps(steps);
        }
    }

    /// <summary>
    /// Calls the finalizer of the first userdata in the ring, after returning it to the ordinary objects.
    /// FinalizedBit stays set, so a userdata of 5.1 is finalized once, even if its finalizer revives it.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>GCTM</c>.</remarks>
    internal void CallFinalizer()
    {
        Debug.Assert(TmUdata != 0, "A finalizer is called when one is due.");
        uint at = Object(TmUdata)->Next;
        Udata<T>* u = (Udata<T>*)At(at);
        if (at == TmUdata)
            TmUdata = 0;
        else
            Object(TmUdata)->Next = u->Next;
        Thread51<T>* main = (Thread51<T>*)At(Vm.MainThread);
        u->Next = main->NextObject;
        main->NextObject = at;
        Vm.MakeWhite((GcHeader*)u);
        T* method = u->Metatable == 0 ? null : Vm.FastTagMethod(u->Metatable, Event.Gc);
        if (method == null)
            return;
        uint threshold = Vm.GcThreshold;
        Vm.GcThreshold = 2 * Vm.TotalBytes;     // Suspends steps during the finalizer.
        Top[0] = *method;
        SetRef(Top + 1, Tag<T>.Userdata, at);
        Top += 2;
        CallOnOwnAccount(Top - 2);
        Vm.GcThreshold = threshold;
    }

    /// <summary>Calls a finalizer; one that exhausts the finalizers' budget ends silently.</summary>
    void CallOnOwnAccount(T* finalizer)
    {
        Debug.Assert(finalizer < Top, "A finalizer lies below its argument.");
        uint func = Vm.SaveStack(finalizer);
        uint ci = L51->Ci - L51->BaseCi;
        ushort depth = L51->NumCCalls;
        uint errFunc = L51->ErrFunc;
        bool blocked = GcBlocked;
        bool entered = Vm.EnterFinalizerAccount();
        try
        {
            Vm.Call(finalizer, 0);
        }
        catch (BudgetExceeded exceeded) when (entered && !exceeded.IsCancelled)
        {
            Vm.RestoreFrame(func, ci, depth, errFunc);
            Top = Vm.RestoreStack(func);
            GcBlocked = blocked;
        }
        finally
        {
            Vm.LeaveFinalizerAccount(entered);
        }
    }
}
