namespace Lfs.Runtime.Core;

/// <summary>The program, or the host, asked for what ends all calls at once: a restart, or an exit.</summary>
/// <param name="isExit">The host's program has ended, and the device stays as it is.</param>
sealed class RestartRequest(bool isExit = false) : Exception("The device restarts.")
{
    public bool IsExit { get; } = isExit;
}

/// <summary>The device has failed in a call inside this one: its memory must not be touched any
/// more.</summary>
sealed class DeviceStopped() : Exception("The device stopped.");
