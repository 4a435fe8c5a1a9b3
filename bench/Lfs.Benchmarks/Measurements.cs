using System.Diagnostics;
using System.Globalization;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Benchmarks;

/// <summary>
/// What LFS saves, measured on a device of usual size: docs/measurements.md shows the output.
/// </summary>
static class Measurements
{
    const string Common = "dummy_strings";
    const string Settle = "for i = 1, 4 do collectgarbage() end ";
    const int Loads = 2000;

    /// <summary>Files of the sample that are run at the start and are not modules to load.</summary>
    static readonly string[] _notLoaded = [Common, "_init"];

    public static int Print(string folder)
    {
        (string Name, byte[] Source)[] modules = [.. Directory.GetFiles(folder, "*.lua")
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileNameWithoutExtension(path), File.ReadAllBytes(path)))];
        (string Name, byte[] Source)[] loaded = [.. modules.Where(module =>
            !_notLoaded.Contains(module.Name))];
        PrintRam(modules, loaded);
        PrintCollector(modules, loaded);
        PrintStrings(modules);
        PrintLoading(loaded);
        PrintDevices(modules);
        return 0;
    }

    static void PrintRam((string Name, byte[] Source)[] modules, (string Name, byte[] Source)[] loaded)
    {
        Console.WriteLine("\n## RAM of a loaded module, bytes\n\n"
            + "| module | source | .lc | LFS |\n|---|---:|---:|---:|");
        long[] sums = new long[3];
        foreach (string name in loaded.Select(module => module.Name))
        {
            long[] bytes =
            [
                RamOf(modules, $"loadfile('{name}.lua')", withImage: false),
                RamOf(modules, $"loadfile('{name}.lc')", withImage: false),
                RamOf(modules, $"node.LFS.get('{name}')", withImage: true),
            ];
            for (int i = 0; i < sums.Length; i++)
                sums[i] += bytes[i];
            Row(name, bytes);
        }
        Row("all", sums);
        string all = string.Concat(loaded.Select(m => $"keep[#keep + 1] = loadfile('{m.Name}.lua') "));
        string allFlash = string.Concat(loaded.Select(m => $"keep[#keep + 1] = node.LFS.get('{m.Name}') "));
        Row("heap free with all of them", [Free(modules, all, false), Free(modules, all.Replace(".lua", ".lc",
            StringComparison.Ordinal), false), Free(modules, allFlash, true)]);
    }

    static long RamOf((string Name, byte[] Source)[] modules, string load, bool withImage)
    {
        using LfsDevice device = Boot(modules, withImage ? modules : null);
        return device.Run($$"""
            local keep = { false }
            {{Settle}} local before = node.egc.meminfo() keep[1] = {{load}} assert(keep[1])
            {{Settle}} return node.egc.meminfo() - before
            """)[0].AsInteger();
    }

    static long Free((string Name, byte[] Source)[] modules, string load, bool withImage)
    {
        using LfsDevice device = Boot(modules, withImage ? modules : null);
        return device.Run($"keep = {{}} {load} {Settle} return node.heap()")[0].AsInteger();
    }

    static void PrintCollector((string Name, byte[] Source)[] modules, (string Name, byte[] Source)[] loaded)
    {
        Console.WriteLine("\n## One collection with all modules loaded\n\n"
            + "| | from source | from LFS |\n|---|---:|---:|");
        string fromSource = string.Concat(loaded.Select(m => $"keep[#keep + 1] = loadfile('{m.Name}.lua') "));
        string fromFlash = string.Concat(loaded.Select(m => $"keep[#keep + 1] = node.LFS.get('{m.Name}') "));
        (long Objects, double Microseconds) source = Collection(modules, fromSource, withImage: false);
        (long Objects, double Microseconds) flash = Collection(modules, fromFlash, withImage: true);
        Row("objects that the sweep visits", [source.Objects, flash.Objects]);
        Row("microseconds", [(long)source.Microseconds, (long)flash.Microseconds]);
    }

    static (long Objects, double Microseconds) Collection(
        (string Name, byte[] Source)[] modules, string load, bool withImage)
    {
        const int Times = 1000;
        using LfsDevice device = Boot(modules, withImage ? modules : null);
        device.Run($"keep = {{}} {load}");
        for (int i = 0; i < Times; i++)
            device.Collect();
        long before = device.ObjectsSwept;
        double[] times = new double[Times];
        for (int i = 0; i < Times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            device.Collect();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        Array.Sort(times);
        return ((device.ObjectsSwept - before) / Times, times[Times / 2]);
    }

    static void PrintStrings((string Name, byte[] Source)[] modules)
    {
        Console.WriteLine("\n## The string table in RAM after a boot\n\n"
            + "| image | strings | bytes of strings | Lua bytes in use | heap free |\n"
            + "|---|---:|---:|---:|---:|");
        Row("none", Strings(null));
        (string Name, byte[] Source)[] small = [("nothing", "return"u8.ToArray())];
        Row("without " + Common, Strings(small));
        Row("with " + Common, Strings([.. small, .. modules.Where(module => module.Name == Common)]));
    }

    static long[] Strings((string Name, byte[] Source)[]? image)
    {
        using LfsDevice device = Boot([], image);
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

    /// <summary>
    /// Translating alone, which yields the compiler's Proto, and loading, which also places it in the
    /// device's RAM and lets the collector free it.
    /// </summary>
    static void PrintLoading((string Name, byte[] Source)[] loaded)
    {
        Console.WriteLine("\n## Loading, microseconds\n\n"
            + "| module | compile | undump | ratio | load .lua | load .lc | ratio |\n"
            + "|---|---:|---:|---:|---:|---:|---:|");
        using LfsDevice device = Boot(loaded, null, largeHeap: true);
        double[] logs = new double[2];
        foreach ((string name, byte[] source) in loaded)
        {
            Proto main = Runners.Compile(LuaTarget.Lua51, $"@{name}.lua", source);
            byte[] chunk = LfsCompiler.Dump(main, LuaTarget.Lua51, strip: false).Bytes!;
            double compile = TimeOf(() => Runners.Compile(LuaTarget.Lua51, $"@{name}.lua", source));
            double undump = TimeOf(() => Runners.Compile(LuaTarget.Lua51, $"@{name}.lua", chunk));
            double loadSource = TimeOf(() => device.Run($"for i = 1, 20 do loadfile('{name}.lua') end")) / 20;
            double loadChunk = TimeOf(() => device.Run($"for i = 1, 20 do loadfile('{name}.lc') end")) / 20;
            logs[0] += Math.Log(compile / undump);
            logs[1] += Math.Log(loadSource / loadChunk);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {compile:0.0} | {undump:0.0} | {compile / undump:0.0} "
                    + $"| {loadSource:0.0} | {loadChunk:0.0} | {loadSource / loadChunk:0.0} |"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| geometric mean | | | {Math.Exp(logs[0] / loaded.Length):0.0} "
                + $"| | | {Math.Exp(logs[1] / loaded.Length):0.0} |"));
    }

    /// <summary>Microseconds of one call: the median of many, after as many that warm up.</summary>
    static double TimeOf(Action work)
    {
        double[] times = new double[Loads];
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                work();
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }

    static void PrintDevices((string Name, byte[] Source)[] modules)
    {
        const int Devices = 200;
        Console.WriteLine("\n## Devices on the host\n\n| | |\n|---|---:|");
        byte[] image = Runners.Image(LuaTarget.Lua51, modules.Select(m => ($"@{m.Name}.lua", m.Source)));
        LfsDeviceOptions plain = new();
        LfsDeviceOptions withImage = new() { Image = image };
        Print("boot to the first Lua instruction, microseconds", BootTime(plain));
        Print("the same, and an image of these modules flashed before", BootTime(withImage));
        Print("restart to the first Lua instruction with that image", RestartTime(withImage));
        double before = ResidentBytes();
        LfsDevice[] devices = [.. Enumerable.Range(0, Devices).Select(_ => LfsDevice.Boot(withImage))];
        Print("memory of an idle device, KB", (ResidentBytes() - before) / 1024 / Devices);
        foreach (LfsDevice device in devices)
            device.Dispose();
        Print("memory that is left of it after Dispose, KB", (ResidentBytes() - before) / 1024 / Devices);
    }

    /// <summary>Booting, running one statement, and disposing.</summary>
    static double BootTime(LfsDeviceOptions options) => TimeOf(() =>
    {
        using LfsDevice device = LfsDevice.Boot(options);
        device.Run("return");
    });

    static double RestartTime(LfsDeviceOptions options)
    {
        using LfsDevice device = LfsDevice.Boot(options);
        return TimeOf(() =>
        {
            device.Restart();
            device.Run("return");
        });
    }

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

    static LfsDevice Boot(
        (string Name, byte[] Source)[] files, (string Name, byte[] Source)[]? image, bool largeHeap = false)
    {
        Dictionary<string, byte[]> contents = [];
        foreach ((string name, byte[] source) in files)
        {
            contents[name + ".lua"] = source;
            Proto main = Runners.Compile(LuaTarget.Lua51, $"@{name}.lua", source);
            contents[name + ".lc"] = LfsCompiler.Dump(main, LuaTarget.Lua51, strip: false).Bytes!;
        }
        return LfsDevice.Boot(new LfsDeviceOptions
        {
            HeapBytes = largeHeap ? 64 * 1024 * 1024 : LfsDeviceOptions.DeviceHeapBytes,
            EmergencyCollection = !largeHeap,
            Files = contents,
            Image = image == null ? null
                : Runners.Image(LuaTarget.Lua51, image.Select(m => ($"@{m.Name}.lua", m.Source))),
        });
    }

    static void Row(string name, long[] figures) => Console.WriteLine($"| {name} | {string.Join(" | ",
        figures.Select(figure => figure.ToString("N0", CultureInfo.InvariantCulture)))} |");
}
