using System.Globalization;

namespace Esp8266.Memory;

/// <summary>Keeps devices from using up the memory mappings that Linux allows a process.</summary>
/// <remarks>
/// The .NET runtime ends the process when it cannot map memory for itself, so a device is refused
/// before that happens. The kernel reports the number of mappings only by listing them all, but it
/// reports the address space in use, and a device takes 4 GiB of it. Counted this way, the
/// runtime's own reservations look like some 64 devices.
/// </remarks>
static class MappingLimit
{
    /// <summary>The largest number of mappings that a device takes: the copies of the
    /// void, split by RAM, window and RTC memory.</summary>
    public const int PerDevice = 24;

    // The share of the .NET program itself. 1,000 to 2,000 were seen with many assemblies, threads and heaps.
    const int LeftToRuntime = 6_000;

    /// <summary>Refuses a device that would leave the .NET runtime too few mappings.</summary>
    /// <exception cref="InsufficientMemoryException">There are too many devices. The message
    /// says what to do.</exception>
    public static void RequireRoom()
    {
        if (!OperatingSystem.IsLinux() || HasRoom())
            return;

        // Devices that were not disposed return their mappings when they are collected.
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

    /// <summary>The address space in use, in units of one device (4 GiB).</summary>
    static long Devices()
    {
        string statm = Read("/proc/self/statm") ?? "0 ";
        long pages = long.Parse(statm.AsSpan(0, statm.IndexOf(' ')), CultureInfo.InvariantCulture);
        return pages * Environment.SystemPageSize >> 32;
    }

    /// <summary>The number of mappings that Linux allows a process.</summary>
    internal static long Limit()
    {
        const long Default = 65_530;
        return Read("/proc/sys/vm/max_map_count") is { } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : Default;
    }

    /// <summary>The text of a kernel file; null where a sandbox hides it.</summary>
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
