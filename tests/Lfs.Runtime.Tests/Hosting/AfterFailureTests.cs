using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>What a failed program leaves in a small heap does not keep the host's next one from running.</summary>
public sealed class AfterFailureTests
{
    static readonly string[] _targets = ["5.1", "5.1-int", "5.3", "5.3-64"];

    static readonly string[] _programs =
    [
        "local t = {} while true do t = {t} end",
        "local t = {} while true do t[#t + 1] = coroutine.wrap(function() end) end",
        "local t = {} for i = 1, 450 do t[i] = ('x'):rep(40) .. i end error('full')",
        "local t = {} for i = 1, 500 do t[i] = ('x'):rep(20) .. i end error({t})",
        "local s = ('goto a '):rep(5000) return (load or loadstring)(s)",
        "local s = 'x' while true do s = s .. s end",
        "local s = ('x'):rep(9000) return (s .. 'y'):upper():rep(4):lower()",
        "local function f() return f() + 1 end f()",
    ];

    public static IEnumerable<object[]> Programs() =>
        from target in _targets
        from program in _programs
        select new object[] { target, program };

    [Theory]
    [MemberData(nameof(Programs))]
    public void The_next_program_runs(string target, string program)
    {
        using LfsDevice device = SafetyDevices.Boot(target, LfsDeviceOptions.DeviceHeapBytes);

        for (int i = 0; i < 3; i++)
        {
            Assert.NotNull(device.Try(program));
            string text = "local t = {} for i = 1, 42 do t[i] = i .. '' end return #t -- " + new string('-', 2000);
            Assert.Equal(42, device.Run(text)[0].AsNumber());
        }
        device.Collect();
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void An_error_of_a_finalizer_does_not_hide_the_memory_error(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target, LfsDeviceOptions.DeviceHeapBytes);

        LuaException? error = device.Try(
            "local kept = setmetatable({}, {__gc = function() error('late') end}) "
            + "local t = {} while true do t = {t} end");

        Assert.Equal("not enough memory", error?.Message);
        Assert.Equal(42, device.Run("return 6 * 7")[0].AsNumber());
    }
}
