using System.Diagnostics;
using System.Globalization;
using Lfs.Runtime;

namespace Lfs.Benchmarks;

/// <summary>
/// What LFS saves, in bytes and objects, on a device of usual size: docs/measurements.md shows the output.
/// </summary>
static class Measurements
{
    const string Settle = "for i = 1, 4 do collectgarbage() end ";

    public static int Print(string folder)
    {
        LuaModule[] modules = LuaModule.In(folder);
        PrintRam(modules);
        PrintCollector(modules);
        PrintStrings(modules);
        PrintDevices(modules);
        return 0;
    }

    static void PrintRam(LuaModule[] modules)
    {
        Console.WriteLine("\n## RAM of a loaded module, bytes\n\n"
            + "| module | source | .lc | LFS |\n|---|---:|---:|---:|");
        long[] sums = new long[3];
        foreach (LuaModule module in LuaModule.ToLoad(modules))
        {
            long[] bytes =
            [
                RamOf(modules, module, Form.Source),
                RamOf(modules, module, Form.Chunk),
                RamOf(modules, module, Form.Lfs),
            ];
            for (int i = 0; i < sums.Length; i++)
                sums[i] += bytes[i];
            Row(module.Name, bytes);
        }
        Row("all", sums);
        Row("heap free with all of them",
        [
            Free(modules, Form.Source),
            Free(modules, Form.Chunk),
            Free(modules, Form.Lfs),
        ]);
    }

    static long RamOf(LuaModule[] modules, LuaModule module, Form form)
    {
        using LfsDevice device = LuaModule.Boot(modules, form);
        return device.Run($$"""
            local keep = { false }
            {{Settle}} local before = node.egc.meminfo() keep[1] = {{module.Load(form)}} assert(keep[1])
            {{Settle}} return node.egc.meminfo() - before
            """)[0].AsInteger();
    }

    static long Free(LuaModule[] modules, Form form)
    {
        using LfsDevice device = LuaModule.BootWithAllLoaded(modules, form);
        return device.Run($"{Settle} return node.heap()")[0].AsInteger();
    }

    static void PrintCollector(LuaModule[] modules)
    {
        Console.WriteLine("\n## One collection with all modules loaded\n\n"
            + "| | from source | from LFS |\n|---|---:|---:|");
        Row("objects that the sweep visits",
            [ObjectsSwept(modules, Form.Source), ObjectsSwept(modules, Form.Lfs)]);
    }

    static long ObjectsSwept(LuaModule[] modules, Form form)
    {
        using LfsDevice device = LuaModule.BootWithAllLoaded(modules, form);
        for (int i = 0; i < 4; i++)
            device.Collect();
        long before = device.ObjectsSwept;
        device.Collect();
        return device.ObjectsSwept - before;
    }

    static void PrintStrings(LuaModule[] modules)
    {
        Console.WriteLine("\n## The string table in RAM after a boot\n\n"
            + "| image | strings | bytes of strings | Lua bytes in use | heap free |\n"
            + "|---|---:|---:|---:|---:|");
        Row("none", Strings(null));
        LuaModule[] small = [new("nothing", "return"u8.ToArray())];
        Row("without " + LuaModule.Common, Strings(small));
        Row("with " + LuaModule.Common,
            Strings([.. small, .. modules.Where(module => module.Name == LuaModule.Common)]));
    }

    static long[] Strings(LuaModule[]? image)
    {
        using LfsDevice device = LuaModule.Boot([], image);
        device.Collect();
        long inUse = device.LuaBytesInUse;
        long free = device.HeapBytesFree;
        LuaValue[] results = device.Run("""
            local strings, bytes = debug.getstrings("RAM"), 0
            for _, s in ipairs(strings) do bytes = bytes + 17 + #s end
            return #strings, bytes
            """);
        return [results[0].AsInteger(), results[1].AsInteger(), inUse, free];
    }

    static void PrintDevices(LuaModule[] modules)
    {
        const int Devices = 2000;
        Console.WriteLine($"\n## {Devices:N0} devices on the host\n\n| | KB |\n|---|---:|");
        LfsDeviceOptions options = new() { Image = LuaModule.Image(modules) };
        LfsDevice.Boot(options).Dispose();
        double before = ResidentBytes();
        double mappings = Mappings();
        LfsDevice[] devices = [.. Enumerable.Range(0, Devices).Select(_ => LfsDevice.Boot(options))];
        Print("memory of an idle device", (ResidentBytes() - before) / 1024 / Devices);
        if (OperatingSystem.IsLinux())
            Print("mappings of a device (a number)", (Mappings() - mappings) / Devices);
        foreach (LfsDevice device in devices)
            device.Dispose();
        Print("memory that is left of it after Dispose", (ResidentBytes() - before) / 1024 / Devices);
    }

    static double Mappings() =>
        OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/maps").Count() : 0;

    static double ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    static void Print(string what, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {value:0.0} |"));

    static void Row(string name, long[] figures) => Console.WriteLine($"| {name} | {string.Join(" | ",
        figures.Select(figure => figure.ToString("N0", CultureInfo.InvariantCulture)))} |");
}
