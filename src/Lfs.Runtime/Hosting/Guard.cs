using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

/// <summary>
/// The border between C# and a device, and the only way over it: who may come in, which exceptions come out,
/// and what waits until Lua has unwound.
/// </summary>
/// <remarks>
/// One thread at a time is inside. It may come in again only from a function of the host that Lua calls:
/// there the state is in order, which it need not be where a library writes to a stream of the host.
/// </remarks>
/// <param name="restart">Restarts the device, as <c>node.restart()</c> asks.</param>
/// <param name="recover">Resets the device after what ended it.</param>
sealed class Guard(Action restart, Action<Exception> recover)
{
    const int Nobody = 0;

    int _thread;
    int _depth;

    /// <summary>A function of the host runs, and may use the device.</summary>
    bool _isOutside;

    /// <summary>What happens to the device when Lua has unwound.</summary>
    Action? _afterwards;

    LuaException? _fault;
    string? _off;

    /// <summary>No call of the host's runs inside another.</summary>
    public bool IsOutermost => _depth == 1;

    /// <summary>The device was switched off by its owner, or will be when Lua has unwound.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>The calls that run must unwind: the device restarts, is switched off, or has
    /// failed.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Crosses into the device.</summary>
    /// <param name="require">Refuses wrong arguments; what it throws goes to the caller.</param>
    /// <param name="work">Works on the Lua state.</param>
    /// <param name="cutShort">The result if the program ended itself by a restart.</param>
    /// <exception cref="LuaException">All that can go wrong inside.</exception>
    /// <exception cref="InsufficientExecutionStackException">The thread has less stack left than Lua
    /// needs.</exception>
    public TResult Call<TResult>(Action require, Func<TResult> work, TResult cutShort)
    {
        bool wasOutside = Enter();
        TResult result = cutShort;
        try
        {
            RequireOn();
            require();
            result = Inside(work, cutShort);
        }
        finally
        {
            Leave(wasOutside);
        }
        return result;
    }

    /// <summary>Changes the device as a whole: at once, or when the Lua program that runs has
    /// unwound.</summary>
    /// <param name="require">Refuses wrong arguments at once.</param>
    /// <param name="change">Changes the device.</param>
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
            Leave(wasOutside);
        }
    }

    /// <summary>Switches the device off for good: at once, or when the Lua program that runs has
    /// unwound.</summary>
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

    /// <summary>Lua calls a function of the host, which may use the device until
    /// <see cref="StepIn"/>.</summary>
    public void StepOut() => _isOutside = true;

    /// <summary>A function of the host has ended.</summary>
    public void StepIn() => _isOutside = false;

    /// <summary>Ends the calls that run, if a function of the host has asked for it.</summary>
    public void Unwind()
    {
        if (_fault is not null)
            throw new DeviceStopped();
        if (IsEnding)
            throw new RestartRequest();
    }

    /// <summary>The device did not start: nothing can be asked of it until a restart succeeds.</summary>
    public void TurnOff(string reason) => _off = reason;

    /// <summary>The device has started.</summary>
    public void TurnOn() => _off = null;

    /// <summary>Refuses a device that was switched off for good. For what may be read from any
    /// thread.</summary>
    public void RequireAlive() => ObjectDisposedException.ThrowIf(IsDisposed, typeof(LfsDevice));

    TResult Inside<TResult>(Func<TResult> work, TResult cutShort)
    {
        try
        {
            return work();
        }
        catch (RestartRequest request)
        {
            if (!IsEnding && !request.IsExit)
                _afterwards += restart;
            IsEnding = true;
        }
        catch (BudgetExceeded exceeded)
        {
            throw new LuaException(exceeded.Message, LuaErrorKind.Budget, exceeded.InnerException)
            {
                Traceback = exceeded.Traceback,
            };
        }
        catch (Exception exception)
            when (exception is not (LuaException or InsufficientExecutionStackException))
        {
            // A check of the model or of ours has failed: the state cannot be trusted any more. The first
            // failure is the cause of those that follow while the calls unwind.
            _fault ??= new LuaException(
                $"The device stopped: {exception.Message}", LuaErrorKind.Fault, exception);
            IsEnding = true;
            throw _fault;
        }
        return cutShort;
    }

    /// <summary>Takes the device for this thread. Whether a function of the host comes in.</summary>
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
                throw new InvalidOperationException(
                    "The device has stopped, and its calls have yet to return.");
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
        return wasOutside;
    }

    static void RequireThread(int inside, int me)
    {
        if (inside != Nobody && inside != me)
        {
            throw new InvalidOperationException(
                "Another thread is using the device: one thread may at a time. Give each thread a device.");
        }
    }

    void RequireOn()
    {
        if (IsEnding)
            throw new InvalidOperationException("The device restarts when the calls that run have returned.");
        if (_off is not null)
            throw new InvalidOperationException($"The device is off: {_off} Restart starts it again.");
    }

    void Leave(bool wasOutside)
    {
        try
        {
            if (_depth == 1)
                Finish();
        }
        finally
        {
            _isOutside = wasOutside;
            _depth--;
            if (_depth == 0)
                Volatile.Write(ref _thread, Nobody);
            // The memory of a device that nobody refers to any more is given back: not while it is in use.
            GC.KeepAlive(this);
        }
    }

    /// <summary>Lua has unwound: what was asked of the device meanwhile happens now.</summary>
    void Finish()
    {
        Action? afterwards = _afterwards;
        LuaException? fault = _fault;
        (_afterwards, _fault, IsEnding) = (null, null, false);
        try
        {
            if (fault is not null && !IsDisposed)
                recover(fault.InnerException!);
            afterwards?.Invoke();
        }
        finally
        {
            // A stream may have disposed the device while it booted.
            if (_afterwards is not null)
                Finish();
        }
    }
}
