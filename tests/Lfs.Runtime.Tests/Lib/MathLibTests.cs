using Lfs.Runtime;

namespace Lfs.Tests;

public class MathLibTests
{
    [Theory]
    [InlineData("math.floor(-3.5), math.ceil(2.1), math.abs(-7), math.max(1, 5, 3), math.min(4, 2)",
        "-4 3 7 5 2")]
    [InlineData("math.pow(2, 10), math.sqrt(2), math.pi, math.huge",
        "1024 1.4142135623731 3.1415926535898 inf")]
    [InlineData("math.sin, math.log, math.fmod", "nil nil nil")]
    [InlineData("pcall(math.random, 0)", "false bad argument #1 to '?' (interval is empty)")]
    [InlineData("pcall(math.random, 1, 2, 3)", "false wrong number of arguments")]
    public void A_call_gives_these_results(string call, string results) => Check("5.1", call, results);

    [Theory]
    [InlineData("math.floor(7), math.sqrt(17), math.pow(3, 4), math.pow(2, -1)", "7 4 81 0")]
    [InlineData("math.huge, math.pi, math.random()", "2147483647 nil 0")]
    [InlineData("pcall(math.sqrt, -1)", "false bad argument #1 to '?' (negative)")]
    public void A_call_of_the_integer_build_gives_these_results(string call, string results) =>
        Check("5.1-int", call, results);

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void Random_numbers_cover_their_interval_evenly(string target) => Check(
        target,
        "(function() local n = {0, 0, 0, 0, 0, 0} "
            + "for i = 1, 6000 do local x = math.random(6) n[x] = n[x] + 1 end "
            + "for i = 1, 6 do if n[i] < 850 or n[i] > 1150 then return i, n[i] end end return 'even' end)()",
        "even");

    [Fact]
    public void Two_devices_draw_the_same_numbers()
    {
        const string Source = "math.randomseed(42) print(math.random(99), math.random(99), math.random())";

        Assert.Equal(Devices.Print(Source), Devices.Print(Source));
    }

    static void Check(string target, string call, string results)
    {
        string printed = Devices.Print($"print({call})", new LfsDeviceOptions { TargetName = target });

        Assert.Equal(results + "\n", printed.Replace('\t', ' '));
    }
}
