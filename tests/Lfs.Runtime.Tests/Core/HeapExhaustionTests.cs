using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Lfs.Runtime;
using Lfs.Runtime.Core;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>Allocation n fails, for every n: an error that names it, and everything comes back.</summary>
public sealed class HeapExhaustionTests(ITestOutputHelper output)
{
    // A run that needs more allocations than this has not been bounded as it should be.
    const int MostAllocations = 5000;

    [Theory]
    [MemberData(nameof(Programs))]
    public void Any_allocation_can_fail(string target, string name, bool andAllLater)
    {
        string source = _programs.TryGetValue(name, out string? program) ? program : _programs53[name];
        using LfsDevice device = SafetyDevices.Boot(target);
        bool is53 = SafetyDevices.Is53(target);
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(device.Try(source));
            device.Settle();
        }
        (long Bytes, long Blocks) whole = InUse(device, is53);
        (long Bytes, long Blocks) objects = InObjects(device, is53);
        int errors = 0;
        ulong number = 1;
        for (; number < MostAllocations; number++)
        {
            ulong before = device.Machine.Heap.FailuresInjected;
            device.Machine.Heap.FailAllocation(number, andAllLater);
            LuaException? error = device.Try(source);
            device.Machine.Heap.FailNone();
            string where = $"allocation {number}";

            Assert.True(IsExhaustion(error, is53), $"{where}: {error}");
            AssertSound(device, where);
            device.Settle();
            AssertSound(device, where + ", collected");
            AssertObjectsAreBack(objects, InObjects(device, is53), name, where);
            Assert.Null(device.Try(source));
            device.Settle();
            Assert.True(whole == InUse(device, is53), $"{where}: {InUse(device, is53)} is in use after a run, {whole} before");
            errors += error is null ? 0 : 1;
            if (device.Machine.Heap.FailuresInjected == before)
                break;
        }

        output.WriteLine($"{target} {name}: {number - 1} of {number - 1} failures, {errors} reached the program");
        Assert.True(number is > 3 and < MostAllocations);
    }

    // Where a buffer of 5.3 grows, its box tells the failure.
    static bool IsExhaustion(LuaException? error, bool is53) =>
        error is null or { Message: "not enough memory" } || (is53 && Regex.IsMatch(
            error.Message, "^test:[0-9]+: not enough memory for buffer allocation$"));

    // After the failure every object is as before, to the byte. Not so the vectors that keep some of what they
    // grew to: what failed did not let them grow. Nor the weak table of 5.1's newproxy, which outlives the
    // program: it may not have grown either.
    static void AssertObjectsAreBack(
        (long Bytes, long Blocks) before, (long Bytes, long Blocks) now, string name, string where)
    {
        bool isBack = name == "finalizers" ? now.Bytes <= before.Bytes : now.Bytes == before.Bytes;
        Assert.True(isBack && now.Blocks == before.Blocks, $"{where}: {now} is in use, {before} before");
    }

    static (long Bytes, long Blocks) InObjects(LfsDevice device, bool is53)
    {
        VectorSizes vectors = device.State.Vectors;
        long frames = is53 ? vectors.Frames / Unsafe.SizeOf<CallInfo53>() : 0;     // A block each.
        return (device.LuaBytesInUse - vectors.Bytes, device.Machine.Heap.Check().UsedBlocks - frames);
    }

    // After one more run, without a failure, nothing at all is left of it: the vectors are as before, too. The
    // one that stays out of the sum is 5.1's stack, which doubles from whatever size it has and is halved while
    // it has more than 90 slots and a quarter is in use: where between 45 and 90 it ends depends on the past.
    static (long Bytes, long Blocks) InUse(LfsDevice device, bool is53)
    {
        VectorSizes vectors = device.State.Vectors;
        long stack = is53 ? 0 : vectors.Stack;
        Assert.True(stack <= 90 * Unsafe.SizeOf<Value51>(), $"The stack has {stack} bytes.");
        return (device.LuaBytesInUse - stack, device.Machine.Heap.Check().UsedBlocks);
    }

    static void AssertSound(LfsDevice device, string where)
    {
        string? fault = device.State.FindFault();
        Assert.True(fault is null, $"{where}: {fault}");
    }

    public static IEnumerable<object[]> Programs() =>
        from target in _targets
        from name in SafetyDevices.Is53(target) ? _programs.Keys.Concat(_programs53.Keys) : _programs.Keys
        from later in _either
        select new object[] { target, name, later };

    static readonly string[] _targets = ["5.1", "5.1-int", "5.3", "5.3-64"];
    static readonly bool[] _either = [false, true];

    static readonly Dictionary<string, string> _programs = new()
    {
        ["tables"] = "local t = {} for i = 1, 40 do t[i] = {i, x = i} t['k' .. i] = i end t = nil",
        ["strings"] = "local s = '' for i = 1, 30 do s = s .. i .. ('x'):rep(i) end return #s",
        ["concat"] = "local t = {} for i = 1, 40 do t[i] = 'item' .. i end return #table.concat(t, ', ')",
        ["closures"] = "local t = {} for i = 1, 20 do local j = i t[i] = function() j = j + 1 return i + j end end t[3]()",
        ["coroutines"] = """
            for i = 1, 5 do
              local co = coroutine.wrap(function(a) local t = {a} local b = coroutine.yield(t) return {b, t} end)
              co(i) co('x' .. i)
            end
            """,
        ["load"] = """
            local f = assert((loadstring or load)("local a, b = 'one', {1, 2, c = 'three'} return function(x) return a .. x, b end"))
            f()("y")
            """,
        ["sort"] = """
            local t = {} for i = 1, 40 do t[i] = 'k' .. (i * 17) % 41 end
            table.sort(t) table.sort(t, function(a, b) return a .. 'x' > b .. 'x' end)
            """,
        ["gsub"] = """
            local s = ('hello world '):rep(8)
            s = s:gsub('%w+', function(w) return w:upper() .. #w end):gsub('%d', {['5'] = 'five'})
            return s:format() .. ('%q%s'):format(s, s)
            """,
        ["pcall"] = """
            local function nest(n) if n == 0 then error({}) end local t = {n} local ok, e = pcall(nest, n - 1)
              error(e == nil and t or e) end
            local ok, e = pcall(nest, 6)
            if e == "not enough memory" then error(e, 0) end
            xpcall(function() error("x") end, function(m) return m .. "y" end)
            """,
        ["varargs"] = """
            local function count(...) local t = {...} return select('#', ...), (unpack or table.unpack)(t) end
            local function more(n, ...) if n == 0 then return count(...) end return more(n - 1, n, 's' .. n, ...) end
            more(20)
            """,
        ["metamethods"] = """
            local mt = {} mt.__index = function(t, k) return k .. 'x' end
            mt.__newindex = function(t, k, v) rawset(t, k, {v}) end
            mt.__concat = function(a, b) return 'c' end mt.__call = function(self, ...) return {...} end
            local t = setmetatable({}, mt) t.a = 1 local s = t .. t .. t.b t(1, 2, 3)
            """,
        ["finalizers"] = """
            for i = 1, 4 do
              local function gc() local t = {i, 's' .. i} end
              if newproxy then getmetatable(newproxy(true)).__gc = gc else setmetatable({}, {__gc = gc}) end
            end
            collectgarbage()
            """,
    };

    // None returns an object: the host would hold it.
    static readonly Dictionary<string, string> _programs53 = new()
    {
        ["long strings"] = "local t = {} for i = 1, 20 do local s = ('long'):rep(12) .. i t[s] = s .. s end return next(t)",
        ["pack"] = """
            local s = string.pack('s2zi4n', ('x'):rep(60), 'y', 1, 2.5) .. ('z'):rep(300)
            local a, b = string.unpack('s2z', s) return utf8.char(228, 8364, 65) .. a .. b, #table.pack(s:byte(1, 20))
            """,
        ["weak keys"] = """
            local t = setmetatable({}, {__mode = 'k'})
            for i = 1, 12 do local k = {i} t[k] = {k, 's' .. i} end collectgarbage() local n = next(t) n = nil
            """,
        ["shared upvalues"] = """
            local t = {}
            for i = 1, 12 do
              local a, b = i, {} ::again:: t[i] = {function() a = a + 1 return b end, function() return a, b end}
              if a < 2 then a = 2 goto again end
            end
            return #t[3][1](), (t[4][2]())
            """,
        ["yields across calls"] = """
            local co = coroutine.wrap(function(...)
              local t = setmetatable({}, {__index = function(_, k) return coroutine.yield(k .. 'x') end})
              local ok, e = pcall(function() return {t.a, t.b, coroutine.yield({1})} end)
              if not ok and e == "not enough memory" then error(e, 0) end
              return e
            end)
            co() co('one') co('two') co('three')
            """,
        ["reader"] = """
            local n = 0
            local f, why = load(function() n = n + 1 if n < 12 then return "local a" .. n .. " = 'text " .. n .. "' " end end)
            if not f then error(why, 0) end
            f()
            """,
        ["hooks"] = """
            local seen = {}
            local function hook(event, line) seen[#seen + 1] = event .. (line or '') end
            local function work(n) if n > 0 then return work(n - 1) end return #seen end
            coroutine.wrap(function() debug.sethook(hook, 'crl') work(5) end)()
            """,
        ["resurrection"] = """
            local mt, kept = {}, {}
            mt.__gc = function(o) if not o.twice then o.twice = {} kept[#kept + 1] = setmetatable(o, mt) end end
            for i = 1, 4 do setmetatable({'o' .. i}, mt) end collectgarbage() kept = {} collectgarbage()
            """,
    };
}
