using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Functions of the host with types, and functions without a name.</summary>
public class TypedFunctionTests
{
    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Delegates_are_registered_with_their_types(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        List<string> heard = [];
        device.Register("tick", () => heard.Add("tick"));
        device.Register("now", (string zone) => $"{zone}: noon");
        device.Register("add", (int a, long b) => a + b);
        device.Register("half", (double n) => (double?)null);
        device.Register("three", (int? a, bool b, byte[] c) => (int?)(a ?? c.Length));
        device.Register("four", (string[] a, int[] b, LuaValue c, LuaObject d) => heard.Add($"{a[1]} {b[0]} {c} {d.Length}"));
        string[] list = ["x", "y"];
        device.Register("list", () => list);

        LuaValue[] results = device.Run("""
            tick()
            four({'a', 'b'}, {7}, 'c', {1, 2})
            return now('CET'), add(1, 2), half(1), three(nil, true, 'abc'), three(9, false, ''), table.concat(list(), '+')
            """);

        Assert.Equal(["CET: noon", "3", "nil", "3", "9", "x+y"], results.Select(result => result.ToString()));
        Assert.Equal(["tick", "b 7 c 2"], heard);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_wrong_argument_is_an_error_as_those_of_the_libraries(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("now", (string zone) => zone);
        device.Register("sum", (int a, int[] b) => a);

        LuaValue[] results = device.Run("""
            local function fail(f, ...) local ok, message = pcall(f, ...) assert(not ok) return message end
            return fail(now, nil), fail(now), fail(now, 1), fail(sum, 1, 2), fail(sum, 1, {1, true}), fail(sum, {}, {})
            """);

        Assert.Equal(
            [
                "bad argument #1 to 'now' (string expected, got nil)",
                "bad argument #1 to 'now' (string expected, got no value)",
                "bad argument #1 to 'now' (string expected, got number)",
                "bad argument #2 to 'sum' (table expected, got number)",
                "bad argument #2 to 'sum' ([2]: integer expected, got boolean)",
                "bad argument #1 to 'sum' (integer expected, got table)",
            ],
            results.Select(result => result.AsString()));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_uncaught_wrong_argument_has_its_place_and_the_exception_inside(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("now", (string zone) => zone);

        LuaException error = Assert.Throws<LuaException>(() => device.Run("\nnow(nil)", "=test"));

        Assert.Equal("test:2: bad argument #1 to 'now' (string expected, got nil)", error.Message);
        var wrong = Assert.IsType<LuaTypeException>(error.InnerException);
        Assert.Equal(("now", "argument #1", "string", "nil"), (wrong.Member, wrong.Subject, wrong.Expected, wrong.Actual));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_exception_is_a_lua_error_and_comes_out_again(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("fail", (int code) =>
        {
            if (code > 0)
                throw new IOException("disk");
        });

        LuaValue[] caught = device.Run("return pcall(fail, 1)");
        LuaException error = Assert.Throws<LuaException>(() => device.Run("fail(1)", "=test"));

        Assert.False(caught[0].AsBoolean());
        Assert.Contains("fail: disk", caught[1].AsString());
        Assert.IsType<IOException>(error.InnerException);
    }

    [Fact]
    public void A_type_without_a_counterpart_is_refused_at_once()
    {
        using LfsDevice device = SafetyDevices.Boot("5.1");

        Assert.Throws<NotSupportedException>(() => device.Register("date", (DateTime date) => 1));
        Assert.Throws<NotSupportedException>(() => device.Register("uri", () => new Uri("http://localhost")));
        Assert.Throws<ArgumentNullException>(() => device.Register("none", (Action)null!));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_call_of_a_typed_function_allocates_nothing(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("add", (int a, int b) => a + b);
        LuaObject loop = device.Run("return function() local n = 0 for i = 1, 1000 do n = add(n, 1) end return n end")[0].AsObject();
        LuaMember member = new("m", path: "loop");
        Run();

        long before = GC.GetAllocatedBytesForCurrentThread();
        int sum = Run();
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(1000, sum);
        Assert.Equal(0, after - before);

        int Run()
        {
            using LuaCall call = loop.BeginCall(member);
            call.Invoke(1);
            return call.Result(0).Int32();
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_function_without_a_name_is_a_value(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject map = device.Run("return function(f) local t = {} for i = 1, 3 do t[i] = f(i) end return t end")[0].AsObject();

        using LuaCall call = map.BeginCall(new LuaMember("m", path: "m.map3"));
        call.Arguments.Push((arguments, results) => results.Push(arguments[0].Int32() * arguments[0].Int32()));
        call.Invoke(1);
        Assert.Equal([1, 4, 9], call.Result(0).Array(static r => r.Int32()));

        using LuaObject twice = device.CreateFunction((int n) => n * 2);
        using LuaObject plain = device.CreateFunction(arguments => [arguments.Length]);
        Assert.Equal(8, twice.Call(4)[0].AsInteger());
        Assert.Equal(2, plain.Call(4, 5)[0].AsInteger());
        device["twice"] = twice;
        Assert.Equal(10, device.Run("return twice(5)")[0].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_wrong_argument_of_a_function_without_a_name_is_named_by_the_call(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        using LuaObject twice = device.CreateFunction((int n) => n * 2);
        device["twice"] = twice;

        LuaException error = Assert.Throws<LuaException>(() => device.Run("local t = twice return twice('x')", "=test"));

        Assert.Equal("test:1: bad argument #1 to 'twice' (integer expected, got string)", error.Message);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Luas_collector_releases_a_function_without_a_name(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.CreateFunction(() => { }).Dispose();
        device.Settle();
        uint before = device.LuaBytesInUse;

        WeakReference[] delegates = [.. Enumerable.Range(0, 50).Select(i => Make(device, i))];
        uint during = device.LuaBytesInUse;
        device.Settle();
        for (int i = 0; i < 10 && delegates.Any(one => one.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(delegates, one => one.IsAlive);
        Assert.Equal(before, device.LuaBytesInUse);
        Assert.Equal(SafetyDevices.Is53(target) ? 16u : 20u, (during - before) / 50);
        Assert.Null(device.State.FindFault());

        static WeakReference Make(LfsDevice device, int i)
        {
            Func<int> function = () => i;
            using LuaObject handle = device.CreateFunction(function);
            Assert.Equal(i, handle.Call()[0].AsInteger());
            return new WeakReference(function);
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_restart_ends_functions_without_a_name_and_keeps_those_with_one(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("one", () => 1);
        LuaObject function = device.CreateFunction(() => 2);

        device.Restart();

        Assert.Throws<InvalidOperationException>(() => function.Call());
        Assert.Equal(1, device.Run("return one()")[0].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_snapshot_has_no_functions_without_a_name(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        device.Register("one", () => 1);
        using LuaObject function = device.CreateFunction(() => 2);
        device["two"] = function;

        using LfsDevice restored = LfsDevice.Restore(device.Save());
        restored.Register("one", () => 11);

        Assert.Equal(11, restored.Run("return one()")[0].AsInteger());
        Assert.Contains("a host that is gone", Assert.Throws<LuaException>(() => restored.Run("two()")).Message);
        Assert.Equal(2, device.Run("return two()")[0].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_a_failed_result_has_pushed_is_no_result(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("list", (arguments, results) =>
        {
            try
            {
                results.PushList(Broken(), static (w, item) => w.Push(item));
            }
            catch (FormatException)
            {
                results.Push("caught");
            }
        });

        Assert.Equal(["1", "caught"], device.Run("return select('#', list()), list()").Select(value => value.ToString()));

        static IEnumerable<int> Broken()
        {
            yield return 1;
            throw new FormatException();
        }
    }
}
