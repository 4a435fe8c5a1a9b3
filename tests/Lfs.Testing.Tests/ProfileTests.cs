using System.Text;
using Lfs.Runtime;
using Lfs.Testing;

namespace Lfs.Tests;

/// <summary>Profiles of the heap and of lines: exact, and without an effect on the program.</summary>
public sealed class ProfileTests
{
    public static IEnumerable<object[]> Targets() => LuaTestTests.AllTargets();

    static TestDevice Device(string target, string module) => new(new TestDeviceOptions
    {
        Target = target,
        Modules = { ["m"] = module },
        Device = new LfsDeviceOptions { RecordsAllocations = true, RecordsLines = true },
    });

    [Theory]
    [MemberData(nameof(Targets))]
    public void Each_object_is_attributed_to_the_line_that_made_it(string target)
    {
        using TestDevice test = Device(target, """
            kept = {}
            local function make(i)
              return { i, name = "name" .. i }
            end
            for i = 1, 20 do
              kept[i] = make(i)
            end
            text = ("x"):rep(300)
            call = function() return kept end
            thread = coroutine.create(function() coroutine.yield() end)
            copy = table.concat({
              "a", "b" }, ("-"):rep(100))
            """);
        test.CallModule("m");
        test.Device.Collect();

        HeapProfile profile = test.Device.HeapProfile();

        Assert.Equal(test.Device.LuaBytesInUse, profile.TotalBytes);
        Assert.Equal(20, Entry("table", 3).Objects);
        Assert.Equal(20, Entry("string", 3).Objects);
        Assert.Equal(1, Entry("table", 1).Objects);
        Assert.True(Entry("table", 1).Bytes >= 20 * 8, "with its array");
        // The first buffer of 5.3 makes the metatable of its boxes.
        Assert.InRange(Entry("string", 8).Bytes, 300, 370);
        Assert.Equal(1, Entry("function", 9).Objects);
        Assert.Equal(1, Entry("thread", 10).Objects);
        Assert.InRange(Entry("string", 11).Bytes + profile.Entries
            .Where(entry => entry is { Source: "m.lua", Type: "string", Line: 12 }).Sum(entry => entry.Bytes), 100, 300);
        Assert.Equal(profile.TotalBytes, profile.ByType.Sum(row => row.Value));
        Assert.Equal(profile.TotalBytes, profile.BySource.Sum(row => row.Value));
        Assert.Equal(profile.TotalBytes, profile.ByLine.Sum(row => row.Value));
        Assert.Contains(profile.ByLine, row => row.Key == "m.lua:3");
        Assert.Contains("20 table      m.lua:3", profile.ToString());

        HeapProfileEntry Entry(string type, int line) => Assert.Single(
            profile.Entries, entry => entry.Source == "m.lua" && entry.Type == type && entry.Line == line);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_library_allocates_for_its_caller(string target)
    {
        using TestDevice test = Device(target, """
            list = {}
            local function less(a, b)
              return a .. "" < b .. ""
            end
            for i = 1, 5 do list[i] = tostring(i * 7 % 5) .. ("x"):rep(60) end
            table.sort(list, less)
            padded = list[1]:gsub("x", function(c)
              return c .. c
            end)
            made = setmetatable({}, { __concat = function(a, b)
              return { b } end })
            joined = made .. "x" .. (" "):rep(200)
            """);
        test.CallModule("m");
        test.Device.Collect();

        HeapProfile profile = test.Device.HeapProfile();

        Assert.Equal(test.Device.LuaBytesInUse, profile.TotalBytes);
        Assert.Equal(5, profile.Entries.Single(entry => entry is { Line: 5, Type: "string", Source: "m.lua" }).Objects);
        // What gsub makes after its last callback is made by the line that has called gsub.
        Assert.InRange(profile.Entries.Single(entry => entry is { Line: 7, Type: "string", Source: "m.lua" }).Bytes, 120, 200);
        Assert.Equal(1, profile.Entries.Single(entry => entry is { Line: 11, Type: "table", Source: "m.lua" }).Objects);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_heap_can_be_walked_at_any_time(string target)
    {
        using TestDevice test = Device(target, """
            local mt = { __gc = function() end }
            local weak = setmetatable({}, { __mode = "k" })
            for i = 1, 60 do
              local t = { i }
              weak[t] = function() return t, mt end
              if i % 3 == 0 then look() end
            end
            local co = coroutine.wrap(function() local up = {} local f = function() return up end look() coroutine.yield(f) end)
            co()
            look()
            local f = (loadstring or load)("local a = {...} return function() return a end")
            f(1, 2) look()
            """);
        int looks = 0;
        test.Device.Register("look", _ =>
        {
            HeapProfile profile = test.Device.HeapProfile();
            Assert.Equal(test.Device.LuaBytesInUse, profile.TotalBytes);
            looks++;
            return [];
        });

        test.CallModule("m");

        Assert.Equal(23, looks);
        Assert.Equal(test.Device.LuaBytesInUse, test.Device.HeapProfile().TotalBytes);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Without_a_record_the_types_are_known(string target)
    {
        using TestDevice test = new(new TestDeviceOptions { Target = target });
        test.Run("t = {} for i = 1, 30 do t[i] = {} end");

        HeapProfile profile = test.Device.HeapProfile();

        Assert.Equal(test.Device.LuaBytesInUse, profile.TotalBytes);
        Assert.All(profile.Entries, entry => Assert.Equal((HeapProfile.Device, 0), (entry.Source, entry.Line)));
        Assert.True(profile.BytesOf("table") >= 31 * 32);
        Assert.Throws<InvalidOperationException>(() => test.Device.LineProfile());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Instructions_are_counted_by_line(string target)
    {
        using TestDevice test = Device(target, """
            local sum = 0
            for i = 1, 100 do
              sum = sum + i
            end
            local function never()
              return sum
            end
            if sum > 5000 then
              sum = 0
            else
              never()
            end
            """);
        test.CallModule("m");

        LineProfile profile = test.Device.LineProfile();

        Dictionary<int, LineProfileEntry> lines = profile.Entries
            .Where(entry => entry.Source == "m.lua").ToDictionary(entry => entry.Line);
        Assert.Equal((100, 100), (lines[3].Instructions, lines[3].Hits));
        Assert.Equal(101, lines[2].Hits);
        Assert.Equal(1, lines[9].Hits);
        Assert.Equal(0, lines[6].Hits);
        Assert.Equal(0, lines[11].Hits);
        Assert.Equal([1, 2, 3, 6, 7, 8, 9, 11], lines.Keys.Where(line => line < 12).Order());
        Assert.Equal(profile.Entries.Sum(entry => entry.Instructions), profile.TotalInstructions);
        Assert.Contains("m.lua:2\n", profile.ToString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Counts_go_on_over_restarts_and_reloads(string target)
    {
        using TestDevice test = new(new TestDeviceOptions
        {
            Target = target,
            Modules = { ["m"] = "return 1" },
            Files = { ["f.lua"] = "local x = 1\nlocal function f()\n  return x\nend\nreturn f()" },
            Device = new LfsDeviceOptions { RecordsLines = true },
        });
        for (int i = 0; i < 3; i++)
        {
            test.Run("dofile('f.lua')");
            test.Device.Collect();
            test.CallModule("m");
            if (i == 1)
                test.Device.Restart();
        }

        LineProfile profile = test.Device.LineProfile();

        Assert.Equal(3, Hits("f.lua", 3));
        Assert.Equal(3, Hits("f.lua", 5));
        Assert.Equal(3, Hits("m.lua", 1));

        long Hits(string source, int line) =>
            profile.Entries.Single(entry => entry.Source == source && entry.Line == line).Hits;
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_program_cannot_tell_that_it_is_recorded(string target)
    {
        LuaCase[] cases = [.. LuaCases.All().Where(c => !c.IsDeviceOnly && c.Targets.Contains(target))];
        Assert.True(cases.Length > 100);
        foreach (LuaCase luaCase in cases)
        {
            string plain = Outcome(target, luaCase, isRecorded: false);

            string recorded = Outcome(target, luaCase, isRecorded: true);

            Assert.True(plain == recorded, $"{luaCase.Name}: {plain}\nrecorded: {recorded}");
        }
    }

    static string Outcome(string target, LuaCase luaCase, bool isRecorded)
    {
        using MemoryStream output = new();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = 16 << 20,
            EmergencyCollection = false,
            Output = output,
            RecordsLines = isRecorded,
            RecordsAllocations = isRecorded,
        });
        const long Budget = 1_000_000_000;
        device.SetBudget(Budget);
        string end = "";
        try
        {
            device.Run(luaCase.Source, luaCase.ChunkName);
        }
        catch (LuaException error)
        {
            end = $"{error.Message}\n{error.Traceback}";
        }
        Assert.Equal(device.LuaBytesInUse, device.HeapProfile().TotalBytes);
        return $"{Encoding.Latin1.GetString(output.ToArray())}{end}\n{Budget - device.BudgetLeft} instructions, "
            + $"{device.LuaBytesInUse} and {device.LuaBytesPeak} bytes, {device.ObjectsSwept} visits, "
            + $"{device.Machine.Heap.HighWater} of the heap";
    }
}
