using Esp8266;
using Esp8266.Boot;

namespace Lfs.Runtime.Hosting;

/// <summary>Counts restarts that a device makes by itself.</summary>
sealed class BootLoopDetector
{
    int _restarts;
    long _longest;

    /// <summary>Notes a restart.</summary>
    /// <param name="life">Microseconds since the one before.</param>
    /// <param name="reason">Its reason.</param>
    /// <returns>The loop, if this restart closes one.</returns>
    public BootLoop? Note(long life, ResetReason reason)
    {
        if (life >= BootLoop.ShortLife.TotalMicroseconds)
            Reset();
        _restarts++;
        // The life before the first restart belongs to no loop.
        if (_restarts > 1)
            _longest = Math.Max(_longest, life);
        return _restarts < BootLoop.MostRestarts ? null
            : new BootLoop(_restarts, reason, TimeSpan.FromMicroseconds(_longest));
    }

    /// <summary>Saves or loads what was counted.</summary>
    public void Transfer(StateStream state)
    {
        state.Field(ref _restarts);
        state.Field(ref _longest);
    }

    /// <summary>Forgets what was counted.</summary>
    public void Reset() => (_restarts, _longest) = (0, 0);
}
