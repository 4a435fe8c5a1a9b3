using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

/// <summary>A value that the host reads.</summary>
/// <param name="Index">Its place on the stack.</param>
/// <param name="Number">The number of the result or argument that it is, or is a part of, from 1.</param>
/// <param name="Name">The name of that; null for its number.</param>
readonly record struct HostSlot(int Index, int Number, string? Name);

// What the host reads of a frame. A value is looked at where it lies on the stack; only what takes memory, of
// the device or of .NET, crosses the border as work.
sealed partial class HostFrame
{
    /// <summary>What an entry of a dictionary takes beside key and value, in bytes.</summary>
    const int EntryBytes = 24;

    /// <summary>How deep a message shows the place of a value in tables.</summary>
    const int MostSteps = 16;

    // The way from the result or argument to the value that is read: the number of an item, or the place of a
    // key on the stack.
    readonly (long Item, int Key)[] _steps = new (long, int)[MostSteps];
    int _depth;
    LuaValue _value;

    public bool ReadBoolean(in HostSlot slot) => Lua.TypeOf(slot.Index) == BasicType.Boolean
        ? Lua.ToBoolean(slot.Index) : throw Mismatch(slot, "boolean");

    public double ReadNumber(in HostSlot slot) =>
        Lua.TypeOf(slot.Index) == BasicType.Number && Lua.TryNumber(slot.Index, out double number)
            ? number : throw Mismatch(slot, "number");

    public long ReadInteger(in HostSlot slot, long least, long most)
    {
        const double Past64Bits = 9223372036854775808;
        if (Lua.TypeOf(slot.Index) != BasicType.Number)
            throw Mismatch(slot, "integer");
        long integer = 0;
        bool isInteger = Lua.IsInteger(slot.Index);
        if (isInteger)
        {
            integer = Lua.CheckInteger(slot.Index);
        }
        else if (Lua.TryNumber(slot.Index, out double number) && Math.Floor(number) == number
            && number is >= -Past64Bits and < Past64Bits)
        {
            integer = (long)number;
            isInteger = true;
        }
        if (!isInteger || integer < least || integer > most)
            throw Mismatch(slot, least == int.MinValue ? "32-bit integer" : "integer");
        return integer;
    }

    public string ReadString(in HostSlot slot)
    {
        const int BytesPerByte = 2;
        ReadOnlySpan<byte> text = TextAt(slot, BytesPerByte);
        return Encoding.UTF8.GetString(text);
    }

    public byte[] ReadBytes(in HostSlot slot) => TextAt(slot, 1).ToArray();

    ReadOnlySpan<byte> TextAt(in HostSlot slot, int bytesPerByte)
    {
        if (Lua.TypeOf(slot.Index) != BasicType.String)
            throw Mismatch(slot, "string");
        Lua.TryString(slot.Index, out ReadOnlySpan<byte> text);
        if (text.Length > ILuaState.SmallText)
            Take((long)text.Length * bytesPerByte);
        return text;
    }

    /// <summary>Takes memory of .NET's for a value, until the call ends.</summary>
    void Take(long bytes) =>
        Work(static (_, given, bytes) => ((HostFrame)given!).Lua.TakeHost(bytes), default, this, bytes);

    /// <summary>A handle of an object.</summary>
    /// <param name="slot">The value.</param>
    /// <param name="type">Its type, as <c>type()</c> returns it; or <c>object</c> for any that handles can
    /// have.</param>
    public LuaObject ReadObject(in HostSlot slot, string type)
    {
        bool isType = Lua.TypeOf(slot.Index) switch
        {
            BasicType.Table => type is "table" or "object",
            BasicType.Function => type is "function" or "object",
            BasicType.Userdata or BasicType.LightUserdata or BasicType.Thread => type is "object",
            _ => false,
        };
        return isType ? ReadValue(slot).AsObject() : throw Mismatch(slot, type);
    }

    public LuaValue ReadValue(in HostSlot slot)
    {
        Work(static (_, given, index) =>
        {
            var frame = (HostFrame)given!;
            frame._value = frame.Host.ValueAt((int)index);
        }, default, this, slot.Index);
        LuaValue value = _value;
        _value = default;
        return value;
    }

    /// <summary>The length of an array, for which there is room.</summary>
    public long BeginArray<T>(in HostSlot slot)
    {
        RequireTable(slot);
        long length = Lua.RawLength(slot.Index);
        Take(length * Unsafe.SizeOf<T>());
        return IsCut ? throw NoResult() : length;
    }

    void RequireTable(in HostSlot slot)
    {
        if (Lua.TypeOf(slot.Index) != BasicType.Table)
            throw Mismatch(slot, "table");
    }

    /// <summary>Pushes an item of an array.</summary>
    public HostSlot BeginItem(in HostSlot array, int number)
    {
        // The length of a table can be far greater than the number of its items.
        Work(static (array, given, place) =>
        {
            ILuaState lua = ((HostFrame)given!).Lua;
            lua.Spend(1);
            lua.EnsureStack(1, "nested tables");
            lua.RawGetInt((int)(place >> 32), (int)place);
        }, default, this, ((long)array.Index << 32) | (uint)number);
        return Enter(array, number, 0);
    }

    /// <summary>Pushes a field.</summary>
    public HostSlot BeginField(in HostSlot table, ReadOnlySpan<byte> name)
    {
        RequireTable(table);
        Work(static (name, given, index) =>
        {
            ILuaState lua = ((HostFrame)given!).Lua;
            lua.EnsureStack(2, "nested tables");
            lua.PushString(name);
            lua.PushValue(-1);
            lua.RawGet((int)index);
        }, name, this, table.Index);
        return Enter(table, 0, Lua.Count - 1);
    }

    /// <summary>Begins to read the fields of a table. The slot of the key, before the first.</summary>
    public HostSlot BeginFields(in HostSlot table)
    {
        RequireTable(table);
        Work(static (_, given, _) =>
        {
            ILuaState lua = ((HostFrame)given!).Lua;
            lua.EnsureStack(3, "nested tables");
            lua.PushNil();
        }, default, this);
        return Enter(table, 0, Lua.Count);
    }

    /// <summary>Pushes the next key and its value. False after the last.</summary>
    public bool NextField<TKey, TValue>(in HostSlot table, in HostSlot key)
    {
        Lua.SetCount(key.Index);
        Work(static (_, given, place) =>
        {
            var frame = (HostFrame)given!;
            ILuaState lua = frame.Lua;
            lua.Spend(1);
            lua.TakeHost((int)place);
            frame._flag = lua.Next((int)(place >> 32));
        }, default, this,
            ((long)table.Index << 32) | (uint)(Unsafe.SizeOf<TKey>() + Unsafe.SizeOf<TValue>() + EntryBytes));
        return IsCut ? throw NoResult() : _flag;
    }

    HostSlot Enter(in HostSlot whole, long item, int key)
    {
        if (IsCut)
            throw NoResult();
        if (_depth < MostSteps)
            _steps[_depth] = (item, key);
        _depth++;
        return whole with { Index = Lua.Count };
    }

    /// <summary>Ends the reading of a part of a table.</summary>
    /// <param name="count">The number of values on the stack before it.</param>
    /// <param name="depth">The depth before it.</param>
    public void EndPart(int count, int depth)
    {
        _depth = depth;
        if (!Host.Guard.IsBroken)
            Lua.SetCount(count);
    }

    /// <summary>How many tables are being read, one in another.</summary>
    public int Depth => _depth;

    /// <summary>What C# gets for a value of another type.</summary>
    public LuaTypeException Mismatch(in HostSlot slot, string expected)
    {
        string actual = Lua.TypeNameOf(slot.Index);
        // "no value" is for a caller that can pass none; what a function does not return is nil.
        if (Lua.TypeOf(slot.Index) == BasicType.None && Values != HostValues.Arguments)
            actual = "nil";
        if (actual == "number" && expected is "integer" or "32-bit integer")
            actual = NumberText(slot.Index);
        string module = Member?.Module ?? "";
        string member = Member?.Path ?? FunctionName ?? "?";
        string place = Place();
        string mismatch = $"{expected} expected, got {actual}";
        string subject = Values switch
        {
            HostValues.Arguments => $"argument #{slot.Number}",
            HostValues.Field => place.Length == 0 ? "field" : $"field{place}",
            _ => slot.Name is null ? $"result #{slot.Number}{place}" : $"result '{slot.Name}{place}'",
        };
        string message = Values switch
        {
            HostValues.Arguments =>
                $"bad {subject} to '{member}' ({(place.Length == 0 ? "" : place + ": ")}{mismatch})",
            HostValues.Field => $"bad field '{member}{place}' ({mismatch})",
            _ => $"bad {subject} of '{member}' ({mismatch})",
        };
        return new LuaTypeException(message, module, member, subject, expected, actual)
        {
            Argument = Values == HostValues.Arguments ? slot.Number : 0,
        };
    }

    string NumberText(int index) => Lua.IsInteger(index)
        ? Lua.CheckInteger(index).ToString(CultureInfo.InvariantCulture)
        : Lua.CheckNumber(index).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The place of the value in tables, such as <c>[3]["name"]</c>.</summary>
    string Place()
    {
        StringBuilder place = new();
        for (int i = 0; i < Math.Min(_depth, MostSteps); i++)
        {
            (long item, int key) = _steps[i];
            if (key == 0)
                place.Append(CultureInfo.InvariantCulture, $"[{item}]");
            else
                place.Append(CultureInfo.InvariantCulture, $"[{KeyText(key)}]");
        }
        return place.ToString();
    }

    string KeyText(int slot)
    {
        const int Most = 40;
        switch (Lua.TypeOf(slot))
        {
            case BasicType.String:
                Lua.TryString(slot, out ReadOnlySpan<byte> text);
                return $"\"{Encoding.UTF8.GetString(text.Length > Most ? text[..Most] : text)}\"";
            case BasicType.Number:
                return NumberText(slot);
            case BasicType.Boolean:
                return Lua.ToBoolean(slot) ? "true" : "false";
            default:
                return Lua.TypeNameOf(slot);
        }
    }
}
