using System.Globalization;
using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Weak tables of 5.3 whose entries hold each other: what stays, and what it takes.</summary>
public class EphemeronTests
{
    /// <summary>
    /// Objects 1 to n, some of them held; entries (table, key, value) in weak tables; then what is left.
    /// </summary>
    const string Program = """
        local n, held, entries, tables = ...
        local objects, roots, weak = {}, {}, {}
        for i = 1, n do
          objects[i] = i % 3 == 0 and function() return i end or i % 5 == 0 and coroutine.create(print) or {}
        end
        for i = 1, tables do weak[i] = setmetatable({}, { __mode = "k" }) end
        for at, key, value in entries:gmatch("(%d+) (%d+) (%d+)") do
          weak[tonumber(at)][objects[tonumber(key)]] = objects[tonumber(value)]
        end
        for key in held:gmatch("%d+") do roots[#roots + 1] = objects[tonumber(key)] end
        local number = setmetatable({}, { __mode = "k" })
        for i = 1, n do number[objects[i]] = i end
        objects = nil
        collectgarbage()
        local left = {}
        for i = 1, tables do
          for key, value in pairs(weak[i]) do
            left[#left + 1] = ("%d %d %d"):format(i, number[key], number[value])
          end
        end
        table.sort(left)
        return table.concat(left, ";")
        """;

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void What_is_reachable_through_live_keys_stays(string target)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            int objects = random.Next(2, 120);
            int tables = random.Next(1, 6);
            (int Table, int Key, int Value)[] entries = Entries(random, objects, tables);
            int[] held = [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => random.Next(1, objects + 1))];
            using LfsDevice device = SafetyDevices.Boot(target, 1 << 20);

            string left = device.Run(
                Encoding.ASCII.GetBytes(Program), "=t", objects, string.Join(' ', held), Text(entries), tables)[0].AsString();

            Assert.Equal(Text(Reachable(entries, held)), left);
        }
    }

    /// <summary>A chain against the order of its nodes took a visit of all of them for each.</summary>
    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_long_chain_takes_work_in_proportion_to_its_length(string target)
    {
        long work = WorkOfChain(target, 4_000);
        long workOfFour = WorkOfChain(target, 16_000);

        Assert.True(workOfFour < 6 * work, $"{work} and {workOfFour} instructions");
    }

    static long WorkOfChain(string target, int length)
    {
        using LfsDevice device = SafetyDevices.Boot(target, 16 << 20);
        device.Run(string.Create(CultureInfo.InvariantCulture, $$"""
            chain = setmetatable({}, { __mode = "k" })
            local key = {}
            first = key
            for i = 1, {{length}} do
              local next = {}
              chain[key] = next
              key = next
            end
            """));
        device.SetBudget(long.MaxValue - 1);
        long before = device.BudgetLeft;
        device.Collect();
        long work = before - device.BudgetLeft;
        long left = device.Run("local n = 0 for _ in pairs(chain) do n = n + 1 end return n")[0].AsInteger();
        Assert.Equal(length, left);
        return work;
    }

    static (int Table, int Key, int Value)[] Entries(Random random, int objects, int tables)
    {
        // Chains, so that many rounds are needed, and entries at random.
        IEnumerable<(int Table, int Key, int Value)> chain = Enumerable.Range(1, objects - 1)
            .Select(key => (random.Next(1, tables + 1), key, key + 1));
        IEnumerable<(int Table, int Key, int Value)> other = Enumerable.Range(0, objects / 2)
            .Select(_ => (random.Next(1, tables + 1), random.Next(1, objects + 1), random.Next(1, objects + 1)));
        return [.. (random.Next(2) == 0 ? chain.Concat(other) : other)
            .DistinctBy(entry => (entry.Table, entry.Key))];
    }

    static IEnumerable<(int Table, int Key, int Value)> Reachable(
        (int Table, int Key, int Value)[] entries, int[] held)
    {
        HashSet<int> alive = [.. held];
        while (entries.Any(entry => alive.Contains(entry.Key) && alive.Add(entry.Value)))
        {
        }
        return entries.Where(entry => alive.Contains(entry.Key));
    }

    static string Text(IEnumerable<(int Table, int Key, int Value)> entries) => string.Join(';', entries
        .Select(entry => $"{entry.Table} {entry.Key} {entry.Value}").Order(StringComparer.Ordinal));
}
