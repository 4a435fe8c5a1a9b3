using CsCheck;

namespace Lfs.Tests;

public class SortTests
{
    [Fact]
    public void Numbers_come_out_in_order() =>
        Gen.Int[-100, 100].Array[0, 60].Sample(numbers =>
        {
            string printed = Print(
                $"local t = {{{string.Join(",", numbers)}}} table.sort(t) print(table.concat(t, ' '))");

            Assert.Equal(string.Join(" ", numbers.Order()) + "\n", printed);
        }, iter: 100);

    [Fact]
    public void A_comparator_sees_the_comparisons_of_the_reference_in_order()
    {
        const string Source =
            "local log = {} "
            + "table.sort({3, 1, 4, 1, 5}, function(a, b) log[#log + 1] = a .. '<' .. b return a < b end) "
            + "print(table.concat(log, ' '))";

        // As lua5.1 prints it.
        Assert.Equal("5<3 4<3 5<4 1<4 1<4 4<4 4<1 1<3 1<1 3<1\n", Print(Source));
    }

    [Fact]
    public void A_comparator_that_is_no_order_is_found_out()
    {
        string printed = Print(
            "local t = {} for i = 1, 30 do t[i] = i end "
                + "print(pcall(table.sort, t, function() return true end))");

        Assert.Equal("false\tinvalid order function for sorting\n", printed);
    }

    [Fact]
    public void A_comparator_may_change_the_table_and_collect()
    {
        string printed = Print(
            "local t = {} for i = 1, 40 do t[i] = {v = (i * 7) % 41} end "
            + "table.sort(t, function(a, b) t[41] = {} t[41] = nil collectgarbage() return a.v < b.v end) "
            + "for i = 2, 40 do assert(t[i - 1].v < t[i].v) end print(#t)");

        Assert.Equal("40\n", printed);
    }

    [Theory]
    [InlineData("pcall(table.sort, {1, 'a'})", "attempt to compare string with number")]
    [InlineData("pcall(table.sort, {{}, {}})", "attempt to compare two table values")]
    [InlineData("pcall(table.sort, {}, 5)", "bad argument #2 to '?' (function expected, got number)")]
    public void A_wrong_call_gives_this_error(string call, string message)
    {
        Assert.Equal($"false\t{message}\n", Print($"print({call})"));
    }

    static string Print(string source) => Devices.Print(source);
}
