using System.Collections.Concurrent;
using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

// What passes between a device and its host: the objects that handles keep, copies of strings, and the
// numbers of registered functions.
sealed partial class HostState
{
    /// <summary>What a value takes in the host's memory beside its text.</summary>
    const int ValueBytes = 128;

    /// <summary>Strings up to so many bytes are copied each time they occur.</summary>
    const int SharedLength = 32;

    /// <summary>Functions that a host can register; the device has addresses for a few more.</summary>
    const int MostRegistered = 1 << 16;

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

    /// <summary>A number for a function of a name: that of its predecessor, if it had one.</summary>
    int NumberOf(string name, LuaFunction function)
    {
        if (_numbers.TryGetValue(name, out int number))
        {
            _lua.ReplaceHostFunction(number, function);
            return number;
        }
        number = _lua.AddHostFunction(function);
        _numbers.Add(name, number);
        return number;
    }

    /// <summary>Copies values from the stack. A string that occurs often is copied once.</summary>
    /// <param name="first">The index of the first.</param>
    /// <param name="values">Gets them; has handles in it if this fails half-way.</param>
    void CopyValues(int first, LuaValue[] values)
    {
        _lua.TakeHost((long)ValueBytes * values.Length);
        Dictionary<uint, LuaValue> copies = [];
        for (int i = 0; i < values.Length; i++)
        {
            int index = first + i;
            bool isShared = _lua.TypeOf(index) == BasicType.String && _lua.RawLength(index) > SharedLength;
            if (isShared && copies.TryGetValue(_lua.AddressAt(index), out values[i]))
                continue;
            values[i] = ValueAt(index);
            if (isShared)
                copies.Add(_lua.AddressAt(index), values[i]);
        }
    }

    byte[] CopyOf(ReadOnlySpan<byte> text)
    {
        if (text.Length > ILuaState.SmallText)
            _lua.TakeHost(text.Length);
        return text.ToArray();
    }

    /// <summary>The text of an error; its beginning, if the host has no room for all of it.</summary>
    string MessageOf(ReadOnlySpan<byte> text)
    {
        const int BytesPerByte = 4;
        long most = Math.Max(0, _lua.HostBytesLeft / BytesPerByte);
        return Encoding.UTF8.GetString(text.Length <= most ? text : text[..(int)most]);
    }

    LuaObject Hold(int index)
    {
        while (_dropped.TryDequeue(out int dropped))
            Release(dropped);
        int reference = _freeReferences.TryPop(out int free) ? free : ++_references;
        try
        {
            _lua.HoldObject(index, reference);
        }
        catch
        {
            _freeReferences.Push(reference);
            throw;
        }
        return new LuaObject(this, reference, _lua.TypeNameOf(index));
    }

    public void Release(int reference)
    {
        _lua.ReleaseObject(reference);
        _freeReferences.Push(reference);
    }

    public void Drop(int reference) => _dropped.Enqueue(reference);

    /// <summary>Lets go of the objects among a function's arguments that the host does not keep.</summary>
    static void ReleaseArguments(LuaValue[] arguments)
    {
        foreach (LuaValue argument in arguments)
        {
            if (argument.Kind == LuaKind.Object)
                argument.AsObject().EndCall();
        }
    }
}
