using System.Text;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>Devices share nothing.</summary>
public sealed class ParallelDeviceTests(ITestOutputHelper output)
{
    const string Program = """
        local t, n = {}, 0
        for i = 1, 150 do t[i] = ("%d:%s"):format(i, ("x"):rep(i % 17)) end
        table.sort(t, function(a, b) return #a < #b or (#a == #b and a < b) end)
        local co = coroutine.wrap(function() for i = 1, 50 do coroutine.yield(t[i]) end end)
        for i = 1, 50 do n = n + #co() end
        print(n, #table.concat(t), (table.concat(t):gsub("%d+", "")):sub(1, 20))
        print(pcall(function() local x = nil; return x.y end))
        for i = 1, 5 do collectgarbage() end
        print(collectgarbage("count"), node.heap(), tostring(t))
        x = (x or 0) + 1
        print(x)
        """;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_hundred_devices_in_parallel_print_the_same(string target)
    {
        const int Devices = 100;
        var printed = new string[Devices];

        Parallel.For(0, Devices, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            using MemoryStream text = new();
            using LfsDevice device = SafetyDevices.Boot(target, output: text);
            device.Run(Program, "=test");
            device.Run(Program, "=test");
            printed[i] = Encoding.Latin1.GetString(text.ToArray()) + device.BudgetLeft + device.ObjectsSwept;
        });

        Assert.NotEqual("", printed[0]);
        Assert.All(printed, text => Assert.Equal(printed[0], text));
        output.WriteLine($"{target}: {Devices} of {Devices} devices printed the same");
    }
}
