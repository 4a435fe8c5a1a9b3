using Lfs.Runtime;

namespace Lfs.Tests.Watched;

/// <summary>Runs programs that are made at random, each on a device of its own.</summary>
static class Programs
{
    const long Budget = 400_000;

    // The program of 7 KB and what it makes at random.
    const uint HeapBytes = 160 * 1024;

    /// <param name="build">A target; "always" after it collects at every allocation.</param>
    /// <param name="range">The first seed and how many.</param>
    public static void Run(string build, int[] range)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "random.lua");
        byte[] chunk = File.ReadAllBytes(file);
        for (int i = 0; i < range[1]; i++)
        {
            int seed = range[0] + i;
            Program.Say($"begin {seed}");
            string? wrong = RunSeed(build, chunk, seed);
            if (wrong != null)
                Program.Say($"wrong {seed} {wrong}");
        }
    }

    static string? RunSeed(string build, byte[] chunk, int seed)
    {
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
            device.Run(chunk, "=r", seed, target.StartsWith("5.3", StringComparison.Ordinal), true);
        }
        catch (LuaException)
        {
            // Most programs end with an error. That they end is what is looked at.
        }
        return device.State.FindFault();
    }
}
