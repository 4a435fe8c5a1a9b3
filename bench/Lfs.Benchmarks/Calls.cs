using System.Globalization;
using Lfs.Runtime;

namespace Lfs.Benchmarks;

/// <summary>What a call with two integers and an integer result costs, from C# to Lua and back.</summary>
static class Calls
{
    const int Warm = 20_000;
    const int Count = 200_000;
    const string Module = "return { add = function(a, b) return a + b end }";

    static readonly LuaMember _loop = new("m", path: "loop");

    public static int Print(string[] targets, int rounds)
    {
        foreach (string target in targets)
        {
            // The module of this project. Its accessors are the same for every target.
            byte[] source = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "sums.lua"));
            using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
            {
                TargetName = target,
                Image = Runners.Image(Runners.TargetOf(target), [("@sums.lua", source)]),
            });
            SumsModule sums = new ModuleSet(device).Sums();
            using LuaObject add = sums.Table["add"].AsObject();
            device["m"] = sums.Table;
            using LuaObject loop = device.Run(
                "local m = m return function(n) for i = 1, n do m.add(i, 2) end end")[0].AsObject();
            double inside = Median(rounds, count => RunLoop(loop, count));
            Show($"{target}: the same call in a loop of Lua", inside, 0, 0);
            Measure($"{target}: generated accessor", rounds, inside, count => Typed(sums, count));
            Measure($"{target}: LuaObject.Call", rounds, inside, count => Untyped(add, count));
        }
        using NLua.Lua nlua = new();
        var table = (NLua.LuaTable)nlua.DoString(Module)[0];
        using var function = (NLua.LuaFunction)table["add"];
        nlua["m"] = table;
        using var nloop = (NLua.LuaFunction)nlua.DoString(
            "local m = m return function(n) for i = 1, n do m.add(i, 2) end end")[0];
        double within = Median(rounds, count => nloop.Call(count));
        Show("NLua: the same call in a loop of Lua", within, 0, 0);
        Measure("NLua: LuaFunction.Call", rounds, within, count => WithNLua(function, count));
        return 0;
    }

    static void RunLoop(LuaObject loop, int count)
    {
        using LuaCall call = loop.BeginCall(_loop);
        call.Arguments.Push(count);
        call.Invoke(0);
    }

    static void Typed(SumsModule sums, int count)
    {
        for (int i = 0; i < count; i++)
            Require(sums.Add(i, 2) == i + 2);
    }

    static void Untyped(LuaObject add, int count)
    {
        for (int i = 0; i < count; i++)
            Require(add.Call(i, 2)[0].AsInteger() == i + 2);
    }

    static void WithNLua(NLua.LuaFunction add, int count)
    {
        for (int i = 0; i < count; i++)
            Require((long)add.Call(i, 2)[0] == i + 2);
    }

    static void Require(bool isRight)
    {
        if (!isRight)
            throw new InvalidDataException("A call returned a wrong sum.");
    }

    static double Median(int rounds, Action<int> work)
    {
        work(Warm);
        // The second tier of the just-in-time compiler comes a little later.
        Thread.Sleep(200);
        work(Warm);
        double[] times = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            // Time of the processor: other programs on the machine do not count.
            TimeSpan start = Environment.CpuUsage.UserTime;
            work(Count);
            times[i] = (Environment.CpuUsage.UserTime - start).TotalNanoseconds / Count;
        }
        Array.Sort(times);
        return times[rounds / 2];
    }

    static double Bytes(Action<int> work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work(Count);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Count;
    }

    static void Measure(string what, int rounds, double inside, Action<int> work) =>
        Show(what, Median(rounds, work), inside, Bytes(work));

    static void Show(string what, double nanoseconds, double inside, double bytes) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture,
        $"{what,-40} {nanoseconds,8:0} ns {nanoseconds - inside,8:0} ns more {bytes,6:0} bytes"));
}
