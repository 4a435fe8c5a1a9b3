using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>A buffer of 5.3 with more than 256 bytes is a block that a userdata holds, and no program can harm it.</summary>
public class BoxTests
{
    /// <summary>Calls the finalizer of boxes on all that is no box, and on boxes that are collected.</summary>
    const string FinalizesOthers = """
        ('x'):rep(300):upper()
        local box = debug.getregistry().LUABOX
        assert(box.__name == 'LUABOX')
        local others = {nil, 1, 'text', {}, print, coroutine.create(print)}
        for i = 1, 6 do assert(pcall(box.__gc, others[i]) and pcall(box.__gc)) end
        debug.setmetatable(1, box)
        assert(select('#', box.__gc(1)) == 0)
        debug.setmetatable(1, nil)
        setmetatable({}, box)
        collectgarbage() collectgarbage()
        return ('y'):rep(1000):upper() == ('Y'):rep(1000)
        """;

    /// <summary>Finds the box of a running <c>gsub</c> and finalizes it there.</summary>
    const string FinalizesInUse = """
        local found, calls = 0, 0
        local function free()
          calls = calls + 1
          for level = 1, 4 do
            for i = 1, 40 do
              local name, value = debug.getlocal(level, i)
              if name == nil then break end
              if type(value) == 'userdata' and getmetatable(value) == debug.getregistry().LUABOX then
                found = found + 1
                BEFORE(value)
              end
            end
          end
          return ('r'):rep(20)
        end
        kept = {}
        local ok, why = pcall(string.gsub, ('word '):rep(200), '%w+', free)
        return ok, tostring(why), found > 0 and calls > 1
        """;

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Only_boxes_are_finalized_as_boxes(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);

        LuaValue[] results = device.Run(FinalizesOthers);

        Assert.True(results[0].AsBoolean());
        AssertSound(device);
    }

    [Theory]
    [InlineData("5.3", "debug.getmetatable(value).__gc(value)", false)]
    [InlineData("5.3-64", "debug.getmetatable(value).__gc(value)", false)]
    [InlineData("5.3", "debug.getmetatable(value).__gc(value) debug.getmetatable(value).__gc(value)", false)]
    [InlineData("5.3-64", "assert(debug.setlocal(level, i, {}) == nil)", true)]
    [InlineData("5.3", "kept[#kept + 1] = value collectgarbage()", true)]
    [InlineData("5.3-64", "debug.setmetatable(value, nil) collectgarbage()", true)]
    public void A_box_that_is_gone_while_it_is_in_use_is_an_error(string target, string action, bool succeeds)
    {
        using LfsDevice device = SafetyDevices.Boot(target);

        LuaValue[] results = device.Run(FinalizesInUse.Replace("BEFORE(value)", action, StringComparison.Ordinal));

        Assert.Equal(succeeds, results[0].AsBoolean());
        Assert.True(results[2].AsBoolean());
        if (!succeeds)
            Assert.Contains("buffer", results[1].AsString(), StringComparison.Ordinal);
        AssertSound(device);
        device.Run("kept = nil");
        AssertSound(device);
    }

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_buffer_without_room_is_an_error_that_leaves_no_block(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Try("return #('x'):rep(300):upper()");       // The metatable of boxes stays.
        device.Settle();
        long blocks = device.Machine.Heap.Check().UsedBlocks;

        LuaException? whole = device.Try("return ('x'):rep(1 << 20)");
        LuaException? growing =
            device.Try("local s = ('y'):rep(100) return (('x'):rep(2000):gsub('x', function() return s end))");

        Assert.Equal("test:1: not enough memory for buffer allocation", whole?.Message);
        Assert.Equal("test:1: not enough memory for buffer allocation", growing?.Message);
        AssertSound(device);
        device.Settle();
        AssertSound(device);
        Assert.Equal(blocks, device.Machine.Heap.Check().UsedBlocks);
    }

    static void AssertSound(LfsDevice device)
    {
        Assert.Null(device.State.FindFault());
        device.Collect();
        Assert.Null(device.State.FindFault());
    }
}
