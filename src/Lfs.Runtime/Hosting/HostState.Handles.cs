using System.Collections.Concurrent;
using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

// The values that pass between a device and its host: objects kept alive by handles,
// copies of strings, and the numbers of registered functions.
sealed partial class HostState
{
    /// <summary>The host memory that a value takes in addition to its text, in bytes.</summary>
    const int ValueBytes = 128;

    /// <summary>Strings up to this length, in bytes, are copied each time; longer ones are
    /// copied once and shared.</summary>
    const int SharedLength = 32;

    /// <summary>The number of functions that a host can register.
    /// The device has addresses for slightly more.</summary>
    const int MostRegistered = 1 << 16;

    /// <summary>More handles at a time fit no device's memory.</summary>
    const int MostHandles = 1 << 26;

    readonly Dictionary<string, int> _numbers = [];
    readonly Stack<int> _freeReferences = [];
    readonly ConcurrentQueue<int> _dropped = [];
    int _references;

    public void RequireRoomFor(string name)
    {
        if (_numbers.Count >= MostRegistered && !_numbers.ContainsKey(name))
            throw new InvalidOperationException(
                $"'{name}' cannot be registered: a device has room for {MostRegistered} functions of the "
                + "host.");
    }

    /// <summary>The number of the function registered under a name. A
    /// function that replaces another gets its number.</summary>
    int NumberOf(string name, LuaFunction function)
    {
        if (_numbers.TryGetValue(name, out int number))
        {
            Lua.ReplaceHostFunction(number, function);
            return number;
        }
        number = Lua.AddHostFunction(function);
        _numbers.Add(name, number);
        return number;
    }

    /// <summary>Copies values from the stack. A long string that occurs several
    /// times is copied once.</summary>
    /// <param name="first">The stack index of the first value.</param>
    /// <param name="values">Receives the values. If the copying fails half-way, it
    /// already holds handles.</param>
    void CopyValues(int first, LuaValue[] values)
    {
        Lua.TakeHost((long)ValueBytes * values.Length);
        Dictionary<uint, LuaValue> copies = [];
        for (int i = 0; i < values.Length; i++)
        {
            int index = first + i;
            bool isShared = Lua.TypeOf(index) == BasicType.String && Lua.RawLength(index) > SharedLength;
            if (isShared && copies.TryGetValue(Lua.AddressAt(index), out values[i]))
                continue;
            values[i] = ValueAt(index);
            if (isShared)
                copies.Add(Lua.AddressAt(index), values[i]);
        }
    }

    byte[] CopyOf(ReadOnlySpan<byte> text)
    {
        if (text.Length > ILuaState.SmallText)
            Lua.TakeHost(text.Length);
        return text.ToArray();
    }

    /// <summary>The text of an error, cut if the host memory limit has no room for all of it.</summary>
    string MessageOf(ReadOnlySpan<byte> text)
    {
        const int BytesPerByte = 4;
        long most = Math.Max(0, Lua.HostBytesLeft / BytesPerByte);
        return Encoding.UTF8.GetString(text.Length <= most ? text : text[..(int)most]);
    }

    LuaObject Hold(int index)
    {
        int reference = _freeReferences.TryPop(out int free) ? free : ++_references;
        try
        {
            Lua.HoldObject(index, reference);
        }
        catch
        {
            _freeReferences.Push(reference);
            throw;
        }
        return new LuaObject(
            this, reference, Lua.TypeNameOf(index), Lua.TypeOf(index), Lua.AddressAt(index));
    }

    public void Release(int reference)
    {
        Lua.ReleaseObject(reference);
        _freeReferences.Push(reference);
    }

    /// <summary>A handle is not referred to any more. Any thread may call this; the object is released at the
    /// next call of the device.</summary>
    public void Drop(int reference)
    {
        _dropped.Enqueue(reference);
        Guard.HasDropped = true;
    }

    /// <summary>Releases the objects of handles that C# has forgotten.</summary>
    public void ReleaseDropped()
    {
        while (_dropped.TryDequeue(out int dropped))
        {
            if (!IsOver)
                Release(dropped);
        }
    }

    /// <summary>Releases the handles among a function's arguments, except those
    /// that the host keeps.</summary>
    static void ReleaseArguments(LuaValue[] arguments)
    {
        foreach (LuaValue argument in arguments)
        {
            if (argument.Kind == LuaKind.Object)
                argument.AsObject().EndCall();
        }
    }
}
