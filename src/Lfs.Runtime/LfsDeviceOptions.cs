using Esp8266;
using Lfs.Runtime.Core;
using Lfs.Runtime.Modules;

namespace Lfs.Runtime;

/// <summary>The hardware of a device, its firmware build, and the flash content at first power-on.</summary>
/// <remarks>A boot reads what concerns flash from there: image, target, libraries, sizes and places of
/// regions describe what <see cref="LfsDevice.Boot"/> programs before the first one.</remarks>
public sealed record LfsDeviceOptions
{
    /// <summary>The heap of a real device, in bytes: the RAM that NodeMCU leaves for
    /// Lua on an ESP8266.</summary>
    public const uint DeviceHeapBytes = MachineOptions.DeviceHeapBytes;

    /// <summary>The default of <see cref="HostMemoryBytes"/>: 64 MB.</summary>
    public const long DefaultHostMemoryBytes = 64L * 1024 * 1024;

    /// <summary>The default start of the LFS region: 0x96000, after a firmware of usual size.</summary>
    public const uint DefaultLfsOffset = 0x96000;

    /// <summary>The image to program into the LFS region before the first boot, relocatable (as
    /// <c>luac.cross -f</c> writes it) or absolute; null for none.</summary>
    public byte[]? Image { get; init; }

    /// <summary>The build of the firmware: <c>5.1</c>, <c>5.1-int</c>, <c>5.3</c> or <c>5.3-64</c>.</summary>
    public string TargetName { get; init; } = "5.1";

    /// <summary>The size of the heap in bytes: 44 KB as on the device, or up to about 1 GB for
    /// programs of a host.</summary>
    public uint HeapBytes { get; init; } = DeviceHeapBytes;

    /// <summary>
    /// The .NET memory, in bytes, that programs may use at a time beyond the device's own: for chunks that
    /// are loaded or dumped, for messages, and for strings that are passed to the host. Beyond it, a program
    /// gets the Lua error <c>not enough memory</c>. A heap of device size never comes near the default.
    /// </summary>
    public long HostMemoryBytes { get; init; } = DefaultHostMemoryBytes;

    /// <summary>The size of the flash chip in bytes: a power of two from 512 KB to 16 MB.</summary>
    public uint FlashBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The start of the LFS region in flash: a multiple of 4096 below 1 MB.</summary>
    public uint LfsOffset { get; init; } = DefaultLfsOffset;

    /// <summary>The size of the LFS region in bytes: a multiple of 4096; 0 for none.</summary>
    public uint LfsBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// The image to program into a System region before the first boot; null for none, 5.3 only. The image of
    /// <see cref="Image"/> uses its strings and modules, and holds only those that it adds.
    /// </summary>
    public byte[]? SystemImage { get; init; }

    /// <summary>
    /// The start of the System region in flash: a multiple of 4096 below 1 MB. Null means the place of an
    /// absolute <see cref="SystemImage"/>, or else the end of the LFS region.
    /// </summary>
    public uint? SystemOffset { get; init; }

    /// <summary>The size of the System region in bytes: a multiple of 4096; 0 for the size that
    /// <see cref="SystemImage"/> needs.</summary>
    public uint SystemBytes { get; init; }

    /// <summary>True for a second LFS region of <see cref="LfsBytes"/> behind the first. A reload then goes
    /// to the region that is not in use, and the old image stays in use until the new one is
    /// complete.</summary>
    public bool KeepsOldImage { get; init; }

    /// <summary>The start of the partition for the file system: a multiple of 4096. Null means 1 MB, if
    /// <see cref="SpiffsBytes"/> is given and fits there, or else the end of the LFS regions.</summary>
    public uint? SpiffsOffset { get; init; }

    /// <summary>The size of the partition for the file system: a multiple of 4096, 0 for none. Null means all
    /// of the flash up to the last 12 KB, which the SDK uses.</summary>
    public uint? SpiffsBytes { get; init; }

    /// <summary>The number that <c>node.chipid()</c> returns.</summary>
    public uint ChipId { get; init; } = MachineOptions.DefaultChipId;

    /// <summary>
    /// The seed of the numbers that <c>node.random</c> draws, which a chip takes from the noise of its radio.
    /// Two devices with the same seed draw the same numbers.
    /// </summary>
    public ulong EntropySeed { get; init; }

    /// <summary>
    /// True to start as the firmware does: open the modules, print the banner, run the start-up command or
    /// <c>init.lua</c>, and show a prompt. This is the device's first task, and runs when the host gives it
    /// time (<see cref="LfsDevice.RunUntilIdle"/>, <see cref="LfsDevice.Advance"/>). False makes a Lua state
    /// that only the host drives.
    /// </summary>
    public bool Startup { get; init; }

    /// <summary>The stream for <c>print</c> and boot messages, byte for byte; null discards them.</summary>
    public Stream? Output { get; init; }

    /// <summary>The stream for boot messages and the banner of a start-up, apart from what the program
    /// writes; null for <see cref="Output"/>, <see cref="Stream.Null"/> to discard them.</summary>
    public Stream? BootOutput { get; init; }

    /// <summary>
    /// True if a call of <see cref="LuaObject.CallAsync{TArguments, T}"/> runs the device in real time when
    /// nobody else does. False leaves that to the host, such as a test that lets virtual time pass.
    /// </summary>
    public bool DrivesCalls { get; init; } = true;

    /// <summary>The stream of <c>io.stderr</c> (host libraries); null for <see cref="Output"/>.</summary>
    public Stream? Error { get; init; }

    /// <summary>The stream of <c>io.stdin</c> (host libraries); null for none.</summary>
    public Stream? Input { get; init; }

    /// <summary>
    /// The files that the file system holds at first power-on, by name: at most 31 bytes of UTF-8 each. They
    /// are written in the order of their names. Null leaves the partition blank; the device formats it when
    /// it starts.
    /// </summary>
    public IReadOnlyDictionary<string, byte[]>? Files { get; init; }

    /// <summary>
    /// The file system at first power-on as an image, as <c>spiffsimg</c>, <c>lfs spiffs</c> and
    /// <c>SpiffsFile</c> items make it; null for none. It goes to the start of the partition, which may be
    /// larger. Excludes <see cref="Files"/>.
    /// </summary>
    public byte[]? SpiffsImage { get; init; }

    /// <summary>
    /// A function that gives <c>loadfile</c>, <c>dofile</c> and <c>require</c> the bytes of a file of the
    /// host, by its name with one byte in each character, or null if there is none. They ask it before they
    /// look into the file system of the device. Null for no such files.
    /// </summary>
    public Func<string, byte[]?>? HostFiles { get; init; }

    /// <summary>
    /// True to add <c>os</c> and <c>io</c>, which a device lacks, for scripts, test suites and benchmarks.
    /// They see only the parts of the host that <see cref="HostFolder"/>, <see cref="Clock"/>,
    /// <see cref="EnvironmentVariable"/> and the streams give them.
    /// </summary>
    public bool HostLibraries { get; init; }

    /// <summary>
    /// True to have the library <c>node</c>. Without it, but with <see cref="HostLibraries"/>, a script has
    /// the environment of <c>luac.cross -e</c>.
    /// </summary>
    public bool NodeLibrary { get; init; } = true;

    /// <summary>The folder in which <c>io</c> and <c>os</c> of the host libraries open, remove and rename
    /// files; null for none.</summary>
    public HostFolder? HostFolder { get; init; }

    /// <summary>The clock and the time zone of the host libraries.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The function that answers <c>os.getenv</c> (host libraries); null for no variables.</summary>
    public Func<string, string?>? EnvironmentVariable { get; init; }

    /// <summary>
    /// True to collect before every allocation and on failure. If false, the collector paces itself and only
    /// a failed allocation forces a collection, which is much faster on a large heap. Null, the default, is
    /// the firmware's own choice: true in 5.1 (<c>node.egc</c>), false in 5.3.
    /// </summary>
    /// <remarks>
    /// A forced collection of 5.3 calls no finalizers: with true, they wait for <c>collectgarbage</c>.
    /// </remarks>
    public bool? EmergencyCollection { get; init; }

    /// <summary>
    /// True to count the instructions of each line that runs, for <see cref="LfsDevice.LineProfile"/>. The
    /// device does exactly what it does otherwise, and the host needs up to about twice as long. False costs
    /// nothing.
    /// </summary>
    public bool RecordsLines { get; init; }

    /// <summary>
    /// True to note the line that allocates each object, for <see cref="LfsDevice.HeapProfile"/>. The same
    /// holds as for <see cref="RecordsLines"/>.
    /// </summary>
    public bool RecordsAllocations { get; init; }

    /// <summary>The modules of the firmware beside Lua's own libraries.</summary>
    internal IReadOnlyList<Module> Modules { get; init; } = ModuleList.All;

    /// <summary>The set of libraries that the firmware is built with.</summary>
    internal LibrarySet LibrarySet =>
        !HostLibraries ? LibrarySet.Device : NodeLibrary ? LibrarySet.Host : LibrarySet.Compiler;
}
