using Lfs.Runtime;

namespace Lfs.Tests.Watched;

/// <summary>Runs files, each on a device of its own.</summary>
static class Files
{
    /// <summary>So long may a program run: instructions of the device.</summary>
    const long Budget = 500_000_000;

    public static void Run(string target, bool isHost, uint heapBytes, string[] files)
    {
        foreach (string file in files)
        {
            Program.Say($"begin {Path.GetFileName(file)}");
            Program.Say($"end {Path.GetFileName(file)} {RunFile(target, isHost, heapBytes, file)}");
        }
    }

    /// <summary>The result of the program, or the error that ended it.</summary>
    static string RunFile(string target, bool isHost, uint heapBytes, string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bool isImage = file.EndsWith(".img", StringComparison.Ordinal);
        try
        {
            using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
            {
                TargetName = target,
                HeapBytes = heapBytes,
                HostLibraries = isHost,
                Image = isImage ? bytes : null,
            });
            device.SetBudget(Budget);
            LuaValue[] results = isImage ? device.Run("return 'booted'") : device.Run(bytes, "=attack");
            string? fault = device.State.FindFault();
            return fault == null ? $"returned {Text(results)}" : $"left a fault: {fault}";
        }
        catch (LuaException error)
        {
            return $"raised {error.Kind} {error.Message}";
        }
        catch (LfsImageException error)
        {
            return $"refused {error.Message}";
        }
    }

    static string Text(LuaValue[] values) => string.Join(' ', values.Select(value => value.ToString()));
}
