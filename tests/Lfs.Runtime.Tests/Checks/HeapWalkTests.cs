using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>The collector's rules hold at every moment a program can look.</summary>
public sealed class HeapWalkTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_rules_hold_after_every_case_and_in_every_phase(string target)
    {
        int walks = 0;
        foreach (LuaCase luaCase in LuaCases.All().Where(c => c.Targets.Contains(target) && !c.IsDeviceOnly))
        {
            using LfsDevice device = SafetyDevices.Boot(target, Devices.LargeHeap);
            try
            {
                device.Run(luaCase.Source, luaCase.ChunkName);
            }
            catch (LuaException)
            {
                // Some cases end with an error.
            }
            for (int step = 0; step < 8; step++)
            {
                Assert.True(device.State.FindFault() is null, $"{luaCase.Name}, {step}: {device.State.FindFault()}");
                device.Try("collectgarbage('step', 0)");
                walks++;
            }
            device.Collect();
            Assert.True(device.State.FindFault() is null, $"{luaCase.Name}, collected: {device.State.FindFault()}");
        }

        output.WriteLine($"{target}: {walks} of {walks} walks found no fault");
        Assert.True(walks > 500);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_rules_hold_between_the_steps_of_a_busy_program(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target, 4 * 1024 * 1024);
        string? fault = null;
        int walks = 0;
        device.Register("check", _ =>
        {
            fault ??= device.State.FindFault();
            walks++;
            return [];
        });

        LuaException? error = device.Try("""
            local load = loadstring or load
            local withFinalizer = newproxy or function() return setmetatable({}, {__gc = function(t) keep = t end}) end
            collectgarbage("setpause", 100)
            collectgarbage("setstepmul", 10)
            local keep, weak = {}, setmetatable({}, {__mode = "kv"})
            local function counter(n) return function() n = n + 1; return n end end
            for i = 1, 400 do
              keep[i % 37] = {i, tostring(i), counter(i)}
              keep["k" .. i % 53] = setmetatable({}, {__index = keep})
              weak[i % 7] = {}
              weak[{}] = "v" .. i
              local co = coroutine.wrap(function(a) local b = {a}; local f = function() return b end
                coroutine.yield(f); return b end)
              keep.co = co
              keep.f = co(i)
              if i % 11 == 0 then withFinalizer(true) end
              if i % 13 == 0 then keep["long" .. i % 3] = ("long"):rep(20) .. i end
              if i % 50 == 0 then load("return {" .. i .. ", 'x" .. i .. "'}")() end
              collectgarbage("step", 0)
              check()
            end
            """);

        Assert.Null(error);
        Assert.Null(fault);
        Assert.Equal(400, walks);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_rules_hold_with_an_image_and_emergency_collections(string target)
    {
        LuaCase[] modules = [.. LuaCases.Modules().Where(module => module.Targets.Contains(target))];
        byte[] image = Devices.Image(target, [.. modules.Select(m => (m.ChunkName, m.Source))]);
        using LfsDevice device = LfsDevice.Boot(
            new LfsDeviceOptions { TargetName = target, Image = image, HeapBytes = Devices.LargeHeap });
        foreach (LuaCase module in modules)
        {
            try
            {
                device.CallModule(module.ModuleName);
            }
            catch (LuaException)
            {
                // Not every module runs alone.
            }
            Assert.Null(device.State.FindFault());
        }
        Assert.True(modules.Length > 3);
    }
}
