using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Esp8266.Boot;
using Lfs.Runtime.Core;
using Lfs.Runtime.Hosting;
using Lfs.Runtime.Modules;

namespace Lfs.Runtime;

// What a device does by itself, and when: tasks, timers, sleep and what comes in on the serial line.
public sealed partial class LfsDevice
{
    /// <summary>The timers and tasks that may run at one moment of a virtual clock before the device counts
    /// as one that never becomes idle.</summary>
    const int MostEventsOfMoment = 100_000;

    const int EventsOfSlice = 1000;

    // RunAsync looks this often for timers that other calls have armed, and for input.
    const int LongestWaitMilliseconds = 10;

    readonly ConcurrentQueue<byte> _line = new();
    readonly ConcurrentQueue<Task> _invocations = new();
    readonly BootLoopDetector _loops = new();
    EventLoop _loop;
    long? _wakesAt;
    bool _isInEvent;
    bool _isTurnOfCalls;
    int _eventsOfMoment;

    /// <summary>The time of the device's clock since it was made. It moves only by <see cref="Advance"/>,
    /// <see cref="RunUntil"/>, <c>RunAsync</c> and <c>tmr.delay</c>.</summary>
    public TimeSpan Time => Alive(TimeSpan.FromMicroseconds(Machine.Clock.Microseconds));

    /// <summary>True while the device is in deep sleep. Its time goes on, and wakes it.</summary>
    public bool IsAsleep => Alive(_wakesAt is not null);

    /// <summary>The restarts for which the device was stopped: it restarted itself
    /// <see cref="Lfs.Runtime.BootLoop.MostRestarts"/> times in a row, each within
    /// <see cref="Lfs.Runtime.BootLoop.ShortLife"/>. Null if it was not. <see cref="Restart"/> starts it
    /// again.
    /// </summary>
    public BootLoop? BootLoop { get; private set; }

    /// <summary>True if the device has something left to do by itself: a task or a call of
    /// <see cref="LuaObject.CallAsync{TArguments, T}"/> waits, or a program's timer is armed.</summary>
    public bool HasPending => Alive(
        _wakesAt is null && BootLoop is null && (_calls.IsPending
            || _boot.Device.Life.Tasks.Count > 0 || _boot.Device.Life.Timers.HasProgramTimer));

    /// <summary>The errors of callbacks that were reported since the last boot: those of tasks, timers and
    /// the serial line.</summary>
    public int CallbackErrors => Alive(_boot.Device.Life.CallbackErrors);

    /// <summary>Sends bytes to the serial console of the device. They arrive when it is given time. Any
    /// thread may call this.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        _guard.RequireAlive();
        foreach (byte value in bytes)
            _line.Enqueue(value);
    }

    /// <summary>Sends a text to the serial console of the device, as UTF-8: a line ends with
    /// <c>\n</c>.</summary>
    public void Send(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Send(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Runs the tasks that wait and the timers that are due. The clock stands still.</summary>
    /// <exception cref="LuaException">The budget is used up, the device stopped, or it does not become idle:
    /// each of 100,000 tasks posted another.</exception>
    /// <exception cref="InvalidOperationException">A function that Lua calls has called this, or the device
    /// is off.</exception>
    public void RunUntilIdle()
    {
        while (Step())
        {
        }
    }

    /// <summary>Lets time pass, and runs what is due in it, each at its time.</summary>
    /// <param name="time">The time that passes for the device. The host needs only the time for what
    /// runs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="LuaException">As for <see cref="RunUntilIdle"/>.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="RunUntilIdle"/>.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        long end = EndOf(time);
        while (StepTo(end))
        {
        }
    }

    /// <summary>Lets time pass until a condition holds. It is asked at the start and after each task and
    /// timer.</summary>
    /// <param name="condition">The condition. It may use the device.</param>
    /// <param name="limit">The most time that passes.</param>
    /// <returns>False if the condition does not hold at the limit.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    /// <exception cref="LuaException">As for <see cref="RunUntilIdle"/>.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="RunUntilIdle"/>.</exception>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero);
        long end = EndOf(limit);
        while (!condition())
        {
            if (!StepTo(end))
                return condition();
        }
        return true;
    }

    /// <summary>Runs the device in real time, by the clock of <see cref="LfsDeviceOptions.Clock"/>, until it
    /// is cancelled or disposed.</summary>
    /// <remarks>Between two tasks the device is free for other calls, but only from a thread that does not
    /// meet another inside it. <see cref="InvokeAsync"/> brings work in from any thread.</remarks>
    /// <param name="untilDone">Ends the run as well when <see cref="HasPending"/> is false.</param>
    /// <param name="cancellation">Ends the run. The task then completes; it is not cancelled.</param>
    /// <exception cref="LuaException">The budget is used up, or the device stopped.</exception>
    public Task RunAsync(bool untilDone, CancellationToken cancellation = default)
    {
        _guard.RequireAlive();
        return RunCounted(untilDone, cancellation);
    }

    /// <inheritdoc cref="RunAsync(bool, CancellationToken)"/>
    public Task RunAsync(CancellationToken cancellation = default) =>
        RunAsync(untilDone: false, cancellation);

    async Task RunCounted(bool untilDone, CancellationToken cancellation)
    {
        _calls.CountDriver(1);
        try
        {
            await RunInRealTime(() => untilDone && !HasPending, cancellation);
        }
        finally
        {
            _calls.CountDriver(-1);
        }
    }

    async Task RunInRealTime(Func<bool> isDone, CancellationToken cancellation)
    {
        TimeProvider provider = _boot.Device.Clock;
        long started = provider.GetTimestamp();
        long from = Machine.Clock.Microseconds;
        while (!cancellation.IsCancellationRequested && !_guard.IsDisposed && !isDone())
        {
            long now = from + (long)provider.GetElapsedTime(started).TotalMicroseconds;
            if (RunSlice(now, isDone))
            {
                await Task.Yield();
                continue;
            }
            long wait = NextEvent is { } next ? Math.Max(0, next - now) / 1000 : LongestWaitMilliseconds;
            _calls.Rest();
            TimeSpan time = TimeSpan.FromMilliseconds(Math.Min(wait, LongestWaitMilliseconds));
            await Task.Delay(time, provider, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Does some work between two tasks of a device that <c>RunAsync</c> runs. Any thread may call
    /// this.</summary>
    /// <param name="work">The work, which may use the device.</param>
    /// <returns>A task with the result of the work, or its exception.</returns>
    public Task<TResult> InvokeAsync<TResult>(Func<LfsDevice, TResult> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        _guard.RequireAlive();
        Task<TResult> task = new(() => work(this), TaskCreationOptions.RunContinuationsAsynchronously);
        _invocations.Enqueue(task);
        return task;
    }

    // Runs what is due up to a time of the real clock. True if there is more.
    bool RunSlice(long now, Func<bool> isDone)
    {
        while (_invocations.TryDequeue(out Task? invocation))
            invocation.RunSynchronously(TaskScheduler.Default);
        for (int i = 0; i < EventsOfSlice && !isDone(); i++)
        {
            // Real time passes, so a device that is never idle does not stop it.
            _eventsOfMoment = 0;
            if (!StepTo(now))
                return false;
        }
        return true;
    }

    long EndOf(TimeSpan time)
    {
        _guard.RequireAlive();
        double end = Machine.Clock.Microseconds + time.TotalMicroseconds;
        return end >= long.MaxValue ? long.MaxValue : (long)end;
    }

    long? NextEvent => _wakesAt ?? (BootLoop is null ? Earlier(_loop.NextDue, _calls.NextDue) : null);

    static long? Earlier(long? first, long? second) =>
        first is { } one && second is { } other ? Math.Min(one, other) : first ?? second;

    // Runs one event, or moves the clock to the next one or to the end. False at the end.
    bool StepTo(long end)
    {
        if (Step())
            return true;
        long? next = NextEvent;
        _guard.Call(RequireOutermost, () =>
        {
            Machine.Clock.MoveTo(next is { } due && due < end ? due : end);
            _eventsOfMoment = 0;
            return true;
        }, true, evenOff: true);
        return next <= end;
    }

    // Runs one event. False if there is none at the present time.
    bool Step()
    {
        if (_wakesAt <= Machine.Clock.Microseconds)
        {
            _guard.Change(RequireOutermost, () => RestartNow(ResetReason.DeepSleepWake));
            return true;
        }
        // A device that sleeps or was stopped does nothing.
        if (_wakesAt is not null || BootLoop is not null)
            return false;
        // Calls that run as coroutines and the device's own tasks take turns.
        _isTurnOfCalls = !_isTurnOfCalls;
        if (_isTurnOfCalls && StepCall())
            return true;
        try
        {
            if (_guard.Call(RequireOutermost, RunEvent, cutShort: true))
                return true;
        }
        finally
        {
            _isInEvent = false;
        }
        return !_isTurnOfCalls && StepCall();
    }

    // Runs a part of a call. False if none is due.
    bool StepCall()
    {
        long now = Machine.Clock.Microseconds;
        if (!(_calls.NextDue <= now))
            return false;
        _guard.Call(RequireOutermost, () =>
        {
            CountEvent();
            return true;
        }, true);
        if (_calls.TryTake(now, out AsyncCall? call))
            _calls.Step(call!, now);
        return true;
    }

    bool RunEvent()
    {
        _loop.Receive(_line);
        if (!_loop.IsReady)
            return false;
        CountEvent();
        // A request to restart is carried out when the event has unwound, before the next call.
        _isInEvent = true;
        return _loop.RunNext();
    }

    void CountEvent()
    {
        if (++_eventsOfMoment <= MostEventsOfMoment)
            return;
        _eventsOfMoment = 0;
        throw new LuaException(string.Create(
            CultureInfo.InvariantCulture,
            $"The device does not become idle: {MostEventsOfMoment} tasks ran while its clock stood ")
            + "still. A pipe's reader that returns nothing does this: let it return false.",
            LuaErrorKind.Budget);
    }

    void RequireOutermost()
    {
        if (!_guard.IsOutermost)
        {
            throw new InvalidOperationException(
                "A function that Lua calls cannot let time pass: the task that called it has to end first.");
        }
    }

    /// <summary>Carries out a request of the running program.</summary>
    void RestartBy(RestartRequest request)
    {
        if (request.Sleep is { } sleep)
        {
            FallAsleep(sleep);
            return;
        }
        BootLoop? loop = _isInEvent ? _loops.Note(Machine.Clock.MicrosecondsOfLife, request.Reason) : null;
        RestartNow(request.Reason);
        if (loop is null)
            return;
        BootLoop = loop;
        _guard.TurnOff(string.Create(
            CultureInfo.InvariantCulture,
            $"It restarted itself {loop.Restarts} times in a row, each within "
                + $"{loop.Longest.TotalSeconds:0.###} s."));
    }

    void FallAsleep(long microseconds)
    {
        EndLife();
        bool isForever = microseconds == RestartRequest.Forever;
        _wakesAt = isForever ? long.MaxValue : Machine.Clock.Microseconds + microseconds;
        _guard.TurnOff(isForever ? "It sleeps, with no time set to wake."
            : string.Create(
                CultureInfo.InvariantCulture, $"It sleeps for {microseconds / 1e6:0.######} s."));
    }

    void EndLife()
    {
        _state.IsOver = true;
        _boot.Device.OpenFiles.Dispose();
        _calls.EndAll(Ended, andOthers: false);
    }
}
