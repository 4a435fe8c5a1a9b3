namespace Lfs.Runtime.Hosting;

/// <summary>The calls that run as coroutines between a device's own tasks, and who gives them time.</summary>
/// <param name="run">Runs the device in real time until a condition holds.</param>
/// <param name="drives">The calls run the device themselves if nobody else does.</param>
sealed class AsyncCalls(Func<Func<bool>, Task> run, bool drives)
{
    /// <summary>A coroutine that yields goes on after this time, so that the device's clock can move
    /// meanwhile.</summary>
    const int YieldMicroseconds = 1000;

    readonly object _gate = new();
    readonly Queue<AsyncCall> _completed = [];
    readonly PriorityQueue<AsyncCall, (long Due, long Number)> _waiting = new();
    long _number;
    int _drivers;
    bool _isDriving;

    /// <summary>True if a call waits to go on.</summary>
    public bool IsPending
    {
        get
        {
            lock (_gate)
                return _waiting.Count > 0;
        }
    }

    /// <summary>The time at which a call goes on; null if none waits.</summary>
    public long? NextDue
    {
        get
        {
            lock (_gate)
                return _waiting.TryPeek(out _, out (long Due, long Number) at) ? at.Due : null;
        }
    }

    /// <summary>Lets a call begin, or go on, as soon as the device is given time. Any thread may call
    /// this.</summary>
    public void Start(AsyncCall call) => Add(call, 0);

    // While a step runs, its call does not wait: who drove the device may have found none, and stopped.
    void Add(AsyncCall call, long due)
    {
        lock (_gate)
            _waiting.Enqueue(call, (due, _number++));
        EnsureDriven();
    }

    /// <summary>Takes the next call that is due.</summary>
    public bool TryTake(long now, out AsyncCall? call)
    {
        lock (_gate)
        {
            bool isDue = _waiting.TryPeek(out call, out (long Due, long Number) at) && at.Due <= now;
            if (isDue)
                _waiting.Dequeue();
            return isDue;
        }
    }

    /// <summary>Runs a part of a call, outside the device.</summary>
    public void Step(AsyncCall call, long now)
    {
        if (call.Step())
            Add(call, now + YieldMicroseconds);
        else
            Complete([call]);
    }

    // While the calls themselves drive the device, who waits hears of it when the device is at rest, because
    // who waits may use it.
    void Complete(List<AsyncCall> calls)
    {
        lock (_gate)
        {
            if (_isDriving)
            {
                calls.ForEach(_completed.Enqueue);
                return;
            }
        }
        calls.ForEach(call => call.Complete());
    }

    /// <summary>The device is at rest: who waits for a call may use it.</summary>
    public void Rest()
    {
        while (true)
        {
            AsyncCall? call;
            lock (_gate)
            {
                if (!_completed.TryDequeue(out call))
                    return;
            }
            call.Complete();
        }
    }

    /// <summary>A call was cancelled. If nobody is going to run it, it ends now.</summary>
    public void Cancel(AsyncCall call)
    {
        if (drives)
        {
            EnsureDriven();
            return;
        }
        if (Volatile.Read(ref _drivers) > 0)
            return;
        call.End(new OperationCanceledException());
        call.Complete();
    }

    /// <summary>Ends all calls that have begun, and with <paramref name="andOthers"/> those that
    /// wait to.</summary>
    public void EndAll(Func<Exception> cause, bool andOthers)
    {
        List<AsyncCall> ended = [];
        lock (_gate)
        {
            (AsyncCall Call, (long, long) At)[] all = [.. _waiting.UnorderedItems];
            _waiting.Clear();
            foreach ((AsyncCall call, (long, long) at) in all)
            {
                if (andOthers || call.HasBegun)
                    ended.Add(call);
                else
                    _waiting.Enqueue(call, at);
            }
        }
        foreach (AsyncCall call in ended)
            call.End(cause());
        Complete(ended);
    }

    /// <summary>Counts those who run the device in real time.</summary>
    public void CountDriver(int change)
    {
        if (Interlocked.Add(ref _drivers, change) == 0)
            EnsureDriven();
    }

    void EnsureDriven()
    {
        if (!drives)
            return;
        lock (_gate)
        {
            if (_isDriving || Volatile.Read(ref _drivers) > 0 || _waiting.Count == 0)
                return;
            _isDriving = true;
        }
        _ = Task.Run(Drive);
    }

    async Task Drive()
    {
        while (IsPending)
        {
            try
            {
                await run(() => !IsPending).ConfigureAwait(false);
            }
            catch (InvalidOperationException exception) when (exception.Message == Guard.InUse)
            {
                await Task.Delay(1).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                EndAll(() => exception, andOthers: true);
            }
        }
        lock (_gate)
            _isDriving = false;
        Rest();
        EnsureDriven();
    }
}
