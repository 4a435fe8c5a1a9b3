using System.Diagnostics;
using System.Text;
using Esp8266;
using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
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

    // The image that was verified last: a restart compares it with the flash instead of walking it again.
    byte[] _sound = [];

    LfsDevice(LfsDeviceOptions options)
    {
        _options = options;
        _target = LuaTarget.All.FirstOrDefault(target =>
            target.Name == options.TargetName && target.RunsOnDevice)
            ?? throw new ArgumentException(
                $"'{options.TargetName}' is no target that a device runs.", nameof(options));
        _output = options.Output ?? Stream.Null;
        _files = options.Files ?? new Dictionary<string, byte[]>();
        RequireRegion(options);
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
            Provision(options.Image);
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
    /// <param name="instructions">Instructions, counted at jumps back and calls; library loops count as
    /// well.</param>
    /// <param name="cancellation">Ends the call from outside.</param>
    public void SetBudget(long instructions, CancellationToken cancellation = default) =>
        _state.SetBudget(instructions, cancellation);

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
        Board board = new()
        {
            Machine = Machine,
            Output = _output,
            Input = _options.Input ?? Stream.Null,
            Files = _files,
            Uptime = () => Stopwatch.GetElapsedTime(_powerOn),
            HostLibraries = _options.HostLibraries,
            Lfs = LfsRegion.Mount(Machine, _options.LfsOffset, _options.LfsBytes, _target, ref _sound, uart),
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
        return (board, state);
    }

    /// <summary>Puts an image into the LFS region, as a programmer does before the board is used.</summary>
    void Provision(byte[]? file)
    {
        if (file == null)
            return;
        LoadedImage loaded = LfsImage.Read(file);
        if (loaded.Image is not { } image)
            throw new LfsImageException(loaded.Diagnostics[0].Message);
        if (image.Target != _target)
            throw new LfsImageException(
                $"The image is built for {image.Target.Name}, the device runs {_target.Name}.");
        uint mapped = MemoryMap.Irom0Start + _options.LfsOffset;
        if (image.IsAbsolute && image.BaseAddress != mapped)
            throw new LfsImageException(
                $"The image is built for address 0x{image.BaseAddress:x8}, "
                + $"the LFS region is at 0x{mapped:x8}.");
        if (image.Size > _options.LfsBytes)
            throw new LfsImageException(
                $"The image has {image.Size} bytes, the LFS region only {_options.LfsBytes}.");
        _sound = image.ToAbsolute(mapped).Region;
        Machine.Flash.Program(new FlashOffset(_options.LfsOffset), _sound);
    }

    static void RequireRegion(LfsDeviceOptions options)
    {
        uint end = options.LfsOffset + options.LfsBytes;
        if (options.LfsOffset % FlashChip.SectorSize != 0 || options.LfsBytes % FlashChip.SectorSize != 0)
            throw new ArgumentException(
                "The LFS region must start and end at a multiple of 4096.", nameof(options));
        if (end > MemoryMap.Irom0Bytes || end > options.FlashBytes)
            throw new ArgumentException(
                "The LFS region must lie in the first megabyte of flash, which is mapped.", nameof(options));
        uint firmwareEnd = Firmware<Value51>.FlashOffset
            + (uint)LuaDeviceState.FirmwareRom(options.TargetName, options.HostLibraries).Length;
        if (options.LfsBytes > 0 && options.LfsOffset < firmwareEnd)
            throw new ArgumentException("The LFS region must lie after the firmware.", nameof(options));
    }
}

/// <summary>An LFS image cannot be used on a device.</summary>
public sealed class LfsImageException(string message) : Exception(message);
