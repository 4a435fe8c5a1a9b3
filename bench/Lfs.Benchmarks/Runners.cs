using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Benchmarks;

/// <summary>Runs one program in this process, which the comparison starts anew each time.</summary>
static class Runners
{
    /// <summary>
    /// How often a program repeats itself: what is measured first includes the start of .NET.
    /// </summary>
    public const int Repetitions = 3;

    const uint LargeHeap = 512 * 1024 * 1024;
    const string ModuleName = "program";

    /// <summary>The target of a name.</summary>
    public static LuaTarget TargetOf(string name) =>
        LuaTarget.All.SingleOrDefault(target => target.Name == name)
            ?? throw new ArgumentException($"no target {name}");

    /// <summary>In an LFS image on a device with much RAM.</summary>
    public static int OnDevice(LuaTarget target, string file)
    {
        using Stream output = Console.OpenStandardOutput();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target.Name,
            HeapBytes = LargeHeap,
            EmergencyCollection = false,
            HostLibraries = true,
            Output = output,
            Image = Image(target, [($"@{ModuleName}.lua", File.ReadAllBytes(file))]),
        });
        device["BENCH_N"] = Repetitions;
        device.CallModule(ModuleName);
        return 0;
    }

    /// <summary>With native Lua in .NET.</summary>
    public static int WithNLua(string file)
    {
        using NLua.Lua lua = new();
        lua["BENCH_N"] = Repetitions;
        lua.DoFile(file);
        return 0;
    }

    /// <summary>An image of sources, as a file.</summary>
    public static byte[] Image(
        LuaTarget target, IEnumerable<(string ChunkName, byte[] Source)> sources)
    {
        Proto[] mains = [.. sources.Select(source => Compile(target, source.ChunkName, source.Source))];
        LinkedImage linked = LfsCompiler.Link(mains, new ImageOptions(target, BuildTime: 1600000000));
        return linked.Image?.ToBytes()
            ?? throw new InvalidDataException(linked.Diagnostics[0].Message);
    }

    public static Proto Compile(LuaTarget target, string chunkName, byte[] source)
    {
        CompiledModule module = LfsCompiler.Compile(new LuaSource(chunkName, source),
            new CompileOptions(target));
        return module.Main ?? throw new InvalidDataException($"{chunkName}: {module.Diagnostics[0].Message}");
    }
}
