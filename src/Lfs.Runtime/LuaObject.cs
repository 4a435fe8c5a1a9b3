namespace Lfs.Runtime;

/// <summary>
/// A handle to a table, function, userdata or thread on a device. The device keeps the object alive until the
/// handle is disposed or the device restarts; after either it must not be used.
/// </summary>
/// <remarks>
/// An argument of a <see cref="LuaHostFunction"/> is disposed when the function returns, unless it was told to
/// <see cref="Keep"/>. Any other handle is its receiver's to dispose. One that is not takes memory of the
/// device until .NET's collector finds it and the device makes another handle: nobody can tell when.
/// </remarks>
public sealed class LuaObject : IDisposable
{
    readonly LuaDeviceState _state;
    readonly int _reference;
    bool _disposed;
    bool _isKept;

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
            if (_disposed)
                throw new ObjectDisposedException(nameof(LuaObject), Disposed);
            return _state.IsOver ? throw new InvalidOperationException(Stale) : _reference;
        }
    }

    const string Disposed =
        "The handle is disposed. An argument of a host function is, once the function returns without Keep().";

    internal const string Stale = "The handle belongs to another device, or to one before a restart.";

    internal bool BelongsTo(LuaDeviceState state) => ReferenceEquals(state, _state);

    /// <summary>
    /// Keeps an argument of a host function beyond the call; it is then the host's to dispose. Other handles
    /// are kept anyway.
    /// </summary>
    /// <returns>The handle itself.</returns>
    /// <exception cref="ObjectDisposedException">It is too late: the function has returned.</exception>
    public LuaObject Keep()
    {
        _ = Reference;
        _isKept = true;
        return this;
    }

    /// <summary>The call that got the handle as an argument is over.</summary>
    internal void EndCall()
    {
        if (!_isKept)
            Dispose();
    }

    /// <summary>Nobody has the handle any more.</summary>
    ~LuaObject()
    {
        if (!_disposed)
            _state.Drop(_reference);
    }

    /// <summary>Lets go of the object. Doing so twice is fine.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        GC.SuppressFinalize(this);
        if (!_state.IsOver)
            _state.Release(_reference);
    }

    /// <summary>The type, for people.</summary>
    public override string ToString() => TypeName;
}
