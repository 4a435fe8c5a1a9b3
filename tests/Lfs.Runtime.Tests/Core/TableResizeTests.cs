using System.Globalization;
using System.Text;
using CsCheck;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>A table of 5.1 is resized in place: it keeps every entry, and a traversal visits each once.</summary>
public class TableResizeTests
{
    const int MostSteps = 400;

    /// <summary>Keys of all kinds, by number: a program and the model make the same ones.</summary>
    const string Keys = """
        local objects = {}
        local function key(i)
          local kind = i % 5
          if kind == 0 then return i / 5 + 1 end
          if kind == 1 then return 'k' .. i end
          if kind == 2 then return -i end
          if kind == 3 then
            objects[i] = objects[i] or {i}
            return objects[i]
          end
          return i * 8 + SHIFT
        end
        """;

    /// <summary>Sets, removes, and compares what the table has with what it should have.</summary>
    const string Program = """
        local t, names = {}, {}
        local function set(i, v) t[key(i)] = v names[key(i)] = i end
        local function listing()
          local list = {}
          for k, v in pairs(t) do
            assert(t[k] == v and rawget(t, k) == v)
            list[#list + 1] = names[k] .. '=' .. v
          end
          table.sort(list)
          return list
        end
        """;

    [Theory]
    [InlineData("5.1", true)]
    [InlineData("5.1", false)]
    [InlineData("5.1-int", true)]
    [InlineData("5.1-int", false)]
    [InlineData("5.3", true)]
    public void A_table_keeps_its_entries_when_it_grows_and_shrinks(string target, bool emergencyCollection)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = 1024 * 1024,
            EmergencyCollection = emergencyCollection,
        });
        if (emergencyCollection && target != "5.3")
            device.Run("node.egc.setmode(node.egc.ALWAYS, 0)");

        Gen.Select(Gen.Int[0, 150], Gen.Int[0, 3]).Array[1, MostSteps].Sample(steps =>
        {
            SortedDictionary<int, int> model = [];
            StringBuilder list = new();
            for (int i = 0; i < steps.Length; i++)
            {
                (int key, int kind) = steps[i];
                // One step of four removes.
                if (kind == 0)
                    model.Remove(key);
                else
                    model[key] = i;
                list.Append(CultureInfo.InvariantCulture, $"{key} {(kind == 0 ? -1 : i)},");
            }
            string shift = target == "5.1-int" ? "10000" : "0.5";
            string source = Keys.Replace("SHIFT", shift, StringComparison.Ordinal) + "\n" + Program + $$"""

                for i, v in ('{{list}}'):gmatch('(%d+) (-?%d+),') do
                  i, v = tonumber(i), tonumber(v)
                  if v < 0 then v = nil end
                  set(i, v)
                end
                local list = listing()
                return #list, (unpack or table.unpack)(list)
                """;

            LuaValue[] results = device.Run(source);

            string[] expected = [.. model.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal)];
            Assert.Equal(expected, results[1..].Select(value => value.AsString()));
            Assert.Null(device.State.FindFault());
        }, iter: 40, threads: 1);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void A_weak_table_that_shrinks_loses_what_is_collected_and_no_more(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target, HeapBytes = 1024 * 1024 });

        LuaValue[] results = device.Run("""
            node.egc.setmode(node.egc.ALWAYS, 0)
            local kept, t = {}, setmetatable({}, {__mode = 'k'})
            local function add(i)
              local k = {}
              if i % 10 == 0 then kept[#kept + 1] = k end
              t[k] = i
            end
            for round = 1, 6 do
              for i = 1, 100 do add(i) end
            end
            (function(...) return ... end)(1, 2, 3, 4, 5, 6)     -- Over what is left in dead slots.
            collectgarbage()
            local n, sum = 0, 0
            for k, v in pairs(t) do n = n + 1 sum = sum + v end
            return n, sum, #kept
            """);

        Assert.Equal([60, 6 * 550, 60], results.Select(value => (int)value.AsNumber()));
        Assert.Null(device.State.FindFault());
    }

    /// <summary>A node vector of more than 8 MB is rearranged in a copy, which a cancellation gives up.</summary>
    [Theory]
    [InlineData("t[-n - 1] = 1")]
    [InlineData("for i = 1, n do t[-i] = nil end t.x = 1")]
    public void A_long_node_vector_is_sound_after_a_cancellation(string change)
    {
        const uint HeapBytes = 160 * 1024 * 1024;
        const int Entries = 1 << 19;
        using LfsDevice device = SafetyDevices.Boot("5.1", HeapBytes);
        device.State.ChecksMemory = false;      // The walk after each cancellation is enough.
        LuaObject work = device.Run($"return function() {change} end")[0].AsObject();
        int cancelled = 0;
        // A busy machine may cancel when the work is done: then there is another table.
        for (int attempt = 0; cancelled == 0 && attempt < 50; attempt++)
        {
            device.Run($"n = {Entries} t = {{}} for i = 1, n do t[-i] = i end");
            cancelled = CountCancellations(device, work);
        }

        device.SetBudget(long.MaxValue);
        Assert.Null(device.State.FindFault());
        Assert.True(cancelled > 0);
        LuaValue[] counts = device.Run("""
            local count = 0
            for k, v in pairs(t) do count = count + 1 assert(v == 1 or v == -k) end
            for i = 1, n do assert(t[-i] == i or t.x) end
            return count
            """);
        Assert.Equal(change.Contains("nil", StringComparison.Ordinal) ? 1 : Entries + 1, (int)counts[0].AsNumber());
    }

    // Calls a function until it ends: each time it is cancelled, the next call has twice the time.
    static int CountCancellations(LfsDevice device, LuaObject work)
    {
        for (int cancelled = 0; ; cancelled++)
        {
            using CancellationTokenSource source = new();
            device.SetBudget(long.MaxValue, source.Token);
            source.CancelAfter(TimeSpan.FromMilliseconds(1 << cancelled));
            try
            {
                work.Call();
                return cancelled;
            }
            catch (LuaException error)
            {
                Assert.Equal("cancelled", error.Message);
            }
            device.SetBudget(long.MaxValue);
            Assert.Null(device.State.FindFault());
        }
    }
}
