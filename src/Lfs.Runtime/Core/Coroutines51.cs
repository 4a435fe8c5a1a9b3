namespace Lfs.Runtime.Core;

// The coroutine part of ldo.c of 5.1. A resume runs the other thread in a nested interpreter; a yield leaves
// that one by its result, without an exception. 5.1 has no yield across a call that host code made.
sealed unsafe partial class Vm<T>
{
    /// <summary>What it takes to change to another thread and back.</summary>
    const int ResumeInstructions = 8;

    /// <summary>Pushes a new thread. Its address.</summary>
    internal uint PushThread()
    {
        Charge(ResumeInstructions);
        CheckGc();
        return T.Is53 ? PushNewThread53() : PushNewThread();
    }

    /// <summary>Pushes the running thread; true if it is the main one.</summary>
    internal bool PushRunningThread()
    {
        uint thread = RunningThread;
        SetRef(Top, Tag<T>.Thread, thread);
        Top++;
        return thread == _g.MainThread;
    }

    uint RunningThread => T.Is53 ? RunningThread53 : Addr(_l);

    internal bool IsRunning(uint thread) => thread == RunningThread;

    internal bool IsYieldable =>
        T.Is53 ? IsYieldable53 : _l->NumCCalls <= _l->BaseCCalls && Addr(_l) != _g.MainThread;

    /// <summary>"running", "suspended", "normal" or "dead".</summary>
    internal string StatusOf(uint thread)
    {
        if (IsRunning(thread))
            return "running";
        if (T.Is53)
            return StatusOf53(thread);
        Thread51<T>* co = (Thread51<T>*)At(thread);
        if (co->Status == (byte)LuaStatus.Yield)
            return "suspended";
        if (co->Status != 0)
            return "dead";
        if (co->Ci > co->BaseCi)
            return "normal";
        return co->Top == co->Base ? "dead" : "suspended";
    }

    /// <summary>
    /// Resumes a thread with the values on top. How many results replace them; -1 when an error value does.
    /// </summary>
    internal int Resume(uint thread, int arguments)
    {
        if (T.Is53)
            return Resume53(thread, arguments);
        Charge(ResumeInstructions + (arguments >> 3));
        string status = StatusOf(thread);
        if (arguments > 0 && !EnsureStackOf(thread, arguments))
            throw Error("too many arguments to resume");
        if (status != "suspended")
        {
            PushText($"cannot resume {status} coroutine");
            return -1;
        }
        MoveTo(thread, arguments);
        Thread51<T>* co = (Thread51<T>*)At(thread);
        LuaStatus ended = RunThread(co, arguments);
        if (ended > LuaStatus.Yield)
        {
            MoveFrom(co, 1);
            return -1;
        }
        int results = (int)(Slot(co->Top) - Slot(co->Base));
        if (!TryEnsureStack(results + 1))
            throw Error("too many results to resume");
        MoveFrom(co, results);
        return results;
    }

    void MoveFrom(Thread51<T>* co, int count)
    {
        co->Top -= (uint)(count * sizeof(T));
        for (int i = 0; i < count; i++)
        {
            *Top = Slot(co->Top)[i];
            Top++;
        }
    }

    bool EnsureStackOf(uint thread, int slots)
    {
        Thread51<T>* running = _l;
        _l = (Thread51<T>*)At(thread);
        try
        {
            return TryEnsureStack(slots);
        }
        finally
        {
            _l = running;
        }
    }

    /// <summary>Runs a suspended thread until it ends, yields or fails.</summary>
    LuaStatus RunThread(Thread51<T>* co, int arguments)
    {
        Thread51<T>* running = _l;
        co->NumCCalls = running->NumCCalls;
        _l = co;
        try
        {
            return Continue(co, arguments);
        }
        finally
        {
            _l = running;
        }
    }

    LuaStatus Continue(Thread51<T>* co, int arguments)
    {
        if (co->NumCCalls >= MaxCCalls || IsHostStackFull)
        {
            Top -= arguments;
            PushString("C stack overflow"u8);
            return LuaStatus.RuntimeError;
        }
        co->BaseCCalls = ++co->NumCCalls;
        co->ErrFunc = 0;
        LuaStatus status = co->Status == 0
            ? Drive(Top - arguments - 1, MultRet, 0)
            : ContinueYielded(co, arguments);
        co->NumCCalls--;
        if (status > LuaStatus.Yield)
        {
            SetErrorValue(status, Top);
            Top++;
            Ci->Top = Addr(Top);
        }
        co->Status = (byte)status;
        return status;
    }

    /// <summary>The arguments of a resume are the results of the yield that it continues.</summary>
    LuaStatus ContinueYielded(Thread51<T>* co, int arguments)
    {
        co->Status = 0;
        if (PosCall(Top - arguments) != MultRet)
            _l->Top = Ci->Top;
        return co->Ci == co->BaseCi ? LuaStatus.Ok : Drive(null, 0, 0);
    }

    /// <summary>Yields the running function's values.</summary>
    internal int Yield()
    {
        if (T.Is53)
            return Yield53();
        if (_l->NumCCalls > _l->BaseCCalls)
            throw RunErrorException("attempt to yield across metamethod/C-call boundary");
        return HostResult.Yield;
    }
}
