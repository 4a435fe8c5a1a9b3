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
        for (int i = 0; i < 3; i++)
            Assert.Null(device.Try(source));
        device.Settle();
        (uint bytes, uint blocks) = InUse(device);
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
            string? fault = device.State.FindFault();
            Assert.True(fault is null, $"{where}: {fault}");
            device.Settle();
            fault = device.State.FindFault();
            Assert.True(fault is null, $"{where}, collected: {fault}");
            (uint bytesNow, uint blocksNow) = InUse(device);
            // newproxy's weak table lives on, and its size depends on what ran before: there it may be
            // smaller.
            bool isBack = name == "finalizers" ? bytesNow <= bytes : bytesNow == bytes;
            Assert.True(isBack, $"{where}: {bytesNow} bytes are in use, {bytes} before");
            Assert.True(blocksNow == blocks, $"{where}: {blocksNow} blocks are in use, {blocks} before");
            errors += error is null ? 0 : 1;
            if (device.Machine.Heap.FailuresInjected == before)
                break;
        }

        output.WriteLine($"{target} {name}: {number - 1} of {number - 1} failures, {errors} reached the program");
        Assert.True(number is > 3 and < MostAllocations);
    }

    // Stacks, string table and buffer keep some of what they grew to: how much depends on what ran before.
    static (uint Bytes, uint Blocks) InUse(LfsDevice device) =>
        (device.LuaBytesInUse - device.State.VectorBytes, device.Machine.Heap.Check().UsedBlocks);

    public static IEnumerable<object[]> Programs() =>
        from target in _targets
        from name in _programs.Keys
        from later in _either
        select new object[] { target, name, later };

    static readonly string[] _targets = ["5.1", "5.1-int"];
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
            local f = assert(loadstring("local a, b = 'one', {1, 2, c = 'three'} return function(x) return a .. x, b end"))
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
            local function count(...) local t = {...} return select('#', ...), unpack(t) end
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
            for i = 1, 4 do local u = newproxy(true) getmetatable(u).__gc = function() local t = {i, 's' .. i} end end
            collectgarbage()
            """,
    };
}
