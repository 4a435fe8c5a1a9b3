using Esp8266.Boot;

namespace Lfs.Runtime;

/// <summary>A device that restarts itself over and over, and was therefore stopped.</summary>
/// <param name="Restarts">The restarts in a row that each followed soon after the one before.</param>
/// <param name="Reason">The reason of the last.</param>
/// <param name="Longest">The longest time between two of them.</param>
public sealed record BootLoop(int Restarts, ResetReason Reason, TimeSpan Longest)
{
    /// <summary>The restarts in a row after which a device is stopped.</summary>
    public const int MostRestarts = 10;

    /// <summary>A life of at least this time is none of a loop.</summary>
    public static TimeSpan ShortLife { get; } = TimeSpan.FromSeconds(10);
}
