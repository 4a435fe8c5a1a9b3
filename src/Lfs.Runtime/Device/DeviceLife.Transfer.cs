using Esp8266;

namespace Lfs.Runtime.Core;

/// <summary>The variables of one module: the static variables of its C file.</summary>
interface IModuleVariables
{
    /// <summary>Saves or loads them.</summary>
    void Transfer(StateStream state);
}

// What a reset forgets, in a snapshot. The variables of a module are loaded when the module asks for them,
// because only it knows their class.
sealed partial class DeviceLife
{
    /// <summary>Variables of modules that have not been asked for since they were loaded, by their
    /// class.</summary>
    readonly Dictionary<string, byte[]> _loaded = [];

    public void Transfer(StateStream state)
    {
        Tasks.Transfer(state);
        Timers.Transfer(state);
        Input.Transfer(state);
        CallbackErrors = state.Value(CallbackErrors);
        TransferVariables(state);
    }

    void TransferVariables(StateStream state)
    {
        Dictionary<string, byte[]> saved = new(_loaded);
        foreach ((Type type, IModuleVariables variables) in _variables)
            saved.Add(NameOf(type), Save(variables));
        string[] names = [.. saved.Keys.Order(StringComparer.Ordinal)];
        int count = state.Count(names.Length);
        for (int i = 0; i < count; i++)
        {
            string name = state.Text(state.IsLoading ? "" : names[i]);
            byte[] content = state.Block(saved.GetValueOrDefault(name)) ?? [];
            if (state.IsLoading)
                _loaded[name] = content;
        }
    }

    void Load(IModuleVariables variables)
    {
        if (_loaded.Remove(NameOf(variables.GetType()), out byte[]? content))
            variables.Transfer(new StateStream(new BinaryReader(new MemoryStream(content))));
    }

    static byte[] Save(IModuleVariables variables)
    {
        using MemoryStream target = new();
        using BinaryWriter writer = new(target);
        variables.Transfer(new StateStream(writer));
        return target.ToArray();
    }

    static string NameOf(Type type) => type.FullName!;
}

sealed partial class TaskQueue
{
    public void Transfer(StateStream state)
    {
        foreach (Queue<DeviceTask> queue in _queues)
            state.Queue(queue, Capacity);
    }
}

sealed partial class SoftTimers
{
    public void Transfer(StateStream state)
    {
        state.Field(ref _sequence);
        Armed[] armed = [.. _armed];
        int count = state.Count(armed.Length);
        for (int i = 0; i < count; i++)
        {
            Armed timer = state.Value(state.IsLoading ? default : armed[i]);
            if (!state.IsLoading)
                continue;
            state.Require(
                timer is { Due: >= 0, Period: >= 0 } && timer.Sequence < _sequence && !IsArmed(timer.Timer),
                "a timer is armed once");
            Add(timer);
        }
    }
}

sealed partial class SerialInput
{
    public void Transfer(StateStream state)
    {
        state.Queue(_ring, RingBytes);
        state.Bytes(_line);
        state.Field(ref _position);
        state.Field(ref _last);
        IsPosted = state.Value(IsPosted);
        Echoes = state.Value(Echoes);
        RunsLines = state.Value(RunsLines);
        HasCallback = state.Value(HasCallback);
        Length = state.Value(Length);
        EndByte = state.Value(EndByte);
        Prompt = state.Block(state.IsLoading ? null : Prompt) ?? [];
        state.Require(
            _position is >= 0 and < LineBytes && Length is >= ByEndByte and < LineBytes,
            "a line fits its buffer");
    }
}
