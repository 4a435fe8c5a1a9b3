using System.Diagnostics;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>No program gets out of the bounds of its host, and the device goes on.</summary>
public sealed partial class BudgetTests
{
    const long Instructions = 1_000_000;

    [Theory]
    [MemberData(nameof(OnSmallAndLargeDevices))]
    public void A_bomb_ends_with_a_named_error(string target, string name, uint heapBytes)
    {
        using LfsDevice device = SafetyDevices.Boot(target, heapBytes);
        device.SetBudget(Instructions);

        LuaException? error = device.Try(Bomb(name));

        Assert.NotNull(error);
        Assert.NotEqual(LuaErrorKind.Syntax, error.Kind);
        Assert.NotEqual("", error.Message);
        AssertUsable(device);
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public void Work_without_end_ends_with_the_budget(string target, string name)
    {
        using LfsDevice device = SafetyDevices.Boot(target, Devices.LargeHeap);
        device.SetBudget(Instructions);

        LuaException? error = device.Try(EndlessWork(name));

        Assert.Equal("instruction budget exceeded", error?.Message);
        Assert.Equal(LuaErrorKind.Budget, error?.Kind);
        AssertUsable(device);
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public void Work_without_end_ends_when_the_host_cancels(string target, string name)
    {
        using LfsDevice device = SafetyDevices.Boot(target, Devices.LargeHeap);
        using CancellationTokenSource source = new(millisecondsDelay: 30);
        // A busy machine may cancel late; what counts is the time from then on.
        var clock = new Stopwatch();
        using CancellationTokenRegistration cancelled = source.Token.Register(clock.Start);
        device.SetBudget(long.MaxValue, source.Token);

        LuaException? error = device.Try(EndlessWork(name));

        Assert.Equal("cancelled", error?.Message);
        Assert.True(clock.ElapsedMilliseconds < 10_000, $"{clock.ElapsedMilliseconds} ms");
        AssertUsable(device);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Depth_fits_a_small_stack_of_the_host(string target)
    {
        string[] deep = ["index chain", "coroutine tree", "evil comparator", "tostring chain", "gsub chain", "syntax"];
        List<string> failed = [];
        var thread = new Thread(() =>
        {
            foreach (string name in deep)
            {
                using LfsDevice device = SafetyDevices.Boot(target, Devices.LargeHeap);
                device.SetBudget(Instructions);
                if (device.Try(Bomb(name)) is null)
                    failed.Add(name);
            }
        }, maxStackSize: 1024 * 1024);

        thread.Start();
        thread.Join();

        Assert.Empty(failed);
    }

    [Theory]
    [MemberData(nameof(Breaking))]
    public void What_broke_other_Luas_is_an_error_here(string target, string source)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.SetBudget(Instructions);

        Assert.NotNull(device.Try(Names51 + source));
        AssertUsable(device);
    }

    [Fact]
    public void Many_fixed_parameters_of_a_vararg_function_have_room()
    {
        string names = string.Join(", ", Enumerable.Range(1, 40).Select(i => "p" + i));
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());

        LuaException? error = device.Try($"local function f({names}, ...) return p40, ... end return f()");

        Assert.Null(error);
        AssertUsable(device);
    }

    [Fact]
    public void A_handle_from_before_a_restart_cannot_reach_the_memory_after_it()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        LuaObject table = device.Run("return {x = 1}")[0].AsObject();
        LuaObject other = device.Run("return {x = 1}")[0].AsObject();

        device.Restart();

        Assert.Throws<InvalidOperationException>(() => table["x"]);
        Assert.Throws<InvalidOperationException>(() => table["x"] = 2);
        Assert.Throws<InvalidOperationException>(() => device["global"] = table);
        other.Dispose();
        AssertUsable(device);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void An_exception_of_the_hosts_own_leaves_no_frames_behind(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target, Devices.LargeHeap);
        device.Register("fail", _ => throw new InvalidOperationException("the host's"));
        string[] programs =
            [
                "fail()", "local x = {} error(select(2, pcall(function() return fail(x) end)))", "coroutine.wrap(function() fail() end)()",
                "table.sort({3, 2, 1}, fail)", "return ('x'):gsub('.', fail)",
            ];

        for (int i = 0; i < 300; i++)
        {
            foreach (string program in programs)
                Assert.Throws<LuaException>(() => device.Run(program));
        }

        AssertUsable(device);
    }

    [Fact]
    public void A_program_cannot_take_the_hosts_handles_away()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        LuaObject table = device.Run("return {x = 1}")[0].AsObject();
        device.Run("debug.getregistry()['lfs.handles'] = 12");

        Assert.Equal(1, table["x"].AsInteger());
        AssertUsable(device);
    }

    static void AssertUsable(LfsDevice device)
    {
        device.SetBudget(long.MaxValue);
        Assert.Equal(42, device.Run("local t = {} for i = 1, 42 do t[i] = i .. '' end return #t")[0].AsNumber());
        device.Collect();
        Assert.Null(device.State.FindFault());
    }

    public static IEnumerable<object[]> OnSmallAndLargeDevices() =>
        from target in _targets
        from name in Names(target, _bombs, _bombs53)
        from heap in new[] { LfsDeviceOptions.DeviceHeapBytes, Devices.LargeHeap }
        select new object[] { target, name, heap };

    public static IEnumerable<object[]> Endless() =>
        from target in _targets
        from name in Names(target, _endless, _endless53)
        select new object[] { target, name };

    public static IEnumerable<object[]> Breaking() =>
        from target in _targets
        from source in _breaking
        select new object[] { target, source };

    static readonly string[] _breaking =
    [
        "return unpack({}, 0, 2147483647)",
        "return unpack({}, -2147483648, 2147483647)",
        "return unpack({}, 1, 1e9)",
        "return ('x'):rep(2147483647)",
        "return string.format('%100d', 1)",
        "return string.format('%.100f', 1)",
        "return string.format('%0-0-0-0-0-0-0d', 1)",
        "return ('x'):find(('('):rep(100) .. (')'):rep(100))",
        "getmetatable('').__add = function() end",
        "getmetatable('').__index.rep = nil",
        "string.rep = 1",
        "return table.concat({}, 'x', 1, 1e9)",
        "loadstring(string.char(27) .. 'Lua')()",
        "error(setmetatable({}, {__tostring = function() error('x') end}))",
    ];

    static IEnumerable<string> Names(
        string target, Dictionary<string, string> programs, Dictionary<string, string> programs53) =>
        SafetyDevices.Is53(target) ? programs.Keys.Concat(programs53.Keys) : programs.Keys;

    static readonly string[] _targets = ["5.1", "5.3", "5.3-64"];

    // The programs are 5.1's; what 5.3 calls otherwise has its name of 5.1 here.
    const string Names51 = """
        local loadstring, unpack = loadstring or load, unpack or table.unpack
        local function finalize(f)
          if newproxy then getmetatable(newproxy(true)).__gc = f else setmetatable({}, {__gc = f}) end
        end

        """;

    static string Bomb(string name) =>
        Names51 + (_bombs.TryGetValue(name, out string? bomb) ? bomb : _bombs53[name]);

    static string EndlessWork(string name) =>
        Names51 + (_endless.TryGetValue(name, out string? work) ? work : _endless53[name]);
}
