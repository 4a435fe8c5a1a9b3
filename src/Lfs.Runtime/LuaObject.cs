using System.Runtime.CompilerServices;
using Lfs.Runtime.Core;
using Lfs.Runtime.Hosting;

namespace Lfs.Runtime;

/// <summary>
/// A handle to a table, function, userdata or thread on a device. The device keeps the object alive until the
/// handle is disposed or the device restarts. After that the handle must not be used.
/// </summary>
/// <remarks>
/// An argument of a <see cref="LuaHostFunction"/> is disposed when the function returns,
/// unless <see cref="Keep"/> was called. The receiver disposes every other handle. A handle
/// that is not disposed takes device memory until .NET's collector finds it, at a time that cannot be
/// predicted, and the device is used again.
/// <para>Like the device, a handle is used by one thread at a time. Every member
/// except <see cref="TypeName"/>, <see cref="IsValid"/>, <see cref="ToString"/>, the comparisons and
/// <see cref="Dispose"/>
/// throws <see cref="ObjectDisposedException"/> if the handle or the device was
/// disposed, and <see cref="InvalidOperationException"/> if the device has
/// restarted since or is in use by another thread.</para>
/// </remarks>
public sealed partial class LuaObject : IDisposable, IEquatable<LuaObject>
{
    readonly HostState _state;
    readonly int _reference;

    // Objects do not move, so type and address are what Lua compares.
    readonly BasicType _type;
    readonly uint _address;
    bool _disposed;
    bool _isKept;

    internal LuaObject(HostState state, int reference, string typeName, BasicType type, uint address)
    {
        _state = state;
        _reference = reference;
        (TypeName, _type, _address) = (typeName, type, address);
    }

    /// <summary>The type of the object, as <c>type()</c> returns it.</summary>
    public string TypeName { get; }

    /// <summary>Calls a function, or an object with <c>__call</c>, and returns
    /// its results; none if it restarts the device.</summary>
    /// <exception cref="LuaException">The function raised an error, or there are too many
    /// arguments.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The device's numbers cannot hold an
    /// argument.</exception>
    public LuaValue[] Call(params ReadOnlySpan<LuaValue> arguments) => CallWith(arguments.ToArray());

    /// <inheritdoc cref="Call(ReadOnlySpan{LuaValue})"/>
    /// <remarks>For C# 12, which has no <c>params</c> of a span.</remarks>
    public LuaValue[] Call(params LuaValue[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return CallWith([.. arguments]);
    }

    LuaValue[] CallWith(LuaValue[] arguments) =>
        Enter(arguments, () => _state.CallReference(_reference, arguments), []);

    /// <summary>Reads or writes <c>object[key]</c>, metamethods included.</summary>
    /// <exception cref="LuaException">The object cannot be indexed, or a metamethod
    /// raised an error.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The device's numbers cannot hold the
    /// key or the value.</exception>
    public LuaValue this[LuaValue key]
    {
        get => Enter([key], () => _state.IndexReference(_reference, key), LuaValue.Nil);
        set => Enter([key, value], () =>
        {
            _state.SetReference(_reference, key, value);
            return true;
        }, true);
    }

    /// <summary>The raw length: the operator <c>#</c> without metamethods.</summary>
    public long Length => Enter([], () => _state.LengthOfReference(_reference), 0);

    /// <summary>The number of parameters that a Lua function names; null for a function of the firmware or of
    /// the host, and for anything else. It does not count <c>...</c>.</summary>
    public int? ParameterCount => Enter([], () => _state.ParametersOfReference(_reference), null);

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
        "The handle is disposed. An argument of a host function is, once the function returns "
        + "without Keep().";

    internal const string Stale = "The handle belongs to another device, or to one before a restart.";

    internal bool BelongsTo(HostState state) => ReferenceEquals(state, _state);

    internal bool CanBeUsedOn(HostState state) => BelongsTo(state) && !_disposed && !state.IsOver;

    /// <summary>
    /// Keeps an argument of a host function beyond the call. The host must then dispose it.
    /// Other handles are kept anyway.
    /// </summary>
    /// <returns>The handle itself.</returns>
    /// <exception cref="ObjectDisposedException">The function has returned already.</exception>
    public LuaObject Keep() => Enter([], () =>
    {
        _isKept = true;
        return this;
    }, this);

    /// <summary>Disposes the handle at the end of the call that received it, unless it is kept.</summary>
    internal void EndCall()
    {
        if (!_isKept && !_disposed)
            Release();
    }

    /// <summary>Releases the object when no C# code refers to the handle any more.</summary>
    ~LuaObject()
    {
        if (!_disposed)
            _state.Drop(_reference);
    }

    /// <summary>Releases the object. Does nothing if it was released before or the device is gone.</summary>
    /// <exception cref="InvalidOperationException">Another thread is using the device.</exception>
    public void Dispose()
    {
        if (_disposed)
            return;
        Guard guard = _state.Guard;
        if (_state.IsOver || guard.IsEnding || guard.IsDisposed)
        {
            _disposed = true;
        }
        else
        {
            Enter([], () =>
            {
                Release();
                return true;
            }, true);
        }
        GC.SuppressFinalize(this);
    }

    void Release()
    {
        _disposed = true;
        if (!_state.IsOver)
            _state.Release(_reference);
    }

    /// <summary>True if the handle can be used: it is not disposed, and the device has not restarted since.
    /// </summary>
    public bool IsValid => !_disposed && !_state.IsOver && !_state.Guard.IsDisposed;

    /// <summary>Equality of Lua, without metamethods: true if both are handles of one object. A disposed
    /// handle equals only itself.</summary>
    public bool Equals(LuaObject? other) => ReferenceEquals(this, other) || (other is not null
        && ReferenceEquals(_state, other._state) && _type == other._type && _address == other._address
        && !_disposed && !other._disposed);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LuaObject);

    /// <summary>A hash code that is the same for all handles of an object, and does not change.</summary>
    public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(_state), _address);

    /// <summary>The type, for display.</summary>
    public override string ToString() => TypeName;

    TResult Enter<TResult>(LuaValue[] values, Func<TResult> work, TResult cutShort) => _state.Guard.Call(
        () =>
        {
            _ = Reference;
            _state.Require(values);
        }, work, cutShort);
}
