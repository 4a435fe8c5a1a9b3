using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>No call of a library escapes a host's budget.</summary>
public class LibraryBudgetTests
{
    [Theory]
    [InlineData("('x'):rep(1e9)")]
    [InlineData("(('a'):rep(5000)):find(('a-'):rep(8) .. 'b')")]
    [InlineData("(('a'):rep(100000)):find('.-b')")]
    [InlineData("(('('):rep(100000)):find('%b()')")]
    [InlineData("(('ab'):rep(100000)):gsub('(.)(.)', '%2%1')")]
    [InlineData("table.insert({}, -2147483647, 1)")]
    [InlineData("(function() local t = {} for i = 1, 30000 do t[i] = i % 1000 end table.sort(t) end)()")]
    public void A_call_that_goes_on_for_long_is_ended(string call)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            HeapBytes = Devices.LargeHeap,
            EmergencyCollection = false,
        });
        device.SetBudget(400_000);

        LuaException error = Assert.Throws<LuaException>(
            () => device.Run($"pcall(function() return {call} end) error('ran')"));

        Assert.Equal(LuaErrorKind.Budget, error.Kind);
    }
}
