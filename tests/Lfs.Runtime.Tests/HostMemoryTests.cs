using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>
/// What a program makes grow is asked of the device's heap or of the host's bound before .NET's memory is
/// taken. The bytes that .NET allocates while a program runs are counted, garbage included.
/// </summary>
public class HostMemoryTests
{
    const uint LargeHeap = 16 * 1024 * 1024;
    const int LargeFactor = 25;
    const long MostForDevice = 24 * 1024 * 1024;
    const long MostForLargeHeap = 3 * LfsDeviceOptions.DefaultHostMemoryBytes;

    const string Prologue = """
        local load = loadstring or load
        local unpack = unpack or table.unpack
        local K = ...
        local function u32(n)
          return string.char(n % 256, math.floor(n / 256) % 256, math.floor(n / 65536) % 256,
            math.floor(n / 16777216) % 256)
        end

        """;

    // K is 1 for a device's heap and larger for a large one.
    static readonly Dictionary<string, string> Programs = new()
    {
        ["a path of many question marks"] =
            "package.path = ('?'):rep(3000 * K) return pcall(require, ('x'):rep(3000 * K))",
        ["a path of many templates"] =
            "package.path = (('?'):rep(149) .. ';'):rep(40 * K) return pcall(require, ('x'):rep(5000))",
        ["a path of short templates"] =
            "package.path = ('?;'):rep(1000 * K) return pcall(require, ('x'):rep(2000 * K))",
        ["a name of dots"] =
            "package.path = '?;?;?' return pcall(require, ('.'):rep(10000 * K))",
        ["separators that grow"] =
            """
            if not package.searchpath then return end
            return pcall(package.searchpath, ('.'):rep(5000 * K), '?;?', '.', ('y'):rep(6000 * K))
            """,
        ["searchers that talk"] =
            """
            local text = ('x'):rep(4000 * K)
            for i = 1, 500 do package.loaders[i] = function() return text end end
            return pcall(require, 'nothing')
            """,
        ["searchers that require"] =
            """
            local depth, text = 0, ('x'):rep(8000 * K)
            package.loaders[1] = function() return text end
            package.loaders[2] = function()
              depth = depth + 1
              if depth < 40 then pcall(require, 'y' .. depth) end
              return text
            end
            return pcall(require, 'nothing')
            """,
        ["a traceback from far below"] =
            "return #debug.traceback('x', -100000000)",
        ["a traceback from the lowest level"] =
            "return #debug.traceback('x', -2147483648)",
        ["a traceback with a long message"] =
            "return #debug.traceback(('x'):rep(20000 * K), 1)",
        ["a global with a long name"] =
            "return pcall(load('return ' .. ('x'):rep(6000 * K) .. '.y'))",
        ["a field with a long name"] =
            "return pcall(load('local t = {} return t.' .. ('x'):rep(6000 * K) .. '.y'))",
        ["a long message"] =
            "return pcall(error, ('x'):rep(20000 * K)), pcall(assert, false, ('x'):rep(20000 * K))",
        ["an option with a long name"] =
            "return pcall(collectgarbage, ('x'):rep(20000 * K))",
        ["a type with a long name"] =
            """
            local t = setmetatable({}, {__name = ('x'):rep(20000 * K)})
            return pcall(tostring, t), pcall(function() return t < t end), pcall(string.rep, t)
            """,
        ["chunks with long names"] =
            """
            local name = ('n'):rep(8000 * K)
            for i = 1, 20 do pcall(load, 'x =', name) pcall(load, 'error(1)', '@' .. name) end
            local f = load('return function() return debug.traceback() end', name)
            return #f()()
            """,
        ["a reader without an end"] =
            "return pcall((loadstring and _G.load or load), function() return ('x'):rep(1000 * K) end)",
        ["a reader of a chunk without an end"] =
            """
            local first = true
            return pcall((loadstring and _G.load or load), function()
              if first then first = false return '\27Lua' end
              return ('x'):rep(1000 * K)
            end)
            """,
        ["readers in readers"] =
            """
            local load, depth = (loadstring and _G.load or load), 0
            local function read()
              depth = depth + 1
              if depth < 150 then load(read) end
              return ('x'):rep(1000 * K)
            end
            return pcall(load, read)
            """,
        ["a text of many tokens"] =
            "return pcall(load, ('a=1 '):rep(2000 * K))",
        ["a text of many names"] =
            "return pcall(load, ('a'):rep(4000 * K) .. '=' .. ('not '):rep(2000 * K) .. '1')",
        ["a dump of names that repeat"] =
            """
            if node and node.stripdebug then node.stripdebug(1) end
            local name = ('n'):rep(3000 * K)
            local f = load('local ' .. name .. ' return ' .. ('function() return '):rep(100) .. name .. (' end'):rep(100))
            return pcall(string.dump, f, false)
            """,
        ["a text that doubles"] =
            """
            return pcall(string.rep, 'x', 1000000 * K), pcall(string.gsub, ('x'):rep(3000 * K), '.', ('y'):rep(3000)),
              pcall(string.format, ('%s'):rep(100), unpack((function()
                local t = {} for i = 1, 100 do t[i] = ('x'):rep(2000 * K) end return t end)()))
            """,
        ["a list that is joined"] =
            """
            local t, text = {}, ('x'):rep(2000 * K)
            for i = 1, 500 do t[i] = text end
            return pcall(table.concat, t, text)
            """,
        ["counts that nest, of 5.1"] =
            """
            local n = 10000 * K
            local zero, parts = u32(0), {string.dump(function() end):sub(1, 12)}
            for i = 1, 199 do
              parts[#parts + 1] = zero .. zero .. zero .. '\0\0\2\2' .. zero .. zero .. u32(n)
            end
            local chunk = table.concat(parts) .. ('\0'):rep(n)
            parts = nil
            return pcall(load, chunk, '=b')
            """,
        ["counts that nest, of 5.3"] =
            """
            local n = 10000 * K
            local function number(value)
              local text = string.char(value % 128)
              value = math.floor(value / 128)
              while value > 0 do
                text = string.char(128 + value % 128) .. text
                value = math.floor(value / 128)
              end
              return text
            end
            local dump = string.dump(function() end)
            local parts = {dump:sub(1, #dump - 20)}
            for i = 1, 199 do parts[#parts + 1] = '\0\0\0\0\0\2' .. number(n) end
            for cut = 1, 40 do
              parts[1] = dump:sub(1, cut)
              pcall(load, table.concat(parts) .. ('\0'):rep(n), '=b')
            end
            """,
        ["a chunk of constants"] =
            """
            local chunk = string.dump(load("return 'abcdefgh', 1, 2, 3"))
            for i = 1, #chunk do
              pcall(load, chunk:sub(1, i) .. ('\255'):rep(100 * K), '=b')
              pcall(load, chunk:sub(1, i) .. ('\1'):rep(100 * K), '=b')
            end
            """,
    };

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach (string name in Programs.Keys)
        {
            foreach (string target in new[] { "5.1", "5.3" })
                cases.Add(name, target);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_program_in_a_heap_of_a_device_takes_little_of_the_host(string name, string target) =>
        CheckAllocated(name, target, LfsDeviceOptions.DeviceHeapBytes, 1, MostForDevice);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_program_in_a_large_heap_stays_within_the_bound_of_the_host(string name, string target) =>
        CheckAllocated(name, target, LargeHeap, LargeFactor, MostForLargeHeap);

    static void CheckAllocated(string name, string target, uint heapBytes, int k, long most)
    {
        using LfsDevice device = SafetyDevices.Boot(target, heapBytes);
        device.Run("return pcall(error, 'x')");
        byte[] program = Encoding.Latin1.GetBytes(Prologue + Programs[name]);

        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            device.Run(program, "=test", k);
        }
        catch (LuaException error)
        {
            Assert.Equal("not enough memory", error.Message);
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated < most, $"{name}: {allocated:N0} bytes");
        Assert.Null(device.State.FindFault());
        Assert.Equal(2, device.Run("return 1 + 1")[0].AsInteger());
    }

    [Theory]
    [InlineData("5.1", LfsDeviceOptions.DeviceHeapBytes, 1_500, 10_000)]
    [InlineData("5.3", LfsDeviceOptions.DeviceHeapBytes, 1_500, 10_000)]
    [InlineData("5.1", LargeHeap, 7_000, 500_000)]
    [InlineData("5.3", LargeHeap, 100_000, 500_000)]
    public void A_string_that_reaches_the_host_many_times_is_copied_once(
        string target, uint heapBytes, int times, int length)
    {
        using LfsDevice device = SafetyDevices.Boot(target, heapBytes);
        int arguments = 0;
        device.Register("take", given => [arguments = given.Length]);
        byte[] program = Encoding.ASCII.GetBytes(
            "local n, length = ... local s, t = ('x'):rep(length), {} for i = 1, n do t[i] = s end "
            + "local unpack = unpack or table.unpack take(unpack(t)) return unpack(t)");

        long before = GC.GetAllocatedBytesForCurrentThread();
        LuaValue[] results = device.Run(program, "=test", times, length);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(times, arguments);
        Assert.Equal(times, results.Length);
        Assert.All(results, result => Assert.Equal(length, result.AsBytes().Length));
        Assert.True(allocated < 1_000_000 + 4L * length + 500L * times, $"{allocated:N0} bytes");
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void Strings_for_the_host_end_at_its_bound(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = LargeHeap,
            EmergencyCollection = false,
            HostMemoryBytes = 1_000_000,
        });
        device.Register("take", _ => []);

        LuaException result = Assert.Throws<LuaException>(() => device.Run("return ('x'):rep(2000000)"));
        LuaValue[] argument = device.Run("return pcall(take, ('x'):rep(2000000))");
        LuaValue[] chunk = device.Run("return pcall(loadstring or load, ('x'):rep(2000000))");

        Assert.Equal(LuaErrorKind.Memory, result.Kind);
        Assert.Equal("not enough memory", argument[1].AsString());
        Assert.Equal("not enough memory", chunk[^1].AsString());
        Assert.Equal(500_000, device.Run("return ('x'):rep(500000)")[0].AsBytes().Length);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void What_a_load_takes_of_the_host_is_given_back(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = LargeHeap,
            EmergencyCollection = false,
            HostMemoryBytes = 1_000_000,
        });

        device.Run("""
            local load = loadstring or load
            for i = 1, 200 do
              assert(load(('a=1 '):rep(2000)))
              assert(not load(('a=1 '):rep(2000) .. '='))
              assert(load(string.dump(load(('a=1 '):rep(500)))))
              assert(not pcall(load, ('x'):rep(2000000)) or true)
              pcall(_G.load, function() error('x') end)
            end
            """);
    }
}
