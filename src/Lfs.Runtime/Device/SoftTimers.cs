using System.Diagnostics;

namespace Lfs.Runtime.Core;

/// <summary>What a timer calls when it expires.</summary>
enum TimerHandler
{
    /// <summary>The alarm of a <c>tmr</c> object: <c>alarm_timer_common</c>.</summary>
    Alarm,

    /// <summary>The second's tick that <c>tmr.softwd</c> counts: <c>rtc_callback</c>.</summary>
    Second,

    /// <summary>The restart that follows an error which no program handled: <c>restart_callback</c> of
    /// node.c.</summary>
    Restart,
}

/// <summary>A timer of the SDK. Two with the same handler and argument are the same timer.</summary>
/// <param name="Handler">What it calls.</param>
/// <param name="Argument">A number for the handler: of an alarm, the address of its object.</param>
readonly record struct SoftTimer(TimerHandler Handler, uint Argument = 0);

/// <summary>The armed timers of a device, in the order in which they expire; those that expire together, in
/// the order in which they were armed.</summary>
/// <remarks>Source: the SDK's os_timer_arm and os_timer_disarm.</remarks>
sealed partial class SoftTimers
{
    readonly SortedSet<Armed> _armed = [];
    readonly Dictionary<SoftTimer, Armed> _byTimer = [];
    long _sequence;

    /// <summary>A timer in the list.</summary>
    /// <param name="Due">The time at which it expires, in microseconds of the device's clock.</param>
    /// <param name="Sequence">Its number in the order of arming.</param>
    /// <param name="Period">Microseconds from one expiry to the next; 0 for a single one.</param>
    /// <param name="Timer">The timer.</param>
    readonly record struct Armed(long Due, long Sequence, long Period, SoftTimer Timer) : IComparable<Armed>
    {
        public int CompareTo(Armed other) =>
            Due != other.Due ? Due.CompareTo(other.Due) : Sequence.CompareTo(other.Sequence);
    }

    /// <summary>The time of the next expiry in microseconds of the device's clock; null without an armed
    /// timer.</summary>
    public long? NextDue => _armed.Count == 0 ? null : _armed.Min.Due;

    /// <summary>True if a timer is armed that is not the firmware's own tick.</summary>
    public bool HasProgramTimer => _byTimer.Count > (_byTimer.ContainsKey(new(TimerHandler.Second)) ? 1 : 0);

    /// <summary>Arms a timer, or arms it anew.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="now">The time, in microseconds of the device's clock.</param>
    /// <param name="interval">Microseconds until it expires.</param>
    /// <param name="repeats">It expires again after each interval.</param>
    public void Arm(SoftTimer timer, long now, long interval, bool repeats)
    {
        Debug.Assert(interval >= 0, "A timer does not expire in the past.");
        Disarm(timer);
        Add(new Armed(now + interval, _sequence++, repeats ? interval : 0, timer));
    }

    /// <summary>True if a timer is armed.</summary>
    public bool IsArmed(SoftTimer timer) => _byTimer.ContainsKey(timer);

    /// <summary>Disarms a timer. One that is not armed stays so.</summary>
    public void Disarm(SoftTimer timer)
    {
        if (_byTimer.Remove(timer, out Armed armed))
            _armed.Remove(armed);
    }

    /// <summary>Takes the timer that has expired first. One that repeats is armed again, for the first time
    /// that is still to come: ticks that were missed do not come later.</summary>
    /// <returns>False if none has expired.</returns>
    public bool TryTakeExpired(long now, out SoftTimer timer)
    {
        timer = default;
        if (_armed.Count == 0)
            return false;
        Armed first = _armed.Min;
        if (first.Due > now)
            return false;
        timer = first.Timer;
        Disarm(timer);
        if (first.Period > 0)
        {
            long missed = (now - first.Due) / first.Period;
            Add(first with { Due = first.Due + (missed + 1) * first.Period, Sequence = _sequence++ });
        }
        return true;
    }

    void Add(Armed armed)
    {
        _armed.Add(armed);
        _byTimer[armed.Timer] = armed;
    }
}
