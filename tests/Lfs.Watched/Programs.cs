using Lfs.Runtime;

namespace Lfs.Tests.Watched;

/// <summary>Runs programs that are made at random, each on a device of its own.</summary>
static class Programs
{
    const long Budget = 60_000;

    // A collection at every allocation counts as well.
    const long BudgetAlways = 2_500_000;
    const int Steps = 40;

    // The heap is walked so often while a program runs.
    const int MostWalks = 4;

    // The program of 7 KB and what it makes at random.
    const uint HeapBytes = 128 * 1024;

    /// <param name="build">A target; "always" after it collects at every allocation.</param>
    /// <param name="range">The first seed and how many.</param>
    public static void Run(string build, int[] range)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "lua", "random.lua");
        byte[] chunk = Compile(build.Split('+')[0], File.ReadAllBytes(file));
        for (int i = 0; i < range[1]; i++)
        {
            int seed = range[0] + i;
            Program.Say($"begin {seed}");
            string? wrong = RunSeed(build, chunk, seed, out int steps);
            if (wrong != null)
                Program.Say($"wrong {seed} {wrong}");
            else
                Program.Say($"took {steps}");
        }
    }

    /// <summary>Compiled once, and not on each device.</summary>
    static byte[] Compile(string target, byte[] source)
    {
        const uint Room = 4 * 1024 * 1024;
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = Room,
            EmergencyCollection = false,
        });
        LuaValue text = LuaValue.FromBytes(source);
        byte[] program = "return string.dump((loadstring or load)(..., '=r'))"u8.ToArray();
        return device.Run(program, "=compile", text)[0].AsBytes().ToArray();
    }

    static string? RunSeed(string build, byte[] chunk, int seed, out int steps)
    {
        string target = build.Split('+')[0];
        bool isAlways = build.EndsWith("+always", StringComparison.Ordinal);
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = HeapBytes,
            EmergencyCollection = isAlways,
        });
        int taken = 0;
        device.Register("step", _ =>
        {
            taken++;
            return [];
        });
        string? fault = null;
        int walks = 0;
        device.Register("walk", _ =>
        {
            if (walks++ < MostWalks)
                fault ??= device.State.FindFault();
            return [];
        });
        // The walks are enough, and leave time for more programs.
        device.State.ChecksMemory = false;
        try
        {
            // Loading counts by the bytes of the program, and not on its budget.
            device.SetBudget(long.MaxValue);
            LuaValue[] loaded = device.Run("return (loadstring or load)(...)"u8.ToArray(), "=load", LuaValue.FromBytes(chunk));
            using LuaObject program = loaded[0].AsObject();
            device.SetBudget(isAlways ? BudgetAlways : Budget);
            program.Call(seed, target.StartsWith("5.3", StringComparison.Ordinal), Steps);
        }
        catch (LuaException error)
        {
            // Memory or the budget is used up, or an error came where nothing catches it. A device that failed is
            // something else.
            if (error.Kind == LuaErrorKind.Fault)
                fault ??= error.Message;
        }
        steps = taken;
        return fault ?? device.State.FindFault();
    }
}
