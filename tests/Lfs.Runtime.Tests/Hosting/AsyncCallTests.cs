using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Calls that run as coroutines, and iterators.</summary>
public class AsyncCallTests
{
    static readonly LuaMember _run = new("m", "run");
    static readonly LuaMember _other = new("m", "other");
    static readonly LuaMember _itself = new("m", path: "m.each");

    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    static LfsDevice Boot(string target, bool drives = false) => LfsDevice.Boot(new LfsDeviceOptions
    {
        TargetName = target,
        EmergencyCollection = false,
        DrivesCalls = drives,
    });

    static LuaObject Table(LfsDevice device, string source) => device.Run($"return {source}")[0].AsObject();

    static Task<int> Run(LuaObject module, int n, CancellationToken cancellation = default) => module.CallAsync(
        _run, n, static (w, n) => w.Push(n), static call => call.Result(0, "n").Int32(), cancellation);

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_yield_lets_tasks_timers_and_other_calls_run(string target)
    {
        using LfsDevice device = Boot(target);
        LuaObject module = Table(device, """
            { run = function(n)
                for i = 1, 5 do seen = (seen or '') .. n coroutine.yield() end
                return n * 2
              end }
            """);
        device.Run("node.task.post(function() seen = (seen or '') .. 't' end)");

        Task<int> first = Run(module, 1);
        Task<int> second = Run(module, 2);
        Assert.True(device.HasPending);
        device.Advance(TimeSpan.FromMilliseconds(20));

        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        Assert.Equal(2, await first);
        Assert.Equal(4, await second);
        string seen = device["seen"].AsString();
        Assert.Contains("1212", seen);
        Assert.Contains("t", seen);
        Assert.False(device.HasPending);
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_call_waits_for_a_timer_by_yielding(string target)
    {
        using LfsDevice device = Boot(target);
        LuaObject module = Table(device, """
            { run = function(n)
                local done
                tmr.create():alarm(n, tmr.ALARM_SINGLE, function() done = true end)
                while not done do coroutine.yield() end
                return n
              end }
            """);

        Task<int> call = Run(module, 500);
        device.Advance(TimeSpan.FromMilliseconds(400));
        Assert.False(call.IsCompleted);
        device.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(500, await call);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Without_a_driver_the_call_runs_the_device_itself(string target)
    {
        using LfsDevice device = Boot(target, drives: true);
        LuaObject module = Table(device, "{ run = function(n) for i = 1, 3 do coroutine.yield() end return n + 1 end }");

        int[] results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Run(module, i)));

        Assert.Equal(Enumerable.Range(1, 10), results);
        Assert.Equal(8, await Run(module, 7));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task An_error_comes_out_with_the_traceback_of_the_coroutine(string target)
    {
        using LfsDevice device = Boot(target, drives: true);
        LuaObject module = Table(device, """
            { run = function(n) coroutine.yield() error('no ' .. n, 0) end, other = function() return 'x' end }
            """);

        LuaException error = await Assert.ThrowsAsync<LuaException>(() => Run(module, 7));
        LuaTypeException wrong = await Assert.ThrowsAsync<LuaTypeException>(() => module.CallAsync(
            _other, 0, static (w, n) => { }, static call => call.Result(0, "n").Int32()));

        Assert.Equal("no 7", error.Message);
        Assert.Contains("stack traceback", error.Traceback);
        Assert.Contains("'m.other'", wrong.Message);
        LuaValue[] results = await module["other"].AsObject().CallAsync([]);
        Assert.Equal("x", results[0].AsString());
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_cancellation_ends_a_call_that_yields_and_one_that_does_not(string target)
    {
        using LfsDevice device = Boot(target, drives: true);
        LuaObject module = Table(device, "{ run = function(n) while true do if n == 1 then coroutine.yield() end end end }");

        for (int n = 0; n < 2; n++)
        {
            using CancellationTokenSource source = new(50);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(module, n, source.Token));
        }
        using CancellationTokenSource before = new();
        before.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(module, 0, before.Token));

        await device.InvokeAsyncOrWait(it => it.Run("return 1"));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_restart_and_a_disposal_end_calls(string target)
    {
        LfsDevice device = Boot(target);
        LuaObject module = Table(device, "{ run = function(n) while true do coroutine.yield() end end }");
        Task<int> call = Run(module, 1);
        device.Advance(TimeSpan.FromMilliseconds(5));

        device.Restart();

        LuaException error = await Assert.ThrowsAsync<LuaException>(() => call);
        Assert.Equal(LuaErrorKind.Restart, error.Kind);
        LuaObject next = Table(device, "{ run = function(n) return 1 end }");
        Task<int> never = Run(next, 1);
        device.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => never);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Coroutines_of_calls_are_garbage_afterwards(string target)
    {
        using LfsDevice device = Boot(target);
        LuaObject module = Table(device, "{ run = function(n) coroutine.yield() return n end }");
        await Calls();
        device.Settle();
        uint before = device.LuaBytesInUse;

        for (int i = 0; i < 20; i++)
            await Calls();
        device.Settle();

        Assert.Equal(before, device.LuaBytesInUse);

        async Task Calls()
        {
            Task<int> call = Run(module, 3);
            device.Advance(TimeSpan.FromMilliseconds(5));
            Assert.Equal(3, await call);
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Yields_are_items_of_an_async_enumeration(string target)
    {
        using LfsDevice device = Boot(target, drives: true);
        LuaObject module = Table(device, """
            { run = function(n)
                for i = 1, n do coroutine.yield(i, 'item' .. i) coroutine.yield() end
                if n > 3 then error('too many', 0) end
              end }
            """);
        List<string> items = [];

        await foreach ((int number, string text) in Items(3))
            items.Add($"{number} {text}");
        LuaException error = await Assert.ThrowsAsync<LuaException>(async () =>
        {
            await foreach ((int, string) item in Items(4))
                items.Add("");
        });
        await foreach ((int, string) item in Items(3))
            break;

        Assert.Equal(["1 item1", "2 item2", "3 item3"], items.Take(3));
        Assert.Equal(7, items.Count);
        Assert.Equal("too many", error.Message);

        IAsyncEnumerable<(int, string)> Items(int n) => module.EnumerateAsync(
            _run, n, static (w, n) => w.Push(n), static call => (call.Result(0).Int32(), call.Result(1).String()));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Each_call_in_flight_keeps_the_exception_that_it_failed_with(string target)
    {
        using LfsDevice device = Boot(target);
        var thrown = new IOException[] { new("first"), new("second") };
        device.Register("fail", given => throw thrown[(int)given[0].AsInteger() - 1]);
        LuaObject module = Table(device, """
            { run = function(n)
                local ok, problem = pcall(fail, n)
                coroutine.yield()
                error(n < 3 and problem or 'fail: first', 0)
              end }
            """);

        Task<int>[] calls = [Run(module, 1), Run(module, 2)];
        device.Advance(TimeSpan.FromMilliseconds(20));
        // The same text, which no exception of this call became.
        device.Register("fail", _ => []);
        Task<int> third = Run(module, 3);
        device.Run("pcall(error, 'x')");
        device.Advance(TimeSpan.FromMilliseconds(20));

        Assert.Same(thrown[0], (await Assert.ThrowsAsync<LuaException>(() => calls[0])).InnerException);
        Assert.Same(thrown[1], (await Assert.ThrowsAsync<LuaException>(() => calls[1])).InnerException);
        Assert.Null((await Assert.ThrowsAsync<LuaException>(() => third)).InnerException);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_call_is_driven_to_its_end_whoever_gives_the_device_time_beside_it(string target)
    {
        using LfsDevice device = Boot(target, drives: true);
        LuaObject module = Table(device, """
            { run = function(n)
                for i = 1, 3 do coroutine.yield() end
                return n
              end }
            """);
        for (int i = 0; i < 100; i++)
        {
            Task<int> call = Run(module, i);
            // Steps that run here, when the call's own driver finds none that waits.
            for (int step = 0; step < 5; step++)
                UnlessInUse(device.RunUntilIdle);
            Assert.Equal(i, await call.WaitAsync(TimeSpan.FromSeconds(30)));
        }
    }

    [Fact]
    public async Task A_call_goes_on_when_the_run_that_drove_it_ends()
    {
        using LfsDevice device = Boot("5.1", drives: true);
        LuaObject module = Table(device, """
            { run = function(n)
                for i = 1, 50 do coroutine.yield() end
                return n
              end }
            """);
        using CancellationTokenSource stop = new();
        Task run = device.RunAsync(untilDone: false, stop.Token);

        Task<int> call = await device.InvokeAsync(_ => Run(module, 7));
        await stop.CancelAsync();
        await run;

        Assert.Equal(7, await call.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    static void UnlessInUse(Action work)
    {
        try
        {
            work();
        }
        catch (InvalidOperationException)
        {
            // The call's own driver is at work.
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_iterator_is_an_enumeration(string target)
    {
        using LfsDevice device = Boot(target);
        LuaObject each = device.Run("""
            local i = 0
            return function() i = i + 1 if i <= 3 then return i * 10, 'x' .. i end end
            """)[0].AsObject();
        LuaValue[] pairs = device.Run("return ipairs({'a', 'b'})");

        Assert.Equal([10, 20, 30], each.Enumerate(_itself, static call => call.Result(0).Int32()));
        Assert.Empty(each.Enumerate(_itself, static call => call.Result(0).Int32()));
        Assert.Equal(["a", "b"], pairs[0].AsObject().Enumerate(_itself, static call => call.Result(1).String(), pairs[1], pairs[2]));
    }
}

static class Driving
{
    /// <summary>Uses a device as soon as the last of its own steps has ended.</summary>
    public static async Task<T> InvokeAsyncOrWait<T>(this LfsDevice device, Func<LfsDevice, T> work)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return work(device);
            }
            catch (InvalidOperationException) when (i < 1000)
            {
                await Task.Delay(1);
            }
        }
    }
}
