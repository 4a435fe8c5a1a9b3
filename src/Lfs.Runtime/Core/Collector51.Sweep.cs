namespace Lfs.Runtime.Core;

// lgc.c of 5.1: sweep, finalizers, pacing.
sealed unsafe partial class Vm<T>
{
    /// <summary>Frees the dead among the next objects of a list. The link where to go on.</summary>
    uint* SweepList(uint* link, uint count)
    {
        int deadMask = OtherWhite;
        while (*link != 0 && count-- > 0)
        {
            GcHeader* o = Object(*link);
            if (o->Type == 8)
                SweepList(&((Thread51<T>*)o)->OpenUpval, uint.MaxValue);
            if (((o->Marked ^ WhiteBits) & deadMask) != 0)
            {
                MakeWhite(o);
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

    void SweepStringStep()
    {
        const int BucketsForOne = 4;
        if (_g.SweepString % BucketsForOne == 0)
            Charge(1);
        uint old = _g.TotalBytes;
        SweepList((uint*)At(_g.StrtHash + 4 * (uint)_g.SweepString++), uint.MaxValue);
        if (_g.SweepString >= _g.StrtSize)
            _g.GcState = GcState.Sweep;
        _g.Estimate = unchecked(_g.Estimate - (old - _g.TotalBytes));
    }

    /// <summary>One step of a string sweep, if one is under way; true if it still is afterwards.</summary>
    bool SweepStringsFirst()
    {
        if (_g.GcState != GcState.SweepStrings)
            return false;
        SweepStringStep();
        return _g.GcState == GcState.SweepStrings;
    }

    /// <summary>One bounded piece of work. Its cost.</summary>
    long SingleStep()
    {
        switch (_g.GcState)
        {
            case GcState.Pause:
                MarkRoots();
                return 0;
            case GcState.Propagate:
                if (_g.Gray != 0)
                {
                    uint work = Propagate();
                    Charge(work >> 7);      // The items of a large table count as well.
                    return work;
                }
                Atomic();
                return 0;
            case GcState.SweepStrings:
                SweepStringStep();
                return SweepCost;
            case GcState.Sweep:
                uint old = _g.TotalBytes;
                _g.SweepGc = Addr(SweepList((uint*)At(_g.SweepGc), SweepMax));
                if (*(uint*)At(_g.SweepGc) == 0)
                {
                    ShrinkStringTable();
                    _g.GcState = GcState.Finalize;
                }
                _g.Estimate = unchecked(_g.Estimate - (old - _g.TotalBytes));
                return SweepMax * SweepCost;
            default:
                if (_g.TmUdata != 0 && MayFinalize)
                {
                    CallFinalizer();
                    if (_g.Estimate > FinalizeCost)
                        _g.Estimate -= FinalizeCost;
                    return FinalizeCost;
                }
                WhitenWaiting();
                _g.GcState = GcState.Pause;
                _g.GcDebt = 0;
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
        if (_g.TmUdata == 0)
            return;
        uint at = _g.TmUdata;
        do
        {
            MakeWhite(Object(at));
            at = Object(at)->Next;
        }
        while (at != _g.TmUdata);
    }

    void ShrinkStringTable()
    {
        if (_g.StrtUse < _g.StrtSize / 4 && _g.StrtSize > MinStringTable * 2)
            ResizeStringTable(_g.StrtSize / 2);
        if (_buffInUse)
            return;
        if (_g.BuffSize > MinBuffer * 2)
            ResizeBuff(_g.BuffSize / 2);
    }

    /// <summary>Work in proportion to what was allocated since the last step.</summary>
    void Step()
    {
        if (T.Is53)
        {
            Step53();
            return;
        }
        if (_g.GcBlocked)
            return;
        _g.GcBlocked = true;
        long visited = VisitedObjects;
        long limit = StepSize / 100 * _g.GcStepMul;
        if (limit == 0)
            limit = int.MaxValue;
        _g.GcDebt = unchecked(_g.GcDebt + (_g.TotalBytes - _g.GcThreshold));
        if (_g.Estimate > _g.TotalBytes)
            _g.Estimate = _g.TotalBytes;
        uint steps = 0;
        do
        {
            limit -= SingleStep();
            if (_g.GcState == GcState.Pause)
                break;
            HearInSteps(steps++);
        }
        while (limit > 0);
        if (_g.GcState == GcState.Pause)
        {
            SetThreshold();
            CheckMemory();
        }
        else if (_g.GcDebt < StepSize)
        {
            _g.GcThreshold = _g.TotalBytes + StepSize;
        }
        else
        {
            _g.GcDebt -= StepSize;
            _g.GcThreshold = _g.TotalBytes;
        }
        _g.GcBlocked = false;
        SpendOnCollection(visited);
    }

    void SetThreshold() => _g.GcThreshold =
        (uint)Math.Min((ulong)(_g.Estimate / 100) * (uint)_g.GcPause, uint.MaxValue);

    /// <summary>A whole cycle, beginning now.</summary>
    internal void FullCollect()
    {
        if (T.Is53)
        {
            FullCollect53();
            return;
        }
        if (_g.GcBlocked)
            return;
        _g.GcBlocked = true;
        Charge(CycleInstructions);
        long visited = VisitedObjects;
        if (_g.GcState <= GcState.Propagate)
            SweepWithoutMarks();
        RunUntil(GcState.Finalize);
        WhitenWaiting();        // This marking begins without a pause before it.
        MarkRoots();
        RunUntil(_emergency ? GcState.Finalize : GcState.Pause);
        SetThreshold();
        CheckMemory();
        _g.GcBlocked = false;
        SpendOnCollection(visited);
    }

    /// <summary>Gives the marks up: to sweep everything with the same white frees nothing, and turns every
    /// object white again.</summary>
    void SweepWithoutMarks()
    {
        _g.SweepString = 0;
        _g.SweepGc = _g.RootGc;
        _g.Gray = 0;
        _g.GrayAgain = 0;
        _g.Weak = 0;
        _g.GcState = GcState.SweepStrings;
    }

    void RunUntil(GcState state)
    {
        for (uint steps = 0; _g.GcState != state; steps++)
        {
            SingleStep();
            HearInSteps(steps);
        }
    }

    /// <summary>What a whole collection takes at least.</summary>
    const int CycleInstructions = 400;

    // To mark an object and to sweep it takes as long as two instructions or more: each is a miss of a cache.
    void SpendOnCollection(long visitedBefore) => Charge(2 * (VisitedObjects - visitedBefore));

    /// <summary>
    /// Calls the finalizer of the first userdata in the ring, which becomes an ordinary object again.
    /// </summary>
    void CallFinalizer()
    {
        uint at = Object(_g.TmUdata)->Next;
        Udata<T>* u = (Udata<T>*)At(at);
        if (at == _g.TmUdata)
            _g.TmUdata = 0;
        else
            Object(_g.TmUdata)->Next = u->Next;
        Thread51<T>* main = (Thread51<T>*)At(_g.MainThread);
        u->Next = main->NextObject;
        main->NextObject = at;
        MakeWhite((GcHeader*)u);
        T* method = u->Metatable == 0 ? null : FastTagMethod(u->Metatable, Event.Gc);
        if (method == null)
            return;
        uint threshold = _g.GcThreshold;
        _g.GcThreshold = 2 * _g.TotalBytes;     // No steps while the finalizer runs.
        Top[0] = *method;
        SetRef(Top + 1, Tag<T>.Userdata, at);
        Top += 2;
        CallOnOwnAccount(Top - 2);
        _g.GcThreshold = threshold;
    }

    /// <summary>Calls a finalizer, which ends without a word if it uses up the finalizers' account.</summary>
    void CallOnOwnAccount(T* finalizer)
    {
        uint func = SaveStack(finalizer);
        uint ci = _l->Ci - _l->BaseCi;
        ushort depth = _l->NumCCalls;
        uint errFunc = _l->ErrFunc;
        bool blocked = _g.GcBlocked;
        bool entered = EnterFinalizerAccount();
        try
        {
            Call(finalizer, 0);
        }
        catch (BudgetExceeded exceeded) when (entered && !exceeded.IsCancelled)
        {
            RestoreFrame(func, ci, depth, errFunc);
            Top = RestoreStack(func);
            _g.GcBlocked = blocked;
        }
        finally
        {
            LeaveFinalizerAccount(entered);
        }
    }

    void LinkClosedUpval(uint at, UpVal51<T>* uv)
    {
        uint* root = (uint*)At(_g.RootGc);
        uv->Next = *root;
        *root = at;
        if (IsWhite(uv->Marked) || IsBlack(uv->Marked))
            return;
        if (_g.GcState == GcState.Propagate)
        {
            uv->Marked |= BlackBit;     // Closed, it must keep the invariant.
            Barrier((GcHeader*)uv, &uv->Value);
        }
        else
        {
            MakeWhite((GcHeader*)uv);
        }
    }
}
