using System.Runtime.CompilerServices;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Tables as the host makes, enumerates and compares them.</summary>
public class TableTests
{
    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Tables_are_made(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        using LuaObject empty = device.CreateTable();
        using LuaObject list = device.CreateTable([1, "two", true]);
        using LuaObject table = device.CreateTable(
            [new KeyValuePair<LuaValue, LuaValue>("a", 1), new("list", list), new(7, "seven")]);
        device["t"] = table;

        Assert.Equal(0, empty.Count);
        Assert.Equal(3, list.Length);
        Assert.Equal(3, table.Count);
        Assert.True(table.ContainsKey("a") && table.ContainsKey(7) && !table.ContainsKey("b"));
        Assert.Equal("two", device.Run("return t.list[2]")[0].AsString());
        Assert.Throws<LuaException>(() => device.CreateTable([new KeyValuePair<LuaValue, LuaValue>(LuaValue.Nil, 1)]));
        Assert.Throws<LuaException>(() => device.Run("return print")[0].AsObject().Count);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_table_is_enumerated_in_the_order_of_next(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject table = device.Run("t = {10, 20, x = 'a', y = {}, [true] = 1} return t")[0].AsObject();
        List<string> seen = [];
        LuaObject? kept = null;
        LuaObject? dropped = null;

        foreach ((LuaValue key, LuaValue value) in table)
        {
            seen.Add($"{key}={value}");
            if (value.Kind == LuaKind.Object)
                dropped = value.AsObject();
        }
        foreach ((LuaValue key, LuaValue value) in table)
        {
            if (value.Kind == LuaKind.Object)
                kept = value.AsObject().Keep();
        }

        string order = device.Run("""
            local s = {} for k, v in pairs(t) do s[#s + 1] = tostring(k) .. '=' .. (type(v) == 'table' and 'table' or v) end
            return table.concat(s, ' ')
            """)[0].AsString();
        Assert.Equal(order, string.Join(' ', seen));
        Assert.Equal(0, kept!.Count);
        Assert.Throws<ObjectDisposedException>(() => dropped!.Count);
        kept.Dispose();
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_table_in_rom_is_enumerated(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject table = device.Run("return coroutine")[0].AsObject();
        List<string> names = [];

        foreach ((LuaValue key, _) in table)
            names.Add(key.AsString());

        Assert.Contains("wrap", names);
        Assert.Equal(names.Count, table.Count);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Fields_may_be_removed_meanwhile_but_no_key_added(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject table = device.Run("t = {} for i = 1, 30 do t['key' .. i] = i end return t")[0].AsObject();
        int removed = 0;

        foreach ((LuaValue key, _) in table)
        {
            table[key] = LuaValue.Nil;
            device.Collect();
            removed++;
        }
        Assert.Equal(30, removed);
        Assert.Equal(0, table.Count);

        device.Run("for i = 1, 30 do t['key' .. i] = i end");
        InvalidOperationException changed = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach ((LuaValue key, _) in table)
                table[key.AsString() + "more"] = true;
        });
        Assert.Contains("new key", changed.Message);
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_enumeration_leaves_nothing_behind(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject table = device.Run("local t = {} for i = 1, 50 do t[{}] = {} end return t")[0].AsObject();
        Walk(most: 50);
        device.Settle();
        uint before = device.LuaBytesInUse;

        for (int i = 0; i < 20; i++)
            Walk(most: i);
        device.Settle();

        Assert.Equal(before, device.LuaBytesInUse);

        void Walk(int most)
        {
            int seen = 0;
            foreach ((LuaValue key, LuaValue value) in table)
            {
                Assert.Equal("table", key.AsObject().TypeName);
                if (++seen == most)
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Handles_are_equal_as_lua_says(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaValue[] values = device.Run("""
            local t, mt = {}, { __eq = function() return true end }
            return t, t, setmetatable({}, mt), setmetatable({}, mt), print, print, coroutine, coroutine, type
            """);
        LuaObject[] objects = [.. values.Select(value => value.AsObject())];

        Assert.True(values[0] == values[1] && values[4] == values[5] && values[6] == values[7]);
        Assert.False(values[0] == values[2] || values[2] == values[3] || values[4] == values[8]);
        Assert.Equal(objects[0].GetHashCode(), objects[1].GetHashCode());
        Assert.Equal(values[4].GetHashCode(), values[5].GetHashCode());
        HashSet<LuaValue> set = [.. values];
        Assert.Equal(6, set.Count);
        int hash = objects[0].GetHashCode();
        objects[1].Dispose();
        Assert.NotEqual(objects[0], objects[1]);
        device.Restart();
        Assert.Equal(hash, objects[0].GetHashCode());
        Assert.True(objects[4].Equals(objects[5]));
        Assert.False(objects[4].Equals(device.Run("return print")[0].AsObject()));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Handles_that_csharp_forgets_are_released_at_the_next_entry(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject function = device.Run("return function() end")[0].AsObject();
        LuaMember member = new("m", path: "f");
        device.Run("return {}")[0].AsObject().Dispose();
        device["x"] = LuaValue.Nil;
        device.Settle();
        uint before = device.LuaBytesInUse;
        Action[] entries =
        [
            () => _ = device.Run("return 1"), () => device.Collect(), () => function.Call(), () => device["x"] = 1,
            () => function.BeginCall(member).Dispose(), () => device.RunUntilIdle(), () => _ = device.Files.Names,
        ];

        foreach (Action entry in entries)
        {
            Forget(device);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            entry();
            device["x"] = LuaValue.Nil;
            device.Settle();
            Assert.Equal(before, device.LuaBytesInUse);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(LfsDevice device) => _ = device.Run("local t = {} for i = 1, 100 do t[i] = i end return t");
    }
}
