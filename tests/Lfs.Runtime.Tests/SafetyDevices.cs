using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Devices for tests that try to break them.</summary>
static class SafetyDevices
{
    /// <summary>A device that paces its collector itself, as a host's does.</summary>
    public static LfsDevice Boot(string target, uint heapBytes = LfsDeviceOptions.DeviceHeapBytes, Stream? output = null) =>
        LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = heapBytes,
            EmergencyCollection = false,
            Output = output,
        });

    /// <summary>Collects until nothing more shrinks.</summary>
    public static void Settle(this LfsDevice device)
    {
        uint before;
        int same = 0;
        do
        {
            before = device.LuaBytesInUse;
            device.Collect();
            same = device.LuaBytesInUse == before ? same + 1 : 0;
        }
        while (same < 3);
    }

    /// <summary>True for a target of Lua 5.3.</summary>
    public static bool Is53(string target) => target.StartsWith("5.3", StringComparison.Ordinal);

    /// <summary>Runs a program; the exception it ended with, or null.</summary>
    public static LuaException? Try(this LfsDevice device, string source)
    {
        try
        {
            device.Run(source, "=test");
            return null;
        }
        catch (LuaException error)
        {
            return error;
        }
    }
}
