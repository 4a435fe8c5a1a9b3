using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Tests.CodePrograms;

/// <summary>Makes the program of a seed, runs it if the verifier accepts it, and looks for what it harmed.</summary>
sealed class Runner : IDisposable
{
    /// <summary>So many programs run between two restarts of the device.</summary>
    public const int RunsPerBoot = 20;

    const long Instructions = 6_000;

    // A collection before each allocation counts as well.
    const long InstructionsAlways = 100_000;

    // Loading counts as well, by the bytes: it has a budget of its own, so that the program runs.
    const long LoadInstructions = 1_000_000;

    // Most programs are loaded and run, and leave room for what they make.
    const uint HeapBytes = 256 * 1024;
    const int MostWalks = 4;

    readonly LuaTarget _target;
    readonly LfsDevice _device;
    readonly long _instructions;
    readonly string _prelude = Prelude();
    LuaObject? _loader;
    int _tried;
    int _walks;
    string? _fault;

    public Runner(LuaTarget target, bool collectsAlways)
    {
        _target = target;
        _instructions = collectsAlways ? InstructionsAlways : Instructions;
        _device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target.Name,
            HeapBytes = HeapBytes,
            EmergencyCollection = collectsAlways,
        });
    }

    /// <summary>The number of programs that the verifier accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>The number of accepted programs that were loaded and called.</summary>
    public int Ran { get; private set; }

    public void Dispose() => _device.Dispose();

    /// <summary>Runs the program of a seed, and returns the damage that it did; null for none.</summary>
    public string? Run(int seed)
    {
        if (_tried++ % RunsPerBoot == 0)
            Restart();
        if (Make(seed) is not { } chunk)
            return null;
        Accepted++;
        _walks = 0;
        try
        {
            Run(chunk);
        }
        catch (LuaException error)
        {
            // An error is as good as a result; that the device failed is neither.
            if (error.Kind == LuaErrorKind.Fault)
                _fault ??= error.Message;
        }
        return _fault ?? _device.State.FindFault();
    }

    void Run(byte[] chunk)
    {
        _device.SetBudget(LoadInstructions);
        LuaValue loaded = _loader!.Call(LuaValue.FromBytes(chunk))[0];
        if (loaded.IsNil)
            return;
        using LuaObject program = loaded.AsObject();
        Ran++;
        _device.SetBudget(_instructions);
        program.Call();
    }

    void Restart()
    {
        _device.Restart();
        _device.Register("walk", Walk);
        _device.SetBudget(LoadInstructions);
        _loader = _device.Run(_prelude + "\nreturn loadstring or load", "=prelude")[0].AsObject();
    }

    // The heap is walked while a program runs as well: the frames of what runs are in it.
    LuaValue[] Walk(LuaValue[] arguments)
    {
        if (_walks++ < MostWalks)
            _fault ??= _device.State.FindFault();
        return [];
    }

    // The chunk of a seed, if it is accepted.
    byte[]? Make(int seed)
    {
        Proto main = FunctionMaker.Make(new Random(seed), _target);
        byte[] chunk = LfsCompiler.Dump(main, _target).Bytes!;
        LoadedChunk loaded = _target.Version == LuaVersion.Lua53
            ? Chunk53Reader.Load(chunk, 0, _target)
            : Chunk51Reader.Load(chunk, 0, _target);
        return loaded.Main is null ? null : chunk;
    }

    static string Prelude()
    {
        using Stream stream = typeof(Runner).Assembly.GetManifestResourceStream("prelude.lua")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
