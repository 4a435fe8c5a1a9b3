using System.Diagnostics;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Core;

// Coroutines (ldo.c and lcorolib.c of 5.3). A resume runs the thread in a nested interpreter; a yield is a
// result of that interpreter. The frames stay, and the next resume goes through them from the top, finishing
// the interrupted instruction of each.
unsafe partial class Calls<T>
{
    bool IsYieldable53 => L53->NonYieldable == 0;

    string StatusOf53(uint thread)
    {
        Thread53<T>* co = (Thread53<T>*)At(thread);
        if (co->Status == (byte)LuaStatus.Yield)
            return "suspended";
        if (co->Status != 0)
            return "dead";
        if (co->Ci != Addr(&co->BaseCi))
            return "normal";
        return co->Top == co->BaseCi.Base ? "dead" : "suspended";
    }

    /// <remarks>Source: lcorolib.c, <c>auxresume</c>.</remarks>
    int Resume53(uint thread, int arguments)
    {
        Debug.Assert(arguments >= 0, "The number of arguments is not negative.");
        Charge(ResumeInstructions + (arguments >> 3));
        Thread53<T>* co = (Thread53<T>*)At(thread);
        if (!EnsureStackOf(thread, arguments))
        {
            State.PushString("too many arguments to resume"u8);
            return -1;
        }
        if (co->Status == 0 && co->Ci == Addr(&co->BaseCi) && co->Top == co->BaseCi.Base)
            return Refuse53("cannot resume dead coroutine");
        if (co->Status == 0 && co->Ci != Addr(&co->BaseCi))
            return Refuse53("cannot resume non-suspended coroutine");
        if (co->Status > (byte)LuaStatus.Yield)
            return Refuse53("cannot resume dead coroutine");
        if (L53->NumCCalls + 1 >= MaxCCalls || IsHostStackFull)
            return Refuse53("C stack overflow");
        State.MoveTo(thread, arguments);
        LuaStatus ended = RunThread53(co, arguments);
        if (ended > LuaStatus.Yield)
        {
            MoveFrom((Thread<T>*)co, 1);
            return -1;
        }
        int results = (int)(Slot(co->Top) - Slot(Ci53At(co->Ci)->Base));
        if (!TryEnsureStack53(results + 1))
        {
            co->Top -= (uint)(results * sizeof(T));
            State.PushString("too many results to resume"u8);
            return -1;
        }
        Charge(results >> 3);
        MoveFrom((Thread<T>*)co, results);
        return results;
    }

    int Refuse53(string why)
    {
        State.PushText(why);
        return -1;
    }

    /// <summary>Runs a suspended thread until it ends, yields or fails.</summary>
    LuaStatus RunThread53(Thread53<T>* co, int arguments)
    {
        Debug.Assert(co != L53, "A thread does not resume itself.");
        Thread53<T>* running = L53;
        ushort depth = (ushort)(L53->NumCCalls + 1);
        SwitchTo53(co);
        try
        {
            // The thread's active protected calls count as C calls, whatever the depth of the resume.
            co->NumCCalls = (ushort)Math.Min(depth + co->Protections, MaxCCalls);
            co->NonYieldable = 0;
            LuaStatus status = Continue53(co, arguments, new Depth53(depth, 0, 0, 1));
            co->Status = (byte)status;
            co->NonYieldable = 1;
            if (status > LuaStatus.Yield)
            {
                SetErrorValue(status, Top);
                Top++;
                Ci53->Top = Addr(Top);
            }
            return status;
        }
        finally
        {
            SwitchTo53(running);
        }
    }

    LuaStatus Continue53(Thread53<T>* co, int arguments, Depth53 depth)
    {
        LuaStatus status = Enter53(co, arguments);
        return status == LuaStatus.Yield ? status : Leave53(co, depth, status);
    }

    /// <summary>Starts a thread, or continues it with the arguments as the results of its yield.</summary>
    /// <remarks>Source: ldo.c, <c>resume</c>.</remarks>
    LuaStatus Enter53(Thread53<T>* co, int arguments)
    {
        Debug.Assert(co->Status is 0 or (byte)LuaStatus.Yield, "Only a new or a suspended thread goes on.");
        Debug.Assert(co == L53, "A thread goes on when it is the running one.");
        try
        {
            if (co->Status == 0)
                return StartCall53(Top - arguments - 1, MultRet);
            co->Status = 0;
            PosCall53(Hooked ? Introspection.HookReturn53(Top - arguments) : Top - arguments);
            return co->Ci == Addr(&co->BaseCi) ? LuaStatus.Ok : ContinueFrame53();
        }
        catch (LuaError error)
        {
            return error.Status;
        }
        catch (Exception exception) when (HostFailure.Is(exception))
        {
            return State.RaiseHostFailure(exception);
        }
    }

    /// <summary>Continues the frames below one that returned or failed, until the thread yields or no frame
    /// is left (ldo.c, unroll and recover).</summary>
    LuaStatus Leave53(Thread53<T>* co, Depth53 depth, LuaStatus status)
    {
        uint entry = Addr(&co->BaseCi);
        while (status != LuaStatus.Yield && (status != LuaStatus.Ok || co->Ci != entry))
        {
            try
            {
                if (status != LuaStatus.Ok)
                {
                    // Inside the try: unwinding may itself fail, for instance in a return hook.
                    Raised = status;
                    if (!Unwind53(entry, depth, out _))
                        return Raised;
                }
                status = co->Ci == entry ? LuaStatus.Ok : ContinueFrame53();
            }
            catch (LuaError error)
            {
                status = error.Status;
            }
            catch (Exception exception) when (HostFailure.Is(exception))
            {
                status = State.RaiseHostFailure(exception);
            }
        }
        return status;
    }

    /// <summary>Continues the topmost frame, whose callee has returned.</summary>
    LuaStatus ContinueFrame53()
    {
        Debug.Assert(L53->Ci != Addr(&L53->BaseCi), "The first frame of a thread has nothing to go on with.");
        if ((Ci53->Status & FrameStatus.Protected) != 0)
        {
            FinishProtected53();
            return LuaStatus.Ok;
        }
        return FinishInstruction53() ? Run53() : Raised;
    }

    /// <summary>Yields from the running host function, or raises the error that says why not.</summary>
    int Yield53()
    {
        if (L53->NonYieldable == 0)
            return HostResult.Yield;
        throw Introspection.RunErrorException(Addr(L53) == MainThread
            ? "attempt to yield from outside a coroutine"
            : "attempt to yield across a C-call boundary");
    }

    /// <summary>Makes a thread the running one, and its hooks the active ones.</summary>
    void SwitchTo53(Thread53<T>* thread)
    {
        L53 = thread;
        Hooked = thread->HookMask != 0;
    }
}
