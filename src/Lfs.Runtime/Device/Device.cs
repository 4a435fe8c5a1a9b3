using Esp8266;
using Esp8266.Flash;
using Esp8266.Timing;
using Lfs.Runtime.Flash;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Core;

/// <summary>
/// The device around a Lua state: machine, clock, what is mounted, and what of the host stands for a console
/// and files. A restart makes a new state; the device stays.
/// </summary>
/// <param name="machine">The machine, which the device owns.</param>
/// <param name="options">The equipment of the device.</param>
sealed partial class Device(Machine machine, LfsDeviceOptions options)
{
    /// <summary>The equipment of the device.</summary>
    public LfsDeviceOptions Options => options;

    /// <summary>The machine.</summary>
    public Machine Machine { get; } = machine;

    /// <summary>The LFS region as the last boot has mounted it; beside a System region that of the
    /// Application.</summary>
    public LfsMount Lfs { get; private set; }

    /// <summary>5.3: the System region as the last boot has mounted it; empty unless the device has
    /// one.</summary>
    public LfsMount System { get; private set; }

    /// <summary>The partition table that the last boot has found in flash.</summary>
    public PartitionTable Partitions { get; private set; } = new();

    /// <summary>The messages to the next boot, in flash.</summary>
    public RebootConfig RebootConfig { get; private set; } = new(machine.Flash);

    /// <summary>Loads images into the LFS region; null before the first boot.</summary>
    public ImageLoader? ImageLoader { get; private set; }

    /// <summary>The file system in flash. A boot mounts it anew.</summary>
    public FileSystem FileSystem { get; private set; } = new(machine.Flash, new(), Stream.Null);

    /// <summary>The stream that <c>print</c> writes to: the UART.</summary>
    public Stream Console { get; } = new HostStream(options.Output ?? Stream.Null);

    /// <summary>The stream for the banner: the UART too, unless the host wants it apart.</summary>
    public Stream BootConsole { get; } =
        new HostStream(options.BootOutput ?? options.Output ?? Stream.Null);

    /// <summary>The stream that <c>io.stderr</c> of the host libraries writes to.</summary>
    public Stream Error { get; } = new HostStream(options.Error ?? options.Output ?? Stream.Null);

    /// <summary>The stream from which the host libraries read standard input.</summary>
    public Stream Input { get; } = new HostStream(options.Input ?? Stream.Null);

    /// <summary>The files that <c>loadfile</c>, <c>dofile</c>, <c>require</c> and a reload find: those of a
    /// host, if the tool runs the device, and those of the file system.</summary>
    public ProgramFiles Files => new(options.HostFiles, FileSystem);

    /// <summary>The folder of the host in which <c>io</c> and <c>os</c> find files; null for none.</summary>
    public HostFolder? Folder => options.HostFolder;

    /// <summary>The clock of <c>os</c>, and its time zone.</summary>
    public TimeProvider Clock { get; } = new HostClock(options.Clock);

    /// <summary>The device's own clock.</summary>
    public Clock Time => Machine.Clock;

    /// <summary>What the device has in RAM beside Lua's heap, since the last reset.</summary>
    public DeviceLife Life { get; private set; } = new();

    /// <summary>What the reboot-config records say about start-up.</summary>
    public StartupSettings Startup => StartupSettings.Read(RebootConfig);

    /// <summary>The generator in place of the chip's source of noise.</summary>
    public Entropy Entropy { get; } = new(options.EntropySeed);

    /// <summary>The files that the program has open.</summary>
    public OpenFiles OpenFiles { get; private set; } = new();

    /// <summary>The code that a host program passed to <c>os.exit</c>; null if it did not call it.</summary>
    public int? ExitCode { get; set; }

    /// <summary>The modules of the firmware beside Lua's own libraries.</summary>
    public IReadOnlyList<Module> Modules => options.Modules;

    /// <summary>The libraries of the firmware.</summary>
    public LibrarySet Libraries => options.LibrarySet;

    /// <summary>Bytes of .NET's memory that the program may have at a time beyond the device's own.</summary>
    public long HostMemoryBytes => options.HostMemoryBytes;

    /// <summary>A variable of the host's environment, for <c>os.getenv</c>; null if it is not set.</summary>
    public string? Environment(string name) =>
        HostFailure.Shield(() => options.EnvironmentVariable?.Invoke(name));

    /// <summary>Notes what runs and what is allocated, for profiles; null if the options do not ask for
    /// it.</summary>
    public Recorder? Recorder { get; } = options.RecordsLines || options.RecordsAllocations
        ? new Recorder(options.RecordsAllocations) : null;

    const int FastMegahertz = 160;

    /// <summary>Notes what a boot has found in flash.</summary>
    public void Find(PartitionTable partitions, RebootConfig config, ImageLoader loader)
    {
        (Partitions, RebootConfig, ImageLoader) = (partitions, config, loader);
        FileSystem = new FileSystem(Machine.Flash, partitions, Console);
    }

    /// <summary>Begins a new life after a reset, with what a boot has mounted.</summary>
    public void Begin(LfsMount lfs, LfsMount system)
    {
        (Lfs, System) = (lfs, system);
        Life = new();
        if (Startup.IsFast)
            Time.SetFrequency(FastMegahertz);
        if (options.Startup)
            Life.Tasks.TryPost(TaskPriority.High, new DeviceTask(TaskHandler.Main, 0));
        OpenFiles = new();
        ExitCode = null;
    }
}
