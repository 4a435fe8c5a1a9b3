using System.Runtime.CompilerServices;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Handles that hosts have of a device's objects, and functions that they register.</summary>
public class HandleTests
{
    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Arguments_are_released_when_the_function_returns(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("now", _ => [1]);
        device.Register("fail", _ => throw new LuaException("no", LuaErrorKind.Runtime));

        device.Run("for i = 1, 5000 do now({}, function() end, {}) pcall(fail, {}, {}) end");
        device.Settle();
        uint before = device.LuaBytesInUse;
        device.Run("for i = 1, 5000 do now({}, function() end, {}) pcall(fail, {}, {}) end");
        device.Settle();

        Assert.Equal(before, device.LuaBytesInUse);
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_argument_is_usable_in_the_call_and_not_after_it(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject? seen = null;
        device.Register("look", arguments =>
        {
            seen = arguments[0].AsObject();
            device["copy"] = seen;
            return [seen["x"], seen];
        });

        LuaValue[] results = device.Run("local t = {x = 7} local x, same = look(t) return x, same == t, copy == t");

        Assert.Equal(7, results[0].AsInteger());
        Assert.True(results[1].AsBoolean());
        Assert.True(results[2].AsBoolean());
        Assert.Contains("Keep()", Assert.Throws<ObjectDisposedException>(() => seen!["x"]).Message);
        Assert.Throws<ObjectDisposedException>(() => seen!.Keep());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_kept_argument_outlives_the_call(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject? kept = null;
        device.Register("keep", arguments =>
        {
            kept = arguments[0].AsObject().Keep();
            return [];
        });

        device.Run("keep({x = 7}) collectgarbage()");

        Assert.Equal(7, kept!["x"].AsInteger());
        kept.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kept["x"]);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Arguments_of_calls_within_calls_are_each_their_own(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("inner", arguments => [arguments[0].AsObject()["n"]]);
        device.Register("outer", arguments =>
        {
            LuaObject table = arguments[0].AsObject();
            long inner = arguments[1].AsObject().Call()[0].AsInteger();
            return [table["n"].AsInteger() * 10 + inner];
        });

        LuaValue[] results = device.Run("return outer({n = 4}, function() return inner({n = 2}) end)");

        Assert.Equal(42, results[0].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Handles_that_nobody_has_any_more_are_released(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        for (int i = 0; i < 50; i++)
        {
            Forget(device, 100);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Null(device.State.FindFault());
    }

    // 5,000 tables are more than a device has room for.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Forget(LfsDevice device, int times)
    {
        for (int i = 0; i < times; i++)
            device.Run("return {1, 2, 3, 4, 5, 6}");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_program_reaches_the_objects_of_handles_through_the_registry(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        using LuaObject table = device.Run("return {x = 7}")[0].AsObject();

        device.Run("""
            local r = debug.getregistry()
            local names = {}
            for k, v in pairs(r) do
              if type(k) == 'string' then names[#names + 1] = k end
              if type(v) == 'table' then for _, w in pairs(v) do assert(type(w) ~= 'table' or w.x ~= 7) end end
            end
            r['lfs.handles'] = string
            """);
        device.Collect();

        Assert.Equal(7, table["x"].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Registering_a_name_again_replaces_the_function(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        for (int i = 0; i < 70_000; i++)
        {
            int value = i;
            device.Register("f", _ => [value]);
        }
        device.Run("old = f");
        device.Register("f", _ => [-1]);

        Assert.Equal(-1, device.Run("return f()")[0].AsInteger());
        Assert.Equal(-1, device.Run("return old()")[0].AsInteger());
        device.Restart();
        Assert.Equal(-1, device.Run("return f()")[0].AsInteger());
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void More_names_than_there_are_addresses_are_refused(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target, Devices.LargeHeap);
        for (int i = 0; i < 65_536; i++)
        {
            int value = i;
            device.Register("f" + i, _ => [value]);
        }

        InvalidOperationException refused =
            Assert.Throws<InvalidOperationException>(() => device.Register("one_more", _ => []));

        Assert.Contains("'one_more'", refused.Message);
        Assert.True(device.Run("return one_more == nil")[0].AsBoolean());
        Assert.Equal(65_535, device.Run("return f65535()")[0].AsInteger());
        Assert.Equal("number", device.Run("return type(node.heap())")[0].AsString());
        device.Register("f7", _ => [70]);
        Assert.Equal(70, device.Run("return f7()")[0].AsInteger());
    }

    [Fact]
    public void Null_is_no_function()
    {
        using LfsDevice device = SafetyDevices.Boot("5.1");

        Assert.Throws<ArgumentNullException>(() => device.Register("f", null!));
        Assert.True(device.Run("return f == nil")[0].AsBoolean());
    }
}
