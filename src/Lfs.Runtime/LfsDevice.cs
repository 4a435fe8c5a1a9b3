using System.Diagnostics.CodeAnalysis;
using System.Text;
using Esp8266;
using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Lfs.Runtime.Boot;
using Lfs.Runtime.Core;
using Lfs.Runtime.Flash;
using Lfs.Runtime.Hosting;
using Lfs.Runtime.Modules;

namespace Lfs.Runtime;

/// <summary>
/// An ESP8266 that runs NodeMCU: flash, RAM, and a Lua VM that executes an LFS image in place.
/// </summary>
/// <remarks>
/// <para>A device is used by one thread at a time; a second one gets an
/// <see cref="InvalidOperationException"/>. The figures (<see cref="LuaBytesInUse"/>,
/// <see cref="HeapBytesFree"/>, <see cref="LfsBytesUsed"/>, <see cref="SystemBytesUsed"/>,
/// <see cref="ObjectsSwept"/>, <see cref="BudgetLeft"/>, <see cref="ExitCode"/>) can be read by any thread at
/// any time. Any number of devices can run side by side.</para>
/// <para>A function that Lua calls (<see cref="Register(string, LuaHostFunction)"/>) may use its device. The
/// calls that change the device as a whole (<see cref="Restart"/>, <see cref="ReplaceImage"/>,
/// <see cref="ReplaceSystemImage"/> and
/// <see cref="Dispose"/>) end the running program, as <c>node.restart()</c> does, and take effect when it has
/// unwound. The call that ran the program then returns no results. The streams and files in the options must
/// not use the device that uses them.</para>
/// <para>Errors inside the device reach the caller as <see cref="LuaException"/>. A power failure that a
/// test has set (<see cref="FlashChip.Faults"/>) reaches the caller as <see cref="PowerLoss"/>; the device is
/// on again then, unless the power failed again during its boot, and <see cref="Restart"/> powers it on.
/// After
/// <see cref="Dispose"/>, every member except Dispose throws <see cref="ObjectDisposedException"/>. Null
/// throws <see cref="ArgumentNullException"/>. A number that the build cannot hold exactly (an integer beyond
/// 32 bits in 5.3, a fraction in 5.1-int) throws <see cref="ArgumentOutOfRangeException"/>. A handle of
/// another device, or from before a restart, throws <see cref="InvalidOperationException"/>.</para>
/// </remarks>
public sealed partial class LfsDevice : IDisposable
{
    readonly Dictionary<string, HostBinding> _registered = [];
    readonly Stream _output;
    readonly Guard _guard;
    readonly DeviceBoot _boot;
    readonly AsyncCalls _calls;
    HostState _state;
    CancellationToken _cancellation;

    LfsDevice(DeviceBoot boot, LfsDeviceOptions options)
    {
        _output = options.BootOutput ?? options.Output ?? Stream.Null;
        _calls = new AsyncCalls(isDone => RunInRealTime(isDone, CancellationToken.None), options.DrivesCalls);
        _guard = new Guard(RestartBy, Recover, ReleaseDropped);
        _boot = boot;
        Files = new LfsFiles(this);
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
    /// The machine that the firmware runs on. It shows the heap, the resets and the flash. The flash may also
    /// be programmed; the device verifies the new content at its next restart.
    /// </summary>
    public Machine Machine => _boot.Device.Machine;

    /// <summary>The current Lua state, for tests that inspect its memory. A restart replaces it.</summary>
    internal ILuaState State => _state.Lua;

    /// <summary>True if no call runs, of any thread.</summary>
    internal bool IsIdle => _guard.IsIdle;

    /// <summary>The host's side of that state, for tests.</summary>
    internal HostState HostState => _state;

    /// <summary>Provisions a device, with firmware, partition table and the image of the options, and powers
    /// it on.</summary>
    /// <exception cref="LfsImageException">The image cannot be used on this device.</exception>
    /// <exception cref="LuaException">The heap is too small for a Lua state, or
    /// <see cref="LfsDeviceOptions.Output"/> failed.</exception>
    /// <exception cref="InsufficientExecutionStackException">The thread has less than 64 KB of stack left,
    /// which is what Lua needs.</exception>
    /// <exception cref="ArgumentException">An option is invalid, or the options
    /// contradict each other.</exception>
    /// <exception cref="InsufficientMemoryException">The process has no address space or no
    /// memory mappings left for another device. Dispose other devices, or raise the system's
    /// limit (<c>vm.max_map_count</c> on Linux).</exception>
    public static LfsDevice Boot(LfsDeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        HostStack.Require();
        return new LfsDevice(DeviceBoot.Provision(options), options);
    }

    /// <summary>Powers on a device with a content of its flash chip, which says all that provisioning says:
    /// target and libraries of the firmware, partitions, images, and messages to this boot.</summary>
    /// <param name="flash">The whole content, as <see cref="Flash"/> returns it. It is copied.</param>
    /// <param name="options">The rest of the device: its heap, streams, files and clock. Options that
    /// describe the content of flash are not used.</param>
    /// <exception cref="ArgumentException">The flash has an impossible size, or holds no firmware of this
    /// library; or the options have an image, which belongs into the flash.</exception>
    /// <exception cref="LuaException">The firmware in flash is damaged or of another version of this library,
    /// or there is no partition table. Or as for <see cref="Boot"/>.</exception>
    /// <exception cref="InsufficientExecutionStackException">As for <see cref="Boot"/>.</exception>
    /// <exception cref="InsufficientMemoryException">As for <see cref="Boot"/>.</exception>
    public static LfsDevice FromFlash(byte[] flash, LfsDeviceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(flash);
        LfsDeviceOptions rest = options ?? new LfsDeviceOptions();
        RequireNoImage(rest);
        HostStack.Require();
        return new LfsDevice(DeviceBoot.FromFlash(flash, rest), rest);
    }

    static void RequireNoImage(LfsDeviceOptions options)
    {
        if (options.Image is not null || options.SystemImage is not null)
        {
            throw new ArgumentException(
                "The images are those in the flash: leave Image and SystemImage unset.", nameof(options));
        }
    }

    /// <summary>A copy of the content of the flash chip, which <see cref="FromFlash"/> can boot.</summary>
    public byte[] Flash
    {
        get
        {
            _guard.RequireAlive();
            byte[] content = new byte[Machine.Flash.Bytes];
            Machine.Flash.Read(new FlashOffset(0), content);
            return content;
        }
    }

    /// <summary>The files of the device.</summary>
    public LfsFiles Files { get; }

    /// <summary>Works on the file system, which does not need a device that is on.</summary>
    internal TResult Use<TResult>(Func<FileSystem, TResult> work) =>
        _guard.Call(() => { }, () => work(_boot.Device.FileSystem), default!, evenOff: true);

    /// <summary>The bytes of Lua data in use: <c>collectgarbage"count"</c> times 1024.</summary>
    public uint LuaBytesInUse => Alive(State.BytesInUse);

    /// <summary>The most bytes of Lua data that were in use at any time since the last boot.</summary>
    public uint LuaBytesPeak => Alive(State.PeakBytes);

    /// <summary>The free bytes of the heap, as <c>node.heap()</c> returns them.</summary>
    public uint HeapBytesFree => Alive(Machine.Heap.BytesFree);

    /// <summary>The size of the mounted image in bytes; 0 if there is none.</summary>
    public uint LfsBytesUsed => Alive(_boot.Device.Lfs.Used);

    /// <summary>The size of the mounted System image in bytes; 0 if there is none.</summary>
    public uint SystemBytesUsed => Alive(_boot.Device.System.Used);

    /// <summary>The number of objects that the collector has visited since the last boot: a
    /// measure of its work.</summary>
    public long ObjectsSwept => Alive(State.VisitedObjects);

    /// <summary>
    /// The exit code that a program passed to <c>os.exit</c> (host libraries only);
    /// null if it has not called it.
    /// </summary>
    public int? ExitCode => Alive(_boot.Device.ExitCode);

    /// <summary>Calls a module of the image and returns its results; none if it
    /// restarts the device.</summary>
    /// <exception cref="LuaException">The module does not exist, it raised an
    /// error, or there are too many arguments.</exception>
    public LuaValue[] CallModule(string name, params LuaValue[] arguments)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(arguments);
        return Enter(arguments, given => _state.RunModule(name, given), []);
    }

    /// <summary>Loads a module of the image once, as <c>require</c> does, and returns what it returned;
    /// <c>true</c> if that was nothing.</summary>
    /// <remarks>The value is kept in <c>package.loaded</c>, where <c>require</c> finds it, and is loaded
    /// again after a restart. A module that fails is not kept.</remarks>
    /// <param name="name">The module, which gets its name as its argument.</param>
    /// <exception cref="LuaException">The module does not exist, or it raised an error.</exception>
    public LuaValue Require(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Enter([], _ => _state.Require(name), LuaValue.Nil);
    }

    /// <summary>Begins a call of a module's main function, as <see cref="CallModule"/> calls it.</summary>
    /// <param name="module">The module. One object serves all calls.</param>
    /// <exception cref="LuaException">The module does not exist.</exception>
    public LuaCall BeginCall(LuaMember module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return new LuaCall(_state.BeginCall(module, null, HostValues.Results));
    }

    /// <summary>Compiles source into RAM, runs it and returns its results; none if it
    /// restarts the device.</summary>
    /// <param name="source">Lua source.</param>
    /// <param name="chunkName">The name of the chunk in messages: <c>=name</c> or <c>@file</c>.</param>
    /// <exception cref="LuaException">The source has a syntax error, or the program
    /// raised an error.</exception>
    public LuaValue[] Run(string source, string chunkName = "=stdin")
    {
        ArgumentNullException.ThrowIfNull(source);
        return Run(Encoding.UTF8.GetBytes(source), chunkName);
    }

    /// <summary>
    /// Loads source or a precompiled chunk into RAM, runs it with arguments and
    /// returns its results; none if it restarts the device.
    /// </summary>
    /// <param name="chunk">The bytes of a <c>.lua</c> or <c>.lc</c> file.</param>
    /// <param name="chunkName">The name of the chunk in messages: <c>=name</c> or <c>@file</c>.</param>
    /// <param name="arguments">The chunk's arguments, which it sees as <c>...</c>.</param>
    /// <exception cref="LuaException">The chunk is invalid, the program raised an
    /// error, or there are too many arguments.</exception>
    public LuaValue[] Run(byte[] chunk, string chunkName, params LuaValue[] arguments)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        ArgumentNullException.ThrowIfNull(chunkName);
        ArgumentNullException.ThrowIfNull(arguments);
        return Enter(arguments, given => _state.Run(chunk, chunkName, given), []);
    }

    /// <summary>Reads or writes a global variable.</summary>
    /// <exception cref="LuaException">A metamethod raised an error, or the heap is full.</exception>
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

    /// <summary>Collects all garbage.</summary>
    /// <exception cref="LuaException">A finalizer raised an error or used up the budget.</exception>
    public void Collect() => Enter([], _ => _state.Collect());

    /// <summary>Restarts the device. RAM is rebuilt from flash alone, and all
    /// handles become invalid.</summary>
    /// <exception cref="LuaException">The device does not start, because its heap is too small or its
    /// firmware was overwritten in flash; it stays off until a restart succeeds. Or the device has started,
    /// but <see cref="LfsDeviceOptions.Output"/> failed.</exception>
    public void Restart(ResetReason reason = ResetReason.SoftRestart) => _guard.Change(
        () => ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (byte)reason, (byte)ResetReason.External, nameof(reason)),
        () =>
        {
            _loops.Reset();
            RestartNow(reason);
        });

    /// <summary>
    /// Switches the device off, replaces the image in the LFS region as a flash programmer would, and powers
    /// the device on. The rest of the flash is unchanged, except for the note of the image's checksum.
    /// </summary>
    /// <param name="file">A relocatable image, or an absolute one for this region.</param>
    /// <exception cref="LfsImageException">The image cannot be used on this device. The
    /// device keeps running.</exception>
    /// <exception cref="PowerLoss"><see cref="FlashChip.Faults"/> cut the power in between. The device has
    /// been powered on again, with the flash as it was left.</exception>
    public void ReplaceImage(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Replace(
            () => _boot.Regions.Application,
            region => LfsImageException.Require(region.Place(file, _boot.Regions.System.Mounted)));
    }

    /// <summary>
    /// Replaces the image in the System region, as <see cref="ReplaceImage"/> does. The
    /// Application image stays in flash but is not mounted until it is replaced,
    /// because it was linked against the old System image.
    /// </summary>
    /// <param name="file">A relocatable image, or an absolute one for this region.</param>
    /// <exception cref="LfsImageException">The image cannot be used on this device. The
    /// device keeps running.</exception>
    /// <exception cref="PowerLoss">As for <see cref="ReplaceImage"/>.</exception>
    public void ReplaceSystemImage(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Replace(() => _boot.Regions.System, region => LfsImageException.Require(region.Place(file, null)));
    }

    // An image that is accepted while Lua runs is placed again afterwards, because the regions may have
    // changed.
    void Replace(Func<LfsRegion> region, Func<LfsRegion, LfsImage> place) => _guard.Change(
        () => place(region()), () =>
    {
        LfsImage placed = place(region());
        try
        {
            DeviceBoot.Replace(region(), placed);
        }
        finally
        {
            RestartNow(ResetReason.PowerOn);
        }
    });

    /// <summary>Switches the device off. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another thread is using the device.</exception>
    public void Dispose() => _guard.Dispose(() =>
    {
        EndLife();
        Machine.Release();
        _calls.EndAll(() => new ObjectDisposedException(nameof(LfsDevice)), andOthers: true);
    });

    HostState NewState(ILuaState lua) =>
        new(lua, _guard, _calls, cancellation => Budget(long.MaxValue, cancellation));

    void ReleaseDropped() => _state.ReleaseDropped();

    TResult Enter<TResult>(LuaValue[] arguments, Func<LuaValue[], TResult> work, TResult cutShort)
    {
        // Copy the array: the caller may change it while its values are checked.
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
        EndLife();
        Machine.Reset(Machine.Flash.IsPowered ? reason : ResetReason.PowerOn);
        Start();
    }

    /// <summary>Resets the device after a CPU exception or a failed check, or powers it on again.</summary>
    void Recover(Exception cause)
    {
        EndLife();
        if (cause is PowerLoss)
            Machine.PowerOn();
        else if (cause is MachineFault fault)
            Machine.Run(_ => throw fault);
        else
            Machine.Reset(ResetReason.Exception);
        Start();
    }

    [MemberNotNull(nameof(_state), nameof(_loop))]
    void Start()
    {
        (_wakesAt, BootLoop) = (null, null);
        using StringWriter uart = new();
        try
        {
            HostState state = NewState(_boot.Start(uart));
            foreach ((string name, HostBinding function) in _registered)
                state.Register(name, function);
            // The host's bound outlives a restart, or a program could end it by asking for one.
            if (_state is not null)
                state.Lua.SetBudget(State.BudgetLeft, _cancellation);
            _state = state;
            _loop = new EventLoop(_boot.Device, state.Lua);
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
/// <param name="message">The fault, and its place in the image.</param>
/// <param name="id"> The rule that the image breaks; <c>docs/diagnostics.md</c> has cause and cure.
/// <see cref="DiagnosticId.SystemMismatch"/> is an image that does not match the System image.
/// </param>
public sealed class LfsImageException(string message, DiagnosticId id = DiagnosticId.BadImage)
    : Exception(message)
{
    /// <summary>The rule that the image breaks.</summary>
    public DiagnosticId Id { get; } = id;

    /// <summary>The image that a region has accepted.</summary>
    /// <exception cref="LfsImageException">It has refused the file.</exception>
    internal static LfsImage Require(LoadedImage loaded) =>
        loaded.Image ?? throw new LfsImageException(loaded.Diagnostics[0].Message, loaded.Diagnostics[0].Id);
}
