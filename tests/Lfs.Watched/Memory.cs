using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests.Watched;

/// <summary>Runs programs that make something of the host's grow, each on a device of its own.</summary>
static class Memory
{
    /// <summary>So long may a program run: what it can hold at a time it has long before.</summary>
    const long Budget = 50_000_000;

    // K is 1 for a device's heap and larger for a large one.
    const string Prologue = """
        local load = loadstring or load
        local unpack = unpack or table.unpack
        local K = ...
        local function u32(n)
          return string.char(n % 256, math.floor(n / 256) % 256, math.floor(n / 65536) % 256,
            math.floor(n / 16777216) % 256)
        end

        """;

    public static void Run(string target, uint heapBytes, int factor, string[] files)
    {
        foreach (string file in files)
        {
            Program.Say($"begin {Path.GetFileName(file)}");
            Program.Say($"end {Path.GetFileName(file)} {RunFile(target, heapBytes, factor, file)}");
        }
    }

    static string RunFile(string target, uint heapBytes, int factor, string file)
    {
        byte[] program = Encoding.Latin1.GetBytes(Prologue + File.ReadAllText(file));
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = heapBytes,
            EmergencyCollection = false,
        });
        device.SetBudget(Budget);
        string result;
        try
        {
            result = $"returned {device.Run(program, "=test", factor).Length} values";
        }
        catch (LuaException error)
        {
            result = $"raised {error.Kind} {error.Message}";
        }
        device.SetBudget(long.MaxValue);
        string? fault = device.State.FindFault();
        if (fault != null)
            return $"left a fault: {fault}";
        return device.Run("return 1 + 1")[0].AsInteger() == 2 ? result : "cannot go on";
    }
}
