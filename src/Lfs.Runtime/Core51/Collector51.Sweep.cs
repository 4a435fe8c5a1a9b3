using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lgc.c of 5.1: sweep, finalizers, pacing.
unsafe partial class Collector<T>
{
    /// <summary>One bounded piece of work. Its cost.</summary>
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
                    Vm.Charge(work >> 7);      // The items of a large table count as well.
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
    /// Turns userdata white whose finalizers are due. No sweep passes over them, so they are still black from
    /// the marking before, and a marking must begin with white objects only.
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

    /// <summary>Gives the marks up: to sweep everything with the same white frees nothing, and turns every
    /// object white again.</summary>
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
    /// Calls the finalizer of the first userdata in the ring, which becomes an ordinary object again.
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
        Vm.GcThreshold = 2 * Vm.TotalBytes;     // No steps while the finalizer runs.
        Top[0] = *method;
        SetRef(Top + 1, Tag<T>.Userdata, at);
        Top += 2;
        CallOnOwnAccount(Top - 2);
        Vm.GcThreshold = threshold;
    }

    /// <summary>Calls a finalizer, which ends without a word if it uses up the finalizers' account.</summary>
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
