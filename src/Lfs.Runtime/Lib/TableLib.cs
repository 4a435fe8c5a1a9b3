using System.Runtime.CompilerServices;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The library <c>table</c>. 5.1 works on raw tables; 5.3 respects metamethods.</summary>
/// <remarks>Source: ltablib.c of both versions.</remarks>
static partial class TableLib<T> where T : unmanaged, ITarget<T>
{
    static readonly RoEntry<T>[] _entries51 =
    [
        new("concat", Concat), new("foreach", ForEach), new("foreachi", ForEachI), new("getn", GetN),
        new("maxn", MaxN), new("insert", Insert), new("remove", Remove), new("setn", SetN), new("sort", Sort),
    ];

    static readonly RoEntry<T>[] _entries53 =
    [
        new("concat", Concat), new("insert", Insert), new("pack", Pack), new("unpack", Unpack),
        new("move", Move), new("remove", Remove), new("sort", Sort),
    ];

    /// <summary>The table <c>table</c>.</summary>
    public static RoDefinition<T> Table { get; } = new("table", T.Pick(_entries51, _entries53));

    /// <summary>The accesses that 5.3 requires of a value in place of a table:
    /// TAB_R, TAB_W and TAB_L.</summary>
    [Flags]
    enum Access
    {
        Read = 1,
        Write = 2,
        Length = 4,
    }

    /// <summary>Checks a table argument and returns its length: <c>aux_getn</c>.</summary>
    static long CheckLength(LuaState<T> lua, Access access)
    {
        if (!T.TablesHaveMethods)
        {
            lua.CheckTable(1);
            return lua.RawLength(1);
        }
        CheckAccess(lua, 1, access | Access.Length);
        return lua.LengthAt(1);
    }

    // ltablib.c of 5.3, checktab.
    static void CheckAccess(LuaState<T> lua, int argument, Access access)
    {
        if (lua.IsTable(argument))
            return;
        int count = lua.Count;
        bool serves = lua.GetMetatable(argument)
            && (!access.HasFlag(Access.Read) || HasField(lua, "__index"u8))
            && (!access.HasFlag(Access.Write) || HasField(lua, "__newindex"u8))
            && (!access.HasFlag(Access.Length) || HasField(lua, "__len"u8));
        lua.SetCount(count);
        if (!serves)
            throw lua.TypeError(argument, "table");
    }

    /// <summary>True if the table on top has a field: <c>checkfield</c>.</summary>
    static bool HasField(LuaState<T> lua, ReadOnlySpan<byte> name)
    {
        lua.RawGetField(-1, name);
        bool has = !lua.IsNoneOrNil(-1);
        lua.Pop(1);
        return has;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Get(LuaState<T> lua, int table, long key)
    {
        if (T.TablesHaveMethods)
            lua.GetInt(table, key);
        else
            lua.RawGetInt(table, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Set(LuaState<T> lua, int table, long key)
    {
        if (T.TablesHaveMethods)
            lua.SetInt(table, key);
        else
            lua.RawSetInt(table, key);
    }

    // ltablib.c, tinsert.
    static int Insert(LuaState<T> lua)
    {
        long end = CheckLength(lua, Access.Read | Access.Write) + 1;
        int count = lua.Count;
        long position = end;
        if (count == 3)
        {
            position = lua.CheckInteger(2);
            if (T.ChecksPositions)
                lua.ArgumentCheck(position >= 1 && position <= end, 2, "position out of bounds");
            MoveUp(lua, position, Math.Max(position, end));
        }
        else if (count != 2)
        {
            throw lua.Error("wrong number of arguments to 'insert'");
        }
        Set(lua, 1, position);
        return 0;
    }

    /// <summary>Moves the items from a position on up by one; the last one moves to
    /// <paramref name="end"/>.</summary>
    static void MoveUp(LuaState<T> lua, long position, long end)
    {
        if (end <= position)
            return;
        // The first move may make the table grow.
        Get(lua, 1, end - 1);
        Set(lua, 1, end);
        if (lua.IsPlainTable(1) && lua.MoveItems(1, position, position + 1, end - 1 - position))
        {
            lua.Spend((end - position) >> 3);
            return;
        }
        for (long i = end - 1; i > position; i--)
        {
            lua.Spend(1);
            Get(lua, 1, i - 1);
            Set(lua, 1, i);
        }
    }

    // ltablib.c, tremove.
    static int Remove(LuaState<T> lua)
    {
        long end = CheckLength(lua, Access.Read | Access.Write);
        long position = lua.OptInteger(2, end);
        if (!T.ChecksPositions && (position < 1 || position > end))
            return 0;
        if (T.ChecksPositions && position != end)
            lua.ArgumentCheck(position >= 1 && position <= end + 1, 1, "position out of bounds");
        Get(lua, 1, position);
        if (lua.IsPlainTable(1) && lua.MoveItems(1, position + 1, position, end - position))
        {
            lua.Spend((end - position) >> 3);
            position = end;
        }
        for (; position < end; position++)
        {
            lua.Spend(1);
            Get(lua, 1, position + 1);
            Set(lua, 1, position);
        }
        lua.PushNil();
        Set(lua, 1, position);
        return 1;
    }

    static int Concat(LuaState<T> lua)
    {
        // 5.1 checks the separator before the table.
        ReadOnlySpan<byte> separator = T.Is53 ? default : lua.OptString(2, default);
        long last = CheckLength(lua, Access.Read);
        if (T.Is53)
            separator = lua.OptString(2, default);
        long i = lua.OptInteger(3, 1);
        last = lua.OptInteger(4, last);
        var buffer = new LuaBuffer<T>(lua);
        for (; i < last; i++)
        {
            AddItem(lua, ref buffer, i);
            buffer.Add(separator);
        }
        if (i == last)
            AddItem(lua, ref buffer, i);
        buffer.Push();
        return 1;
    }

    // ltablib.c, addfield.
    static void AddItem(LuaState<T> lua, ref LuaBuffer<T> buffer, long key)
    {
        lua.Spend(1);
        if ((!T.TablesHaveMethods || lua.IsPlainTable(1))
            && lua.TryItemString(1, key, out ReadOnlySpan<byte> text) && buffer.TryAdd(text))
        {
            return;
        }
        Get(lua, 1, key);
        if (!lua.IsString(-1))
        {
            string type = lua.TypeNameOf(-1);       // The error's position comes onto the stack first.
            throw lua.Error($"invalid value ({type}) at index {(int)key} in table for 'concat'");
        }
        buffer.AddTop();
    }

    // ltablib.c of 5.1, foreach.
    static int ForEach(LuaState<T> lua)
    {
        lua.CheckTable(1);
        lua.CheckType(2, BasicType.Function);
        lua.PushNil();
        while (lua.Next(1))
        {
            lua.PushValue(2);
            lua.PushValue(-3);
            lua.PushValue(-3);
            lua.Call(2, 1);
            if (!lua.IsNoneOrNil(-1))
                return 1;
            lua.Spend(1);
            lua.Pop(2);
        }
        return 0;
    }

    // ltablib.c of 5.1, foreachi.
    static int ForEachI(LuaState<T> lua)
    {
        long count = CheckLength(lua, Access.Read);
        lua.CheckType(2, BasicType.Function);
        for (long i = 1; i <= count; i++)
        {
            lua.Spend(1);
            lua.PushValue(2);
            lua.PushInteger(i);
            lua.RawGetInt(1, i);
            lua.Call(2, 1);
            if (!lua.IsNoneOrNil(-1))
                return 1;
            lua.Pop(1);
        }
        return 0;
    }

    // ltablib.c of 5.1, getn.
    static int GetN(LuaState<T> lua)
    {
        lua.PushInteger(CheckLength(lua, Access.Read));
        return 1;
    }

    // ltablib.c of 5.1, setn, which is obsolete and raises an error.
    static int SetN(LuaState<T> lua)
    {
        lua.CheckTable(1);
        throw lua.Error("'setn' is obsolete");
    }

    // ltablib.c of 5.1, maxn: a linear scan of the whole table.
    static int MaxN(LuaState<T> lua)
    {
        double most = 0;
        lua.CheckTable(1);
        lua.PushNil();
        while (lua.Next(1))
        {
            lua.Spend(1);
            lua.Pop(1);
            if (lua.TypeOf(-1) == BasicType.Number)
                most = Math.Max(most, lua.CheckNumber(-1));
        }
        lua.PushNumber(most);
        return 1;
    }

    // ltablib.c of 5.3, pack.
    static int Pack(LuaState<T> lua)
    {
        int count = lua.Count;
        lua.Spend(count >> 2);
        lua.PushTable(count, 1);
        lua.Insert(1);
        for (int i = count; i >= 1; i--)
            lua.RawSetInt(1, i);
        lua.PushInteger(count);
        lua.SetField(1, "n"u8);
        return 1;
    }

    /// <summary><c>table.unpack</c> of 5.3, which is also a basic function there.</summary>
    public static int Unpack(LuaState<T> lua)
    {
        long first = lua.OptInteger(2, 1);
        long last = lua.IsNoneOrNil(3) ? lua.LengthAt(1) : lua.CheckInteger(3);
        if (first > last)
            return 0;
        ulong beyond = unchecked((ulong)last - (ulong)first);
        if (beyond >= int.MaxValue || !lua.TryEnsureStack((int)beyond + 1))
            throw lua.Error("too many results to unpack");
        lua.Spend((long)beyond);
        for (long i = first; i < last; i++)
            lua.GetInt(1, i);
        lua.GetInt(1, last);
        return (int)beyond + 1;
    }

    // ltablib.c of 5.3, tmove.
    static int Move(LuaState<T> lua)
    {
        long from = lua.CheckInteger(2);
        long end = lua.CheckInteger(3);
        long to = lua.CheckInteger(4);
        int target = lua.IsNoneOrNil(5) ? 1 : 5;
        CheckAccess(lua, 1, Access.Read);
        CheckAccess(lua, target, Access.Write);
        if (end >= from)
        {
            lua.ArgumentCheck(
                from > 0 || end < LuaState<T>.MostInteger + from, 3, "too many elements to move");
            long count = end - from + 1;
            lua.ArgumentCheck(to <= LuaState<T>.MostInteger - count + 1, 4, "destination wrap around");
            // Move upwards unless that overwrites items that are still to be moved.
            bool upwards = to > end || to <= from || (target != 1 && !lua.AreEqual(1, target));
            for (long n = 0; n < count; n++)
            {
                long i = upwards ? n : count - 1 - n;
                lua.Spend(1);
                lua.GetInt(1, from + i);
                lua.SetInt(target, to + i);
            }
        }
        lua.PushValue(target);
        return 1;
    }
}
