namespace Lfs.Runtime.Core;

// Raises a Lua error before the stack of the host's thread overflows: .NET cannot catch that overflow.
// Whatever calls Lua from host code asks here (TryCall, Resume), and what recurses by itself: the parser and
// the matcher of patterns. The collector does not recurse (its gray lists see to that); a finalizer is a
// call.
unsafe partial class Calls<T>
{
    /// <summary>The thread that <see cref="_stackFloor"/> is of.</summary>
    Thread? _thread;

    /// <summary>Lua goes no deeper than to this address of the thread's stack.</summary>
    nuint _stackFloor;

    /// <summary>True if the stack of the host's thread is nearly used up.</summary>
    internal bool IsHostStackFull
    {
        get
        {
            byte here;
            return (nuint)(&here) < _stackFloor;
        }
    }

    /// <summary>Host code begins to use the state: the thread may be another one than before.</summary>
    /// <exception cref="InsufficientExecutionStackException">
    /// The thread has too little stack to run any Lua.
    /// </exception>
    void NoteThread()
    {
        if (!ReferenceEquals(_thread, Thread.CurrentThread))
        {
            _thread = Thread.CurrentThread;
            nuint lowest = HostStack.Lowest();
            _stackFloor = lowest == 0 ? 0 : lowest + HostStack.Reserve;
        }
        if (IsHostStackFull && IsOutermost)
            throw HostStack.TooSmall();
    }

    /// <summary>No Lua runs.</summary>
    internal bool IsOutermost => Addr(L51) == MainThread
        && (T.LinksFrames ? L53->Ci == Addr(&L53->BaseCi) : L51->Ci == L51->BaseCi);

    /// <summary>Raises "C stack overflow". An error handler may use a part of what is kept free.</summary>
    LuaStatus RaiseHostOverflow()
    {
        const uint HandlerStack = HostStack.Reserve - HostStack.HandlerReserve;
        if (_handlesOverflow)
            return Raised = LuaStatus.ErrorError;
        _handlesOverflow = true;
        _stackFloor -= HandlerStack;
        try
        {
            Introspection.RunError("C stack overflow");
            return Raised;
        }
        finally
        {
            _handlesOverflow = false;
            _stackFloor += HandlerStack;
        }
    }

    /// <summary>The stack is nearly used up, and an error handler hears of it.</summary>
    bool _handlesOverflow;
}
