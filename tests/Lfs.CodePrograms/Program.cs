using System.Globalization;
using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Tests.CodePrograms;

/// <summary>
/// Runs generated chunks: the arguments are a target, the first seed and how many. It says each seed before it
/// runs, so that the one that ends this process is known.
/// </summary>
/// <remarks>
/// The target "5.1-always" is 5.1 with a collection before each allocation. A device runs a few programs
/// before it restarts, so a fault may need the seeds before it, from a multiple of <see cref="RunsPerBoot"/> on.
/// </remarks>
static class Program
{
    const int RunsPerBoot = 20;
    const long Instructions = 6_000;

    // A collection before each allocation counts as well.
    const long InstructionsAlways = 100_000;

    // Loading counts as well, by the bytes: it has a budget of its own, so that the program runs.
    const long LoadInstructions = 1_000_000;

    // Most programs are loaded and run, and leave room for what they make.
    const uint HeapBytes = 256 * 1024;
    const string Always = "-always";

    static int Main(string[] args)
    {
        bool isAlways = args[0].EndsWith(Always, StringComparison.Ordinal);
        string target = isAlways ? args[0][..^Always.Length] : args[0];
        int first = int.Parse(args[1], CultureInfo.InvariantCulture);
        int count = int.Parse(args[2], CultureInfo.InvariantCulture);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = HeapBytes,
            EmergencyCollection = isAlways,
        });
        return Run(device, LuaTarget.All.Single(t => t.Name == target), first, count,
            isAlways ? InstructionsAlways : Instructions, output);
    }

    static int Run(
        LfsDevice device, LuaTarget target, int first, int count, long instructions, StreamWriter output)
    {
        string prelude = Prelude();
        int accepted = 0;
        int ran = 0;
        LuaObject? loader = null;
        for (int seed = first; seed < first + count; seed++)
        {
            output.WriteLine(seed);
            if ((seed - first) % RunsPerBoot == 0)
                loader = Restart(device, prelude);
            if (Load(seed, target) is not { } chunk)
                continue;
            accepted++;
            ran += Try(device, loader!, chunk, instructions) ? 1 : 0;
            if (device.State.FindFault() is { } fault)
            {
                output.WriteLine($"seed {seed} left a fault: {fault}");
                return 1;
            }
        }
        output.WriteLine($"accepted {accepted} ran {ran}");
        return 0;
    }

    // What loads a chunk on the device that has restarted.
    static LuaObject Restart(LfsDevice device, string prelude)
    {
        device.Restart();
        device.SetBudget(LoadInstructions);
        return device.Run(prelude + "\nreturn loadstring or load", "=prelude")[0].AsObject();
    }

    // The chunk of a seed, if it is accepted.
    static byte[]? Load(int seed, LuaTarget target)
    {
        Proto main = FunctionMaker.Make(new Random(seed), target);
        byte[] chunk = LfsCompiler.Dump(main, target).Bytes!;
        LoadedChunk loaded = target.Version == LuaVersion.Lua53
            ? Chunk53Reader.Load(chunk, 0, target)
            : Chunk51Reader.Load(chunk, 0, target);
        return loaded.Main is null ? null : chunk;
    }

    // Whether the program was loaded, so that its code ran.
    static bool Try(LfsDevice device, LuaObject loader, byte[] chunk, long instructions)
    {
        bool isLoaded = false;
        try
        {
            device.SetBudget(LoadInstructions);
            LuaValue loaded = loader.Call(LuaValue.FromBytes(chunk))[0];
            isLoaded = !loaded.IsNil;
            if (!isLoaded)
                return false;
            using LuaObject program = loaded.AsObject();
            device.SetBudget(instructions);
            program.Call();
        }
        catch (LuaException error) when (error.Kind != LuaErrorKind.Fault)
        {
            // An error is as good as a result; that the device failed is neither.
        }
        return isLoaded;
    }

    static string Prelude()
    {
        using Stream stream = typeof(Program).Assembly.GetManifestResourceStream("prelude.lua")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
