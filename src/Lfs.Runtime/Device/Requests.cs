using Esp8266.Boot;

namespace Lfs.Runtime.Core;

/// <summary>The program, or the host, asked for what ends all calls at once: a restart, a deep sleep, or an
/// exit.</summary>
/// <param name="reason">The reason of the reset that follows.</param>
sealed class RestartRequest(ResetReason reason = ResetReason.SoftRestart) : Exception("The device restarts.")
{
    /// <summary>The reason of the reset that follows.</summary>
    public ResetReason Reason { get; } = reason;

    /// <summary>The host's program has ended, and the device stays as it is.</summary>
    public bool IsExit { get; init; }

    /// <summary>Microseconds of deep sleep before the reset; <see cref="Forever"/> until the host restarts
    /// the device; null for a reset at once.</summary>
    public long? Sleep { get; init; }

    /// <summary>The <see cref="Sleep"/> that no timer ends.</summary>
    public const long Forever = 0;
}

/// <summary>The device has failed in a call inside this one: its memory must not be touched any
/// more.</summary>
sealed class DeviceStopped() : Exception("The device stopped.");
