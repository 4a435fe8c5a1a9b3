using CsCheck;

namespace Lfs.Tests;

/// <summary>The table functions but sort.</summary>
public class TableLibTests
{
    [Theory]
    [InlineData("table.concat({1, 'a', 2.5}, '-'), table.concat({1, 2, 3}, ',', 2, 3)", "1-a-2.5 2,3")]
    [InlineData("#table.concat({}), #table.concat({1, 2}, 'x', 3)", "0 0")]
    [InlineData("table.getn({1, 2}), table.maxn({[10] = 1}), table.maxn({})", "2 10 0")]
    [InlineData("table.foreachi({5, 6}, function(i, v) if v == 6 then return i end end)", "2")]
    [InlineData("table.foreach({x = 9}, function(k, v) return k .. v end)", "x9")]
    [InlineData("table.remove({}), select('#', table.remove({}))", "nil 0")]
    [InlineData("pcall(table.concat, {1, {}})",
        "false invalid value (table) at index 2 in table for 'concat'")]
    [InlineData("pcall(table.insert, {}, 1, 2, 3)", "false wrong number of arguments to 'insert'")]
    [InlineData("pcall(table.setn, {}, 1)", "false 'setn' is obsolete")]
    [InlineData("pcall(table.insert, string, 1)", "false table is readonly")]
    public void A_call_gives_these_results(string call, string results) =>
        Assert.Equal(results + "\n", Devices.Print($"print({call})").Replace('\t', ' '));

    [Fact]
    public void Insertions_and_removals_agree_with_a_list() =>
        Gen.Int[0, 99].Array[1, 60].Sample(steps =>
        {
            List<int> model = [];
            string source = "local t = {} ";
            foreach (int step in steps)
            {
                bool removes = step % 3 == 0 && model.Count > 0;
                int position = step % (removes ? model.Count : model.Count + 1);
                if (removes)
                    model.RemoveAt(position);
                else
                    model.Insert(position, step);
                source += removes
                    ? $"table.remove(t, {position + 1}) "
                    : $"table.insert(t, {position + 1}, {step}) ";
            }

            string printed = Devices.Print(source + "print(table.concat(t, ' '))");

            Assert.Equal(string.Join(" ", model) + "\n", printed);
        }, iter: 50);
}
