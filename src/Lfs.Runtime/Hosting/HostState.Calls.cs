using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

// Calls in both directions, and the frames that they have open.
sealed partial class HostState
{
    HostFrame? _freeFrames;
    string? _traceback;

    /// <summary>The topmost frame that is open; null if none is.</summary>
    public HostFrame? Current { get; private set; }

    /// <summary>Enters the device for a call that stays open, and returns its frame.</summary>
    /// <param name="member">What is called or read.</param>
    /// <param name="handle">The object that the call begins with; null for a module.</param>
    public HostFrame BeginCall(LuaMember member, LuaObject? handle)
    {
        bool wasOutside = Guard.Begin();
        try
        {
            _ = handle?.Reference;
            if (IsOver)
                throw new InvalidOperationException(LuaObject.Stale);
        }
        catch
        {
            Guard.End(wasOutside);
            throw;
        }
        HostFrame frame = TakeFrame();
        frame.OpenCall(member, wasOutside);
        Guard.StepOut();
        return frame;
    }

    /// <summary>Begins a call of a handle, of a member of it, or of a module's main function.</summary>
    public HostFrame BeginCall(LuaMember member, LuaObject? handle, HostValues values)
    {
        HostFrame frame = BeginCall(member, handle);
        bool isDone = false;
        try
        {
            frame.Values = values;
            if (handle is not null)
                frame.PushMember(handle.Reference);
            else if (!frame.PushMain())
                throw NoModule(member.Module);
            isDone = true;
        }
        finally
        {
            if (!isDone)
                frame.Close(frame.Version);
        }
        return frame;
    }

    HostFrame TakeFrame()
    {
        HostFrame frame = _freeFrames ?? new HostFrame(this);
        _freeFrames = frame.Outer;
        frame.Outer = Current;
        Current = frame;
        return frame;
    }

    /// <summary>Ends the calls down to a frame. A host that has forgotten to end a call inside another ends
    /// it so.</summary>
    public void EndCalls(HostFrame last)
    {
        for (bool isLast = false; !isLast;)
        {
            HostFrame frame = Current!;
            isLast = frame == last;
            Current = frame.Outer;
            frame.Outer = _freeFrames;
            _freeFrames = frame;
            frame.End();
        }
    }

    /// <summary>Calls the function below some arguments, for the host. An error leaves the stack as it was
    /// before the function was pushed.</summary>
    /// <param name="before">The number of values below the function.</param>
    /// <param name="arguments">The number of arguments.</param>
    /// <param name="wanted">The number of results, or -1 for all.</param>
    public void CallBelow(int before, int arguments, int wanted)
    {
        LuaStatus status = LuaStatus.Ok;
        if (Guard.IsOutermost)
            Lua.Cause = null;
        _traceback = null;
        try
        {
            status = Lua.ProtectedCall(arguments, wanted, _noteTraceback);
            if (status != LuaStatus.Ok)
                throw Failure(status, _traceback);
        }
        catch (Exception exception) when (exception is LuaException or BudgetExceeded or RestartRequest)
        {
            if (exception is BudgetExceeded exceeded)
                exceeded.Traceback = _traceback;
            Lua.SetCount(before);
            // A buffer of 5.3 that was in use is freed by a finalizer, and an emergency runs none.
            if (status == LuaStatus.MemoryError && Guard.IsOutermost)
                CollectAfterFailure(before);
            throw;
        }
    }

    int CallHost(string? name, LuaHostFunction function)
    {
        long hostBytes = Lua.HostBytesInUse;
        LuaValue[] arguments = new LuaValue[Lua.Count];
        try
        {
            CopyValues(1, arguments);
            LuaValue[] results = [];
            Ask((_, _) =>
            {
                results = function([.. arguments])
                    ?? throw new InvalidOperationException("The function of the host returned null.");
                Require(results);
            }, name);
            Lua.EnsureStack(results.Length, "too many results");
            foreach (LuaValue result in results)
                Push(result);
            return results.Length;
        }
        finally
        {
            ReleaseArguments(arguments);
            Lua.ReturnHost(hostBytes);
        }
    }

    int CallHost(string? name, LuaHostCall function)
    {
        int given = Lua.Count;
        Ask(function, name);
        return Lua.Count - given;
    }

    /// <summary>Calls a function of the host, which may use the device. Its results are on the stack, or its
    /// error is thrown.</summary>
    void Ask(LuaHostCall function, string? name)
    {
        HostFrame frame = TakeFrame();
        frame.OpenFunction(name);
        Exception? failure = null;
        Guard.StepOut();
        try
        {
            function(new LuaArguments(frame), new LuaWriter(frame));
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        Guard.StepIn();
        EndCalls(frame);
        Guard.StepIn();
        Guard.Unwind();
        if (failure is not null)
            throw ErrorOf(failure, name);
    }

    /// <summary>What Lua gets of an exception that a function of the host threw.</summary>
    Exception ErrorOf(Exception failure, string? name)
    {
        if (failure is LuaTypeException { Argument: > 0 } wrong)
            return WrongArgument(wrong, name);
        if (failure is not LuaException error)
            return new LuaError(Lua.RaiseHostFailure(failure, name));
        if (error.Kind == LuaErrorKind.Budget)
            return new BudgetExceeded(error.Message, isCancelled: true, error);
        Push(Fits(error.Value) ? error.Value : error.Message);
        Lua.NoteCause(error);
        return Lua.ErrorOnTop();
    }

    /// <summary>An error as those of Lua's own libraries. Lua names an anonymous function by the call.
    /// </summary>
    LuaError WrongArgument(LuaTypeException wrong, string? name)
    {
        if (name is not null)
            return new LuaError(Lua.RaiseHostFailure(wrong, ""));
        return Lua.ArgumentError(wrong.Argument, $"{wrong.Expected} expected, got {wrong.Actual}");
    }

    /// <summary>The functions of the host without a name, by the address of their closure.</summary>
    readonly Dictionary<uint, LuaFunction> _anonymous = [];

    /// <summary>Pushes a function of the host without a name.</summary>
    public void PushFunction(HostBinding function) =>
        _anonymous.Add(Lua.PushHostClosure(Anonymous), function(this, null));

    /// <summary>A handle of a function of the host without a name.</summary>
    public LuaObject CreateFunction(HostBinding function)
    {
        Protected(() => PushFunction(function));
        return Take().AsObject();
    }

    int CallAnonymous(ILuaState lua) =>
        _anonymous.TryGetValue(lua.RunningHostClosure, out LuaFunction? function)
            ? function(lua)
            : throw lua.Error("the function belongs to a host that is gone");

    /// <summary>Connects a function that works with copies of values.</summary>
    public static HostBinding Bind(LuaHostFunction function) =>
        (host, name) => _ => host.CallHost(name, function);

    /// <summary>Connects a function that works on the stack.</summary>
    public static HostBinding Bind(LuaHostCall function) =>
        (host, name) => _ => host.CallHost(name, function);

    static LuaException NoModule(string name) =>
        new($"module '{name}' is not in the LFS image", LuaErrorKind.Runtime);
}
