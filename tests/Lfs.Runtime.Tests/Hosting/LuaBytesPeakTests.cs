using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The most bytes that Lua's data took are known after they are given back.</summary>
public class LuaBytesPeakTests
{
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_peak_stays_when_memory_is_given_back(string target)
    {
        const int Items = 1024;
        using LfsDevice device = SafetyDevices.Boot(target);
        uint booted = device.LuaBytesPeak;
        Assert.True(booted >= device.LuaBytesInUse);

        device.Run($"local t = {{}} for i = 1, {Items} do t[i] = i end");
        uint peak = device.LuaBytesPeak;
        device.Settle();

        Assert.InRange(peak, booted + Items * 8, booted + Items * 12 * 2);
        Assert.True(device.LuaBytesInUse < peak - Items * 8 / 2);
        Assert.Equal(peak, device.LuaBytesPeak);
        device.Restart();
        Assert.Equal(booted, device.LuaBytesPeak);
    }
}
