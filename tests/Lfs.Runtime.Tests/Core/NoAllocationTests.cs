using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Lua makes no .NET garbage: twice the work allocates the same.</summary>
public sealed class NoAllocationTests
{
    [Theory]
    [MemberData(nameof(Programs))]
    public void Lua_allocates_nothing_on_the_hosts_heap(string target, string name)
    {
        using LfsDevice device = SafetyDevices.Boot(target, Devices.LargeHeap);
        device.State.ChecksMemory = false;      // The check of Debug builds allocates; Lua does not.
        device.Run("function work(n) " + Program(name) + " end");
        Measure(device, 200);

        // What the call itself costs is the same each time, and garbage of Lua's would come back each time. What
        // .NET does beside it only adds: a collection that another test begins up to 8 KB (what was left of this
        // thread's allocation context), code that is compiled anew some objects. So the least of each counts.
        long once = long.MaxValue;
        long nineTimes = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && nineTimes != once; attempt++)
        {
            once = Math.Min(once, Measure(device, 5_000));
            nineTimes = Math.Min(nineTimes, Measure(device, 45_000));
        }

        Assert.Equal(once, nineTimes);
    }

    const int Attempts = 5;

    static long Measure(LfsDevice device, int n)
    {
        device["n"] = n;
        byte[] call = "work(n)"u8.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        device.Run(call, "=call");
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public static IEnumerable<object[]> Programs() =>
        from target in _targets
        from name in SafetyDevices.Is53(target) ? _programs.Keys.Concat(_programs53.Keys) : _programs.Keys
        select new object[] { target, name };

    static readonly string[] _targets = ["5.1", "5.1-int", "5.3", "5.3-64"];

    // Some 30 instructions a round: more than a million between the two measurements.
    static readonly Dictionary<string, string> _programs = new()
    {
        ["arithmetic"] = "local x, y = 0, 1 for i = 1, n * 4 do x = (x + i * 3 - y) % 1000 y = -x + i / 2 ^ 1 end return x",
        ["calls"] = "local function f(a, b) return a + b, b end for i = 1, n do local x, y = f(i, 2) x = f(f(y, x)) end",
        ["tables"] = "local t = {} for i = 1, n do t[i % 50 + 1] = {i, x = i} t.k = t[i % 50 + 1].x + #t end",
        ["strings"] = "local s for i = 1, n do s = 'a' .. i .. 'b' s = s .. s end",
        ["closures"] = "for i = 1, n do local j = i local f = function() j = j + 1 return j end f() f() end",
        ["varargs"] = "local function f(...) return select('#', ...), ... end for i = 1, n do f(i, f(1, 2, 3)) end",
        ["coroutines"] = """
            local f = coroutine.wrap(function() while true do coroutine.yield(1, 2) end end)
            for i = 1, n do f(i) end
            for i = 1, n / 10 do coroutine.wrap(function(a) return a end)(i) end
            """,
        ["metamethods"] = """
            local mt = {} mt.__add = function(a, b) return a end mt.__index = function(t, k) return k end
            mt.__newindex = function() end mt.__call = function(t, a) return a end mt.__lt = function() return true end
            mt.__eq = mt.__lt mt.__concat = mt.__add mt.__unm = mt.__add mt.__len = mt.__add
            local a, b = setmetatable({}, mt), setmetatable({}, mt)
            for i = 1, n do local x = a + b x = a.y a.z = i x = a(i) x = a < b x = a == b x = a .. b x = -a end
            """,
        ["iteration"] = "local t = {1, 2, 3, x = 1, y = 2} for i = 1, n do for k, v in pairs(t) do end for _, v in ipairs(t) do end end",
        ["string library"] = """
            for i = 1, n do
              local s = ("abc"):upper():lower():rep(3):reverse():sub(2, 5)
              local b, c = s:byte(1, 2) s = string.char(b, c) .. #s
            end
            """,
        ["patterns"] = """
            for i = 1, n do
              local a, b = ("key=value"):match("(%w+)=(%w+)") local p = ("hello"):find("l+")
              p = ("hello"):find("l", 1, true) local s = ("a b"):gsub("%w", "%0%0")
              for w in ("x y"):gmatch("%a") do end
            end
            """,
        ["gsub callbacks"] = "local function f(w) return w end for i = 1, n do local s = ('a b'):gsub('%w', f) s = ('a'):gsub('a', {a = 'b'}) end",
        ["format"] = "for i = 1, n do local s = ('%d %s %5s %q %x %c'):format(i, 'x', 'y', 'z', i, 65) end",
        ["numbers as strings"] = "for i = 1, n do local s = tostring(i) local k = tonumber(s) + tonumber('10', 16) s = i .. '' end",
        ["table library"] = """
            local t = {5, 3, 8, 1}
            for i = 1, n do
              table.insert(t, i) table.insert(t, 1, i) table.remove(t) table.remove(t, 1)
              local s = table.concat({'a', 'b'}, ',') local a, b = unpack(t, 1, 2)
            end
            """,
        ["sort"] = "local t = {} for i = 1, 100 do t[i] = i end local function more(a, b) return a > b end for i = 1, n / 100 do table.sort(t) table.sort(t, more) end",
        ["errors"] = "local function f() error('x', 0) end local e = {} local function g() error(e) end for i = 1, n do pcall(f) pcall(g) end",
        ["base library"] = "for i = 1, n do local x = type(i) x = rawget({}, 1) x = rawequal(i, i) x = select(2, i, x) x = next({1}) x = assert(i) end",
        ["math"] = "for i = 1, n do local x = math.max(i, 3) x = math.abs(i) x = math.random(10) x = math.min(i, 2) end",
        ["collections"] = "for i = 1, n do local t = {i} if i % 1000 == 0 then collectgarbage() end end",
    };

    static string Program(string name) =>
        _programs.TryGetValue(name, out string? program) ? program : _programs53[name];

    static readonly Dictionary<string, string> _programs53 = new()
    {
        ["integers"] = "local x = 1 for i = 1, n * 4 do x = (x << 3 ~ i) // 3 & 0xFFFF x = x % 7 | 1 x = x + 2.5 x = math.floor(x) end",
        ["goto"] = "for i = 1, n do local j = 0 ::top:: j = j + 1 if j < 5 then goto top end end",
        ["long strings"] = "local t = {} for i = 1, n do local s = ('x'):rep(50) .. i t[s] = nil local same = s == s .. '' end",
        ["metamethods of 5.3"] = """
            local mt = {} mt.__idiv = function(a, b) return a end mt.__band = mt.__idiv mt.__bnot = mt.__idiv
            mt.__len = function() return 3 end mt.__le = function() return true end mt.__index = {x = 1}
            local a = setmetatable({}, mt)
            for i = 1, n do local x = a // 1 x = a & 1 x = ~a x = #a x = a <= a x = a.x end
            """,
        ["upvalues"] = "for i = 1, n do local a, b = i, {} local f, g = function() a = a + 1 return b end, function() return a end f() g() end",
        ["yields across pcall"] = """
            local f = coroutine.wrap(function() while true do pcall(coroutine.yield, 1) end end)
            for i = 1, n do f() end
            """,
        ["errors through coroutines"] = """
            local co = coroutine.wrap(function() while true do pcall(error, 'x', 0) coroutine.yield() end end)
            for i = 1, n do co() end
            """,
        ["handlers"] = "local function h(m) return m end local e = {} for i = 1, n do xpcall(error, h, e) end",
        ["utf8"] = "for i = 1, n do local s = utf8.char(228, 8364) local k = utf8.len(s) + utf8.codepoint(s, 1) + utf8.offset(s, 2) end",
        ["moves"] = "local t = {1, 2, 3} for i = 1, n do table.move(t, 1, 3, 2) local a, b = table.unpack(t, 1, 2) local p = table.pack(a, b) end",
        ["hooks"] = "local c = 0 debug.sethook(function() c = c + 1 end, 'crl', 5) for i = 1, n / 50 do math.abs(i) end debug.sethook()",
        ["ephemerons"] = "local t = setmetatable({}, {__mode = 'k'}) for i = 1, n do local k = {} t[k] = {k} end",
    };
}
