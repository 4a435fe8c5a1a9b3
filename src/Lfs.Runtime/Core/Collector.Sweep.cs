using System.Diagnostics;

namespace Lfs.Runtime.Core;

unsafe partial class Collector<T>
{
    /// <summary>
    /// Frees the dead among the next objects of a list (lgc.c, sweeplist). The link where to go on.
    /// </summary>
    uint* SweepList(uint* link, uint count)
    {
        int deadMask = Vm.OtherWhite;
        while (*link != 0 && count-- > 0)
        {
            GcHeader* o = Object(*link);
            if (o->Type == ObjectType.Thread)
                SweepList(&((Thread51<T>*)o)->OpenUpval, uint.MaxValue);
            if (((o->Marked ^ Objects<T>.WhiteBits) & deadMask) != 0)
            {
                Vm.MakeWhite(o);
                link = &o->Next;
            }
            else
            {
                *link = o->Next;
                SweptObjects++;
                FreeObject(o);
            }
            VisitedObjects++;
        }
        return link;
    }

    /// <summary>Objects that sweeps have looked at since the state was made: the collector's work.</summary>
    internal long VisitedObjects { get; private set; }

    /// <summary>Objects that sweeps have freed.</summary>
    internal long SweptObjects { get; private set; }

    /// <summary>Collections that were completed.</summary>
    internal long Cycles { get; private set; }

    /// <summary>Sweeps one bucket of the string table (lgc.c, singlestep).</summary>
    void SweepStringStep()
    {
        Debug.Assert(GcState == GcState.SweepStrings, "Strings are swept in their own phase.");
        Debug.Assert(
            SweepString >= 0 && SweepString < Vm.StrtSize, "The bucket to sweep is in the string table.");
        const int BucketsForOne = 4;
        if (SweepString % BucketsForOne == 0)
            Vm.Charge(1);
        uint old = Vm.TotalBytes;
        SweepList((uint*)At(Vm.StrtHash + 4 * (uint)SweepString++), uint.MaxValue);
        if (SweepString >= Vm.StrtSize)
            GcState = GcState.Sweep;
        Estimate = unchecked(Estimate - (old - Vm.TotalBytes));
    }

    /// <summary>One step of a string sweep, if one is under way; true if it still is afterwards.</summary>
    internal bool SweepStringsFirst()
    {
        if (GcState != GcState.SweepStrings)
            return false;
        SweepStringStep();
        return GcState == GcState.SweepStrings;
    }

    /// <summary>Work in proportion to what was allocated since the last step (lgc.c, luaC_step).</summary>
    internal void Step()
    {
        if (T.CountsDebt)
        {
            Step53();
            return;
        }
        if (GcBlocked)
            return;
        if (IsWorkDue)
        {
            DoWorkDue();
            if (Vm.TotalBytes < Vm.GcThreshold || GcBlocked)
                return;
        }
        GcBlocked = true;
        long visited = VisitedObjects;
        long limit = StepSize / 100 * GcStepMul;
        if (limit == 0)
            limit = int.MaxValue;
        GcDebt = unchecked(GcDebt + (Vm.TotalBytes - Vm.GcThreshold));
        if (Estimate > Vm.TotalBytes)
            Estimate = Vm.TotalBytes;
        uint steps = 0;
        do
        {
            limit -= SingleStep();
            if (GcState == GcState.Pause)
                break;
            Vm.HearInSteps(steps++);
        }
        while (limit > 0);
        if (GcState == GcState.Pause)
        {
            SetThreshold();
            Checks.CheckMemory();
        }
        else if (GcDebt < StepSize)
        {
            Vm.GcThreshold = Vm.TotalBytes + StepSize;
        }
        else
        {
            GcDebt -= StepSize;
            Vm.GcThreshold = Vm.TotalBytes;
        }
        GcBlocked = false;
        SpendOnCollection(visited);
    }

    /// <summary>A whole cycle, beginning now (lgc.c, luaC_fullgc).</summary>
    internal void FullCollect()
    {
        if (T.CountsDebt)
        {
            FullCollect53();
            return;
        }
        if (GcBlocked)
            return;
        GcBlocked = true;
        Vm.Charge(CycleInstructions);
        long visited = VisitedObjects;
        if (GcState <= GcState.Propagate)
            SweepWithoutMarks();
        RunUntil(GcState.Finalize);
        WhitenWaiting();        // This marking begins without a pause before it.
        MarkRoots();
        RunUntil(Vm.Emergency ? GcState.Finalize : GcState.Pause);
        if (Vm.Emergency && (TmUdata == 0 || !Vm.MayFinalize))
            RunUntil(GcState.Pause);
        SetThreshold();
        if (IsWorkDue)
            Vm.GcThreshold = SoonestThreshold;
        Checks.CheckMemory();
        GcBlocked = false;
        SpendOnCollection(visited);
    }

    /// <summary>The least budget that a whole collection uses.</summary>
    const int CycleInstructions = 400;

    // To mark an object and to sweep it takes as long as two instructions or more: each is a miss of a cache.
    void SpendOnCollection(long visitedBefore) => Vm.Charge(2 * (VisitedObjects - visitedBefore));

    internal void LinkClosedUpval(uint at, UpVal51<T>* uv)
    {
        uint* root = (uint*)At(Vm.RootGc);
        uv->Next = *root;
        *root = at;
        if (Objects<T>.IsWhite(uv->Marked) || Objects<T>.IsBlack(uv->Marked))
            return;
        if (GcState == GcState.Propagate)
        {
            uv->Marked |= Objects<T>.BlackBit;     // Closed, it must keep the invariant.
            Vm.Barrier((GcHeader*)uv, &uv->Value);
        }
        else
        {
            Vm.MakeWhite((GcHeader*)uv);
        }
    }
}
