using Esp8266.Boot;
using Lfs.Runtime;

namespace Lfs.Tests;

// Calls that fail, that are cut short, or that other calls interrupt.
public partial class TypedCallTests
{
    [Theory]
    [MemberData(nameof(Targets))]
    public void An_error_comes_out_with_its_traceback_and_the_device_goes_on(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, "{ run = function() error('no', 0) end, add = function(a, b) return a + b end }");

        LuaException error = Assert.Throws<LuaException>(() =>
        {
            using LuaCall call = module.BeginCall(_run);
            call.Invoke(0);
        });

        Assert.Equal("no", error.Message);
        Assert.Contains("traceback", error.Traceback);
        Assert.Equal(3, Add(module, 1, 2));
        Assert.Throws<LuaException>(() => Table(device, "{}").BeginCall(_add).Invoke(0));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_budget_and_a_cancellation_end_a_call(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, "{ run = function() pcall(function() while true do end end) end }");
        device.SetBudget(100_000);

        LuaException error = Assert.Throws<LuaException>(() =>
        {
            using LuaCall call = module.BeginCall(_run);
            call.Invoke(0);
        });

        Assert.Equal(LuaErrorKind.Budget, error.Kind);
        Assert.Contains("traceback", error.Traceback);
        device.SetBudget(long.MaxValue);
        Assert.Equal(1, device.Run("return 1")[0].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_program_that_restarts_the_device_has_no_results(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Register("restart", _ =>
        {
            device.Restart();
            return [];
        });
        LuaObject module = Table(device, "{ run = function() restart() return 1 end }");
        bool isRestarted = false;

        using (LuaCall call = module.BeginCall(_run))
        {
            call.Invoke(1);
            Assert.Equal(0, call.ResultCount);
            LuaException? none = null;
            try
            {
                call.Result(0);
            }
            catch (LuaException exception)
            {
                none = exception;
            }
            Assert.Equal(LuaErrorKind.Restart, none!.Kind);
            Assert.True(module.IsValid);
            isRestarted = true;
        }

        Assert.True(isRestarted);
        Assert.False(module.IsValid);
        Assert.Equal(ResetReason.SoftRestart, device.Machine.LastReset.Reason);
        Assert.Throws<InvalidOperationException>(() => Add(module, 1, 2));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Other_calls_run_between_the_steps_of_a_call(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, "{ add = function(a, b) return a + b end, run = function(t) return #t end }");

        using LuaCall call = module.BeginCall(_run);
        call.Arguments.PushList(Lazy(), static (w, item) => w.Push(item));
        call.Invoke(1);

        Assert.Equal(3, call.Result(0).Int32());
        Assert.Equal(3, Add(module, 1, call.Result(0).Int32() - 1));
        Assert.Equal(3, call.Result(0).Int32());

        IEnumerable<int> Lazy()
        {
            for (int i = 0; i < 3; i++)
            {
                device.Run("local t = {} for i = 1, 50 do t[i] = {} end");
                yield return Add(module, i, i);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_call_inside_a_host_function_inside_a_call(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, """
            { add = function(a, b) return a + b end,
              run = function(n) return 100 + back(n) end }
            """);
        device.Register("back", (int n) => Add(module, n, 1));

        using LuaCall call = module.BeginCall(_run);
        call.Arguments.Push(5);
        call.Invoke(1);

        Assert.Equal(106, call.Result(0).Int32());
    }

    [Fact]
    public void The_steps_of_a_call_have_an_order()
    {
        using LfsDevice device = SafetyDevices.Boot("5.1");
        LuaObject module = Table(device, "{ add = function(a, b) return a + b end }");

        Assert.Throws<InvalidOperationException>(() => default(LuaCall).Invoke(0));
        Assert.Throws<InvalidOperationException>(() =>
        {
            LuaCall call = module.BeginCall(_add);
            call.Dispose();
            call.Dispose();
            call.Invoke(0);
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            using LuaCall call = module.BeginCall(_add);
            call.Result(0);
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            using LuaCall outer = module.BeginCall(_add);
            using LuaCall inner = module.BeginCall(_add);
            outer.Arguments.Push(1);
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            using LuaCall call = module.BeginCall(_add);
            call.Arguments.PushList([1], static (w, item) => { });
        });
        Assert.Throws<InvalidOperationException>(() =>
        {
            using LuaCall call = module.BeginCall(_add);
            call.Arguments.Push(1);
            call.Arguments.Push(1);
            call.Invoke(1);
            call.Invoke(1);
        });
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            using LuaCall call = module.BeginCall(_add);
            call.Invoke(-2);
        });
        Assert.Equal(3, Add(module, 1, 2));
        Assert.Null(device.State.FindFault());
    }

    [Fact]
    public void A_call_that_a_host_function_forgets_ends_with_the_function()
    {
        using LfsDevice device = SafetyDevices.Boot("5.3");
        LuaObject module = Table(device, "{ add = function(a, b) return a + b end }");
        device.Register("forget", (arguments, results) =>
        {
            LuaCall call = module.BeginCall(_add);
            call.Arguments.Push(1);
        });

        Assert.Equal(1, device.Run("for i = 1, 100 do forget() end return 1")[0].AsInteger());

        device.Restart();
        Assert.Equal(1, device.Run("return 1")[0].AsInteger());
    }

    [Fact]
    public void A_second_thread_is_refused_while_a_call_is_open()
    {
        using LfsDevice device = SafetyDevices.Boot("5.1");
        LuaObject module = Table(device, "{ add = function(a, b) return a + b end }");
        Exception? refused = null;

        using LuaCall call = module.BeginCall(_add);
        Thread thread = new(() => refused = Record.Exception(() => device.Run("return 1")));
        thread.Start();
        thread.Join();

        Assert.IsType<InvalidOperationException>(refused);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_table_that_claims_to_be_long_does_not_take_the_hosts_memory(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = 64 * 1024 * 1024,
            HostMemoryBytes = 64 * 1024,
            EmergencyCollection = false,
        });
        // A constructor makes both parts of the table in the right size: no key moves to the array.
        string fields = string.Join(", ", Enumerable.Range(0, 24).Select(i => $"[{5 << i}] = 1"));
        LuaObject module = Table(device, $$"""
            { run = function()
                local s = 'x'
                for i = 1, 17 do s = s .. s end
                return { 1, 2, 3, 4, {{fields}} }, s
              end }
            """);

        using LuaCall call = module.BeginCall(_run);
        call.Invoke(2);
        string[] errors = ["", ""];
        try
        {
            call.Result(1).Bytes();
        }
        catch (LuaException exception)
        {
            errors[0] = exception.Message;
        }
        try
        {
            call.Result(0).Array(static r => r.Number());
        }
        catch (LuaException exception)
        {
            errors[1] = exception.Message;
        }

        Assert.Equal(["not enough memory", "not enough memory"], errors);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Any_allocation_of_a_call_can_fail(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject module = Table(device, "{ run = function(t, s) return { t[1] .. s }, s .. '!' end }");
        int failures = 0;

        for (int nth = 1; nth < 60; nth++)
        {
            device.Machine.Heap.FailAllocation((ulong)nth, andAllLater: true);
            try
            {
                using LuaCall call = module.BeginCall(_run);
                call.Arguments.PushList(["a" + nth, "b"], static (w, item) => w.Push(item));
                call.Arguments.Push("text" + nth);
                call.Invoke(2);
                using LuaObject table = call.Result(0).Table();
                _ = call.Result(1).String();
            }
            catch (LuaException error)
            {
                Assert.Equal(LuaErrorKind.Memory, error.Kind);
                failures++;
            }
            finally
            {
                device.Machine.Heap.FailNone();
            }
            Assert.Null(device.State.FindFault());
        }

        Assert.True(failures > 3, $"{failures}");
        Assert.Equal(1, device.Run("return 1")[0].AsInteger());
    }
}
