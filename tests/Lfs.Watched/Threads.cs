using Lfs.Runtime;

namespace Lfs.Tests.Watched;

/// <summary>Runs files on threads with small stacks.</summary>
static class Threads
{
    public static void Run(string target, int kilobytes, string[] files)
    {
        foreach (string file in files)
        {
            Program.Say($"begin {Path.GetFileName(file)}");
            string result = "";
            Thread thread = new(() => result = RunFile(target, file), kilobytes * 1024);
            thread.Start();
            thread.Join();
            Program.Say($"end {Path.GetFileName(file)} {result}");
        }
    }

    static string RunFile(string target, string file)
    {
        byte[] source = File.ReadAllBytes(file);
        try
        {
            using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
            {
                TargetName = target,
                HeapBytes = 1024 * 1024,
                EmergencyCollection = false,
            });
            device.SetBudget(50_000_000);
            LuaValue[] results = device.Run(source, "=deep");
            string? fault = device.State.FindFault();
            return fault == null ? "returned " + string.Join(' ', results.Select(value => value.ToString()))
                : $"left a fault: {fault}";
        }
        catch (LuaException error)
        {
            return $"raised {error.Kind} {error.Message}";
        }
        catch (InsufficientExecutionStackException error)
        {
            return $"refused {error.Message}";
        }
    }
}
