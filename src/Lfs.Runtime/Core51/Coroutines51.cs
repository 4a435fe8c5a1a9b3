using System.Diagnostics;

namespace Lfs.Runtime.Core;

// Coroutines (ldo.c of 5.1). A resume runs the thread in a nested interpreter; a yield is a result of that
// interpreter, not an exception. 5.1 cannot yield across a call made by host code.
unsafe partial class Calls<T>
{
    /// <summary>Runs a suspended thread until it ends, yields or fails.</summary>
    LuaStatus RunThread(Thread51<T>* co, int arguments)
    {
        Debug.Assert(co != L51, "A thread does not resume itself.");
        Thread51<T>* running = L51;
        co->NumCCalls = running->NumCCalls;     // The limit holds for the whole chain of resumes.
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

    /// <remarks>Source: ldo.c, <c>lua_resume</c>.</remarks>
    LuaStatus Continue(Thread51<T>* co, int arguments)
    {
        Debug.Assert(co->Status is 0 or (byte)LuaStatus.Yield, "Only a new or a suspended thread goes on.");
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

    /// <summary>Continues a thread, with the arguments as the results of its yield.</summary>
    /// <remarks>Source: ldo.c, <c>resume</c>.</remarks>
    LuaStatus ContinueYielded(Thread51<T>* co, int arguments)
    {
        Debug.Assert(co->Status == (byte)LuaStatus.Yield, "Only a suspended thread has a yield to finish.");
        Debug.Assert(Top - arguments >= Base, "The arguments of a resume lie on the frame.");
        co->Status = 0;
        if (PosCall(Top - arguments) != MultRet)
            L51->Top = Ci->Top;
        return co->Ci == co->BaseCi ? LuaStatus.Ok : Drive(null, 0, 0);
    }
}
