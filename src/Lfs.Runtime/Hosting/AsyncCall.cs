using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

/// <summary>A call that runs as a coroutine.</summary>
/// <param name="target">The object that the call begins with.</param>
/// <param name="member">The function.</param>
/// <param name="cancellation">Ends the call.</param>
abstract class AsyncCall(LuaObject target, LuaMember member, CancellationToken cancellation)
{
    LuaObject? _coroutine;
    ErrorCause? _cause;

    /// <summary>Ends the call.</summary>
    protected CancellationToken Cancellation { get; } = cancellation;

    /// <summary>True if the coroutine exists.</summary>
    public bool HasBegun => _coroutine is not null;

    /// <summary>True if the call has ended, and only its coroutine is left.</summary>
    protected abstract bool IsOver { get; }

    /// <summary>Runs the coroutine until it yields or ends. True if it is to go on by itself; else
    /// <see cref="Complete"/> tells who waits.</summary>
    public bool Step()
    {
        bool goesOn = false;
        try
        {
            if (Cancellation.IsCancellationRequested && !IsOver)
                Fail(new OperationCanceledException(Cancellation));
            goesOn = !IsOver && Run();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        if (IsOver)
            Release();
        return goesOn;
    }

    /// <summary>Ends the call with an exception.</summary>
    public void End(Exception cause)
    {
        if (!IsOver)
            Fail(cause);
        Release();
    }

    /// <summary>Tells who waits for the call what has come of it. The device is not entered any more by
    /// then, because who waits may use it at once.</summary>
    public abstract void Complete();

    // The handle is released like one that C# has forgotten: no entry of the device is needed for it.
    void Release()
    {
        _coroutine?.Forget();
        _coroutine = null;
    }

    bool Run()
    {
        HostState host = target.State;
        using IDisposable? bound = Cancellation.CanBeCanceled ? host.BoundBy(Cancellation) : null;
        HostFrame frame = host.BeginCall(member, _coroutine ?? target);
        int version = frame.Version;
        try
        {
            if (_coroutine is null)
            {
                frame.PushMember(target.Reference);
                Push(new LuaWriter(frame));
                _coroutine = frame.BeginCoroutine();
            }
            else
            {
                frame.PushObject(_coroutine);
            }
            bool isYield = frame.Resume(ref _cause);
            LuaCall call = new(frame);
            if (isYield)
                return Yielded(call);
            Returned(call);
            return false;
        }
        finally
        {
            frame.Close(version);
        }
    }

    /// <summary>Pushes the arguments.</summary>
    protected abstract void Push(LuaWriter writer);

    /// <summary>The coroutine has yielded what the call has as results. True if it is to go on by
    /// itself.</summary>
    protected abstract bool Yielded(LuaCall call);

    /// <summary>The function has returned.</summary>
    protected abstract void Returned(LuaCall call);

    /// <summary>The call has failed, or was cancelled.</summary>
    protected abstract void Fail(Exception cause);

    /// <summary>Passes a failure on; a cancellation as such, whatever exception it came with.</summary>
    protected void Pass<T>(TaskCompletionSource<T> waiting, Exception failure)
    {
        if (Cancellation.IsCancellationRequested)
            waiting.TrySetCanceled(Cancellation);
        else
            waiting.TrySetException(failure);
    }
}

/// <summary>A call whose results come in a task.</summary>
sealed class AsyncCall<TArguments, T>(
    LuaObject target, LuaMember member, TArguments arguments, LuaPush<TArguments> push,
    LuaReadResults<T> read, CancellationToken cancellation)
    : AsyncCall(target, member, cancellation)
{
    readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    CancellationTokenRegistration _registration;
    Exception? _failure;
    T? _result;
    bool _isOver;

    /// <summary>Begins as soon as the device is given time.</summary>
    public Task<T> Start(AsyncCalls calls)
    {
        calls.Start(this);
        _registration = Cancellation.Register(() => calls.Cancel(this));
        return _done.Task;
    }

    protected override bool IsOver => _isOver;

    protected override void Push(LuaWriter writer) => push(writer, arguments);

    protected override bool Yielded(LuaCall call) => true;

    protected override void Returned(LuaCall call)
    {
        _result = read(call);
        _isOver = true;
    }

    protected override void Fail(Exception cause) => (_failure, _isOver) = (cause, true);

    public override void Complete()
    {
        _registration.Unregister();
        if (_failure is null)
            _done.TrySetResult(_result!);
        else
            Pass(_done, _failure);
    }
}

/// <summary>A call whose yields are items.</summary>
sealed class AsyncItems<TArguments, T>(
    LuaObject target, LuaMember member, TArguments arguments, LuaPush<TArguments> push,
    LuaReadResults<T> read, CancellationToken cancellation)
    : AsyncCall(target, member, cancellation)
{
    TaskCompletionSource<bool> _next = New();
    Exception? _failure;
    T? _item;
    bool _isOver;

    static TaskCompletionSource<bool> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override bool IsOver => _isOver;

    /// <summary>The items. The coroutine stands still until the next is asked for.</summary>
    public async IAsyncEnumerable<T> Items(AsyncCalls calls)
    {
        try
        {
            while (true)
            {
                Cancellation.ThrowIfCancellationRequested();
                _next = New();
                calls.Start(this);
                using CancellationTokenRegistration registration =
                    Cancellation.Register(() => calls.Cancel(this));
                if (!await _next.Task.ConfigureAwait(false))
                    yield break;
                yield return _item!;
            }
        }
        finally
        {
            End(new OperationCanceledException());
        }
    }

    protected override void Push(LuaWriter writer) => push(writer, arguments);

    protected override bool Yielded(LuaCall call)
    {
        // A yield without a value only lets time pass.
        if (call.ResultCount == 0)
            return true;
        _item = read(call);
        return false;
    }

    protected override void Returned(LuaCall call) => _isOver = true;

    protected override void Fail(Exception cause) => (_failure, _isOver) = (cause, true);

    public override void Complete()
    {
        if (_failure is null)
            _next.TrySetResult(!_isOver);
        else
            Pass(_next, _failure);
    }
}
