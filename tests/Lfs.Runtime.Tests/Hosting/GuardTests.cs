using System.Globalization;
using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The border between host and Lua: what crosses it, in which form, and when.</summary>
public class GuardTests
{
    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_exception_of_a_host_function_is_a_Lua_error_and_comes_out_with_its_cause(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        var thrown = new KeyNotFoundException("grün");
        device.Register("fail", _ => throw thrown);

        LuaValue[] caught = device.Run("local ok, text = pcall(fail) return ok, text");
        LuaException plain = Assert.Throws<LuaException>(() => device.Run("\nfail()", "=t"));
        LuaException again = Assert.Throws<LuaException>(
            () => device.Run("local ok, text = pcall(fail) error(text, 0)"));
        LuaException other = Assert.Throws<LuaException>(() => device.Run("pcall(fail) error('its own', 0)"));
        LuaException later = Assert.Throws<LuaException>(() => device.Run("error('fail: grün', 0)"));

        Assert.Equal(["false", "fail: grün"], caught.Select(value => value.ToString()));
        Assert.Equal("t:2: fail: grün", plain.Message);
        Assert.Same(thrown, plain.InnerException);
        Assert.Same(thrown, again.InnerException);
        Assert.Null(other.InnerException);
        Assert.Null(later.InnerException);
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_LuaException_of_a_host_function_keeps_its_value(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaValue table = device.Run("t = { code = 7 } return t")[0];
        LuaValue[] values = [table, true, LuaValue.Nil, 5, LuaValue.FromBytes([255, 0, 1]), "grün"];

        foreach (LuaValue value in values)
        {
            var thrown = new LuaException("text", LuaErrorKind.Runtime) { Value = value };
            device.Register("fail", _ => throw thrown);

            LuaValue[] caught = device.Run("local _, v = pcall(fail) return v, v == t");
            LuaException error = Assert.Throws<LuaException>(() => device.Run("fail()"));

            Assert.Same(thrown, error.InnerException);
            Assert.Equal(value.Kind == LuaKind.Object, caught[1].IsTrue);
            if (value.Kind != LuaKind.Object)
                Assert.Equal(value.ToString(), caught[0].ToString());
            if (value.Kind == LuaKind.String)
                Assert.Equal(value, error.Value);
        }
        device.Register("fail", _ => throw new LuaException("as it is", LuaErrorKind.Runtime));
        Assert.Equal("as it is", device.Run("return select(2, pcall(fail))")[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_error_of_a_call_inside_goes_through_the_host_with_its_value(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("again", arguments => arguments[0].AsObject().Call());

        LuaValue[] caught = device.Run("""
            local thrown = {}
            local ok, value = pcall(again, function() error(thrown) end)
            return ok, value == thrown
            """);

        Assert.Equal([false, true], caught.Select(value => value.AsBoolean()));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_program_cannot_use_what_its_host_used_to_read_a_global(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Run("""
            kept = {}
            local getinfo, old, list = debug.getinfo, getmetatable(_G).__index, kept
            setmetatable(_G, { __index = function(_, name)
              for level = 0, 5 do
                local info = getinfo and getinfo(level, 'f')
                if info then list[#list + 1] = info.func end
              end
              return old[name] or name
            end })
            """);
        Assert.Equal("missing", device["missing"].AsString());
        device.Register("other", _ => [1]);

        device.Run("for i = 1, #kept do pcall(kept[i]) end");

        Assert.False(device["kept"].IsNil);
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_restart_inside_takes_place_when_Lua_has_unwound(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        bool reached = false;
        device.Register("restart", _ =>
        {
            device.Restart(ResetReason.External);
            Assert.Equal(ResetReason.PowerOn, device.Machine.LastReset.Reason);
            Assert.Throws<InvalidOperationException>(() => device.Run("return 1"));
            device.Restart(ResetReason.DeepSleepWake);
            return [];
        });
        device.Register("reached", _ =>
        {
            reached = true;
            return [];
        });

        LuaValue[] results = device.Run("x = 1 pcall(restart) reached() return 1");

        Assert.Empty(results);
        Assert.False(reached);
        Assert.Equal(ResetReason.DeepSleepWake, device.Machine.LastReset.Reason);
        Assert.True(device["x"].IsNil);
        Assert.Equal(2, device.Run("return 1 + 1")[0].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_way_into_Lua_restarts_the_device_that_asks_for_it(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        Func<LuaObject, object>[] ways =
        [
            restart => restart.Call(),
            restart => restart["x"],
            restart => { restart["x"] = 1; return true; },
            _ => device["missing"],
            _ => { device["missing"] = 1; return true; },
            _ => device.Run("restart()"),
        ];
        foreach (Func<LuaObject, object> way in ways)
        {
            device.Run("""
                function restart() node.restart() end
                local both = { __index = restart, __newindex = restart, __call = restart }
                restarting = setmetatable({}, both)
                local old = getmetatable(_G).__index
                local function index(_, name) return name == 'missing' and restart() or old[name] end
                setmetatable(_G, { __index = index, __newindex = restart })
                """);
            LuaObject handle = device["restarting"].AsObject();

            way(handle);

            Assert.Throws<InvalidOperationException>(() => handle.Length);
            Assert.True(device["restarting"].IsNil);
            Assert.Equal(ResetReason.SoftRestart, device.Machine.LastReset.Reason);
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_restart_in_a_call_inside_ends_the_outer_program_as_well(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        int after = 0;
        device.Register("inner", _ =>
        {
            Assert.Empty(device.Run("node.restart()"));
            Assert.Throws<InvalidOperationException>(() => device["x"]);
            return [];
        });
        device.Register("after", _ =>
        {
            after++;
            return [];
        });

        Assert.Empty(device.Run("pcall(inner) after() return 1"));

        Assert.Equal(0, after);
        Assert.Equal(3, device.Run("return 3")[0].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_disposal_inside_takes_place_when_Lua_has_unwound(string target)
    {
        LfsDevice device = SafetyDevices.Boot(target);
        device.Register("dispose", _ =>
        {
            device.Dispose();
            Assert.Throws<ObjectDisposedException>(() => device.Run("return 1"));
            Assert.Throws<ObjectDisposedException>(() => device.Restart());
            device.Dispose();
            return [];
        });

        Assert.Empty(device.Run("for i = 1, 3 do pcall(coroutine.wrap(function() dispose() end)) end return 1"));

        Assert.Throws<ObjectDisposedException>(() => device.Run("return 1"));
        device.Dispose();
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_image_replaced_inside_is_there_when_Lua_has_unwound(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        byte[] image = Devices.Image(target, ("@m.lua", "return 'new'"));
        device.Register("replace", arguments =>
        {
            Assert.Throws<LfsImageException>(() => device.ReplaceImage([1, 2, 3]));
            device.ReplaceImage(image);
            return [];
        });

        Assert.Empty(device.Run("replace() return 1"));

        Assert.Equal("new", device.CallModule("m")[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_fault_inside_resets_the_device_and_is_one_documented_exception(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.State.ChecksMemory = false;
        LuaException? inside = null;
        device.Register("inner", _ =>
        {
            string text = device.Run("t = {} return tostring(t)")[0].AsString();
            uint table = uint.Parse(text[(text.IndexOf("0x", StringComparison.Ordinal) + 2)..],
                NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            device.Machine.Memory.Bytes(table - 12, 4).Clear();     // The size of its block, and that it is used.
            inside = Assert.Throws<LuaException>(() => device.Run("t = nil collectgarbage()"));
            Assert.Throws<InvalidOperationException>(() => device.Run("return 1"));
            return [];
        });
        LuaObject handle = device.Run("return inner")[0].AsObject();

        LuaException outside = Assert.Throws<LuaException>(() => device.Run("pcall(inner)"));

        Assert.Equal(LuaErrorKind.Fault, outside.Kind);
        // In a Debug build an assertion may come first.
        Assert.NotNull(outside.InnerException);
        Assert.Same(inside, outside);
        Assert.Equal(ResetReason.Exception, device.Machine.LastReset.Reason);
        Assert.Throws<InvalidOperationException>(() => handle.Call());
        Assert.Equal(4, device.Run("return 4")[0].AsInteger());
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_second_thread_is_refused(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        Exception? second = null;
        device.Register("meanwhile", _ =>
        {
            var thread = new Thread(() => second = Record.Exception(() => device.Run("return 1")));
            thread.Start();
            thread.Join();
            return [];
        });

        device.Run("meanwhile()");

        Assert.IsType<InvalidOperationException>(second);
        Assert.Contains("thread", second.Message);
        var other = new Thread(() => second = Record.Exception(() => device.Run("return 1")));
        other.Start();
        other.Join();
        Assert.Null(second);
    }

    [Fact]
    public void Many_threads_on_one_device_end_with_its_memory_sound()
    {
        using LfsDevice device = SafetyDevices.Boot("5.3");
        int done = 0, refused = 0;

        Parallel.For(0, 64, i =>
        {
            try
            {
                device.Run("local t = {} for i = 1, 200 do t[i] = {i} end");
                Interlocked.Increment(ref done);
            }
            catch (InvalidOperationException)
            {
                Interlocked.Increment(ref refused);
            }
        });

        Assert.Equal(64, done + refused);
        Assert.True(done > 0);
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_stream_that_fails_is_a_Lua_error_and_one_that_uses_its_device_is_refused(string target)
    {
        LfsDevice? used = null;
        using var stream = new CallingStream { Act = () => { } };
        using LfsDevice device = used = SafetyDevices.Boot(target, output: stream);

        stream.Act = () => throw new DivideByZeroException("pipe");
        LuaValue[] caught = device.Run("return pcall(print, 1)");
        LuaException error = Assert.Throws<LuaException>(() => device.Run("print(1)", "=t"));
        stream.Act = () => used.Run("return 1");
        LuaException within = Assert.Throws<LuaException>(() => device.Run("print(1)"));
        stream.Act = () => used.Restart();
        LuaException restarting = Assert.Throws<LuaException>(() => device.Run("print(1)"));

        Assert.False(caught[0].IsTrue);
        Assert.Contains("pipe", caught[1].AsString());
        Assert.Equal("t:1: print: pipe", error.Message);
        Assert.IsType<DivideByZeroException>(error.InnerException);
        Assert.IsType<InvalidOperationException>(within.InnerException);
        Assert.IsType<InvalidOperationException>(restarting.InnerException);
        Assert.Null(device.State.FindFault());

        stream.Act = used.Dispose;
        device.Run("print(1)");
        Assert.Throws<ObjectDisposedException>(() => device.Run("return 1"));
    }

    [Fact]
    public void Output_that_fails_at_boot_is_told_and_the_device_has_started()
    {
        using var stream = new CallingStream { Act = () => throw new IOException("full") };
        Assert.IsType<IOException>(Assert.Throws<LuaException>(() => SafetyDevices.Boot("5.1", output: stream)).InnerException);
        stream.Act = () => { };
        using LfsDevice device = SafetyDevices.Boot("5.1", output: stream);

        stream.Act = () => throw new IOException("full");
        Assert.Throws<LuaException>(() => device.Restart());

        Assert.Equal(1, device.Run("return 1")[0].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Flash_that_the_host_programs_under_a_running_device_does_it_no_harm(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Image = Devices.Image(target, ("@m.lua", "return 'm'")),
        });
        FlashChip flash = device.Machine.Flash;
        byte[] firmware = new byte[0x20000];
        flash.Read(new FlashOffset(0x11000), firmware);

        flash.Program(new FlashOffset(LfsDeviceOptions.DefaultLfsOffset), new byte[4096]);
        flash.Program(new FlashOffset(0x11000), new byte[firmware.Length]);

        Assert.Equal("m", device.CallModule("m")[0].AsString());
        LuaException error = Assert.Throws<LuaException>(() => device.Restart());
        Assert.Equal(LuaErrorKind.Fault, error.Kind);
        Assert.Contains("firmware", error.Message);
        Assert.Contains("Restart", Assert.Throws<InvalidOperationException>(() => device.Run("return 1")).Message);

        for (uint at = 0; at < firmware.Length; at += FlashChip.SectorSize)
            flash.EraseSector(new FlashOffset(0x11000 + at));
        flash.Program(new FlashOffset(0x11000), firmware);
        device.Restart();
        Assert.Equal(1, device.Run("return 1")[0].AsInteger());
        Assert.Throws<LuaException>(() => device.CallModule("m"));
    }

    [Fact]
    public void A_power_loss_while_an_image_is_replaced_ends_in_a_boot()
    {
        using LfsDevice device = SafetyDevices.Boot("5.1");
        byte[] image = Devices.Image("5.1", ("@m.lua", "return 'm'"));
        device.Run("x = 1");
        FlashChip flash = device.Machine.Flash;
        flash.Faults = new FlashFaults(flash.Operations + 3, TearModel.WeakBits, Seed: 1);

        Assert.Throws<PowerLoss>(() => device.ReplaceImage(image));

        Assert.True(device["x"].IsNil);
        device.ReplaceImage(image);
        Assert.Equal("m", device.CallModule("m")[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Too_many_arguments_and_results_are_errors_of_Lua(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        foreach (int count in (int[])[5000, 8000, 1_000_000])
        {
            var many = new LuaValue[count];
            LuaObject function = device.Run("return print")[0].AsObject();
            device.Register("many", _ => many);

            Assert.Throws<LuaException>(() => device.Run("return 1"u8.ToArray(), "=x", many));
            Assert.Throws<LuaException>(() => function.Call(many));
            Assert.Throws<LuaException>(() => device.Run("many()"));
            Assert.Null(device.State.FindFault());
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Endless_calls_of_host_and_Lua_end_before_the_stack_does(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target, heapBytes: 1 << 20);
        device.Register("again", _ => device.Run("again()"));

        Assert.Throws<LuaException>(() => device.Run("again()"));

        Assert.Null(device.State.FindFault());
        Assert.Equal(1, device.Run("return 1")[0].AsInteger());
    }

    [Fact]
    public void Calls_through_many_devices_end_before_the_stack_does()
    {
        const int Stack = 256 * 1024;
        LfsDevice[] devices = [.. Enumerable.Range(0, 200).Select(_ => SafetyDevices.Boot("5.3"))];
        for (int i = 0; i < devices.Length; i++)
        {
            LfsDevice next = devices[(i + 1) % devices.Length];
            devices[i].Register("next", _ => next.Run("next()"));
        }
        Exception? ended = null;

        var thread = new Thread(() => ended = Record.Exception(() => devices[0].Run("next()")), Stack);
        thread.Start();
        thread.Join();

        Assert.IsType<LuaException>(ended);
        Assert.All(devices, device => Assert.Null(device.State.FindFault()));
        Array.ForEach(devices, device => device.Dispose());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_budget_that_a_call_inside_uses_up_ends_the_outer_program_too(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("inner", _ => device.Run("while true do end"));
        device.SetBudget(100_000);

        LuaException error = Assert.Throws<LuaException>(() => device.Run("pcall(inner)\nwhile true do end", "=t"));

        Assert.Equal(LuaErrorKind.Budget, error.Kind);
        Assert.Contains("t:1:", error.Traceback);
        device.SetBudget(long.MaxValue);
        Assert.Equal(1, device.Run("return 1")[0].AsInteger());
        Assert.Null(device.State.FindFault());
    }

    /// <summary>Does something at each write.</summary>
    sealed class CallingStream : MemoryStream
    {
        public required Action Act { get; set; }

        public override void Write(byte[] buffer, int offset, int count) => Act();

        public override void Write(ReadOnlySpan<byte> buffer) => Act();

        public override void WriteByte(byte value) => Act();
    }
}
