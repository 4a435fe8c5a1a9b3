using Esp8266.Boot;

namespace Lfs.Runtime.Core;

/// <summary>The program, or the host, asked for what ends all calls at once: a restart, or an exit.</summary>
/// <param name="isExit">The host's program has ended, and the device stays as it is.</param>
/// <param name="reason">The reason that the next boot reports.</param>
sealed class RestartRequest(bool isExit = false, ResetReason reason = ResetReason.SoftRestart)
    : Exception("The device restarts.")
{
    public bool IsExit { get; } = isExit;

    public ResetReason Reason { get; } = reason;
}

/// <summary>The device has failed in a call inside this one: its memory must not be touched any
/// more.</summary>
sealed class DeviceStopped() : Exception("The device stopped.");
