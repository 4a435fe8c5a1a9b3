using System.Diagnostics.CodeAnalysis;
using System.Text;
using Esp8266;
using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Lfs.Runtime.Boot;
using Lfs.Runtime.Core;
using Lfs.Runtime.Hosting;

namespace Lfs.Runtime;

/// <summary>
/// An ESP8266 with NodeMCU on it: flash, RAM, and a Lua that executes an LFS image in place.
/// </summary>
/// <remarks>
/// <para>A device is used by one thread at a time; a second one gets an
/// <see cref="InvalidOperationException"/>. The figures (<see cref="LuaBytesInUse"/>,
/// <see cref="HeapBytesFree"/>, <see cref="LfsBytesUsed"/>, <see cref="SystemBytesUsed"/>,
/// <see cref="ObjectsSwept"/>, <see cref="BudgetLeft"/>, <see cref="ExitCode"/>) may be read by any thread at
/// any time. Any number of devices run side by side.</para>
/// <para>A function that Lua calls (<see cref="Register"/>) may use its device. What it does to the device as
/// a whole, <see cref="Restart"/>, <see cref="ReplaceImage"/>, <see cref="ReplaceSystemImage"/> and <see
/// cref="Dispose"/>, takes place when the program that runs has unwound, as <c>node.restart()</c> does: the
/// program goes no further, and the call that ran it returns no results. Streams and files of the options may
/// not use the device that uses them.</para>
/// <para>What goes wrong inside is a <see cref="LuaException"/>. After <see cref="Dispose"/> all but that
/// throws an <see cref="ObjectDisposedException"/>; null is an <see cref="ArgumentNullException"/>; a number
/// that the build cannot hold exactly (an integer beyond 32 bits in 5.3, a fraction in 5.1-int) is an <see
/// cref="ArgumentOutOfRangeException"/>; a handle of another device, or of one before a restart, is an <see
/// cref="InvalidOperationException"/>.</para>
/// </remarks>
public sealed class LfsDevice : IDisposable
{
    readonly Dictionary<string, LuaHostFunction> _registered = [];
    readonly Stream _output;
    readonly Guard _guard;
    readonly DeviceBoot _boot;
    HostState _state;
    CancellationToken _cancellation;

    LfsDevice(LfsDeviceOptions options)
    {
        _output = options.Output ?? Stream.Null;
        _guard = new Guard(() => RestartNow(ResetReason.SoftRestart), Recover);
        _boot = new DeviceBoot(options);
        bool booted = false;
        try
        {
            Machine.PowerOn();
            Start();
            booted = true;
        }
        finally
        {
            // Boot failed, so no caller can dispose the device. Release its 4 GiB now.
            if (!booted)
                Machine.Release();
        }
    }

    /// <summary>
    /// The machine under the Lua state, to look at heap and resets, and at flash, which may also be
    /// programmed: the device sees what changed after its next restart, and trusts none of it.
    /// </summary>
    public Machine Machine => _boot.Device.Machine;

    /// <summary>The Lua state since the last boot, for tests that look into its memory.</summary>
    internal ILuaState State => _state.Lua;

    /// <summary>The host's side of that state, for tests.</summary>
    internal HostState HostState => _state;

    /// <summary>Powers a device on, with an image in its LFS region if there is one.</summary>
    /// <exception cref="LfsImageException">The image cannot be used on this device.</exception>
    /// <exception cref="LuaException">The heap is too small for a Lua state, or <see
    /// cref="LfsDeviceOptions.Output"/> failed.</exception>
    /// <exception cref="InsufficientExecutionStackException">The thread has less stack left than Lua needs:
    /// 64 KB.</exception>
    /// <exception cref="ArgumentException">No device can be equipped so.</exception>
    /// <exception cref="InsufficientMemoryException">The process has no addresses or no mappings left for one
    /// more device: dispose others, or raise the system's limit (<c>vm.max_map_count</c> on
    /// Linux).</exception>
    public static LfsDevice Boot(LfsDeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        HostStack.Require();
        return new LfsDevice(options);
    }

    /// <summary>Bytes of Lua data in use: what <c>collectgarbage"count"</c> times 1024 is.</summary>
    public uint LuaBytesInUse => Alive(State.BytesInUse);

    /// <summary>Bytes of the heap that are free: what <c>node.heap()</c> returns.</summary>
    public uint HeapBytesFree => Alive(Machine.Heap.BytesFree);

    /// <summary>Bytes of the mounted image; 0 if there is none.</summary>
    public uint LfsBytesUsed => Alive(_boot.Device.Lfs.Used);

    /// <summary>Bytes of the mounted System image; 0 if there is none.</summary>
    public uint SystemBytesUsed => Alive(_boot.Device.System.Used);

    /// <summary>Objects that the collector has visited since the last boot: its work.</summary>
    public long ObjectsSwept => Alive(State.VisitedObjects);

    /// <summary>
    /// What a program gave to <c>os.exit</c> (host libraries only); null if it did not call it.
    /// </summary>
    public int? ExitCode => Alive(_boot.Device.ExitCode);

    /// <summary>Calls a module of the image with arguments. Its function's results; none if it restarts the
    /// device.</summary>
    /// <exception cref="LuaException">There is no such module, it raised an error, or there are too many
    /// arguments.</exception>
    public LuaValue[] CallModule(string name, params LuaValue[] arguments)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(arguments);
        return Enter(arguments, given => _state.RunModule(name, given), []);
    }

    /// <summary>Compiles a text into RAM and runs it. Its results; none if it restarts the device.</summary>
    /// <param name="source">Lua source.</param>
    /// <param name="chunkName">What messages call it: <c>=name</c> or <c>@file</c>.</param>
    /// <exception cref="LuaException">The text is wrong, or the program raised an error.</exception>
    public LuaValue[] Run(string source, string chunkName = "=stdin")
    {
        ArgumentNullException.ThrowIfNull(source);
        return Run(Encoding.UTF8.GetBytes(source), chunkName);
    }

    /// <summary>
    /// Loads source or a precompiled chunk into RAM and runs it with arguments. Its results; none if it
    /// restarts the device.
    /// </summary>
    /// <param name="chunk">The bytes of a <c>.lua</c> or <c>.lc</c> file.</param>
    /// <param name="chunkName">What messages call it: <c>=name</c> or <c>@file</c>.</param>
    /// <param name="arguments">What the chunk gets as <c>...</c>.</param>
    /// <exception cref="LuaException">The chunk is wrong, the program raised an error, or there are too many
    /// arguments.</exception>
    public LuaValue[] Run(byte[] chunk, string chunkName, params LuaValue[] arguments)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        ArgumentNullException.ThrowIfNull(chunkName);
        ArgumentNullException.ThrowIfNull(arguments);
        return Enter(arguments, given => _state.Run(chunk, chunkName, given), []);
    }

    /// <summary>Reads or writes a global variable.</summary>
    /// <exception cref="LuaException">A metamethod raised an error, or memory is short.</exception>
    public LuaValue this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return Enter([], _ => _state.GetGlobal(name), LuaValue.Nil);
        }

        set
        {
            ArgumentNullException.ThrowIfNull(name);
            Enter([value], _ => _state.SetGlobal(name, value));
        }
    }

    /// <summary>
    /// Gives Lua a function of the host as a global. It stays registered over restarts. Registering the name
    /// again replaces the function, also for a program that has kept the old one.
    /// </summary>
    /// <param name="name">The global's name.</param>
    /// <param name="function">
    /// The function, not null. To take it away, set the global to nil; a restart brings it back.
    /// </param>
    /// <exception cref="InvalidOperationException">There are 65,536 names already.</exception>
    /// <exception cref="LuaException">Memory is short, or a metamethod of the globals raised an
    /// error.</exception>
    public void Register(string name, LuaHostFunction function)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(function);
        _guard.Call(() => _state.RequireRoomFor(name), () =>
        {
            _state.Register(name, function);
            _registered[name] = function;
            return true;
        }, true);
    }

    /// <summary>Bounds what Lua may do from now on. When a bound is met, the running call ends with a
    /// <see cref="LuaException"/> of kind <see cref="LuaErrorKind.Budget"/>, which no <c>pcall</c>
    /// stops.</summary>
    /// <remarks>
    /// The bound stays over restarts. Finalizers have another of the same size, so that one which never ends
    /// takes nothing from the run that it interrupts: when that is used up, the finalizer ends, and others
    /// wait for the next call of this.
    /// </remarks>
    /// <param name="instructions">Instructions, counted at calls and jumps back; what libraries do counts
    /// as well. <see cref="long.MaxValue"/> is no bound; 0 or less is used up at once.</param>
    /// <param name="cancellation">Ends the call from outside.</param>
    public void SetBudget(long instructions, CancellationToken cancellation = default) => Enter([], _ =>
    {
        _cancellation = cancellation;
        State.SetBudget(instructions, cancellation);
    });

    /// <summary>Instructions left of the budget.</summary>
    public long BudgetLeft => Alive(State.BudgetLeft);

    /// <summary>Collects all garbage.</summary>
    /// <exception cref="LuaException">A finalizer raised an error or used the budget up.</exception>
    public void Collect() => Enter([], _ => _state.Collect());

    /// <summary>Restarts the device: RAM is built anew from flash alone. Handles become invalid.</summary>
    /// <exception cref="LuaException">The device does not start, and is off until a restart succeeds: its
    /// heap is too small, or its firmware was overwritten in flash. Or it has started, and <see
    /// cref="LfsDeviceOptions.Output"/> failed.</exception>
    public void Restart(ResetReason reason = ResetReason.SoftRestart) => _guard.Change(
        () => ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (byte)reason, (byte)ResetReason.External, nameof(reason)),
        () => RestartNow(reason));

    /// <summary>
    /// Replaces the image in the LFS region while the power is off, as a programmer does, and powers the
    /// device on. No other flash changes.
    /// </summary>
    /// <param name="file">A relocatable image, or one that is placed at this region.</param>
    /// <exception cref="LfsImageException">It cannot be used on this device, which runs on.</exception>
    /// <exception cref="PowerLoss"><see cref="FlashChip.Faults"/> cut the power meanwhile. The device has
    /// been powered on with what its flash holds.</exception>
    public void ReplaceImage(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Replace(
            _boot.Application, () => DeviceBoot.Require(_boot.Application.Place(file, _boot.System.Mounted)));
    }

    /// <summary>
    /// Replaces the image in the System region, as <see cref="ReplaceImage"/>. The Application's image stays
    /// in flash, but is not mounted until it is replaced: it was placed beside the System image before.
    /// </summary>
    /// <param name="file">A relocatable image, or one that is placed at this region.</param>
    /// <exception cref="LfsImageException">It cannot be used on this device, which runs on.</exception>
    /// <exception cref="PowerLoss">As for <see cref="ReplaceImage"/>.</exception>
    public void ReplaceSystemImage(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Replace(_boot.System, () => DeviceBoot.Require(_boot.System.Place(file, null)));
    }

    // An image that was accepted while Lua runs is placed again afterwards: what lies beside it may have
    // changed.
    void Replace(LfsRegion region, Func<LfsImage> place) => _guard.Change(() => place(), () =>
    {
        LfsImage placed = place();
        try
        {
            _boot.Replace(region, placed);
        }
        finally
        {
            RestartNow(ResetReason.PowerOn);
        }
    });

    /// <summary>Switches the device off. Doing so twice is fine.</summary>
    /// <exception cref="InvalidOperationException">Another thread is using the device.</exception>
    public void Dispose() => _guard.Dispose(() =>
    {
        _state.IsOver = true;
        _boot.Device.OpenFiles.Dispose();
        Machine.Release();
    });

    TResult Enter<TResult>(LuaValue[] arguments, Func<LuaValue[], TResult> work, TResult cutShort)
    {
        // The caller's array may change while its values are looked at.
        LuaValue[] given = [.. arguments];
        return _guard.Call(() => _state.Require(given), () => work(given), cutShort);
    }

    void Enter(LuaValue[] arguments, Action<LuaValue[]> work) => Enter(arguments, given =>
    {
        work(given);
        return true;
    }, true);

    TResult Alive<TResult>(TResult figure)
    {
        _guard.RequireAlive();
        return figure;
    }

    void RestartNow(ResetReason reason)
    {
        _state.IsOver = true;
        _boot.Device.OpenFiles.Dispose();
        Machine.Reset(reason);
        Start();
    }

    /// <summary>Resets the device after an exception of its CPU, or a check that failed.</summary>
    void Recover(Exception cause)
    {
        _state.IsOver = true;
        _boot.Device.OpenFiles.Dispose();
        if (cause is MachineFault fault)
            Machine.Run(_ => throw fault);
        else
            Machine.Reset(ResetReason.Exception);
        Start();
    }

    [MemberNotNull(nameof(_state))]
    void Start()
    {
        using StringWriter uart = new();
        try
        {
            HostState state = new(_boot.Start(uart), _guard);
            foreach ((string name, LuaHostFunction function) in _registered)
                state.Register(name, function);
            // The host's bound outlives a restart, or a program could end it by asking for one.
            if (_state is not null)
                state.Lua.SetBudget(State.BudgetLeft, _cancellation);
            _state = state;
            _guard.TurnOn();
        }
        catch (Exception exception)
        {
            _guard.TurnOff(exception.Message);
            throw;
        }
        WriteBootMessages(uart.ToString());
    }

    void WriteBootMessages(string text)
    {
        try
        {
            _output.Write(Encoding.ASCII.GetBytes(text));
        }
        catch (Exception exception)
        {
            throw new LuaException(
                $"Output failed for the boot messages: {exception.Message}", LuaErrorKind.Runtime, exception);
        }
    }
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
