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
            + "| image | strings | bytes of strings | Lua bytes in use |\n|---|---:|---:|---:|");
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
        LuaValue[] results = device.Run("""
            local strings, bytes = debug.getstrings("RAM"), 0
            for _, s in ipairs(strings) do bytes = bytes + 17 + #s end
            return #strings, bytes
            """);
        return [results[0].AsInteger(), results[1].AsInteger(), inUse];
    }

    static void PrintLoading((string Name, byte[] Source)[] loaded)
    {
        Console.WriteLine("\n## Loading, microseconds\n\n"
            + "| module | compile | undump | ratio |\n|---|---:|---:|---:|");
        using LfsDevice device = Boot(loaded, null, largeHeap: true);
        double product = 1;
        foreach (string name in loaded.Select(module => module.Name))
        {
            double compile = TimeOf(device, name + ".lua");
            double undump = TimeOf(device, name + ".lc");
            product *= compile / undump;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                    $"| {name} | {compile:0.0} | {undump:0.0} | {compile / undump:0.0} |"));
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| geometric mean | | | {Math.Pow(product,
                1.0 / loaded.Length):0.0} |"));
    }

    static double TimeOf(LfsDevice device, string file)
    {
        string load = $"local loadfile = loadfile for i = 1, 20 do loadfile('{file}') end";
        double[] times = new double[Loads / 20];
        for (int round = 0; round < 2; round++)     // The first round warms up.
        {
            for (int i = 0; i < times.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                device.Run(load);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / 20;
            }
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }

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
