using System.Text;
using Esp8266;
using Esp8266.Memory;
using Lfs.Runtime.Boot;
using Lfs.Runtime.Core;
using Lfs.Runtime.Hosting;
using Lfs.Runtime.Modules;

namespace Lfs.Runtime;

// A device as a value: saved between two calls, and gone on with by another device.
public sealed partial class LfsDevice
{
    // Functions of the host that a restored device knows by name, until the host registers them.
    readonly HashSet<string> _awaited = [];

    /// <summary>Takes over what a snapshot holds.</summary>
    LfsDevice(DeviceBoot boot, LfsDeviceOptions options, StateStream state)
    {
        _output = options.BootOutput ?? options.Output ?? Stream.Null;
        _calls = new AsyncCalls(isDone => RunInRealTime(isDone, CancellationToken.None), options.DrivesCalls);
        _guard = new Guard(RestartBy, Recover, ReleaseDropped);
        _boot = boot;
        Files = new LfsFiles(this);
        _state = NewState(boot.Transfer(state, null));
        _loop = new EventLoop(boot.Device, _state.Lua);
        Transfer(state);
        if (_guard.Off is null && _state.Lua.FindFault() is { } fault)
            throw new InvalidDataException(fault);
    }

    /// <summary>Saves the device as it is now, between two calls. The device goes on as if nothing had
    /// been.</summary>
    /// <remarks>
    /// What is the host's is not in the snapshot: streams, files and clock of the options, the cancellation
    /// of a budget, and the objects that handles keep alive. A device that sleeps, or that was stopped as a
    /// boot loop, can be saved too.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A function that Lua calls has called this; or the device
    /// has the host libraries, whose files belong to the host; or it is off because it failed to
    /// start.</exception>
    public LfsSnapshot Save() => _guard.Call(RequireSavable, TakeSnapshot, null!, evenOff: true);

    void RequireSavable()
    {
        if (!_guard.IsOutermost)
        {
            throw new InvalidOperationException(
                "The device cannot be saved while Lua runs: the call that runs has to return first.");
        }
        if (_guard.Off is { } reason && _wakesAt is null && BootLoop is null)
            throw new InvalidOperationException($"The device cannot be saved, because it is off: {reason}");
        if (_boot.Device.Libraries != LibrarySet.Device)
        {
            throw new InvalidOperationException(
                "A device with HostLibraries cannot be saved: the files that io opens belong to the host.");
        }
    }

    LfsSnapshot TakeSnapshot()
    {
        using MemoryStream target = new();
        using BinaryWriter writer = new(target);
        StateStream state = new(writer);
        state.Text(SnapshotOptions.MakerOf(_boot.Device));
        SnapshotOptions.Transfer(state, _boot.Device.Options with { FlashBytes = Machine.Flash.Bytes });
        _boot.Transfer(state, _state.Lua);
        Transfer(state);
        return new LfsSnapshot(target.ToArray());
    }

    /// <summary>Makes a device of a snapshot. It goes on as the one that was saved would: the same calls give
    /// the same results, at the same times.</summary>
    /// <remarks>
    /// The device knows the functions of the host that were registered by name.
    /// <see cref="Register(string, LuaHostFunction)"/> gives
    /// each name its function again, and changes no global by it; until then, a call of one is a Lua error.
    /// Caches of the interpreter start empty, so <see cref="BudgetLeft"/> can differ by some instructions.
    /// </remarks>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="options">What the host gives the device: streams, files, clock, environment. Target,
    /// heap, flash, start-up and limits are those of the snapshot.</param>
    /// <exception cref="LfsSnapshotException">Another version of this library, or a firmware with other
    /// modules, made the snapshot; or its content is impossible.</exception>
    /// <exception cref="ArgumentException">The options have an image, which belongs into the
    /// flash.</exception>
    /// <exception cref="InsufficientExecutionStackException">As for <see cref="Boot"/>.</exception>
    /// <exception cref="InsufficientMemoryException">As for <see cref="Boot"/>.</exception>
    public static LfsDevice Restore(LfsSnapshot snapshot, LfsDeviceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        LfsDeviceOptions host = options ?? new LfsDeviceOptions();
        RequireNoImage(host);
        HostStack.Require();
        using BinaryReader reader = new(new MemoryStream(snapshot.Content));
        DeviceBoot? boot = null;
        bool isRestored = false;
        try
        {
            StateStream state = new(reader);
            boot = BlankFor(state, host);
            LfsDevice device = new(boot, boot.Device.Options, state);
            isRestored = reader.BaseStream.Position == reader.BaseStream.Length;
            return isRestored ? device : throw new InvalidDataException("Something follows its end.");
        }
        catch (Exception e) when (
            e is InvalidDataException or EndOfStreamException or HeapCorruption or LuaException)
        {
            throw new LfsSnapshotException($"The snapshot is damaged: {e.Message}", e);
        }
        finally
        {
            // No caller gets the device, so none can dispose it. Release its 4 GiB now.
            if (!isRestored)
                boot?.Device.Machine.Release();
        }
    }

    static DeviceBoot BlankFor(StateStream state, LfsDeviceOptions host)
    {
        string maker = state.Text("");
        LfsDeviceOptions options = SnapshotOptions.Transfer(state, host);
        try
        {
            DeviceBoot boot = DeviceBoot.Blank(options);
            string here = SnapshotOptions.MakerOf(boot.Device);
            if (maker == here)
                return boot;
            boot.Device.Machine.Release();
            throw new LfsSnapshotException(
                $"The snapshot was made by '{maker}', and this is '{here}'. Restore it with the library that "
                + "made it.");
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    void Transfer(StateStream state)
    {
        _loops.Transfer(state);
        _wakesAt = state.Optional(_wakesAt);
        BootLoop = BootLoop.Transfer(state, BootLoop);
        state.Field(ref _eventsOfMoment);
        byte[]? off = state.Block(_guard.Off is { } reason ? Encoding.UTF8.GetBytes(reason) : null);
        byte[] line = state.Block([.. _line]) ?? [];
        TransferRegistered(state);
        _state.Transfer(state, MissingFunction);
        if (!state.IsLoading)
            return;
        state.Require(
            off is null == (_wakesAt is null && BootLoop is null), "a device that is off has a reason");
        foreach (byte value in line)
            _line.Enqueue(value);
        if (off is null)
            return;
        _state.IsOver = true;
        _guard.TurnOff(Encoding.UTF8.GetString(off));
    }

    void TransferRegistered(StateStream state)
    {
        string[] names = [.. _registered.Keys];
        int count = state.Count(names.Length);
        for (int i = 0; i < count; i++)
        {
            string name = state.Text(state.IsLoading ? "" : names[i]);
            if (!state.IsLoading)
                continue;
            _registered[name] = MissingFunction;
            _awaited.Add(name);
        }
    }

    static LuaFunction MissingFunction(HostState host, string? name) => HostState.Bind(_ => throw
        new InvalidOperationException($"the host has not registered '{name}' since the device was restored"))
        (host, name);
}
