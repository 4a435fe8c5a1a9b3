using System.Globalization;

namespace Esp8266.Memory;

/// <summary>Keeps devices from using up the mappings of memory that Linux allows a process.</summary>
/// <remarks>
/// The .NET runtime ends the process when it cannot map memory for itself, so a device is refused before
/// that. The kernel does not tell how many mappings a process has without listing them, but how much address
/// space: 4 GiB for a device. The runtime's own reservations count as some 64 devices that way.
/// </remarks>
static class MappingLimit
{
    /// <summary>The most mappings a device has: the repeated void, cut in two around RAM, window and RTC
    /// memory.</summary>
    public const int PerDevice = 24;

    // What a .NET program with many assemblies, threads and heaps uses itself: 1,000 to 2,000 were seen.
    const int LeftToRuntime = 6_000;

    /// <summary>Refuses a device that would leave the runtime too few mappings.</summary>
    /// <exception cref="InsufficientMemoryException">There are too many devices; the message tells what to
    /// do.</exception>
    public static void RequireRoom()
    {
        if (!OperatingSystem.IsLinux() || HasRoom())
            return;

        // Devices that were forgotten, not disposed, give their mappings back when they are collected.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        if (!HasRoom())
        {
            throw new InsufficientMemoryException(string.Create(CultureInfo.InvariantCulture,
                $"This process has about {Devices()} devices of {PerDevice} memory mappings each, and Linux "
                + $"allows it {Limit()} mappings. Dispose devices, or raise the limit: "
                + $"sysctl vm.max_map_count."));
        }
    }

    static bool HasRoom() => (Devices() + 1) * PerDevice <= Limit() - LeftToRuntime;

    /// <summary>The address space in use, in devices.</summary>
    static long Devices()
    {
        string statm = Read("/proc/self/statm") ?? "0 ";
        long pages = long.Parse(statm.AsSpan(0, statm.IndexOf(' ')), CultureInfo.InvariantCulture);
        return pages * Environment.SystemPageSize >> 32;
    }

    /// <summary>The most mappings that Linux allows a process.</summary>
    internal static long Limit()
    {
        const long Default = 65_530;
        return Read("/proc/sys/vm/max_map_count") is { } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : Default;
    }

    /// <summary>A file of the kernel's; null where a sandbox hides it.</summary>
    static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
