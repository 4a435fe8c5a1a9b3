using System.Text;
using Lfs.Runtime.Hosting;

namespace Lfs.Runtime;

/// <summary>Gives values to Lua: arguments of a call, results of a function of the host, or one value in a
/// <see cref="LuaPush{T}"/>.</summary>
/// <remarks>Members throw <see cref="LuaException"/> if the device's memory is full or there are too many
/// values, <see cref="ArgumentOutOfRangeException"/> for a number that the device cannot hold exactly, and
/// what <see cref="LuaObject"/> throws for a handle that cannot be used.</remarks>
public readonly ref struct LuaWriter
{
    const int TextOnStack = 256;

    readonly HostFrame? _frame;
    readonly int _version;

    internal LuaWriter(HostFrame frame) => (_frame, _version) = (frame, frame.Version);

    HostFrame Frame => HostFrame.Open(_frame, _version);

    /// <summary>Pushes nil.</summary>
    public void PushNil()
    {
        HostFrame frame = Frame;
        if (frame.Reserve())
            frame.Lua.PushNil();
    }

    /// <summary>Pushes a boolean.</summary>
    public void Push(bool value)
    {
        HostFrame frame = Frame;
        if (frame.Reserve())
            frame.Lua.PushBoolean(value);
    }

    /// <summary>Pushes a number; an integer in 5.3.</summary>
    public void Push(int value)
    {
        HostFrame frame = Frame;
        if (frame.Reserve())
            frame.Lua.PushInteger(value);
    }

    /// <inheritdoc cref="Push(int)"/>
    public void Push(long value)
    {
        HostFrame frame = Frame;
        if (!frame.Lua.CanHold(value))
            throw frame.Host.DoesNotFit(value);
        if (frame.Reserve())
            frame.Lua.PushInteger(value);
    }

    /// <summary>Pushes a number, rounded to the device's.</summary>
    public void Push(double value)
    {
        HostFrame frame = Frame;
        if (!frame.Lua.CanHold(value))
            throw frame.Host.DoesNotFit(value);
        if (frame.Reserve())
            frame.Lua.PushNumber(value);
    }

    /// <summary>Pushes a text as UTF-8; nil for null.</summary>
    public void Push(string? value)
    {
        if (value is null)
        {
            PushNil();
            return;
        }
        if (Encoding.UTF8.GetMaxByteCount(value.Length) > TextOnStack)
        {
            Push(Encoding.UTF8.GetBytes(value).AsSpan());
            return;
        }
        Span<byte> bytes = stackalloc byte[TextOnStack];
        Frame.PushString(bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
    }

    /// <summary>Pushes a string of bytes.</summary>
    public void Push(scoped ReadOnlySpan<byte> value) => Frame.PushString(value);

    /// <summary>Pushes a string of bytes; nil for null.</summary>
    public void Push(byte[]? value)
    {
        if (value is null)
            PushNil();
        else
            Push(value.AsSpan());
    }

    /// <summary>Pushes the object of a handle; nil for null.</summary>
    public void Push(LuaObject? value)
    {
        if (value is null)
            PushNil();
        else
            Frame.PushObject(value);
    }

    /// <summary>Pushes a value of any kind.</summary>
    public void Push(LuaValue value) => Frame.PushValue(value);

    /// <summary>Pushes a function of the host. Lua's collector releases it.</summary>
    /// <remarks>It takes as much of the device's memory as a function without upvalues.</remarks>
    public void Push(LuaHostCall? value)
    {
        if (value is null)
            PushNil();
        else
            Frame.PushFunction(value);
    }

    /// <summary>Pushes a new array.</summary>
    /// <param name="items">Its items; null for nil.</param>
    /// <param name="push">Pushes one of them.</param>
    public void PushList<T>(IEnumerable<T>? items, LuaPush<T> push)
    {
        ArgumentNullException.ThrowIfNull(push);
        HostFrame frame = Frame;
        if (items is null)
        {
            PushNil();
            return;
        }
        int known = items.TryGetNonEnumeratedCount(out int count) ? count : 0;
        if (!frame.PushTable(known, 0))
            return;
        int table = frame.Lua.Count;
        bool isDone = false;
        try
        {
            // An enumerator would be an allocation.
            if (items is IReadOnlyList<T> list)
            {
                for (int i = 0; i < list.Count; i++)
                {
                    push(this, list[i]);
                    frame.StoreItem(table, i + 1);
                }
            }
            else
            {
                int number = 0;
                foreach (T item in items)
                {
                    push(this, item);
                    frame.StoreItem(table, ++number);
                }
            }
            isDone = true;
        }
        finally
        {
            if (!isDone)
                frame.DropTo(table - 1);
        }
    }

    /// <summary>Pushes a new table.</summary>
    /// <param name="fields">Its keys and values; null for nil.</param>
    /// <param name="pushKey">Pushes a key.</param>
    /// <param name="pushValue">Pushes a value.</param>
    public void PushTable<TKey, TValue>(
        IEnumerable<KeyValuePair<TKey, TValue>>? fields, LuaPush<TKey> pushKey, LuaPush<TValue> pushValue)
    {
        ArgumentNullException.ThrowIfNull(pushKey);
        ArgumentNullException.ThrowIfNull(pushValue);
        HostFrame frame = Frame;
        if (fields is null)
        {
            PushNil();
            return;
        }
        int known = fields.TryGetNonEnumeratedCount(out int count) ? count : 0;
        if (!frame.PushTable(0, known))
            return;
        int table = frame.Lua.Count;
        bool isDone = false;
        try
        {
            foreach (KeyValuePair<TKey, TValue> field in fields)
            {
                pushKey(this, field.Key);
                pushValue(this, field.Value);
                frame.StoreField(table);
            }
            isDone = true;
        }
        finally
        {
            if (!isDone)
                frame.DropTo(table - 1);
        }
    }
}
