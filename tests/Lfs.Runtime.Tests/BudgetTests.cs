using System.Diagnostics;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>No program gets out of the bounds of its host, and the device goes on.</summary>
public sealed class BudgetTests
{
    const long Instructions = 1_000_000;

    [Theory]
    [MemberData(nameof(OnSmallAndLargeDevices))]
    public void A_bomb_ends_with_a_named_error(string name, uint heapBytes)
    {
        using LfsDevice device = SafetyDevices.Boot("5.1", heapBytes);
        device.SetBudget(Instructions);

        LuaException? error = device.Try(_bombs[name]);

        Assert.NotNull(error);
        Assert.NotEqual(LuaErrorKind.Syntax, error.Kind);
        Assert.NotEqual("", error.Message);
        AssertUsable(device);
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public void Work_without_end_ends_with_the_budget(string name)
    {
        using LfsDevice device = SafetyDevices.Boot("5.1", Devices.LargeHeap);
        device.SetBudget(Instructions);

        LuaException? error = device.Try(_endless[name]);

        Assert.Equal("instruction budget exceeded", error?.Message);
        Assert.Equal(LuaErrorKind.Budget, error?.Kind);
        AssertUsable(device);
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public void Work_without_end_ends_when_the_host_cancels(string name)
    {
        using LfsDevice device = SafetyDevices.Boot("5.1", Devices.LargeHeap);
        using CancellationTokenSource source = new(millisecondsDelay: 30);
        device.SetBudget(long.MaxValue, source.Token);
        var clock = Stopwatch.StartNew();

        LuaException? error = device.Try(_endless[name]);

        Assert.Equal("cancelled", error?.Message);
        Assert.True(clock.ElapsedMilliseconds < 10_000, $"{clock.ElapsedMilliseconds} ms");
        AssertUsable(device);
    }

    [Fact]
    public void Depth_fits_a_small_stack_of_the_host()
    {
        string[] deep = ["index chain", "coroutine tree", "evil comparator", "tostring chain", "gsub chain", "syntax"];
        List<string> failed = [];
        var thread = new Thread(() =>
        {
            foreach (string name in deep)
            {
                using LfsDevice device = SafetyDevices.Boot("5.1", Devices.LargeHeap);
                device.SetBudget(Instructions);
                if (device.Try(_bombs[name]) is null)
                    failed.Add(name);
            }
        }, maxStackSize: 1024 * 1024);

        thread.Start();
        thread.Join();

        Assert.Empty(failed);
    }

    [Theory]
    [InlineData("return unpack({}, 0, 2147483647)")]
    [InlineData("return unpack({}, -2147483648, 2147483647)")]
    [InlineData("return unpack({}, 1, 1e9)")]
    [InlineData("return ('x'):rep(2147483647)")]
    [InlineData("return string.format('%100d', 1)")]
    [InlineData("return string.format('%.100f', 1)")]
    [InlineData("return string.format('%0-0-0-0-0-0-0d', 1)")]
    [InlineData("return ('x'):find(('('):rep(100) .. (')'):rep(100))")]
    [InlineData("getmetatable('').__add = function() end")]
    [InlineData("getmetatable('').__index.rep = nil")]
    [InlineData("string.rep = 1")]
    [InlineData("return table.concat({}, 'x', 1, 1e9)")]
    [InlineData("loadstring(string.char(27) .. 'Lua')()")]
    [InlineData("error(setmetatable({}, {__tostring = function() error('x') end}))")]
    public void What_broke_other_Luas_is_an_error_here(string source)
    {
        using LfsDevice device = SafetyDevices.Boot("5.1");
        device.SetBudget(Instructions);

        Assert.NotNull(device.Try(source));
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
    public void A_program_cannot_take_the_hosts_handles_away()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        LuaObject table = device.Run("return {x = 1}")[0].AsObject();
        device.Run("debug.getregistry()['lfs.handles'] = 12");

        Assert.Throws<LuaException>(() => table["x"]);
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
        from name in _bombs.Keys
        from heap in new[] { LfsDeviceOptions.DeviceHeapBytes, Devices.LargeHeap }
        select new object[] { name, heap };

    public static IEnumerable<object[]> Endless() => _endless.Keys.Select(name => new object[] { name });

    static readonly Dictionary<string, string> _bombs = new()
    {
        ["rep"] = "return ('x'):rep(1e9)",
        ["doubling"] = "local s = 'x' while true do s = s .. s end",
        ["growing table"] = "local t = {} for i = 1, 1e9 do t[i] = i end",
        ["growing hash"] = "local t = {} for i = 1, 1e9 do t['k' .. i] = i end",
        ["nested tables"] = "local t = {} while true do t = {t} end",
        ["concat"] = "local t = {} for i = 1, 2000 do t[i] = 'x' end return table.concat(t, ('y'):rep(16000))",
        ["gsub growth"] = "local s = 'x' while true do s = s:gsub('.', '%0%0') end",
        ["format growth"] = "local s = 'x' while true do s = ('%s%s%q'):format(s, s, s) end",
        ["recursion"] = "local function f() return f() + 1 end f()",
        ["recursion with varargs"] = "local function f(...) return f(1, ...) + 1 end f()",
        ["index chain"] = "local mt = {} mt.__index = function(t, k) return t[k] end return setmetatable({}, mt).x",
        ["call chain"] = "local t = {} setmetatable(t, {__call = t}) t()",
        ["deep call chain"] = "local t = {} setmetatable(t, {__call = function(s) return 1 + s() end}) t()",
        ["loop of index tables"] = "local t = {} setmetatable(t, {__index = t}) return t.x.y",
        ["tostring chain"] = "local t = {} setmetatable(t, {__tostring = function(x) return tostring(x) end}) tostring(t)",
        ["gsub chain"] = "local function f(x) return (x:gsub('.', f)) end f('x')",
        ["sort chain"] = "local function f() table.sort({3, 2, 1}, f) return false end f()",
        ["coroutine tree"] = "local function f() return coroutine.wrap(f)() end f()",
        ["many coroutines"] = "local t = {} while true do t[#t + 1] = coroutine.wrap(function() end) end",
        ["pcall chain"] = "local function f() local ok, e = pcall(f) error(e, 0) end f()",
        ["handler chain"] = "local function f() error('x') end local ok, e = xpcall(f, f) error(e, 0)",
        ["unpack"] = "local t = {} for i = 1, 1e5 do t[i] = i end return unpack(t)",
        ["unpack of nothing"] = "return unpack({}, 1, 1e8)",
        ["arguments"] = "local s = {} for i = 1, 300 do s[i] = 'a' end return loadstring('f(' .. ('a,'):rep(300) .. 'a)')()",
        ["syntax"] = "error((select(2, loadstring('return ' .. ('('):rep(10000)))))",
        ["evil comparator"] = """
            local t = {} for i = 1, 200 do t[i] = i end
            table.sort(t, function(a, b) t[a] = nil return a < b and error('evil') end)
            """,
        ["always less"] = """
            local t = {} for i = 1, 200 do t[i] = i end
            while true do table.sort(t, function() return true end) end
            """,
        ["error in error"] = "error(setmetatable({}, {__tostring = error}))",
        ["finalizer"] = "newproxy(true) local u = newproxy(true) getmetatable(u).__gc = error u = nil collectgarbage()",
    };

    static readonly Dictionary<string, string> _endless = new()
    {
        ["while"] = "while true do end",
        ["repeat"] = "repeat until false",
        ["repeat with a test"] = "local x repeat until x",
        ["repeat with a comparison"] = "local x, y = 1, 2 repeat until x == y",
        ["repeat with an order"] = "local x, y = 1, 2 repeat until y < x",
        ["repeat with strings"] = "local x, y = 'a', 'b' repeat until y < x",
        ["numeric for"] = "for i = 1, math.huge do end",
        ["empty loops"] = "while true do for i = 1, 0 do end end",
        ["generic for"] = "for i in function() return 1 end do end",
        ["tail calls"] = "local function f() return f() end f()",
        ["pattern"] = "return ('a'):rep(300):find(('a*'):rep(30) .. 'b')",
        ["lazy pattern"] = "return ('a'):rep(300):find(('.-'):rep(30) .. 'b')",
        ["balanced pattern"] = "while true do (('('):rep(10000)):find('%b()') end",
        ["plain find"] = "local s = ('a'):rep(10000) while true do s:find('b', 1, true) end",
        ["rep"] = "while true do ('x'):rep(10000) end",
        ["rep of nothing"] = "while true do (''):rep(1e9) end",
        ["reverse"] = "local s = ('a'):rep(10000) while true do s:reverse() s:upper() s:byte(1, 100) end",
        ["gsub callback"] = "('x'):gsub('.', function() while true do end end)",
        ["gsub of nothing"] = "local s = ('a'):rep(10000) while true do s:gsub('', '') end",
        ["comparator"] = "table.sort({3, 2, 1}, function() while true do end end)",
        ["pcall"] = "while true do pcall(error) end",
        ["pcall of the loop"] = "pcall(function() while true do end end) while true do end",
        ["xpcall handler"] = "xpcall(error, function() while true do end end)",
        ["coroutine"] = "coroutine.wrap(function() while true do end end)()",
        ["coroutines"] = "local f = coroutine.wrap(function() while true do coroutine.yield() end end) while true do f() end",
        ["finalizer"] = "local u = newproxy(true) getmetatable(u).__gc = function() while true do end end u = nil collectgarbage()",
        ["metamethod"] = "local t = setmetatable({}, {__index = function() while true do end end}) return t.x",
        ["concat"] = "local t = {} for i = 1, 1000 do t[i] = 'xxxxxxxxxx' end while true do table.concat(t) end",
        ["insert"] = "local t = {} for i = 1, 1000 do t[i] = i end while true do table.insert(t, 1, 1) table.remove(t, 1) end",
        ["length"] = "local t = {} for i = 1, 1000 do t[i] = i end while true do local n = #t end",
        ["next"] = "local t = {x = 1} while true do next(t) end",
        ["select"] = "while true do select('#', unpack({1, 2, 3})) end",
        ["collector"] = "while true do collectgarbage() end",
        ["loadstring"] = "while true do loadstring('return 1') end",
    };
}
