namespace Lfs.Runtime.Core;

/// <summary>
/// What a device has in its RAM and registers beside Lua's heap, from one reset to the next: tasks, timers,
/// the serial line, and the variables of its modules. A reset makes a new one, so nothing survives by
/// accident.
/// </summary>
sealed partial class DeviceLife
{
    readonly Dictionary<Type, IModuleVariables> _variables = [];

    /// <summary>The tasks that wait.</summary>
    public TaskQueue Tasks { get; } = new();

    /// <summary>The timers that are armed.</summary>
    public SoftTimers Timers { get; } = new();

    /// <summary>The serial line's receiver, and the reader of its lines.</summary>
    public SerialInput Input { get; } = new();

    /// <summary>The errors of callbacks that were reported.</summary>
    public int CallbackErrors { get; set; }

    /// <summary>The variables of one module: its static variables in C.</summary>
    public TVariables Of<TVariables>() where TVariables : class, IModuleVariables, new()
    {
        if (_variables.TryGetValue(typeof(TVariables), out IModuleVariables? known))
            return (TVariables)known;
        TVariables made = new();
        Load(made);
        _variables.Add(typeof(TVariables), made);
        return made;
    }
}
