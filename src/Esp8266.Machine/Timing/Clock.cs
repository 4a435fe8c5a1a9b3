namespace Esp8266.Timing;

/// <summary>
/// The time of a device. It never moves by itself: whoever runs the device says how far it goes, so the same
/// inputs give the same times.
/// </summary>
public sealed class Clock
{
    /// <summary>The frequency of the CPU after a reset, in MHz.</summary>
    public const int DefaultMegahertz = 80;

    long _bootedAt;
    long _cyclesBefore;
    long _frequencySetAt;

    internal Clock()
    {
    }

    /// <summary>Microseconds since the device was made. A reset does not change it.</summary>
    public long Microseconds { get; private set; }

    /// <summary>Microseconds since the last reset: the SDK's <c>system_get_time</c>.</summary>
    public long MicrosecondsOfLife => Microseconds - _bootedAt;

    /// <summary>The frequency of the CPU, in MHz.</summary>
    public int Megahertz { get; private set; } = DefaultMegahertz;

    /// <summary>The cycles of the CPU since the last reset: the register CCOUNT, which has the low 32
    /// bits.</summary>
    public long Cycles => _cyclesBefore + (Microseconds - _frequencySetAt) * Megahertz;

    /// <summary>Moves the time forward.</summary>
    /// <param name="microseconds">The new time. A time in the past changes nothing.</param>
    internal void MoveTo(long microseconds) => Microseconds = Math.Max(Microseconds, microseconds);

    /// <summary>Sets the frequency of the CPU from now on.</summary>
    internal void SetFrequency(int megahertz)
    {
        _cyclesBefore = Cycles;
        _frequencySetAt = Microseconds;
        Megahertz = megahertz;
    }

    /// <summary>Begins a new life: what counts from a reset starts again.</summary>
    internal void Reset()
    {
        _bootedAt = _frequencySetAt = Microseconds;
        _cyclesBefore = 0;
        Megahertz = DefaultMegahertz;
    }

    /// <summary>Saves or loads the time.</summary>
    internal void Transfer(StateStream state)
    {
        Microseconds = state.Value(Microseconds);
        Megahertz = state.Value(Megahertz);
        state.Field(ref _bootedAt);
        state.Field(ref _cyclesBefore);
        state.Field(ref _frequencySetAt);
        state.Require(
            Microseconds >= _bootedAt && Microseconds >= _frequencySetAt && _bootedAt >= 0 && Megahertz > 0,
            "a device is as old as its life");
    }
}
