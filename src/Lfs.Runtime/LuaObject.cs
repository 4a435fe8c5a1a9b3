namespace Lfs.Runtime;

/// <summary>
/// A handle to a table, function, userdata or thread on a device. The device keeps the object alive until the
/// handle is disposed or the device restarts; after either it must not be used.
/// </summary>
public sealed class LuaObject : IDisposable
{
    readonly LuaDeviceState _state;
    readonly int _reference;
    bool _disposed;

    internal LuaObject(LuaDeviceState state, int reference, string typeName)
    {
        _state = state;
        _reference = reference;
        TypeName = typeName;
    }

    /// <summary>What <c>type()</c> says of the object.</summary>
    public string TypeName { get; }

    /// <summary>Calls a function (or anything with <c>__call</c>).</summary>
    /// <exception cref="LuaException">The function raised an error.</exception>
    public LuaValue[] Call(params ReadOnlySpan<LuaValue> arguments) =>
        _state.CallReference(Reference, arguments);

    /// <summary>Reads or writes <c>object[key]</c>, metamethods included.</summary>
    /// <exception cref="LuaException">The object cannot be indexed, or a metamethod raised an
    /// error.</exception>
    public LuaValue this[LuaValue key]
    {
        get => _state.IndexReference(Reference, key);
        set => _state.SetReference(Reference, key, value);
    }

    /// <summary>The length, as the operator <c>#</c> without metamethods.</summary>
    public long Length => _state.LengthOfReference(Reference);

    internal int Reference
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _state.IsOver ? throw new InvalidOperationException(Stale) : _reference;
        }
    }

    internal const string Stale = "The handle belongs to another device, or to one before a restart.";

    internal bool BelongsTo(LuaDeviceState state) => ReferenceEquals(state, _state);

    /// <summary>Lets go of the object. Doing so twice is fine.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_state.IsOver)
            _state.Release(_reference);
    }

    /// <summary>The type, for people.</summary>
    public override string ToString() => TypeName;
}
