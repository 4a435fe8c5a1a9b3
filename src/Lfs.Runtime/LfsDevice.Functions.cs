using System.Runtime.CompilerServices;
using Lfs.Runtime.Hosting;

namespace Lfs.Runtime;

// Functions of the host.
public sealed partial class LfsDevice
{
    /// <summary>
    /// Makes a function of the host a Lua global. It stays registered across restarts. Registering the same
    /// name again replaces the function, even in programs that have stored the old one.
    /// </summary>
    /// <param name="name">The global's name.</param>
    /// <param name="function"> The function. To remove it, set the global to nil; a restart brings it back.
    /// </param>
    /// <exception cref="InvalidOperationException">65,536 names are registered already.</exception>
    /// <exception cref="LuaException">The heap is full, or a metamethod of the globals
    /// raised an error.</exception>
    // A lambda whose parameter has its type fits a Func<LuaValue[], T>, too.
    [OverloadResolutionPriority(1)]
    public void Register(string name, LuaHostFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Register(name, HostState.Bind(function));
    }

    /// <inheritdoc cref="Register(string, LuaHostFunction)"/>
    public void Register(string name, LuaHostCall function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Register(name, HostState.Bind(function));
    }

    void Register(string name, HostBinding function)
    {
        ArgumentNullException.ThrowIfNull(name);
        _guard.Call(() => _state.RequireRoomFor(name), () =>
        {
            // A restored device has the global already, if its program has kept it.
            if (_awaited.Remove(name))
                _state.Connect(name, function);
            else
                _state.Register(name, function);
            _registered[name] = function;
            return true;
        }, true);
    }

    /// <summary>Makes a function of the host a value of Lua without a name. Lua's collector releases it when
    /// neither Lua nor a handle refers to it.</summary>
    /// <remarks>It takes as much of the device's memory as a function without upvalues. A restart ends
    /// it.</remarks>
    /// <returns>A handle, which the caller disposes.</returns>
    /// <exception cref="LuaException">The heap is full.</exception>
    [OverloadResolutionPriority(1)]
    public LuaObject CreateFunction(LuaHostFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Create(HostState.Bind(function));
    }

    /// <inheritdoc cref="CreateFunction(LuaHostFunction)"/>
    public LuaObject CreateFunction(LuaHostCall function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Create(HostState.Bind(function));
    }

    /// <summary>Makes an empty table.</summary>
    /// <returns>A handle, which the caller disposes.</returns>
    /// <exception cref="LuaException">The heap is full.</exception>
    public LuaObject CreateTable() => Create([], []);

    /// <summary>Makes a table with items from 1 on.</summary>
    /// <returns>A handle, which the caller disposes.</returns>
    /// <exception cref="LuaException">The heap is full.</exception>
    public LuaObject CreateTable(IEnumerable<LuaValue> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Create([.. items], []);
    }

    /// <summary>Makes a table with fields.</summary>
    /// <returns>A handle, which the caller disposes.</returns>
    /// <exception cref="LuaException">The heap is full, or a key is nil.</exception>
    public LuaObject CreateTable(IEnumerable<KeyValuePair<LuaValue, LuaValue>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Create([], [.. fields]);
    }

    LuaObject Create(LuaValue[] items, KeyValuePair<LuaValue, LuaValue>[] fields)
    {
        LuaValue[] values =
            [.. items, .. fields.Select(field => field.Key), .. fields.Select(field => field.Value)];
        return Enter(values, _ => _state.CreateTable(items, fields), null!) ?? throw Ended();
    }

    LuaObject Create(HostBinding function) =>
        Enter([], _ => _state.CreateFunction(function), null!) ?? throw Ended();

    // A finalizer has asked for a restart.
    static LuaException Ended() => new("The device has restarted.", LuaErrorKind.Restart);

    /// <summary>Makes a delegate a Lua global, as <see cref="Register(string, LuaHostFunction)"/> does.
    /// </summary>
    /// <remarks>Parameters and result have one of these types: <c>bool</c>, <c>int</c>, <c>long</c>,
    /// <c>double</c>, <c>float</c>, the same with <c>?</c>, <c>string</c>, <c>byte[]</c>,
    /// <see cref="LuaValue"/>, <see cref="LuaObject"/>, and arrays of <c>bool</c>, <c>int</c>, <c>long</c>,
    /// <c>double</c> or <c>string</c>. An argument of another type is a Lua error as those of Lua's own
    /// libraries, such as <c>bad argument #1 to 'now' (string expected, got nil)</c>.</remarks>
    /// <param name="name">The global's name.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="NotSupportedException">A parameter or the result has another type.</exception>
    public void Register(string name, Action function) =>
        Register(name, TypedFunction.Of(function));

    /// <summary>Makes a delegate a value of Lua, as <see cref="CreateFunction(LuaHostFunction)"/> does, with
    /// the types of <see cref="Register(string, Action)"/>.</summary>
    /// <exception cref="NotSupportedException">A parameter or the result has another type.</exception>
    public LuaObject CreateFunction(Action function) =>
        CreateFunction(TypedFunction.Of(function));

    /// <inheritdoc cref="Register(string, Action)"/>
    public void Register<T1>(string name, Action<T1> function) =>
        Register(name, TypedFunction.Of(function));

    /// <inheritdoc cref="CreateFunction(Action)"/>
    public LuaObject CreateFunction<T1>(Action<T1> function) =>
        CreateFunction(TypedFunction.Of(function));

    /// <inheritdoc cref="Register(string, Action)"/>
    public void Register<T1, T2>(string name, Action<T1, T2> function) =>
        Register(name, TypedFunction.Of(function));

    /// <inheritdoc cref="CreateFunction(Action)"/>
    public LuaObject CreateFunction<T1, T2>(Action<T1, T2> function) =>
        CreateFunction(TypedFunction.Of(function));

    /// <inheritdoc cref="Register(string, Action)"/>
    public void Register<T1, T2, T3>(string name, Action<T1, T2, T3> function) =>
        Register(name, TypedFunction.Of(function));

    /// <inheritdoc cref="CreateFunction(Action)"/>
    public LuaObject CreateFunction<T1, T2, T3>(Action<T1, T2, T3> function) =>
        CreateFunction(TypedFunction.Of(function));

    /// <inheritdoc cref="Register(string, Action)"/>
    public void Register<T1, T2, T3, T4>(string name, Action<T1, T2, T3, T4> function) =>
        Register(name, TypedFunction.Of(function));

    /// <inheritdoc cref="CreateFunction(Action)"/>
    public LuaObject CreateFunction<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function) =>
        CreateFunction(TypedFunction.Of(function));

    /// <inheritdoc cref="Register(string, Action)"/>
    public void Register<TResult>(string name, Func<TResult> function) =>
        Register(name, TypedFunction.Of(function));

    /// <inheritdoc cref="CreateFunction(Action)"/>
    public LuaObject CreateFunction<TResult>(Func<TResult> function) =>
        CreateFunction(TypedFunction.Of(function));

    /// <inheritdoc cref="Register(string, Action)"/>
    public void Register<T1, TResult>(string name, Func<T1, TResult> function) =>
        Register(name, TypedFunction.Of(function));

    /// <inheritdoc cref="CreateFunction(Action)"/>
    public LuaObject CreateFunction<T1, TResult>(Func<T1, TResult> function) =>
        CreateFunction(TypedFunction.Of(function));

    /// <inheritdoc cref="Register(string, Action)"/>
    public void Register<T1, T2, TResult>(string name, Func<T1, T2, TResult> function) =>
        Register(name, TypedFunction.Of(function));

    /// <inheritdoc cref="CreateFunction(Action)"/>
    public LuaObject CreateFunction<T1, T2, TResult>(Func<T1, T2, TResult> function) =>
        CreateFunction(TypedFunction.Of(function));

    /// <inheritdoc cref="Register(string, Action)"/>
    public void Register<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult> function) =>
        Register(name, TypedFunction.Of(function));

    /// <inheritdoc cref="CreateFunction(Action)"/>
    public LuaObject CreateFunction<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function) =>
        CreateFunction(TypedFunction.Of(function));

    /// <inheritdoc cref="Register(string, Action)"/>
    public void Register<T1, T2, T3, T4, TResult>(string name, Func<T1, T2, T3, T4, TResult> function) =>
        Register(name, TypedFunction.Of(function));

    /// <inheritdoc cref="CreateFunction(Action)"/>
    public LuaObject CreateFunction<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function) =>
        CreateFunction(TypedFunction.Of(function));
}
