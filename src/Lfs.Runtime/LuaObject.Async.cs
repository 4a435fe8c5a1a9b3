using Lfs.Runtime.Hosting;

namespace Lfs.Runtime;

// Iterators and coroutines of Lua as C# sees them.
public sealed partial class LuaObject
{
    /// <summary>Calls a function as a coroutine, between the tasks and timers of the device. Any thread may
    /// call this.</summary>
    /// <remarks>
    /// <para>When the function calls <c>coroutine.yield()</c>, other tasks and timers run, and it goes on
    /// after a millisecond of the device's clock. Who gives the device time lets it run:
    /// <see cref="LfsDevice.RunAsync(CancellationToken)"/>, or <see cref="LfsDevice.Advance"/> and the like.
    /// If no RunAsync runs when the call is made, the call itself runs the device in real time until it
    /// completes, on a thread of the pool: await it before you use the device otherwise. Several such calls
    /// may run at a time. <see cref="LfsDeviceOptions.DrivesCalls"/> switches that off.</para>
    /// </remarks>
    /// <param name="member">The function in the table, or the object itself.</param>
    /// <param name="arguments">The arguments: for several of them, a tuple.</param>
    /// <param name="push">Pushes all arguments.</param>
    /// <param name="read">Reads the results.</param>
    /// <param name="cancellation">Ends the call, also while its Lua code runs.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="LuaException">The function raised an error, or the device restarted.</exception>
    public Task<T> CallAsync<TArguments, T>(
        LuaMember member, TArguments arguments, LuaPush<TArguments> push, LuaReadResults<T> read,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(push);
        ArgumentNullException.ThrowIfNull(read);
        _state.Guard.RequireAlive();
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        return new AsyncCall<TArguments, T>(this, member, arguments, push, read, cancellation)
            .Start(_state.AsyncCalls);
    }

    /// <summary>The same for a function and values without types.</summary>
    /// <inheritdoc cref="CallAsync{TArguments, T}"/>
    public Task<LuaValue[]> CallAsync(LuaValue[] arguments, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return CallAsync<LuaValue[], LuaValue[]>(
            _self, [.. arguments],
            static (writer, values) =>
            {
                foreach (LuaValue value in values)
                    writer.Push(value);
            },
            static call => call.Values(),
            cancellation);
    }

    static readonly LuaMember _self = new("function");

    /// <summary>Calls a function as a coroutine whose yields are items. A yield without a value lets time
    /// pass, as in <see cref="CallAsync{TArguments, T}"/>.</summary>
    /// <param name="member">The function in the table, or the object itself.</param>
    /// <param name="arguments">The arguments: for several of them, a tuple.</param>
    /// <param name="push">Pushes all arguments.</param>
    /// <param name="read">Reads what the function yields, as the results of the call.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="LuaException">The function raised an error, or the device restarted.</exception>
    public IAsyncEnumerable<T> EnumerateAsync<TArguments, T>(
        LuaMember member, TArguments arguments, LuaPush<TArguments> push, LuaReadResults<T> read,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(push);
        ArgumentNullException.ThrowIfNull(read);
        _state.Guard.RequireAlive();
        return new AsyncItems<TArguments, T>(this, member, arguments, push, read, cancellation)
            .Items(_state.AsyncCalls);
    }

    /// <summary>Calls an iterator, as a <c>for</c> statement does, until its first result is nil.</summary>
    /// <param name="iterator">The name of the iterator in messages; the object itself is called.</param>
    /// <param name="read">Reads the results of a call.</param>
    /// <param name="state">What the iterator gets as its first argument.</param>
    /// <param name="control">What it gets as its second argument at first; later it gets its first
    /// result.</param>
    /// <exception cref="LuaException">The iterator raised an error.</exception>
    public IEnumerable<T> Enumerate<T>(
        LuaMember iterator, LuaReadResults<T> read, LuaValue state = default, LuaValue control = default)
    {
        ArgumentNullException.ThrowIfNull(iterator);
        ArgumentNullException.ThrowIfNull(read);
        return Items();

        IEnumerable<T> Items()
        {
            // Most iterators are closures, which need neither.
            bool passes = !state.IsNil || !control.IsNil;
            while (Next(iterator, read, passes, state, ref control, out T item))
                yield return item;
        }
    }

    bool Next<T>(
        LuaMember iterator, LuaReadResults<T> read, bool passes, LuaValue state, ref LuaValue control,
        out T item)
    {
        item = default!;
        using LuaCall call = BeginCall(iterator);
        if (passes)
        {
            call.Arguments.Push(state);
            call.Arguments.Push(control);
        }
        call.Invoke(-1);
        if (call.Result(0).IsNil)
            return false;
        if (passes)
            control = call.Result(0).Value();
        item = read(call);
        return true;
    }

    /// <summary>The state that the object belongs to.</summary>
    internal HostState State => _state;

    /// <summary>Gives the handle up. Its object is released at the next entry of the device.</summary>
    internal void Forget()
    {
        if (_disposed)
            return;
        _disposed = true;
        _state.Drop(_reference);
    }
}
