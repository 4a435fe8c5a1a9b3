using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The calls that generated code makes: typed, on the device's stack.</summary>
public partial class TypedCallTests
{
    static readonly LuaMember _add = new("m", "add");
    static readonly LuaMember _run = new("m", "run");
    static readonly LuaMember _method = new("m", "grow", "m.Counter:grow", passesSelf: true);
    static readonly LuaMember _value = new("m", "value", "m.Counter.value");
    static readonly LuaMember _itself = new("m", path: "m.f");

    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    static int Add(LuaObject module, int a, int b)
    {
        using LuaCall call = module.BeginCall(_add);
        call.Arguments.Push(a);
        call.Arguments.Push(b);
        call.Invoke(1);
        return call.Result(0, "sum").Int32();
    }

    static LuaObject Table(LfsDevice device, string source) => device.Run($"return {source}")[0].AsObject();

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_call_with_two_integers_allocates_nothing(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, "{ add = function(a, b) return a + b end }");
        Add(module, 1, 2);
        int sum = 0;

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            sum = Add(module, i, 2);
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(1001, sum);
        Assert.Equal(0, after - before);
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_field_is_read_and_written_without_an_allocation(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject counter = Table(device, "{ value = 5 }");
        Grow();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Grow();
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(106, counter["value"].AsInteger());
        Assert.Equal(0, after - before);

        void Grow() => counter.Set(_value, counter.Get(_value, static r => r.Int32()) + 1, static (w, v) => w.Push(v));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Fields_obey_metamethods(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject table = Table(device, """
            setmetatable({}, {
              __index = function(t, key) return key .. '!' end,
              __newindex = function(t, key, value) rawset(t, 'got', key .. value) end })
            """);

        Assert.Equal("value!", table.Get(_value, static r => r.String()));
        table.Set(_value, "x", static (w, v) => w.Push(v));

        Assert.Equal("valuex", table["got"].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Each_type_goes_there_and_back(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, "{ run = function(...) return ... end }");
        using LuaObject other = Table(device, "{}");
        string longText = new('ä', 1000);

        using LuaCall call = module.BeginCall(_run);
        call.Arguments.Push(int.MinValue);
        call.Arguments.Push(7L);
        call.Arguments.Push(3.0);
        call.Arguments.Push(true);
        call.Arguments.Push("grün");
        call.Arguments.Push(longText);
        call.Arguments.Push([1, 0, 255]);
        call.Arguments.Push((string?)null);
        call.Arguments.Push(other);
        call.Arguments.Push((LuaValue)"value");
        call.Arguments.Push(LuaValue.Nil);
        call.Arguments.Push((LuaObject?)null);
        call.Arguments.PushNil();
        call.Invoke(-1);

        Assert.Equal(13, call.ResultCount);
        Assert.Equal(int.MinValue, call.Result(0).Int32());
        Assert.Equal(7, call.Result(1).Int64());
        Assert.Equal(3, call.Result(2).Number());
        Assert.Equal(3, call.Result(2).Int32());
        Assert.True(call.Result(3).Boolean());
        Assert.Equal("grün", call.Result(4).String());
        Assert.Equal(longText, call.Result(5).String());
        Assert.Equal([1, 0, 255], call.Result(6).Bytes());
        Assert.True(call.Result(7).IsNil);
        using LuaObject same = call.Result(8).Table();
        Assert.Equal(other, same);
        Assert.Equal("value", call.Result(9).Value().AsString());
        Assert.True(call.Result(10).IsNil && call.Result(11).IsNil && call.Result(12).IsNil);
        Assert.True(call.Result(20).IsNil);
        Assert.Equal(["number", "table", "nil"],
            [call.Result(0).TypeName, call.Result(8).TypeName, call.Result(20).TypeName]);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_method_gets_its_object_and_a_function_handle_is_called_itself(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject counter = Table(device, "{ value = 1, grow = function(self, by) return self.value + by end }");
        LuaObject function = Table(device, "function(a) return a * 2 end");

        using (LuaCall call = counter.BeginCall(_method))
        {
            call.Arguments.Push(4);
            call.Invoke(1);
            Assert.Equal(5, call.Result(0).Int32());
        }
        using LuaCall own = function.BeginCall(_itself);
        own.Arguments.Push(4);
        own.Invoke(1);
        Assert.Equal(8, own.Result(0).Int32());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Tables_of_tables_go_there_and_back(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, "{ run = function(...) return ... end }");
        int[][] rows = [[1, 2], [], [3]];
        Dictionary<string, List<string?>> names = new() { ["a"] = ["x", "y"], ["b"] = [] };

        using LuaCall call = module.BeginCall(_run);
        call.Arguments.PushList(rows, static (w, row) => w.PushList(row, static (w, item) => w.Push(item)));
        call.Arguments.PushTable(names, static (w, key) => w.Push(key),
            static (w, list) => w.PushList(list.Where(item => true), static (w, item) => w.Push(item)));
        call.Arguments.PushList((int[]?)null, static (w, item) => w.Push(item));
        call.Invoke(-1);

        Assert.Equal(rows, call.Result(0).Array(static r => r.Array(static i => i.Int32())));
        Dictionary<string, string[]> read = call.Result(1)
            .Dictionary(static k => k.String(), static v => v.Array(static i => i.String()));
        Assert.Equal(["x", "y"], read["a"]);
        Assert.Empty(read["b"]);
        Assert.Equal("y", call.Result(1).Field("a", static v => v.Array(static i => i.String()))[1]);
        Assert.True(call.Result(2).IsNil);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Two_hundred_arguments_and_results_have_room(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, "{ run = function(...) return ... end }");

        using LuaCall call = module.BeginCall(_run);
        for (int i = 0; i < 200; i++)
            call.Arguments.Push(i);
        call.Invoke(220);

        Assert.Equal(199, call.Result(199).Int32());
        Assert.True(call.Result(219).IsNil);
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_wrong_type_names_module_member_result_expected_and_actual(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, """
            { run = function()
                return 'x', 2^31, { 1, {} }, { name = { true } }, 1 < 2
              end, value = false }
            """);

        (string Message, string Subject, string Expected, string Actual) Wrong(LuaRead<object> read, int index, string? name)
        {
            using LuaCall call = module.BeginCall(_run);
            call.Invoke(-1);
            try
            {
                read(call.Result(index, name));
            }
            catch (LuaTypeException wrong)
            {
                Assert.Equal(("m", "m.run"), (wrong.Module, wrong.Member));
                return (wrong.Message, wrong.Subject, wrong.Expected, wrong.Actual);
            }
            throw new InvalidOperationException("It has the type.");
        }

        Assert.Equal(("bad result 'total' of 'm.run' (integer expected, got string)", "result 'total'", "integer", "string"),
            Wrong(static r => r.Int64(), 0, "total"));
        Assert.Equal("bad result #1 of 'm.run' (boolean expected, got string)", Wrong(static r => r.Boolean(), 0, null).Message);
        if (target is "5.1" or "5.3-64")
            Assert.Equal("2147483648", Wrong(static r => r.Int32(), 1, "big").Actual);
        Assert.Equal("bad result 'rows[2]' of 'm.run' (number expected, got table)",
            Wrong(static r => r.Array(static i => i.Number()), 2, "rows").Message);
        Assert.Equal("bad result 'names[\"name\"][1]' of 'm.run' (string expected, got boolean)",
            Wrong(static r => r.Dictionary(static k => k.String(), static v => v.Array(static i => i.String())), 3, "names").Message);
        Assert.Equal("bad result #5 of 'm.run' (function expected, got boolean)", Wrong(static r => r.Function(), 4, null).Message);
        Assert.Equal("bad result 'none' of 'm.run' (string expected, got nil)", Wrong(static r => r.String(), 9, "none").Message);
        LuaTypeException field = Assert.Throws<LuaTypeException>(() => module.Get(_value, static r => r.Int32()));
        Assert.Equal("bad field 'm.Counter.value' (integer expected, got boolean)", field.Message);
        Assert.Equal("field", field.Subject);
        Assert.Equal(42, device.Run("return 42")[0].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_number_that_the_device_cannot_hold_is_refused(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, "{ add = function(a, b) return a + b end }");

        Exception? whole = Record.Exception(() => Push(module, static w => w.Push(long.MaxValue - 1)));
        Exception? fraction = Record.Exception(() => Push(module, static w => w.Push(1.5)));

        Assert.Equal(target == "5.3-64" ? null : typeof(ArgumentOutOfRangeException), whole?.GetType());
        Assert.Equal(target == "5.1-int" ? typeof(ArgumentOutOfRangeException) : null, fraction?.GetType());
        Assert.Equal(3, Add(module, 1, 2));

        static void Push(LuaObject module, Action<LuaWriterOf> push)
        {
            using LuaCall call = module.BeginCall(_add);
            push(new LuaWriterOf(call.Arguments));
        }
    }

    // Action cannot have a ref struct of C# 13 in every runtime, and the test wants lambdas.
    ref struct LuaWriterOf(LuaWriter writer)
    {
        readonly LuaWriter _writer = writer;

        public void Push(long value) => _writer.Push(value);

        public void Push(double value) => _writer.Push(value);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_module_without_a_table_is_called_with_arguments(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Image = Devices.Image(target, ("@script.lua", "local a, b = ... return b, a")),
        });

        using (LuaCall call = device.BeginCall(new LuaMember("script")))
        {
            call.Arguments.Push("a");
            call.Arguments.Push(2);
            call.Invoke(-1);
            Assert.Equal(2, call.Result(0).Int32());
            Assert.Equal("a", call.Result(1).String());
        }
        Assert.Contains("not in the LFS image",
            Assert.Throws<LuaException>(() => device.BeginCall(new LuaMember("none")).Dispose()).Message);
        Assert.Equal(1, device.Run("return 1")[0].AsInteger());
    }
}
