using Lfs.Runtime.Core;
using Lfs.Runtime.Modules;

namespace Lfs.Runtime;

/// <summary>How a device is equipped and what is on its flash when it is powered on.</summary>
public sealed record LfsDeviceOptions
{
    /// <summary>The heap of a device: what an ESP8266 with NodeMCU has free for Lua.</summary>
    public const uint DeviceHeapBytes = 44 * 1024;

    /// <summary>What <see cref="HostMemoryBytes"/> is by default: 64 MB.</summary>
    public const long DefaultHostMemoryBytes = 64L * 1024 * 1024;

    /// <summary>Where the LFS region starts by default: 0x96000, after a firmware of usual size.</summary>
    public const uint DefaultLfsOffset = 0x96000;

    /// <summary>The image to put into the LFS region before the first boot, relocatable (as <c>luac.cross
    /// -f</c>
    /// writes it) or absolute; null to leave the flash as it is.</summary>
    public byte[]? Image { get; init; }

    /// <summary>The build of the firmware: <c>5.1</c>, <c>5.1-int</c>, <c>5.3</c> or <c>5.3-64</c>.</summary>
    public string TargetName { get; init; } = "5.1";

    /// <summary>Bytes of the heap: 44 KB as on the device, or up to about 1 GB for a host.</summary>
    public uint HeapBytes { get; init; } = DeviceHeapBytes;

    /// <summary>
    /// Bytes of .NET's memory that programs may take at a time beyond the device's own: for chunks that are
    /// loaded or dumped, messages, and strings that are handed to the host. What needs more ends with the Lua
    /// error <c>not enough memory</c>. A device-sized heap never comes near the default.
    /// </summary>
    public long HostMemoryBytes { get; init; } = DefaultHostMemoryBytes;

    /// <summary>Bytes of the flash chip: a power of two from 512 KB to 16 MB.</summary>
    public uint FlashBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Where the LFS region starts in flash; a multiple of 4096 below 1 MB.</summary>
    public uint LfsOffset { get; init; } = DefaultLfsOffset;

    /// <summary>Bytes of the LFS region, a multiple of 4096; 0 for none.</summary>
    public uint LfsBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// 5.3: the image to put into a System region before the first boot. Its strings and modules serve the
    /// image of <see cref="Image"/>, which then has only its own. Null for none.
    /// </summary>
    public byte[]? SystemImage { get; init; }

    /// <summary>
    /// Where the System region starts in flash; a multiple of 4096 below 1 MB. Null for the place of an
    /// absolute <see cref="SystemImage"/>, or the end of the LFS region.
    /// </summary>
    public uint? SystemOffset { get; init; }

    /// <summary>Bytes of the System region, a multiple of 4096; 0 for as many as <see cref="SystemImage"/>
    /// needs.</summary>
    public uint SystemBytes { get; init; }

    /// <summary>What <c>node.chipid()</c> returns.</summary>
    public uint ChipId { get; init; } = 0x00C0_FFEE;

    /// <summary>Where <c>print</c> and boot messages go, byte for byte; null discards them.</summary>
    public Stream? Output { get; init; }

    /// <summary>Where <c>io.stderr</c> of the host libraries writes; null for <see cref="Output"/>.</summary>
    public Stream? Error { get; init; }

    /// <summary>Where host libraries read standard input; null for none.</summary>
    public Stream? Input { get; init; }

    /// <summary>Files that <c>loadfile</c>, <c>dofile</c> and <c>require</c> find, by name. Owned by the
    /// caller, who
    /// may change them while the device runs.</summary>
    public IDictionary<string, byte[]>? Files { get; init; }

    /// <summary>
    /// Adds <c>os</c> and <c>io</c>, which a device lacks: for scripts, test suites and benchmarks on a host.
    /// What they see of the host is in <see cref="HostFolder"/>, <see cref="Clock"/>,
    /// <see cref="EnvironmentVariable"/> and the streams.
    /// </summary>
    public bool HostLibraries { get; init; }

    /// <summary>
    /// There is the library <c>node</c>. Off with <see cref="HostLibraries"/>, a script finds the environment
    /// of <c>luac.cross -e</c>.
    /// </summary>
    public bool NodeLibrary { get; init; } = true;

    /// <summary>The folder in which <c>io</c> and <c>os</c> of the host libraries open, remove and rename
    /// files; null for none.</summary>
    public HostFolder? HostFolder { get; init; }

    /// <summary>The clock of the host libraries, and their time zone.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What <c>os.getenv</c> of the host libraries answers; null for no variables at all.</summary>
    public Func<string, string?>? EnvironmentVariable { get; init; }

    /// <summary>
    /// True to collect before every allocation and on failure. False to let the collector pace itself, so
    /// that only a failed allocation forces a collection: much faster, for hosts with much memory. Null, the
    /// default, for what the firmware does at boot: true in 5.1 (<c>node.egc</c>), false in 5.3.
    /// </summary>
    public bool? EmergencyCollection { get; init; }

    /// <summary>The modules of the firmware beside Lua's own libraries.</summary>
    internal IReadOnlyList<Module> Modules { get; init; } = ModuleList.All;

    /// <summary>The libraries of its firmware.</summary>
    internal LibrarySet LibrarySet =>
        !HostLibraries ? LibrarySet.Device : NodeLibrary ? LibrarySet.Host : LibrarySet.Compiler;
}
