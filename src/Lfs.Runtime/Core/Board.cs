using Esp8266;

namespace Lfs.Runtime.Core;

/// <summary>Where the LFS region lies and what is mounted there.</summary>
/// <param name="FlashOffset">Start of the region in flash; 0 without a region.</param>
/// <param name="Bytes">Size of the region.</param>
/// <param name="Used">Bytes of the mounted image, 0 if none.</param>
/// <param name="StringHash">Address of ROstrt's buckets.</param>
/// <param name="StringCount">Strings in ROstrt.</param>
/// <param name="StringBuckets">Buckets of ROstrt.</param>
/// <param name="Main">5.1: address of the index function's Proto. 5.3: address of the module ROTable.</param>
/// <param name="Seed">5.3: the hash seed of the image.</param>
/// <param name="Time">5.3: the image's build time.</param>
readonly record struct LfsMount(
    uint FlashOffset, uint Bytes, uint Used, uint StringHash, uint StringCount, uint StringBuckets, uint Main,
    uint Seed, long Time);

/// <summary>What a Lua state sees of the device around it: everything that is not Lua.</summary>
sealed class Board
{
    /// <summary>The machine.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Where <c>print</c> writes: the UART.</summary>
    public required Stream Output { get; init; }

    /// <summary>Where <c>io.stderr</c> of the host libraries writes.</summary>
    public required Stream Error { get; init; }

    /// <summary>Where host libraries read standard input.</summary>
    public Stream Input { get; init; } = Stream.Null;

    /// <summary>The files that <c>loadfile</c>, <c>dofile</c> and <c>require</c> find.</summary>
    public required HostFiles Files { get; init; }

    /// <summary>Time since power-on.</summary>
    public required Func<TimeSpan> Uptime { get; init; }

    /// <summary>The LFS region as mounted at boot; beside a System region that of the Application.</summary>
    public LfsMount Lfs { get; init; }

    /// <summary>5.3: the System region as mounted at boot; nothing unless the device has one.</summary>
    public LfsMount System { get; init; }

    /// <summary>What a host program gave to <c>os.exit</c>.</summary>
    public int? ExitCode { get; set; }

    /// <summary>Bytes of .NET's memory that the program may have at a time beyond the device's own.</summary>
    public long HostMemoryBytes { get; init; } = LfsDeviceOptions.DefaultHostMemoryBytes;

    /// <summary>Host-sized, with <c>os</c> and <c>io</c>.</summary>
    public bool HostLibraries { get; init; }
}

/// <summary>The program, or the host, asked for what ends all calls at once: a restart, or an exit.</summary>
/// <param name="isExit">The host's program has ended, and the device stays as it is.</param>
sealed class RestartRequest(bool isExit = false) : Exception("The device restarts.")
{
    public bool IsExit { get; } = isExit;
}

/// <summary>The device has failed in a call inside this one: its memory must not be touched any
/// more.</summary>
sealed class DeviceStopped() : Exception("The device stopped.");
