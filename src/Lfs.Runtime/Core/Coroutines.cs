using System.Diagnostics;

namespace Lfs.Runtime.Core;

unsafe partial class Calls<T>
{
    /// <summary>The budget that a change to another thread and back uses.</summary>
    const int ResumeInstructions = 8;

    /// <summary>Pushes a new thread (lapi.c, lua_newthread). Its address.</summary>
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
        return thread == MainThread;
    }

    uint RunningThread => Addr(Running);

    internal bool IsRunning(uint thread) => thread == RunningThread;

    internal bool IsYieldable =>
        T.CountsNonYieldable ? IsYieldable53 : L51->NumCCalls <= L51->BaseCCalls && Addr(L51) != MainThread;

    /// <summary>"running", "suspended", "normal" or "dead".</summary>
    internal string StatusOf(uint thread)
    {
        Debug.Assert((Object(thread)->Type & 0x0F) == 8, "The object at the address is a thread.");
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
    /// Resumes a thread with the values on top (ldo.c, lua_resume). How many results replace them; -1 when an
    /// error value does.
    /// </summary>
    internal int Resume(uint thread, int arguments)
    {
        Debug.Assert(arguments >= 0, "The number of arguments is not negative.");
        Debug.Assert((Object(thread)->Type & 0x0F) == 8, "The object to resume is a thread.");
        if (T.Is53)
            return Resume53(thread, arguments);
        Charge(ResumeInstructions + (arguments >> 3));
        string status = StatusOf(thread);
        if (arguments > 0 && !EnsureStackOf(thread, arguments))
            throw State.Error("too many arguments to resume");
        if (status != "suspended")
        {
            State.CheckGcBefore();
            State.PushFormat($"cannot resume {status} coroutine");
            return -1;
        }
        State.MoveTo(thread, arguments);
        Thread51<T>* co = (Thread51<T>*)At(thread);
        LuaStatus ended = RunThread(co, arguments);
        if (ended > LuaStatus.Yield)
        {
            MoveFrom((Thread<T>*)co, 1);
            return -1;
        }
        int results = (int)(Slot(co->Top) - Slot(co->Base));
        if (!State.TryEnsureStack(results + 1))
            throw State.Error("too many results to resume");
        MoveFrom((Thread<T>*)co, results);
        return results;
    }

    bool EnsureStackOf(uint thread, int slots)
    {
        GcHeader* running = Running;
        Running = Object(thread);
        try
        {
            return State.TryEnsureStack(slots);
        }
        finally
        {
            Running = running;
        }
    }

    /// <summary>Moves values from the top of another thread to this one (lapi.c, lua_xmove).</summary>
    void MoveFrom(Thread<T>* co, int count)
    {
        Debug.Assert(
            count >= 0 && Slot(co->Top) - Slot(co->Stack) > count,
            "The values to move lie on the other stack.");
        co->Top -= (uint)(count * sizeof(T));
        for (int i = 0; i < count; i++)
        {
            *Top = Slot(co->Top)[i];
            Top++;
        }
    }

    /// <summary>Yields the running function's values (ldo.c, lua_yield).</summary>
    internal int Yield()
    {
        if (T.CountsNonYieldable)
            return Yield53();
        if (L51->NumCCalls > L51->BaseCCalls)
            throw Introspection.RunErrorException("attempt to yield across metamethod/C-call boundary");
        return HostResult.Yield;
    }
}
