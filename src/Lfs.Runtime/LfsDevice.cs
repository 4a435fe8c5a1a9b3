using System.Diagnostics;
using System.Text;
using Esp8266;
using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Lfs.Runtime.Boot;
using Lfs.Runtime.Core;

namespace Lfs.Runtime;

/// <summary>
/// An ESP8266 with NodeMCU on it: flash, RAM, and a Lua that executes an LFS image in place.
/// </summary>
/// <remarks>A device is used by one thread at a time. Any number of devices run side by side.</remarks>
public sealed class LfsDevice : IDisposable
{
    readonly LfsDeviceOptions _options;
    readonly LuaTarget _target;
    readonly List<(string Name, LuaHostFunction Function)> _registered = [];
    readonly Stream _output;
    readonly IDictionary<string, byte[]> _files;
    readonly long _powerOn = Stopwatch.GetTimestamp();
    LuaDeviceState _state;
    Board _board;
    CancellationToken _cancellation;

    readonly LfsRegion _application;

    // No bytes unless it is configured.
    readonly LfsRegion _system;

    LfsDevice(LfsDeviceOptions options)
    {
        _options = options;
        _target = LuaTarget.All.FirstOrDefault(target =>
            target.Name == options.TargetName && target.RunsOnDevice)
            ?? throw new ArgumentException(
                $"'{options.TargetName}' is no target that a device runs.", nameof(options));
        _output = options.Output ?? Stream.Null;
        _files = options.Files ?? new Dictionary<string, byte[]>();
        FlashLayout layout = FlashLayout.Of(options, _target);
        _application = new LfsRegion("LFS image", layout.LfsOffset, layout.LfsBytes, _target);
        _system = new LfsRegion("System LFS image", layout.SystemOffset, layout.SystemBytes, _target);
        Machine = new Machine(new MachineOptions
        {
            HeapBytes = options.HeapBytes,
            FlashBytes = options.FlashBytes,
            ChipId = options.ChipId,
        });
        bool booted = false;
        try
        {
            Machine.Flash.Program(
                new FlashOffset(Firmware<Value51>.FlashOffset),
                LuaDeviceState.FirmwareRom(options.TargetName, options.HostLibraries));
            LfsImage? system = Provision(_system, options.SystemImage, null);
            Provision(_application, options.Image, system);
            Machine.PowerOn();
            (_board, _state) = Start();
            booted = true;
        }
        finally
        {
            // Nobody gets this device: its 4 GiB of addresses would wait for the host's collector.
            if (!booted)
                Machine.Dispose();
        }
    }

    /// <summary>
    /// The machine under the Lua state, for those who want to look at flash, heap and resets.
    /// </summary>
    public Machine Machine { get; }

    /// <summary>The Lua state since the last boot, for tests that look into its memory.</summary>
    internal LuaDeviceState State => _state;

    /// <summary>Powers a device on, with an image in its LFS region if there is one.</summary>
    /// <exception cref="LfsImageException">The image cannot be used on this device.</exception>
    /// <exception cref="LuaException">The heap is too small for a Lua state.</exception>
    public static LfsDevice Boot(LfsDeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new LfsDevice(options);
    }

    /// <summary>Bytes of Lua data in use: what <c>collectgarbage"count"</c> times 1024 is.</summary>
    public uint LuaBytesInUse => _state.BytesInUse;

    /// <summary>Bytes of the heap that are free: what <c>node.heap()</c> returns.</summary>
    public uint HeapBytesFree => Machine.Heap.BytesFree;

    /// <summary>Bytes of the mounted image; 0 if there is none.</summary>
    public uint LfsBytesUsed => _board.Lfs.Used;

    /// <summary>Bytes of the mounted System image; 0 if there is none.</summary>
    public uint SystemBytesUsed => _board.System.Used;

    /// <summary>Objects that the collector has visited since the last boot: its work.</summary>
    public long ObjectsSwept => _state.VisitedObjects;

    /// <summary>
    /// What a program gave to <c>os.exit</c> (host libraries only); null if it did not call it.
    /// </summary>
    public int? ExitCode => _board.ExitCode;

    /// <summary>Calls a module of the image with arguments. Its function's results.</summary>
    /// <exception cref="LuaException">There is no such module, or it raised an error.</exception>
    public LuaValue[] CallModule(string name, params LuaValue[] arguments) =>
        Guarded(() => _state.RunModule(name, arguments));

    /// <summary>Compiles a text into RAM and runs it. Its results.</summary>
    /// <param name="source">Lua source.</param>
    /// <param name="chunkName">What messages call it: <c>=name</c> or <c>@file</c>.</param>
    /// <exception cref="LuaException">The text is wrong, or the program raised an error.</exception>
    public LuaValue[] Run(string source, string chunkName = "=stdin") =>
        Run(Encoding.UTF8.GetBytes(source), chunkName);

    /// <summary>
    /// Loads source or a precompiled chunk into RAM and runs it with arguments. Its results.
    /// </summary>
    /// <param name="chunk">The bytes of a <c>.lua</c> or <c>.lc</c> file.</param>
    /// <param name="chunkName">What messages call it: <c>=name</c> or <c>@file</c>.</param>
    /// <param name="arguments">What the chunk gets as <c>...</c>.</param>
    /// <exception cref="LuaException">The chunk is wrong, or the program raised an error.</exception>
    public LuaValue[] Run(byte[] chunk, string chunkName, params LuaValue[] arguments) =>
        Guarded(() => _state.Run(chunk, chunkName, arguments));

    /// <summary>Reads or writes a global variable.</summary>
    public LuaValue this[string name]
    {
        get => _state.GetGlobal(name);
        set => _state.SetGlobal(name, value);
    }

    /// <summary>Gives Lua a function of the host as a global. It stays registered over restarts.</summary>
    public void Register(string name, LuaHostFunction function)
    {
        _registered.Add((name, function));
        _state.Register(name, function);
    }

    /// <summary>Bounds what Lua may do from now on. When a bound is met, the running call ends with a
    /// <see cref="LuaException"/> of kind <see cref="LuaErrorKind.Budget"/>, which no <c>pcall</c>
    /// stops.</summary>
    /// <remarks>
    /// The bound stays over restarts. Finalizers have another of the same size, so that one which never ends
    /// takes nothing from the run that it interrupts: when that is used up, the finalizer ends, and others
    /// wait for the next call of this.
    /// </remarks>
    /// <param name="instructions">Instructions, counted at jumps back and calls; library loops count as
    /// well. <see cref="long.MaxValue"/> is no bound; 0 or less is used up at once.</param>
    /// <param name="cancellation">Ends the call from outside.</param>
    public void SetBudget(long instructions, CancellationToken cancellation = default)
    {
        _cancellation = cancellation;
        _state.SetBudget(instructions, cancellation);
    }

    /// <summary>Instructions left of the budget.</summary>
    public long BudgetLeft => _state.BudgetLeft;

    /// <summary>Collects all garbage.</summary>
    public void Collect() => Guarded(() =>
    {
        _state.Collect();
        return Array.Empty<LuaValue>();
    });

    /// <summary>Restarts the device: RAM is built anew from flash alone. Handles become invalid.</summary>
    public void Restart(ResetReason reason = ResetReason.SoftRestart)
    {
        _state.IsOver = true;
        Machine.Reset(reason);
        (_board, _state) = Start();
    }

    /// <summary>
    /// Replaces the image in the LFS region while the power is off, as a programmer does, and powers the
    /// device on. No other flash changes.
    /// </summary>
    /// <param name="file">A relocatable image, or one that is placed at this region.</param>
    /// <exception cref="LfsImageException">It cannot be used on this device, which runs on.</exception>
    public void ReplaceImage(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Replace(_application, Require(_application.Place(file, _system.Mounted)));
    }

    /// <summary>
    /// Replaces the image in the System region, as <see cref="ReplaceImage"/>. The Application's image stays
    /// in flash, but is not mounted until it is replaced: it was placed beside the System image before.
    /// </summary>
    /// <param name="file">A relocatable image, or one that is placed at this region.</param>
    /// <exception cref="LfsImageException">It cannot be used on this device, which runs on.</exception>
    public void ReplaceSystemImage(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Replace(_system, Require(_system.Place(file, null)));
    }

    void Replace(LfsRegion region, LfsImage placed)
    {
        region.Erase(Machine.Flash);
        region.Program(Machine.Flash, placed);
        Restart(ResetReason.PowerOn);
    }

    /// <summary>Switches the device off.</summary>
    public void Dispose()
    {
        _state.IsOver = true;
        Machine.Dispose();
    }

    /// <summary>Runs something; a restart that the program asks for happens before this returns.</summary>
    LuaValue[] Guarded(Func<LuaValue[]> run)
    {
        try
        {
            return run();
        }
        catch (RestartRequest)
        {
            if (_board.ExitCode == null)
                Restart();
            return [];
        }
        catch (MachineFault fault)
        {
            _state.IsOver = true;
            Machine.Run(_ => throw fault);
            (_board, _state) = Start();
            throw;
        }
    }

    (Board Board, LuaDeviceState State) Start()
    {
        using StringWriter uart = new();
        LfsMount system = _system.Mount(Machine, null, uart);
        Board board = new()
        {
            Machine = Machine,
            Output = _output,
            Error = _options.Error ?? _output,
            Input = _options.Input ?? Stream.Null,
            Files = _files,
            Uptime = () => Stopwatch.GetElapsedTime(_powerOn),
            HostLibraries = _options.HostLibraries,
            Lfs = _application.Mount(Machine, _system.Mounted, uart),
            System = system,
        };
        _output.Write(Encoding.ASCII.GetBytes(uart.ToString()));
        LuaDeviceState state;
        try
        {
            state = LuaDeviceState.Create(board, _options.TargetName);
        }
        catch (LuaError error) when (error.Status == LuaStatus.MemoryError)
        {
            throw new LuaException("not enough memory to start Lua", LuaErrorKind.Memory);
        }
        state.SetEmergencyCollection(_options.EmergencyCollection);
        foreach ((string name, LuaHostFunction function) in _registered)
            state.Register(name, function);
        if (_state is not null)
            state.SetBudget(_state.BudgetLeft, _cancellation);
        return (board, state);
    }

    /// <summary>Puts an image into a region of blank flash. The image as it lies there.</summary>
    LfsImage? Provision(LfsRegion region, byte[]? file, LfsImage? system)
    {
        if (file is null)
            return null;
        LfsImage placed = Require(region.Place(file, system));
        region.Program(Machine.Flash, placed);
        return placed;
    }

    static LfsImage Require(LoadedImage loaded) =>
        loaded.Image ?? throw new LfsImageException(loaded.Diagnostics[0].Message, loaded.Diagnostics[0].Id);
}

/// <summary>An LFS image cannot be used on a device.</summary>
/// <param name="message">What is wrong, and where.</param>
/// <param name="id">
/// Which rule; <c>docs/diagnostics.md</c> tells cause and cure: <see cref="DiagnosticId.SystemMismatch"/> for
/// an image that does not go with the System image.
/// </param>
public sealed class LfsImageException(string message, DiagnosticId id = DiagnosticId.BadImage)
    : Exception(message)
{
    /// <summary>Which rule.</summary>
    public DiagnosticId Id { get; } = id;
}
