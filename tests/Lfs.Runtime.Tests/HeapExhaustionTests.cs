using Lfs.Runtime;
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
        string source = _programs[name];
        using LfsDevice device = SafetyDevices.Boot(target);
        (uint Bytes, uint Blocks) whole = Rest(device, source);
        (uint Bytes, uint Blocks) objects = InObjects(device);
        int errors = 0;
        ulong number = 1;
        for (; number < MostAllocations; number++)
        {
            ulong before = device.Machine.Heap.FailuresInjected;
            device.Machine.Heap.FailAllocation(number, andAllLater);
            LuaException? error = device.Try(source);
            device.Machine.Heap.FailNone();
            string where = $"allocation {number}";

            Assert.True(error is null or { Message: "not enough memory" }, $"{where}: {error}");
            AssertSound(device, where);
            device.Settle();
            AssertSound(device, where + ", collected");
            AssertBack(objects, device, name, where);
            Assert.True(whole == Rest(device, source), $"{where}: {InUse(device)} is in use after a run, {whole} before");
            errors += error is null ? 0 : 1;
            if (device.Machine.Heap.FailuresInjected == before)
                break;
        }

        output.WriteLine($"{target} {name}: {number - 1} of {number - 1} failures, {errors} reached the program");
        Assert.True(number is > 3 and < MostAllocations);
    }

    // At once after the failure every object is as before, to the byte. Not so the vectors that keep some of
    // what they grew to: what failed did not let them grow, so they have at most what they had. Nor the weak
    // table of 5.1's newproxy, which outlives the program: an entry of the run before may have left it, and it
    // is rehashed only when it is full.
    static void AssertBack((uint Bytes, uint Blocks) objects, LfsDevice device, string name, string where)
    {
        (uint bytes, uint blocks) = InObjects(device);
        bool isBack = name == "finalizers" ? bytes <= objects.Bytes : bytes == objects.Bytes;
        Assert.True(isBack && blocks == objects.Blocks, $"{where}: {(bytes, blocks)} is in use, {objects} before");
    }

    // After a run without a failure also they are as before: nothing at all is left of it.
    static (uint Bytes, uint Blocks) Rest(LfsDevice device, string source)
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(device.Try(source));
            device.Settle();
        }
        return InUse(device);
    }

    static void AssertSound(LfsDevice device, string where)
    {
        string? fault = device.State.FindFault();
        Assert.True(fault is null, $"{where}: {fault}");
    }

    static (uint Bytes, uint Blocks) InUse(LfsDevice device) =>
        (device.LuaBytesInUse, device.Machine.Heap.Check().UsedBlocks);

    // Of the vectors, 5.3's call frames are blocks of their own.
    static (uint Bytes, uint Blocks) InObjects(LfsDevice device) =>
        (device.LuaBytesInUse - device.State.VectorBytes,
            device.Machine.Heap.Check().UsedBlocks - device.State.VectorBlocks);

    public static IEnumerable<object[]> Programs() =>
        from target in _targets
        from name in _programs.Keys
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
}
