using Lfs.Runtime;
using Lfs.Runtime.Core;
using Lfs.Runtime.Modules;

namespace Lfs.Tests;

/// <summary>
/// A device module is one class in one file, written on <see cref="ILuaState"/> once for all builds. This file
/// adds one: a tally that keeps a Lua function, calls it, and raises errors.
/// </summary>
public class ModuleTests
{
    static class TallyModule
    {
        const int Kept = 1;

        public static Module Module { get; } = new("tally", version => new RomTable(
            "tally",
            [
                new("add", Add), new("each", Each), new("on", On), new("fire", Fire),
                new("version", Number: (int)version), new("limits", Table: Limits),
            ],
            new RomTable("tally metatable", [new("__index", Missing)])));

        static RomTable Limits { get; } = new("tally.limits", [new("most", Number: 100)]);

        static int Add(ILuaState lua)
        {
            long sum = 0;
            for (int i = 1; i <= lua.Count; i++)
                sum += lua.CheckInteger(i);
            lua.ArgumentCheck(sum <= 100, 1, "too much");
            lua.PushInteger(sum);
            return 1;
        }

        static int Each(ILuaState lua)
        {
            lua.CheckType(1, BasicType.Table);
            int count = 0;
            lua.PushNil();
            while (lua.Next(1))
            {
                count++;
                lua.Pop(1);
            }
            lua.PushInteger(count);
            return 1;
        }

        static int On(ILuaState lua)
        {
            lua.CheckType(1, BasicType.Function);
            lua.HoldObject(1, Kept);
            return 0;
        }

        static int Fire(ILuaState lua)
        {
            lua.PushHeld(Kept);
            lua.PushString("fired"u8);
            lua.Call(1, 1);
            return 1;
        }

        static int Missing(ILuaState lua)
        {
            lua.PushText("no " + lua.TypeNameOf(2));
            return 1;
        }
    }

    [Theory]
    [InlineData("5.1", 0x51)]
    [InlineData("5.1-int", 0x51)]
    [InlineData("5.3", 0x53)]
    [InlineData("5.3-64", 0x53)]
    public void A_module_in_one_file_works_on_every_build(string target, int version)
    {
        using LfsDevice device = Boot(target);

        LuaValue[] results = device.Run("""
            tally.on(function(what) return what .. '!' end)
            local ok, message = pcall(tally.add, 60, 41)
            return tally.add(1, 2, 3), tally.each{a = 1, b = 2, 3}, tally.fire(), message, tally.version,
              tally.limits.most, tally.nothing, node.chipid() > 0
            """);

        // 5.3 finds the name of a function that pcall calls in the loaded modules (luaL_argerror).
        string name = version == 0x53 ? "tally.add" : "?";
        Assert.Equal(
            ["6", "3", "fired!", $"bad argument #1 to '{name}' (too much)", $"{version}", "100", "no string", "true"],
            results.Select(result => result.ToString()));
        Assert.Null(device.State.FindFault());
    }

    [Fact]
    public void A_module_is_in_ROM_and_takes_no_RAM()
    {
        using LfsDevice with = Boot("5.1");
        using LfsDevice without = LfsDevice.Boot(new LfsDeviceOptions());

        Assert.Equal(without.LuaBytesInUse, with.LuaBytesInUse);
        Assert.True(without["tally"].IsNil);
        Assert.NotNull(with.Try("tally.add = 1"));
    }

    static LfsDevice Boot(string target) => LfsDevice.Boot(new LfsDeviceOptions
    {
        TargetName = target,
        Modules = [.. ModuleList.All, TallyModule.Module],
    });
}
