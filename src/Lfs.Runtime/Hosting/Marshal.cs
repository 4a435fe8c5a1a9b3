namespace Lfs.Runtime.Hosting;

/// <summary>How values of a type go from C# to Lua and back. There is no reflection in it, so that it
/// works in a trimmed and in a native program.</summary>
static class Marshal<T>
{
    /// <summary>Reads an argument.</summary>
    /// <exception cref="NotSupportedException">The type has no counterpart in Lua.</exception>
    public static LuaRead<T> Read =>
        (LuaRead<T>?)(object?)MarshalTypes.ReadOf(typeof(T)) ?? throw Unsupported();

    /// <summary>Pushes a result.</summary>
    /// <exception cref="NotSupportedException">The type has no counterpart in Lua.</exception>
    public static LuaPush<T> Push =>
        (LuaPush<T>?)(object?)MarshalTypes.PushOf(typeof(T)) ?? throw Unsupported();

    static NotSupportedException Unsupported() => new(
        $"A function with the type {typeof(T)} has to be a LuaHostCall, which reads and "
            + "pushes values itself.");
}

/// <summary>The types that <see cref="Marshal{T}"/> knows.</summary>
static class MarshalTypes
{
    /// <summary>A <see cref="LuaRead{T}"/>; null for an unknown type.</summary>
    public static Delegate? ReadOf(Type type)
    {
        if (type == typeof(bool))
            return (LuaRead<bool>)(static r => r.Boolean());
        if (type == typeof(int))
            return (LuaRead<int>)(static r => r.Int32());
        if (type == typeof(long))
            return (LuaRead<long>)(static r => r.Int64());
        if (type == typeof(double))
            return (LuaRead<double>)(static r => r.Number());
        if (type == typeof(float))
            return (LuaRead<float>)(static r => (float)r.Number());
        if (type == typeof(bool?))
            return (LuaRead<bool?>)(static r => r.IsNil ? null : r.Boolean());
        if (type == typeof(int?))
            return (LuaRead<int?>)(static r => r.IsNil ? null : r.Int32());
        if (type == typeof(long?))
            return (LuaRead<long?>)(static r => r.IsNil ? null : r.Int64());
        if (type == typeof(double?))
            return (LuaRead<double?>)(static r => r.IsNil ? null : r.Number());
        if (type == typeof(float?))
            return (LuaRead<float?>)(static r => r.IsNil ? null : (float)r.Number());
        if (type == typeof(string))
            return (LuaRead<string>)(static r => r.String());
        if (type == typeof(byte[]))
            return (LuaRead<byte[]>)(static r => r.Bytes());
        if (type == typeof(LuaValue))
            return (LuaRead<LuaValue>)(static r => r.Value());
        if (type == typeof(LuaObject))
            return (LuaRead<LuaObject>)(static r => r.Object());
        if (type == typeof(bool[]))
            return (LuaRead<bool[]>)(static r => r.Array(static i => i.Boolean()));
        if (type == typeof(int[]))
            return (LuaRead<int[]>)(static r => r.Array(static i => i.Int32()));
        if (type == typeof(long[]))
            return (LuaRead<long[]>)(static r => r.Array(static i => i.Int64()));
        if (type == typeof(double[]))
            return (LuaRead<double[]>)(static r => r.Array(static i => i.Number()));
        if (type == typeof(string[]))
            return (LuaRead<string[]>)(static r => r.Array(static i => i.String()));
        return null;
    }

    /// <summary>A <see cref="LuaPush{T}"/>; null for an unknown type.</summary>
    public static Delegate? PushOf(Type type)
    {
        if (type == typeof(bool))
            return (LuaPush<bool>)(static (w, value) => w.Push(value));
        if (type == typeof(int))
            return (LuaPush<int>)(static (w, value) => w.Push(value));
        if (type == typeof(long))
            return (LuaPush<long>)(static (w, value) => w.Push(value));
        if (type == typeof(double))
            return (LuaPush<double>)(static (w, value) => w.Push(value));
        if (type == typeof(float))
            return (LuaPush<float>)(static (w, value) => w.Push(value));
        if (type == typeof(string))
            return (LuaPush<string>)(static (w, value) => w.Push(value));
        if (type == typeof(byte[]))
            return (LuaPush<byte[]>)(static (w, value) => w.Push(value));
        if (type == typeof(LuaValue))
            return (LuaPush<LuaValue>)(static (w, value) => w.Push(value));
        if (type == typeof(LuaObject))
            return (LuaPush<LuaObject>)(static (w, value) => w.Push(value));
        if (type == typeof(bool?))
            return (LuaPush<bool?>)(static (w, value) =>
                Optional(w, value, static (w, value) => w.Push(value)));
        if (type == typeof(int?))
            return (LuaPush<int?>)(static (w, value) =>
                Optional(w, value, static (w, value) => w.Push(value)));
        if (type == typeof(long?))
            return (LuaPush<long?>)(static (w, value) =>
                Optional(w, value, static (w, value) => w.Push(value)));
        if (type == typeof(double?))
            return (LuaPush<double?>)(static (w, value) =>
                Optional(w, value, static (w, value) => w.Push(value)));
        if (type == typeof(float?))
            return (LuaPush<float?>)(static (w, value) =>
                Optional(w, value, static (w, value) => w.Push(value)));
        if (type == typeof(bool[]))
            return (LuaPush<bool[]>)(static (w, value) =>
                w.PushList(value, static (w, item) => w.Push(item)));
        if (type == typeof(int[]))
            return (LuaPush<int[]>)(static (w, value) =>
                w.PushList(value, static (w, item) => w.Push(item)));
        if (type == typeof(long[]))
            return (LuaPush<long[]>)(static (w, value) =>
                w.PushList(value, static (w, item) => w.Push(item)));
        if (type == typeof(double[]))
            return (LuaPush<double[]>)(static (w, value) =>
                w.PushList(value, static (w, item) => w.Push(item)));
        if (type == typeof(string[]))
            return (LuaPush<string[]>)(static (w, value) =>
                w.PushList(value, static (w, item) => w.Push(item)));
        return null;
    }

    static void Optional<T>(LuaWriter writer, T? value, LuaPush<T> push) where T : struct
    {
        if (value is { } given)
            push(writer, given);
        else
            writer.PushNil();
    }
}
