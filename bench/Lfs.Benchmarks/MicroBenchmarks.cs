using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Benchmarks;

/// <summary>Times of single operations, by BenchmarkDotNet: docs/measurements.md shows them.</summary>
static class MicroBenchmarks
{
    /// <summary>Runs what BenchmarkDotNet's own arguments select, such as <c>--filter *Boot*</c>.</summary>
    /// <remarks>
    /// In this process: BenchmarkDotNet's other way builds a project of its own, outside this repository and
    /// its settings.
    /// </remarks>
    public static int Run(string[] arguments)
    {
        IConfig config = DefaultConfig.Instance
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"))
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        BenchmarkSwitcher.FromTypes([typeof(Loading), typeof(Collecting), typeof(Booting)])
            .Run(arguments, config);
        return 0;
    }
}

/// <summary>All modules of the sample, from text or from <c>.lc</c>.</summary>
public class Loading
{
    const string LoadSources = "for i = 1, #names do loadfile(names[i] .. '.lua') end";
    const string LoadChunks = "for i = 1, #names do loadfile(names[i] .. '.lc') end";

    readonly LuaModule[] _modules = [.. LuaModule.ToLoad(LuaModule.Sample())];
    byte[][] _chunks = [];
    LfsDevice _device = null!;

    [GlobalSetup]
    public void Boot()
    {
        _chunks = [.. _modules.Select(module => module.Chunk())];
        _device = LuaModule.Boot(_modules, image: null, largeHeap: true);
        _device.Run($"names = {{ {string.Join(", ", _modules.Select(module => $"'{module.Name}'"))} }}");
    }

    [GlobalCleanup]
    public void Dispose() => _device.Dispose();

    /// <summary>Text to the compiler's functions.</summary>
    [Benchmark]
    public int Compile() => _modules.Sum(module => module.Compile().Code.Length);

    /// <summary><c>.lc</c> to the compiler's functions, verified.</summary>
    [Benchmark]
    public int Undump()
    {
        int instructions = 0;
        for (int i = 0; i < _chunks.Length; i++)
            instructions += Runners.Compile(LuaTarget.Lua51, _modules[i].ChunkName, _chunks[i]).Code.Length;
        return instructions;
    }

    /// <summary>Text to functions in the device's RAM.</summary>
    [Benchmark]
    public void LoadSource() => _device.Run(LoadSources);

    /// <summary><c>.lc</c> to functions in the device's RAM.</summary>
    [Benchmark]
    public void LoadChunk() => _device.Run(LoadChunks);
}

/// <summary>One full collection with all modules of the sample loaded.</summary>
public class Collecting
{
    LfsDevice _device = null!;

    [GlobalSetup(Target = nameof(FromSource))]
    public void LoadSources() => _device = LuaModule.BootWithAllLoaded(LuaModule.Sample(), Form.Source);

    [GlobalSetup(Target = nameof(FromLfs))]
    public void LoadImage() => _device = LuaModule.BootWithAllLoaded(LuaModule.Sample(), Form.Lfs);

    [GlobalCleanup]
    public void Dispose() => _device.Dispose();

    [Benchmark]
    public void FromSource() => _device.Collect();

    [Benchmark]
    public void FromLfs() => _device.Collect();
}

/// <summary>From power-on, or restart, to the end of the first Lua statement.</summary>
public class Booting
{
    readonly LfsDeviceOptions _plain = new();
    readonly LfsDeviceOptions _withImage = new() { Image = LuaModule.Image(LuaModule.Sample()) };
    LfsDevice _device = null!;

    [GlobalSetup]
    public void Boot() => _device = LfsDevice.Boot(_withImage);

    [GlobalCleanup]
    public void Dispose() => _device.Dispose();

    [Benchmark]
    public void PowerOn() => BootAndRun(_plain);

    /// <summary>The image is inflated, verified and flashed before.</summary>
    [Benchmark]
    public void PowerOnWithFreshImage() => BootAndRun(_withImage);

    [Benchmark]
    public void Restart()
    {
        _device.Restart();
        _device.Run("return");
    }

    static void BootAndRun(LfsDeviceOptions options)
    {
        using LfsDevice device = LfsDevice.Boot(options);
        device.Run("return");
    }
}
