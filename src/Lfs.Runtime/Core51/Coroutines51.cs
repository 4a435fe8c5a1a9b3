namespace Lfs.Runtime.Core;

// The coroutine part of ldo.c of 5.1. A resume runs the other thread in a nested interpreter; a yield leaves
// that one by its result, without an exception. 5.1 has no yield across a call that host code made.
unsafe partial class Calls<T>
{
    void MoveFrom(Thread51<T>* co, int count)
    {
        co->Top -= (uint)(count * sizeof(T));
        for (int i = 0; i < count; i++)
        {
            *Top = Slot(co->Top)[i];
            Top++;
        }
    }

    /// <summary>Runs a suspended thread until it ends, yields or fails.</summary>
    LuaStatus RunThread(Thread51<T>* co, int arguments)
    {
        Thread51<T>* running = L51;
        co->NumCCalls = running->NumCCalls;
        L51 = co;
        try
        {
            return Continue(co, arguments);
        }
        finally
        {
            L51 = running;
        }
    }

    LuaStatus Continue(Thread51<T>* co, int arguments)
    {
        if (co->NumCCalls >= MaxCCalls || IsHostStackFull)
        {
            Top -= arguments;
            State.PushString("C stack overflow"u8);
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
            L51->Top = Ci->Top;
        return co->Ci == co->BaseCi ? LuaStatus.Ok : Drive(null, 0, 0);
    }
}
