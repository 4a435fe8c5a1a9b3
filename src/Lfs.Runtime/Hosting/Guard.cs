using Esp8266.Flash;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

/// <summary>
/// The border between C# and a device. Every call crosses it here: it admits one thread, decides which
/// exceptions come out, and defers changes of the device until Lua has unwound.
/// </summary>
/// <remarks>
/// One thread at a time is inside. It may enter again only from a host function that Lua calls, because the
/// state is consistent there. It may be inconsistent while a library writes to a stream of the host.
/// </remarks>
/// <param name="restart">Carries out what the program has asked for, as <c>node.restart()</c> does.</param>
/// <param name="recover">Resets the device after the exception that ended it.</param>
/// <param name="release">Releases what C# has forgotten, at an entry.</param>
sealed class Guard(Action<RestartRequest> restart, Action<Exception> recover, Action release)
{
    /// <summary>Why a second thread is refused.</summary>
    public const string InUse =
        "Another thread is using the device: one thread may at a time. Give each thread a device.";

    /// <summary>Why a device that has stopped is refused while its calls unwind.</summary>
    public const string Stopped = "The device has stopped, and its calls have yet to return.";

    const int Nobody = 0;

    int _thread;
    int _depth;

    /// <summary>True while a function of the host runs, which may use the device.</summary>
    bool _isOutside;

    /// <summary>The change of the device that is due when Lua has unwound; null for none.</summary>
    Action? _afterwards;

    // A LuaException that wraps the failure, or the PowerLoss itself.
    Exception? _fault;
    string? _off;

    /// <summary>True if the current call of the host is not nested in another.</summary>
    public bool IsOutermost => _depth == 1;

    /// <summary>True if the owner has disposed the device, even if Lua has still to unwind.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>True if the running calls must unwind, because the device
    /// restarts, is switched off, or has failed.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>True if a failure has ended the device, and its memory is not to be touched.</summary>
    public bool IsBroken => _fault is not null;

    /// <summary>True if <c>release</c> has something to do. Any thread may set it.</summary>
    public bool HasDropped
    {
        get => Volatile.Read(ref _hasDropped);
        set => Volatile.Write(ref _hasDropped, value);
    }

    bool _hasDropped;

    /// <summary>Enters the device, does some work there, and leaves.</summary>
    /// <param name="require">Checks the arguments. Its exceptions go to the caller unchanged.</param>
    /// <param name="work">The work on the Lua state.</param>
    /// <param name="cutShort">The result if the program ends itself by a restart.</param>
    /// <param name="evenOff">The work does not need a device that has started.</param>
    /// <exception cref="LuaException">Any failure inside the device.</exception>
    /// <exception cref="PowerLoss">The power failed; it is on again.</exception>
    /// <exception cref="InsufficientExecutionStackException">The thread has less stack left
    /// than Lua needs.</exception>
    public TResult Call<TResult>(Action require, Func<TResult> work, TResult cutShort, bool evenOff = false)
    {
        bool wasOutside = Begin(evenOff);
        TResult result = cutShort;
        try
        {
            require();
            result = Inside(work, cutShort);
        }
        finally
        {
            End(wasOutside);
        }
        return result;
    }

    /// <summary>Enters the device for a call that is open until <see cref="End"/>. Work in it goes between
    /// <see cref="StepIn"/> and <see cref="StepOut"/>, and its exceptions through
    /// <see cref="Outcome"/>.</summary>
    /// <param name="evenOff">As for <see cref="Call"/>.</param>
    /// <returns>What <see cref="End"/> needs.</returns>
    public bool Begin(bool evenOff = false)
    {
        bool wasOutside = Enter();
        bool isDone = false;
        try
        {
            if (!evenOff)
                RequireOn();
            isDone = true;
        }
        finally
        {
            if (!isDone)
                End(wasOutside);
        }
        return wasOutside;
    }

    /// <summary>Changes the device as a whole: at once, or when the running Lua
    /// program has unwound.</summary>
    /// <param name="require">Checks the arguments, at once in either case.</param>
    /// <param name="change">The change of the device.</param>
    public void Change(Action require, Action change)
    {
        bool wasOutside = Enter();
        try
        {
            require();
            _afterwards += change;
            IsEnding = true;
        }
        finally
        {
            End(wasOutside);
        }
    }

    /// <summary>Switches the device off for good: at once, or when the running Lua
    /// program has unwound.</summary>
    public void Dispose(Action dispose)
    {
        int me = Environment.CurrentManagedThreadId;
        RequireThread(Interlocked.CompareExchange(ref _thread, me, Nobody), me);
        bool isFirst = !IsDisposed;
        IsDisposed = true;
        if (isFirst)
            _afterwards = dispose;
        if (_depth > 0)
        {
            IsEnding = true;
            return;
        }
        try
        {
            Finish();
        }
        finally
        {
            Volatile.Write(ref _thread, Nobody);
        }
    }

    /// <summary>Marks the start of a host function that Lua calls. It may use the device until
    /// <see cref="StepIn"/>.</summary>
    public void StepOut() => _isOutside = true;

    /// <summary>Marks the end of a host function.</summary>
    public void StepIn() => _isOutside = false;

    /// <summary>Ends the running calls if a host function has requested a change of the device.</summary>
    public void Unwind()
    {
        if (_fault is not null)
            throw new DeviceStopped();
        if (IsEnding)
            throw new RestartRequest();
    }

    /// <summary>Why the device is off; null if it has started.</summary>
    public string? Off => _off;

    /// <summary>Marks the device as not started. Calls are refused until a restart succeeds.</summary>
    public void TurnOff(string reason) => _off = reason;

    /// <summary>Marks the device as started.</summary>
    public void TurnOn() => _off = null;

    /// <summary>Throws if the device was disposed. For members that any thread may read.</summary>
    public void RequireAlive() => ObjectDisposedException.ThrowIf(IsDisposed, typeof(LfsDevice));

    TResult Inside<TResult>(Func<TResult> work, TResult cutShort)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (IsOfDevice(exception))
        {
            if (Outcome(exception) is { } failure)
                throw failure;
            return cutShort;
        }
    }

    /// <summary>True for an exception that the host does not get as it is.</summary>
    public static bool IsOfDevice(Exception exception) =>
        exception is not (LuaException or InsufficientExecutionStackException);

    /// <summary>What the host gets for an exception of the device; null if the program ends itself by a
    /// restart.</summary>
    public Exception? Outcome(Exception exception)
    {
        switch (exception)
        {
            case RestartRequest request:
                if (!IsEnding && !request.IsExit)
                    _afterwards += () => restart(request);
                IsEnding = true;
                return null;
            case BudgetExceeded exceeded:
                return new LuaException(exceeded.Message, LuaErrorKind.Budget, exceeded.InnerException)
                {
                    Traceback = exceeded.Traceback,
                };
            default:
                // A check failed, in the model or in our own code, so the state cannot be trusted. Keep the
                // first failure: it causes those that follow while the calls unwind.
                _fault ??= exception is PowerLoss ? exception : new LuaException(
                    $"The device stopped: {exception.Message}", LuaErrorKind.Fault, exception);
                IsEnding = true;
                return _fault;
        }
    }

    /// <summary>Claims the device for this thread. Returns true if the caller is a host
    /// function that re-enters.</summary>
    bool Enter()
    {
        int me = Environment.CurrentManagedThreadId;
        int inside = Interlocked.CompareExchange(ref _thread, me, Nobody);
        RequireThread(inside, me);
        try
        {
            RequireAlive();
            if (_depth > 0 && !_isOutside)
            {
                throw new InvalidOperationException(
                    "The device is at work: only a function registered with it may use it now, "
                    + "not its streams or files.");
            }
            if (_depth > 0 && IsEnding && _afterwards is null)
            {
                throw new InvalidOperationException(Stopped);
            }
        }
        catch
        {
            if (inside == Nobody)
                Volatile.Write(ref _thread, Nobody);
            throw;
        }
        _depth++;
        bool wasOutside = _isOutside;
        _isOutside = false;
        if (HasDropped && !IsEnding)
        {
            HasDropped = false;
            release();
        }
        return wasOutside;
    }

    static void RequireThread(int inside, int me)
    {
        if (inside != Nobody && inside != me)
        {
            throw new InvalidOperationException(InUse);
        }
    }

    void RequireOn()
    {
        if (IsEnding)
            throw new InvalidOperationException("The device restarts when the calls that run have returned.");
        if (_off is not null)
            throw new InvalidOperationException($"The device is off: {_off} Restart starts it again.");
    }

    /// <summary>Leaves the device. The outermost call carries out what was deferred.</summary>
    public void End(bool wasOutside)
    {
        try
        {
            // What Finish does is due only when the calls had to unwind.
            if (_depth == 1 && IsEnding)
                Finish();
        }
        finally
        {
            _isOutside = wasOutside;
            _depth--;
            if (_depth == 0)
                Volatile.Write(ref _thread, Nobody);
            // The finalizer of an unreferenced device frees its memory. That must not
            // happen while it is in use.
            GC.KeepAlive(this);
        }
    }

    /// <summary>Carries out the changes that were deferred, now that Lua has unwound.</summary>
    void Finish()
    {
        Action? afterwards = _afterwards;
        Exception? fault = _fault;
        (_afterwards, _fault, IsEnding) = (null, null, false);
        try
        {
            if (fault is not null && !IsDisposed)
                recover(fault.InnerException ?? fault);
            afterwards?.Invoke();
        }
        finally
        {
            // A stream may have disposed the device during the boot.
            if (_afterwards is not null)
                Finish();
        }
    }
}
