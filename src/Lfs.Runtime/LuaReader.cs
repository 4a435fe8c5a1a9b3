using System.Text;
using Lfs.Runtime.Hosting;

namespace Lfs.Runtime;

/// <summary>A value of Lua that C# reads as a type: a result, an argument of a function of the host, a field,
/// or an item of a table.</summary>
/// <remarks>Strings are not converted to numbers, nor numbers to strings. A value of another type is a
/// <see cref="LuaTypeException"/>. A reader does not outlive the call that it comes from.</remarks>
public readonly ref struct LuaReader
{
    readonly HostFrame? _frame;
    readonly int _version;
    readonly HostSlot _slot;

    internal LuaReader(HostFrame frame, HostSlot slot)
    {
        (_frame, _version, _slot) = (frame, frame.Version, slot);
    }

    HostFrame Frame => HostFrame.Open(_frame, _version);

    /// <summary>True for nil, and for a value that is not there.</summary>
    public bool IsNil => Frame.Lua.IsNoneOrNil(_slot.Index);

    /// <summary>The type of the value, as <c>type()</c> returns it.</summary>
    public string TypeName => IsNil ? "nil" : Frame.Lua.TypeNameOf(_slot.Index);

    /// <summary>A boolean.</summary>
    public bool Boolean() => Frame.ReadBoolean(_slot);

    /// <summary>A number that has the value of a 32-bit integer.</summary>
    public int Int32() => (int)Frame.ReadInteger(_slot, int.MinValue, int.MaxValue);

    /// <summary>A number that has the value of a 64-bit integer.</summary>
    public long Int64() => Frame.ReadInteger(_slot, long.MinValue, long.MaxValue);

    /// <summary>A number.</summary>
    public double Number() => Frame.ReadNumber(_slot);

    /// <summary>A string, read as UTF-8.</summary>
    /// <exception cref="LuaException">There is no room for it within
    /// <see cref="LfsDeviceOptions.HostMemoryBytes"/>.</exception>
    public string String() => Frame.ReadString(_slot);

    /// <summary>The bytes of a string.</summary>
    /// <exception cref="LuaException">As for <see cref="String"/>.</exception>
    public byte[] Bytes() => Frame.ReadBytes(_slot);

    /// <summary>A handle to a table, function, userdata or thread. The caller disposes it.</summary>
    /// <exception cref="LuaException">The device has no memory to keep it.</exception>
    public LuaObject Object() => Frame.ReadObject(_slot, "object");

    /// <summary>A handle to a table.</summary>
    /// <exception cref="LuaException">As for <see cref="Object"/>.</exception>
    public LuaObject Table() => Frame.ReadObject(_slot, "table");

    /// <summary>A handle to a function.</summary>
    /// <exception cref="LuaException">As for <see cref="Object"/>.</exception>
    public LuaObject Function() => Frame.ReadObject(_slot, "function");

    /// <summary>A value of any type.</summary>
    /// <exception cref="LuaException">As for <see cref="Object"/> or <see cref="String"/>.</exception>
    public LuaValue Value() => Frame.ReadValue(_slot);

    /// <summary>The exception for a value that is not what C# expects, such as a string that is no value of
    /// an enum. The caller throws it.</summary>
    /// <param name="expected">What is expected, in messages.</param>
    public LuaTypeException Mismatch(string expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        return Frame.Mismatch(_slot, expected);
    }

    /// <summary>The items of an array: a table from 1 to its raw length.</summary>
    /// <param name="read">Reads an item.</param>
    /// <exception cref="LuaException">As for <see cref="String"/>.</exception>
    public T[] Array<T>(LuaRead<T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        HostFrame frame = Frame;
        T[] items = new T[frame.BeginArray<T>(_slot)];
        (int count, int depth) = (frame.Lua.Count, frame.Depth);
        try
        {
            for (int i = 0; i < items.Length; i++)
            {
                items[i] = read(new LuaReader(frame, frame.BeginItem(_slot, i + 1)));
                frame.EndPart(count, depth);
            }
        }
        finally
        {
            frame.EndPart(count, depth);
        }
        return items;
    }

    /// <summary>The fields of a table, in no order.</summary>
    /// <param name="readKey">Reads a key.</param>
    /// <param name="readValue">Reads a value.</param>
    /// <exception cref="ArgumentException">Two keys of Lua are the same in C#.</exception>
    /// <exception cref="LuaException">As for <see cref="String"/>.</exception>
    public Dictionary<TKey, TValue> Dictionary<TKey, TValue>(LuaRead<TKey> readKey, LuaRead<TValue> readValue)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(readKey);
        ArgumentNullException.ThrowIfNull(readValue);
        HostFrame frame = Frame;
        (int count, int depth) = (frame.Lua.Count, frame.Depth);
        Dictionary<TKey, TValue> fields = [];
        try
        {
            HostSlot key = frame.BeginFields(_slot);
            HostSlot value = key with { Index = key.Index + 1 };
            while (frame.NextField<TKey, TValue>(_slot, key))
                fields.Add(readKey(new LuaReader(frame, key)), readValue(new LuaReader(frame, value)));
        }
        finally
        {
            frame.EndPart(count, depth);
        }
        return fields;
    }

    /// <summary>A field of a table, without metamethods.</summary>
    /// <param name="name">The key.</param>
    /// <param name="read">Reads the value.</param>
    public T Field<T>(string name, LuaRead<T> read)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(read);
        HostFrame frame = Frame;
        (int count, int depth) = (frame.Lua.Count, frame.Depth);
        try
        {
            return read(new LuaReader(frame, frame.BeginField(_slot, Encoding.UTF8.GetBytes(name))));
        }
        finally
        {
            frame.EndPart(count, depth);
        }
    }
}
