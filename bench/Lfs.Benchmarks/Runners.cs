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

    public static LuaTarget Target { get; } = LuaTarget.All.Single(target => target.Name == "5.1");

    /// <summary>In an LFS image on a device with much RAM.</summary>
    public static int OnDevice(string file)
    {
        using Stream output = Console.OpenStandardOutput();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            HeapBytes = LargeHeap,
            EmergencyCollection = false,
            HostLibraries = true,
            Output = output,
            Image = Image([($"@{ModuleName}.lua", File.ReadAllBytes(file))]),
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
    public static byte[] Image(IEnumerable<(string ChunkName, byte[] Source)> sources)
    {
        Proto[] mains = [.. sources.Select(source => Compile(source.ChunkName, source.Source))];
        LinkedImage linked = LfsCompiler.Link(mains, new ImageOptions(Target, BuildTime: 1600000000));
        return linked.Image?.ToBytes()
            ?? throw new InvalidDataException(linked.Diagnostics[0].Message);
    }

    public static Proto Compile(string chunkName, byte[] source)
    {
        CompiledModule module = LfsCompiler.Compile(new LuaSource(chunkName, source),
            new CompileOptions(Target));
        return module.Main ?? throw new InvalidDataException($"{chunkName}: {module.Diagnostics[0].Message}");
    }
}
