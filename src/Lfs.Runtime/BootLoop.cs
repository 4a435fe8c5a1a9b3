using Esp8266;
using Esp8266.Boot;

namespace Lfs.Runtime;

/// <summary>A device that restarts itself over and over, and was therefore stopped.</summary>
public sealed class BootLoop
{
    /// <summary>The restarts in a row after which a device is stopped.</summary>
    public const int MostRestarts = 10;

    internal BootLoop(int restarts, ResetReason reason, TimeSpan longest) =>
        (Restarts, Reason, Longest) = (restarts, reason, longest);

    /// <summary>Saves a loop, or loads one; null for none.</summary>
    internal static BootLoop? Transfer(StateStream state, BootLoop? loop)
    {
        if (!state.Value(loop is not null))
            return null;
        loop ??= new BootLoop(0, default, default);
        return new BootLoop(
            state.Value(loop.Restarts), (ResetReason)state.Value((byte)loop.Reason),
            TimeSpan.FromTicks(state.Value(loop.Longest.Ticks)));
    }

    /// <summary>A life of at least this time is none of a loop: 10 seconds.</summary>
    public static TimeSpan ShortLife => TimeSpan.FromSeconds(10);

    /// <summary>The restarts in a row that each followed soon after the one before.</summary>
    public int Restarts { get; }

    /// <summary>The reason of the last.</summary>
    public ResetReason Reason { get; }

    /// <summary>The longest time between two of them.</summary>
    public TimeSpan Longest { get; }
}
