using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>A cancellation is heard inside the pieces of long work, which leave a sound heap behind.</summary>
public class CancelledCollectionTests
{
    const uint HeapBytes = 32 * 1024 * 1024;
    const int Rounds = 24;

    static readonly string[] Programs =
    [
        "kept = {} for i = 1, 60000 do kept[i] = {i} end return function() collectgarbage() end",
        """
        kept = setmetatable({}, {__mode = 'k'}) keys = {}
        for i = 1, 30000 do keys[i] = {} kept[keys[i]] = {i} if i % 3 == 0 then keys[i] = nil end end
        return function() collectgarbage() end
        """,
        """
        kept = setmetatable({}, {__mode = 'v'}) keys = {}
        for i = 1, 30000 do kept[i] = {} kept['x' .. i] = {} if i % 3 == 0 then keys[i] = kept[i] end end
        return function() collectgarbage() end
        """,
        """
        local f = function() end
        kept = {} for i = 1, 20000 do
          if newproxy then kept[i] = newproxy(true) getmetatable(kept[i]).__gc = f
          else kept[i] = setmetatable({}, {__gc = f}) end
        end
        return function() kept[#kept] = nil collectgarbage() end
        """,
        """
        kept = {} for i = 1, 3000 do
          kept[i] = coroutine.wrap(function() local x = {i} coroutine.yield(function() x = {x} return x end) end)
          kept[-i] = kept[i]()
          if i % 2 == 0 then kept[i] = nil end
        end
        return function() for i = 1, 3000 do kept[-i]() end collectgarbage() end
        """,
        "return function() local t = {} for i = 1, 40000 do t[i + 0.5] = i t[-i] = {i} end kept = t end",
        "return function() local t = {} for i = 60000, 1, -1 do t[i] = i end kept = t end",
    ];

    public static TheoryData<string, int> Cases()
    {
        TheoryData<string, int> cases = [];
        foreach (string target in new[] { "5.1", "5.3" })
        {
            for (int i = 0; i < Programs.Length; i++)
                cases.Add(target, i);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_cancelled_collection_or_resize_leaves_a_sound_heap(string target, int program)
    {
        using LfsDevice device = SafetyDevices.Boot(target, HeapBytes);
        device.State.ChecksMemory = false;      // The walk at the end of a round is enough.
        LuaObject work = device.Run(Encoding.ASCII.GetBytes(Programs[program]), "=case")[0].AsObject();
        int cancelled = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using CancellationTokenSource source = new();
            device.SetBudget(long.MaxValue, source.Token);
            source.CancelAfter(TimeSpan.FromMicroseconds(250 * round));
            try
            {
                while (true)
                    work.Call();
            }
            catch (LuaException error)
            {
                Assert.Equal("cancelled", error.Message);
                cancelled++;
            }
            device.SetBudget(long.MaxValue);
            Assert.Null(device.State.FindFault());
            device.Run("local n = 0 for k, v in pairs(kept or {}) do n = n + 1 end");
        }

        Assert.Equal(Rounds, cancelled);
        Collect(device);
        Assert.Null(device.State.FindFault());
        work.Call();
        Assert.Null(device.State.FindFault());
    }

    /// <summary>A whole collection, which has to end.</summary>
    static void Collect(LfsDevice device)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        device.SetBudget(long.MaxValue, patience.Token);
        device.Collect();
        device.SetBudget(long.MaxValue);
    }
}
