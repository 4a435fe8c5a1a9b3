using Lfs.Runtime.Hosting;

namespace Lfs.Runtime;

/// <summary>Gives Lua one value, or all arguments of a call that takes one delegate for them.</summary>
/// <param name="writer">Where to push it.</param>
/// <param name="value">The value. A static lambda needs nothing else, and allocates nothing.</param>
public delegate void LuaPush<in T>(LuaWriter writer, T value);

/// <summary>Reads one value of Lua.</summary>
/// <param name="reader">The value. It is valid in this call only.</param>
public delegate T LuaRead<out T>(LuaReader reader);

/// <summary>Reads the results of a call, or what a coroutine has yielded.</summary>
/// <param name="call">The call. It is valid in this call only, and is not to be disposed.</param>
public delegate T LuaReadResults<out T>(LuaCall call);

/// <summary>A function of the host that Lua can call, with typed access to arguments and results, and
/// without an allocation for them.</summary>
/// <remarks>It follows the rules of <see cref="LuaHostFunction"/>. An argument with a wrong type ends it with
/// a <see cref="LuaTypeException"/>, which Lua sees as <c>bad argument</c>.</remarks>
/// <param name="arguments">What the caller passed.</param>
/// <param name="results">Takes the results.</param>
public delegate void LuaHostCall(LuaArguments arguments, LuaWriter results);

/// <summary>A call of Lua in the making: push the arguments, invoke, read the results, dispose.</summary>
/// <remarks>
/// <para>It works on the device's own stack and allocates nothing. The device is in use until the call is
/// disposed, and changes of the device as a whole wait until then; so keep it in a <c>using</c> of one
/// method. Other calls of the device may begin in between, if they also end in between.</para>
/// <para>The members throw what those of <see cref="LuaObject"/> throw, and
/// <see cref="InvalidOperationException"/> in the wrong order.</para>
/// </remarks>
public readonly ref struct LuaCall
{
    readonly HostFrame? _frame;
    readonly int _version;

    internal LuaCall(HostFrame frame) => (_frame, _version) = (frame, frame.Version);

    HostFrame Frame => HostFrame.Open(_frame, _version);

    /// <summary>Takes the arguments, in their order.</summary>
    public LuaWriter Arguments => new(Frame);

    /// <summary>Calls the function with the arguments that were pushed. Once.</summary>
    /// <param name="results">The number of results: missing ones are nil, others are dropped; -1 for all.
    /// </param>
    /// <exception cref="LuaException">The function raised an error, or there are too many
    /// arguments.</exception>
    public void Invoke(int results) => Frame.Invoke(results);

    /// <summary>The number of results; 0 if the program restarted the device.</summary>
    public int ResultCount => Frame.ValueCount;

    /// <summary>A result. One that the function did not return reads as nil.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="name">Its name in messages; null for its number.</param>
    /// <exception cref="LuaException">The program restarted the device, so there are none.</exception>
    public LuaReader Result(int index, string? name = null) => Frame.ValueAt(index, name);

    /// <summary>All results as values.</summary>
    /// <exception cref="LuaException">As for <see cref="LuaReader.Value"/>.</exception>
    public LuaValue[] Values()
    {
        HostFrame frame = Frame;
        LuaValue[] values = new LuaValue[frame.ValueCount];
        for (int i = 0; i < values.Length; i++)
            values[i] = frame.ValueAt(i, null).Value();
        return values;
    }

    /// <summary>Ends the call. A restart that the program or the host has asked for takes place now, unless
    /// other calls run.</summary>
    public void Dispose() => _frame?.Close(_version);
}

/// <summary>The arguments of a function of the host that Lua calls.</summary>
public readonly ref struct LuaArguments
{
    readonly HostFrame? _frame;
    readonly int _version;

    internal LuaArguments(HostFrame frame) => (_frame, _version) = (frame, frame.Version);

    HostFrame Frame => HostFrame.Open(_frame, _version);

    /// <summary>How many the caller passed.</summary>
    public int Count => Frame.ValueCount;

    /// <summary>An argument, from 0. One that was not passed reads as nil.</summary>
    public LuaReader this[int index] => Frame.ValueAt(index, null);
}
