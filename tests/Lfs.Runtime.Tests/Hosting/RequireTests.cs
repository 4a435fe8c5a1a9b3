using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Modules that are loaded once.</summary>
public class RequireTests
{
    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    static LfsDevice Boot(string target, params (string, string)[] sources) => LfsDevice.Boot(new LfsDeviceOptions
    {
        TargetName = target,
        Image = Devices.Image(target, sources),
    });

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_module_is_loaded_once_and_lua_sees_the_same(string target)
    {
        using LfsDevice device = Boot(target,
            ("@counted.lua", "loads = (loads or 0) + 1 return { name = ... }"), ("@empty.lua", "emptied = true"));

        using LuaObject first = device.Require("counted").AsObject();
        using LuaObject second = device.Require("counted").AsObject();

        Assert.Equal(first, second);
        Assert.Equal("counted", first["name"].AsString());
        Assert.True(device.Require("empty").AsBoolean());
        Assert.Equal(1, device["loads"].AsInteger());
        device["m"] = first;
        Assert.True(device.Run("return require('counted') == m and require('empty')")[0].AsBoolean());
        device.Restart();
        Assert.True(device["loads"].IsNil);
        device.Require("counted").AsObject().Dispose();
        Assert.Equal(1, device["loads"].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_lua_has_loaded_is_found(string target)
    {
        using LfsDevice device = Boot(target, ("@m.lua", "return {}"));

        device.Run("package.loaded.m = 'mine'");

        Assert.Equal("mine", device.Require("m").AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_module_that_fails_is_not_kept(string target)
    {
        using LfsDevice device = Boot(target,
            ("@m.lua", "if not ready then package.loaded[...] = {} error('not yet', 0) end return 'ready'"),
            ("@loop.lua", "return again()"));
        device.Register("again", () => device.Require("loop"));

        Assert.Equal("not yet", Assert.Throws<LuaException>(() => device.Require("m")).Message);
        Assert.Contains("not in the LFS image", Assert.Throws<LuaException>(() => device.Require("none")).Message);
        Assert.Contains("requires itself", Assert.Throws<LuaException>(() => device.Require("loop")).Message);
        Assert.Throws<LuaException>(() => device.Run("require('m')"));
        device["ready"] = true;

        Assert.Equal("ready", device.Require("m").AsString());
        Assert.Null(device.State.FindFault());
    }
}
