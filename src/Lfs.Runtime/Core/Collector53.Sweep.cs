namespace Lfs.Runtime.Core;

// lgc.c of 5.3: sweep, finalizers, pacing by debt.
sealed unsafe partial class Vm<T>
{
    const int StepSize53 = 100 * (int)StringHeaderBytes;
    const int SweepCost53 = ((int)StringHeaderBytes + 4) / 4;
    const int SweepMax53 = StepSize53 / SweepCost53 / 4;

    /// <summary>A finalizer runs: no steps meanwhile.</summary>
    bool _finalizing;

    bool IsCollectorRunning53 => !_collectionStopped && !_finalizing && !_g.GcBlocked;

    /// <summary>Bytes allocated beyond what the collector allows before its next step.</summary>
    long Debt53 => (long)_g.TotalBytes - _g.GcThreshold + 1;

    void SetDebt53(long debt) =>
        _g.GcThreshold = (uint)Math.Clamp(_g.TotalBytes - debt + 1, 1, uint.MaxValue);

    /// <summary>
    /// Frees the dead among the next objects of a list. The link where to go on; null at the end.
    /// </summary>
    uint* SweepList53(uint* link, uint count)
    {
        int dead = OtherWhite & WhiteBits;
        while (*link != 0 && count-- > 0)
        {
            GcHeader* o = Object(*link);
            if (((o->Marked ^ WhiteBits) & dead) == 0)
            {
                *link = o->Next;
                SweptObjects++;
                FreeObject53(o);
            }
            else
            {
                MakeWhite(o);
                link = &o->Next;
            }
            VisitedObjects++;
        }
        return *link == 0 ? null : link;
    }

    void FreeObject53(GcHeader* o)
    {
        switch (o->Type)
        {
            case 4:
                RemoveString53((TString*)o);
                Free(Addr(o), StringBytes((TString*)o));
                break;
            case 0x14:
                Free(Addr(o), StringBytes((TString*)o));
                break;
            case 5:
                FreeTable((Table<T>*)o);
                break;
            case 7:
                Free(Addr(o), (uint)Udata<T>.Bytes + ((Udata<T>*)o)->Length);
                break;
            case 8:
                FreeThread53((Thread53<T>*)o);
                break;
            case 9:
                FreeProto((Proto<T>*)o);
                break;
            default:
                FreeClosure53((Closure<T>*)o);
                break;
        }
    }

    void RemoveString53(TString* s)
    {
        uint* link = (uint*)At(_g.StrtHash) + (s->Hash & (_g.StrtSize - 1));
        for (; *link != Addr(s); Charge(1))
            link = &StringAt(*link)->LengthOrChain;
        *link = s->LengthOrChain;
        _g.StrtUse--;
    }

    void FreeClosure53(Closure<T>* cl)
    {
        for (int i = 0; i < cl->NumUpvalues && !cl->IsHost; i++)
        {
            if (UpvalRefs(cl)[i] != 0)
                ReleaseUpval53(UpvalRefs(cl)[i]);
        }
        Free(Addr(cl), ClosureBytes(cl));
    }

    /// <summary>Sweeps a list until a live object, or its end, is met.</summary>
    uint* SweepToLive53(uint* link)
    {
        uint* old = link;
        do
            link = SweepList53(link, 1);
        while (link == old);
        return link;
    }

    void EnterSweep53()
    {
        _g.Phase = GcPhase.SweepAll;
        _g.SweepGc = LinkAddress(SweepList53((uint*)At(_g.RootGc), 1));
    }

    /// <summary>Gives the marks up: to sweep everything with the same white frees nothing, and turns every
    /// object white again.</summary>
    void GiveUpMark53()
    {
        _waiting = null;
        _due.Clear();
        EnterSweep53();
    }

    static uint LinkAddress(uint* link) => link == null ? 0 : Addr(link);

    long SweepStep53(GcPhase next, uint nextList)
    {
        if (_g.SweepGc != 0)
        {
            uint before = _g.TotalBytes;
            _g.SweepGc = LinkAddress(SweepList53((uint*)At(_g.SweepGc), SweepMax53));
            _g.Estimate = unchecked(_g.Estimate + _g.TotalBytes - before);
            if (_g.SweepGc != 0)
                return SweepMax53 * SweepCost53;
        }
        _g.Phase = next;
        _g.SweepGc = nextList;
        return 0;
    }

    /// <summary>One bounded piece of work. Its cost.</summary>
    long SingleStep53()
    {
        switch (_g.Phase)
        {
            case GcPhase.Pause:
                _g.MemTraversed = 4 * _g.StrtSize;
                MarkRoots53();
                _g.Phase = GcPhase.Propagate;
                return _g.MemTraversed;
            case GcPhase.Propagate:
                _g.MemTraversed = 0;
                Propagate53();
                Charge(_g.MemTraversed >> 7);       // The items of a large table count as well.
                if (_g.Gray == 0)
                    _g.Phase = GcPhase.Atomic;
                return _g.MemTraversed;
            case GcPhase.Atomic:
                PropagateAll53();
                long work = Atomic53();
                Charge(work >> 7);
                EnterSweep53();
                _g.Estimate = _g.TotalBytes;
                return work;
            case GcPhase.SweepAll:
                return SweepStep53(GcPhase.SweepFinalizable, _g.Finalizable);
            case GcPhase.SweepFinalizable:
                return SweepStep53(GcPhase.SweepToFinalize, _g.ToFinalize);
            case GcPhase.SweepToFinalize:
                return SweepStep53(GcPhase.SweepEnd, 0);
            case GcPhase.SweepEnd:
                MakeWhite(Object(_g.MainThread));
                ShrinkStringTable53();
                _g.Phase = GcPhase.CallFinalizers;
                return 0;
            default:
                if (*(uint*)At(_g.ToFinalize) != 0 && !_emergency && MayFinalize)
                    return CallSomeFinalizers53() * SweepCost53;
                _g.Phase = GcPhase.Pause;
                Cycles++;
                return 0;
        }
    }

    void ShrinkStringTable53()
    {
        if (_emergency || _g.StrtUse >= _g.StrtSize / 4)
            return;
        uint before = _g.TotalBytes;
        ResizeStringTable(_g.StrtSize / 2);
        _g.Estimate = unchecked(_g.Estimate + _g.TotalBytes - before);
    }

    /// <summary>Work in proportion to the debt.</summary>
    void Step53()
    {
        if (!IsCollectorRunning53)
        {
            SetDebt53(-StepSize53 * 10);        // Not to be called too often.
            return;
        }
        const int StepMulUnit = 200;
        long visited = VisitedObjects;
        long debt = Debt53;
        debt = debt <= 0 ? 0 : ((debt / StepMulUnit) + 1) * _g.GcStepMul;
        uint steps = 0;
        do
        {
            debt -= SingleStep53();
            HearInSteps(steps++);
        }
        while (debt > -StepSize53 && _g.Phase != GcPhase.Pause);
        SpendOnCollection(visited);
        if (_g.Phase == GcPhase.Pause)
        {
            SetPause53();
            CheckMemory();
            return;
        }
        SetDebt53(debt / _g.GcStepMul * StepMulUnit);
        CallSomeFinalizers53();
    }

    void SetPause53()
    {
        long threshold = (long)(_g.Estimate / 100) * _g.GcPause;
        SetDebt53(_g.TotalBytes - threshold);
    }

    /// <summary>A whole cycle, beginning now. In an emergency no finalizer runs and no stack moves.</summary>
    void FullCollect53()
    {
        if (_g.GcBlocked)
            return;
        Charge(CycleInstructions);
        long visited = VisitedObjects;
        if (KeepsInvariant53)
            EnterSweep53();     // Sweeping everything without marks turns every object white again.
        RunUntil53(GcPhase.Pause);
        SingleStep53();
        RunUntil53(GcPhase.CallFinalizers);
        RunUntil53(GcPhase.Pause);
        SetPause53();
        CheckMemory();
        SpendOnCollection(visited);
    }

    void RunUntil53(GcPhase phase)
    {
        for (uint steps = 0; _g.Phase != phase; steps++)
        {
            SingleStep53();
            HearInSteps(steps);
        }
    }

    /// <summary>
    /// Calls a few finalizers; every time twice as many as before, while there are any. How many.
    /// </summary>
    int CallSomeFinalizers53()
    {
        int called = 0;
        for (; *(uint*)At(_g.ToFinalize) != 0 && called < _g.FinalizersAtOnce && MayFinalize; called++)
            CallFinalizer53(propagate: true);
        _g.FinalizersAtOnce = *(uint*)At(_g.ToFinalize) == 0 ? 0 : _g.FinalizersAtOnce * 2;
        return called;
    }

    /// <summary>Takes the first object to finalize, which becomes an ordinary object again.</summary>
    uint TakeToFinalize53()
    {
        uint* list = (uint*)At(_g.ToFinalize);
        uint at = *list;
        GcHeader* o = Object(at);
        *list = o->Next;
        o->Next = *(uint*)At(_g.RootGc);
        *(uint*)At(_g.RootGc) = at;
        o->Marked = (byte)(o->Marked & ~HasFinalizerBit);
        if (IsSweeping53)
            MakeWhite(o);
        return at;
    }

    void CallFinalizer53(bool propagate)
    {
        uint at = TakeToFinalize53();
        T value = default;
        SetRef(&value, Object(at)->Type | 0x40, at);
        T* method = TagMethodOf(&value, Event.Gc);
        if (Tag<T>.Basic(method->Tag) != 6)
            return;
        Top[0] = *method;
        Top[1] = value;
        Top += 2;
        CallInfo53* ci = Ci53;
        bool nested = _finalizing;
        byte hooks = L53->AllowHook;
        LuaStatus status;
        _finalizing = true;
        L53->AllowHook = 0;
        ci->Status |= FrameStatus.Finalizer;
        bool entered = EnterFinalizerAccount();
        try
        {
            status = ProtectedCall(1, 0);
        }
        catch (BudgetExceeded exceeded) when (entered && !exceeded.IsCancelled)
        {
            status = LuaStatus.Ok;      // It used up the finalizers' account, and ends without a word.
        }
        finally
        {
            LeaveFinalizerAccount(entered);
            ci->Status &= ~FrameStatus.Finalizer;
            _finalizing = nested;
            L53->AllowHook = hooks;
        }
        if (status == LuaStatus.Ok)
            return;
        if (!propagate)
        {
            Top--;
            return;
        }
        if (status == LuaStatus.RuntimeError)
        {
            string why = Tag<T>.IsString(Top[-1].Tag) ? TextOf(BytesOf(Top[-1].Ref)) : "no message";
            byte[] text = System.Text.Encoding.Latin1.GetBytes($"error in __gc metamethod ({why})");
            SetString(Top - 1, NewString(text));
        }
        throw new LuaError(status);
    }

    /// <summary>
    /// Moves dead objects that have a finalizer (or all that have) to the end of those to finalize.
    /// </summary>
    void SeparateFinalizable53(bool all)
    {
        uint* last = (uint*)At(_g.ToFinalize);
        while (*last != 0)
            last = &Object(*last)->Next;
        uint count = 1;
        uint* link = (uint*)At(_g.Finalizable);
        while (*link != 0)
        {
            if (!all)
                HearInMark(count++);
            uint at = *link;
            GcHeader* o = Object(at);
            if (!IsWhite(o->Marked) && !all)
            {
                link = &o->Next;
                continue;
            }
            *link = o->Next;
            o->Next = 0;
            *last = at;
            last = &o->Next;
        }
    }

    /// <summary>
    /// An object got a metatable: if that has a finalizer, it moves to the list of those that have one.
    /// </summary>
    void NoteFinalizer(uint at, uint metatable)
    {
        GcHeader* o = Object(at);
        if (metatable == 0 || (o->Marked & HasFinalizerBit) != 0
            || FastTagMethod(metatable, Event.Gc) == null)
            return;
        if (IsSweeping53)
        {
            MakeWhite(o);
            if (_g.SweepGc == Addr(&o->Next))
                _g.SweepGc = LinkAddress(SweepToLive53((uint*)At(_g.SweepGc)));
        }
        uint* link = (uint*)At(_g.RootGc);
        long younger = 0;
        for (; *link != at; younger++)
            link = &Object(*link)->Next;
        Charge(younger);       // An old object lies behind all that are younger.
        *link = o->Next;
        o->Next = *(uint*)At(_g.Finalizable);
        *(uint*)At(_g.Finalizable) = at;
        o->Marked |= HasFinalizerBit;
    }

    /// <summary><c>collectgarbage("step", size)</c>; true when a cycle has ended.</summary>
    bool CollectStep53(int size)
    {
        bool stopped = _collectionStopped;
        _collectionStopped = false;
        long debt = 1;
        try
        {
            if (size == 0)
            {
                SetDebt53(-StepSize53);     // A small step.
                Step53();
            }
            else
            {
                debt = size * 1024L + Debt53;
                SetDebt53(debt);
                CheckGc();
            }
        }
        finally
        {
            _collectionStopped = stopped;
        }
        return debt > 0 && _g.Phase == GcPhase.Pause;
    }

    /// <summary>The other options of <c>collectgarbage</c>.</summary>
    internal long Collect53(string option, int argument)
    {
        int before;
        switch (option)
        {
            case "stop":
                _collectionStopped = true;
                return 0;
            case "restart":
                SetDebt53(0);
                _collectionStopped = false;
                return 0;
            case "collect":
                FullCollect53();
                return 0;
            case "setpause":
                before = _g.GcPause;
                _g.GcPause = argument;
                return before;
            case "setstepmul":
                before = _g.GcStepMul;
                _g.GcStepMul = Math.Max(argument, 40);
                return before;
            default:
                // The limit is stored and never looked at (spec lfs-formats 2d.8), but sets off a collection.
                if ((long)argument << 10 > _heap.BytesFree)
                    FullCollect53();
                _g.MemLimit = unchecked(argument << 10);
                return _g.MemLimit >> 10;
        }
    }

    /// <summary>The program has not stopped the collector.</summary>
    internal bool IsCollectorOn => !_collectionStopped;
}
