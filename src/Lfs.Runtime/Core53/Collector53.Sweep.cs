using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lgc.c of 5.3: sweep, finalizers, and pacing by debt. Unlike in 5.1, strings are in the list of all objects,
// and tables may have finalizers as well as userdata; objects with a finalizer are in separate lists.
unsafe partial class Collector<T>
{
    const int StepSize53 = 100 * (int)StringTable<T>.StringHeaderBytes;
    const int SweepCost53 = ((int)StringTable<T>.StringHeaderBytes + 4) / 4;
    const int SweepMax53 = StepSize53 / SweepCost53 / 4;

    /// <summary>True while a finalizer runs, which suspends steps.</summary>
    bool _finalizing;

    bool IsCollectorRunning53 => !Vm.CollectionStopped && !_finalizing && !GcBlocked;

    /// <summary>Bytes allocated beyond the threshold of the next step.</summary>
    long Debt53 => (long)Vm.TotalBytes - Vm.GcThreshold + 1;

    void SetDebt53(long debt) =>
        Vm.GcThreshold = (uint)Math.Clamp(Vm.TotalBytes - debt + 1, 1, uint.MaxValue);

    /// <summary>
    /// Frees the dead among the next objects of a list. Returns the link to continue at, or null at the end.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>sweeplist</c>.</remarks>
    uint* SweepList53(uint* link, uint count)
    {
        int dead = Vm.OtherWhite & Objects<T>.WhiteBits;
        while (*link != 0 && count-- > 0)
        {
            GcHeader* o = Object(*link);
            if (((o->Marked ^ Objects<T>.WhiteBits) & dead) == 0)
            {
                *link = o->Next;
                SweptObjects++;
                FreeObject53(o);
            }
            else
            {
                Vm.MakeWhite(o);
                link = &o->Next;
            }
            VisitedObjects++;
        }
        return *link == 0 ? null : link;
    }

    /// <remarks>Source: lgc.c, <c>freeobj</c>.</remarks>
    void FreeObject53(GcHeader* o)
    {
        Debug.Assert(!Objects<T>.IsBlack(o->Marked), "Only white objects are freed.");
        switch (o->Type)
        {
            case ObjectType.String:
                RemoveString53((TString*)o);
                Vm.FreedStrings++;
                Vm.Free(Addr(o), StringTable<T>.StringBytes((TString*)o));
                break;
            case ObjectType.LongString:
                Vm.FreedStrings++;
                Vm.Free(Addr(o), StringTable<T>.StringBytes((TString*)o));
                break;
            case ObjectType.Table:
                Vm.FreeTable((Table<T>*)o);
                break;
            case ObjectType.Userdata:
                if (LuaState<T>.MayBeBox((Udata<T>*)o))
                    Vm.ForgetBox(Addr(o));
                Vm.Free(Addr(o), (uint)Udata<T>.Bytes + ((Udata<T>*)o)->Length);
                break;
            case ObjectType.Thread:
                Vm.FreeThread53((Thread53<T>*)o);
                break;
            case ObjectType.Proto:
                Vm.FreeProto((Proto<T>*)o);
                break;
            case ObjectType.Closure or ObjectType.HostClosure:
                FreeClosure53((Closure<T>*)o);
                break;
            default:
                throw new UnreachableException($"No object has type {o->Type}.");
        }
    }

    /// <remarks>Source: lstring.c, <c>luaS_remove</c>.</remarks>
    void RemoveString53(TString* s)
    {
        Debug.Assert(
            s->Type == ObjectType.String && Vm.StrtUse > 0, "A short string hangs in the string table.");
        uint* link = (uint*)At(Vm.StrtHash) + (s->Hash & (Vm.StrtSize - 1));
        for (; *link != Addr(s); Vm.Charge(1))
            link = &StringAt(*link)->LengthOrChain;
        *link = s->LengthOrChain;
        Vm.StrtUse--;
    }

    /// <remarks>Source: lgc.c, <c>freeLclosure</c>.</remarks>
    void FreeClosure53(Closure<T>* cl)
    {
        for (int i = 0; i < cl->NumUpvalues && !cl->IsHost; i++)
        {
            if (UpvalRefs(cl)[i] != 0)
                Vm.ReleaseUpval53(UpvalRefs(cl)[i]);
        }
        if (cl->IsHost)
            Vm.ForgetClosure(Addr(cl), cl->Code);
        Vm.Free(Addr(cl), Closures<T>.ClosureBytes(cl));
    }

    /// <summary>Sweeps a list up to the next live object or the end.</summary>
    /// <remarks>Source: lgc.c, <c>sweeptolive</c>.</remarks>
    uint* SweepToLive53(uint* link)
    {
        uint* old = link;
        do
            link = SweepList53(link, 1);
        while (link == old);
        return link;
    }

    /// <remarks>Source: lgc.c, <c>entersweep</c>.</remarks>
    void EnterSweep53()
    {
        Debug.Assert(KeepsInvariant53, "A sweep follows a marking, complete or given up.");
        Phase = GcPhase.SweepAll;
        // One object at once: the sweep then stands inside the list, where new objects do not go.
        SweepGc = LinkAddress(SweepList53((uint*)At(Vm.RootGc), 1));
    }

    /// <summary>Abandons a mark phase. The current white has not flipped, so this sweep frees nothing; it
    /// only turns every object white again.</summary>
    internal void GiveUpMark53()
    {
        _waiting = null;
        _due.Clear();
        EnterSweep53();
    }

    static uint LinkAddress(uint* link) => link == null ? 0 : Addr(link);

    /// <remarks>Source: lgc.c, <c>sweepstep</c>.</remarks>
    long SweepStep53(GcPhase next, uint nextList)
    {
        Debug.Assert(next == Phase + 1, "The sweeps of the lists follow one another.");
        if (SweepGc != 0)
        {
            uint before = Vm.TotalBytes;
            SweepGc = LinkAddress(SweepList53((uint*)At(SweepGc), SweepMax53));
            Estimate = unchecked(Estimate + Vm.TotalBytes - before);
            if (SweepGc != 0)
                return SweepMax53 * SweepCost53;
        }
        Phase = next;
        SweepGc = nextList;
        return 0;
    }

    /// <summary>Does one bounded piece of work and returns its cost.</summary>
    /// <remarks>Source: lgc.c, <c>singlestep</c>.</remarks>
    long SingleStep53()
    {
        switch (Phase)
        {
            case GcPhase.Pause:
                MemTraversed = 4 * Vm.StrtSize;
                MarkRoots53();
                Phase = GcPhase.Propagate;
                return MemTraversed;
            case GcPhase.Propagate:
                MemTraversed = 0;
                Propagate53();
                Vm.Charge(MemTraversed >> 7);       // A large table is one step but much work.
                if (Gray == 0)
                    Phase = GcPhase.Atomic;
                return MemTraversed;
            case GcPhase.Atomic:
                PropagateAll53();
                long work = Atomic53();
                Vm.Charge(work >> 7);
                EnterSweep53();
                Estimate = Vm.TotalBytes;
                return work;
            case GcPhase.SweepAll:
                return SweepStep53(GcPhase.SweepFinalizable, Finalizable);
            case GcPhase.SweepFinalizable:
                return SweepStep53(GcPhase.SweepToFinalize, ToFinalize);
            case GcPhase.SweepToFinalize:
                return SweepStep53(GcPhase.SweepEnd, 0);
            case GcPhase.SweepEnd:
                Vm.MakeWhite(Object(Vm.MainThread));
                ShrinkStringTable53();
                Phase = GcPhase.CallFinalizers;
                return 0;
            default:
                if (*(uint*)At(ToFinalize) != 0 && !Vm.Emergency && Vm.MayFinalize)
                    return CallSomeFinalizers53() * SweepCost53;
                Phase = GcPhase.Pause;
                Cycles++;
                return 0;
        }
    }

    void ShrinkStringTable53()
    {
        if (Vm.Emergency || Vm.StrtUse >= Vm.StrtSize / 4)
            return;
        uint before = Vm.TotalBytes;
        Vm.ResizeStringTable(Vm.StrtSize / 2);
        Estimate = unchecked(Estimate + Vm.TotalBytes - before);
    }

    /// <summary>Works in proportion to the debt.</summary>
    /// <remarks>Source: lgc.c, <c>luaC_step</c>.</remarks>
    void Step53()
    {
        if (!IsCollectorRunning53)
        {
            SetDebt53(-StepSize53 * 10);        // Puts the next call off.
            return;
        }
        const int StepMulUnit = 200;
        long visited = VisitedObjects;
        long debt = Debt53;
        debt = debt <= 0 ? 0 : ((debt / StepMulUnit) + 1) * GcStepMul;
        uint steps = 0;
        do
        {
            debt -= SingleStep53();
            Vm.HearInSteps(steps++);
        }
        while (debt > -StepSize53 && Phase != GcPhase.Pause);
        SpendOnCollection(visited);
        if (Phase == GcPhase.Pause)
        {
            SetPause53();
            Checks.CheckMemory();
            return;
        }
        SetDebt53(debt / GcStepMul * StepMulUnit);
        CallSomeFinalizers53();
    }

    /// <remarks>Source: lgc.c, <c>setpause</c>.</remarks>
    void SetPause53()
    {
        long threshold = (long)(Estimate / 100) * GcPause;
        SetDebt53(Vm.TotalBytes - threshold);
    }

    /// <summary>Runs a whole cycle. In an emergency no finalizer runs and no stack moves.</summary>
    /// <remarks>Source: lgc.c, <c>luaC_fullgc</c>.</remarks>
    void FullCollect53()
    {
        if (GcBlocked)
            return;
        Vm.Charge(CycleInstructions);
        long visited = VisitedObjects;
        if (KeepsInvariant53)
            EnterSweep53();     // Abandons the marks: every object turns white again.
        RunUntil53(GcPhase.Pause);
        SingleStep53();
        RunUntil53(GcPhase.CallFinalizers);
        RunUntil53(GcPhase.Pause);
        SetPause53();
        Checks.CheckMemory();
        SpendOnCollection(visited);
    }

    void RunUntil53(GcPhase phase)
    {
        for (uint steps = 0; Phase != phase; steps++)
        {
            SingleStep53();
            Vm.HearInSteps(steps);
        }
    }

    /// <summary>
    /// Calls some finalizers, twice as many each time while any are pending. Returns the number called.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>runafewfinalizers</c>.</remarks>
    int CallSomeFinalizers53()
    {
        int called = 0;
        for (; *(uint*)At(ToFinalize) != 0 && called < FinalizersAtOnce && Vm.MayFinalize; called++)
            CallFinalizer53(propagate: true);
        FinalizersAtOnce = *(uint*)At(ToFinalize) == 0 ? 0 : FinalizersAtOnce * 2;
        return called;
    }

    /// <summary>
    /// Takes the first object to finalize, which becomes an ordinary object again. Unlike in 5.1 it may be
    /// given a finalizer once more, by another setmetatable.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>udata2finalize</c>.</remarks>
    uint TakeToFinalize53()
    {
        uint* list = (uint*)At(ToFinalize);
        uint at = *list;
        Debug.Assert(
            at != 0 && (Object(at)->Marked & HasFinalizerBit) != 0,
            "The object taken has a finalizer that is due.");
        GcHeader* o = Object(at);
        *list = o->Next;
        o->Next = *(uint*)At(Vm.RootGc);
        *(uint*)At(Vm.RootGc) = at;
        o->Marked = (byte)(o->Marked & ~HasFinalizerBit);
        if (IsSweeping53)
            Vm.MakeWhite(o);
        return at;
    }

    /// <remarks>Source: lgc.c, <c>GCTM</c>.</remarks>
    internal void CallFinalizer53(bool propagate)
    {
        uint at = TakeToFinalize53();
        T value = default;
        SetRef(&value, ObjectType.Tag53(Object(at)->Type), at);
        T* method = Vm.TagMethodOf(&value, Event.Gc);
        if (Tag<T>.Basic(method->Tag) != (int)BasicType.Function)
            return;
        Top[0] = *method;
        Top[1] = value;
        Top += 2;
        CallInfo53* ci = Ci53;
        // Suspend steps and hooks, and flag the frame for tracebacks (lstate.h, CIST_FIN).
        bool nested = _finalizing;
        byte hooks = L53->AllowHook;
        LuaStatus status;
        _finalizing = true;
        L53->AllowHook = 0;
        ci->Status |= FrameStatus.Finalizer;
        bool entered = Vm.EnterFinalizerAccount();
        try
        {
            status = Vm.ProtectedCall(1, 0);
        }
        catch (BudgetExceeded exceeded) when (entered && !exceeded.IsCancelled)
        {
            status = LuaStatus.Ok;      // It exhausted the finalizers' budget: end silently.
        }
        finally
        {
            Vm.LeaveFinalizerAccount(entered);
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
            string why = Tag<T>.IsString(Top[-1].Tag) ? Vm.TextOf(Vm.BytesOf(Top[-1].Ref)) : "no message";
            Vm.PushPieces($"error in __gc metamethod ({why})");
            Top[-2] = Top[-1];
            Top--;
        }
        throw new LuaError(status);
    }

    /// <summary>
    /// Moves the dead objects with a finalizer, or all of them, to the end of the list to finalize.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>separatetobefnz</c>.</remarks>
    internal void SeparateFinalizable53(bool all)
    {
        uint* last = (uint*)At(ToFinalize);
        while (*last != 0)
            last = &Object(*last)->Next;
        uint count = 1;
        uint* link = (uint*)At(Finalizable);
        while (*link != 0)
        {
            if (!all)
                Vm.HearInMark(count++);
            uint at = *link;
            GcHeader* o = Object(at);
            Debug.Assert((o->Marked & HasFinalizerBit) != 0, "The list holds what has a finalizer.");
            if (!Objects<T>.IsWhite(o->Marked) && !all)
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
    /// Moves an object whose new metatable has a finalizer to the list of objects with finalizers.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>luaC_checkfinalizer</c>.</remarks>
    internal void NoteFinalizer(uint at, uint metatable)
    {
        GcHeader* o = Object(at);
        Debug.Assert(
            o->Type is ObjectType.Table or ObjectType.Userdata, "Only tables and userdata have finalizers.");
        if (metatable == 0 || (o->Marked & HasFinalizerBit) != 0
            || Vm.FastTagMethod(metatable, Event.Gc) == null)
            return;
        if (IsSweeping53)
        {
            Vm.MakeWhite(o);
            // The sweep must not follow the object into the other list.
            if (SweepGc == Addr(&o->Next))
                SweepGc = LinkAddress(SweepToLive53((uint*)At(SweepGc)));
        }
        uint* link = (uint*)At(Vm.RootGc);
        long younger = 0;
        for (; *link != at; younger++)
            link = &Object(*link)->Next;
        Vm.Charge(younger);       // The search has passed every younger object.
        *link = o->Next;
        o->Next = *(uint*)At(Finalizable);
        *(uint*)At(Finalizable) = at;
        o->Marked |= HasFinalizerBit;
    }

    /// <summary><c>collectgarbage("step", size)</c>; true when a cycle has ended.</summary>
    internal bool CollectStep53(int size)
    {
        bool stopped = Vm.CollectionStopped;
        Vm.CollectionStopped = false;
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
                Vm.CheckGc();
            }
        }
        finally
        {
            Vm.CollectionStopped = stopped;
        }
        return debt > 0 && Phase == GcPhase.Pause;
    }

    /// <summary>The other options of <c>collectgarbage</c>.</summary>
    internal long Collect53(string option, int argument)
    {
        int before;
        switch (option)
        {
            case "stop":
                Vm.CollectionStopped = true;
                return 0;
            case "restart":
                SetDebt53(0);
                Vm.CollectionStopped = false;
                return 0;
            case "collect":
                FullCollect53();
                return 0;
            case "setpause":
                before = GcPause;
                GcPause = argument;
                return before;
            case "setstepmul":
                before = GcStepMul;
                GcStepMul = Math.Max(argument, 40);
                return before;
            default:
                // lapi.c, lua_gc: the limit is stored and never enforced, but may start a collection.
                if ((long)argument << 10 > _heap.BytesFree)
                    FullCollect53();
                Vm.MemLimit = unchecked(argument << 10);
                return Vm.MemLimit >> 10;
        }
    }

    /// <summary>True unless the program has stopped the collector.</summary>
    internal bool IsCollectorOn => !Vm.CollectionStopped;
}
