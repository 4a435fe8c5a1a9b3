using Lfs.Runtime;

namespace Lfs.Tests.Watched;

/// <summary>Runs programs that are made at random, each on a device of its own.</summary>
static class Programs
{
    const long Budget = 200_000;
    const int Steps = 100;

    // The program of 7 KB and what it makes at random.
    const uint HeapBytes = 160 * 1024;

    /// <param name="build">A target; "always" after it collects at every allocation.</param>
    /// <param name="range">The first seed and how many.</param>
    public static void Run(string build, int[] range)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "lua", "random.lua");
        byte[] chunk = File.ReadAllBytes(file);
        for (int i = 0; i < range[1]; i++)
        {
            int seed = range[0] + i;
            Program.Say($"begin {seed}");
            string? wrong = RunSeed(build, chunk, seed, out bool ended);
            if (wrong != null)
                Program.Say($"wrong {seed} {wrong}");
            else if (ended)
                Program.Say($"ended {seed}");
        }
    }

    static string? RunSeed(string build, byte[] chunk, int seed, out bool ended)
    {
        ended = false;
        string target = build.Split('+')[0];
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = HeapBytes,
            EmergencyCollection = build.EndsWith("+always", StringComparison.Ordinal),
        });
        device.SetBudget(Budget);
        try
        {
            device.Run(chunk, "=r", seed, target.StartsWith("5.3", StringComparison.Ordinal), Steps);
            ended = true;
        }
        catch (LuaException)
        {
            // Memory or the budget is used up, or an error came where nothing catches it.
        }
        return device.State.FindFault();
    }
}
