using Esp8266;
using Lfs.Runtime.Host;

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

    /// <summary>The folder of the host in which <c>io</c> and <c>os</c> find files; null for none.</summary>
    public HostFolder? Folder { get; init; }

    /// <summary>The clock of <c>os</c>, and its time zone.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What <c>os.getenv</c> answers.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>The files that the program has open.</summary>
    public OpenFiles OpenFiles { get; } = new();

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

    /// <summary>The libraries of the firmware.</summary>
    public LibrarySet Libraries { get; init; }

    /// <summary>Bytes of .NET's memory that the program may have at a time beyond the device's own.</summary>
    public long HostMemoryBytes { get; init; } = LfsDeviceOptions.DefaultHostMemoryBytes;
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
