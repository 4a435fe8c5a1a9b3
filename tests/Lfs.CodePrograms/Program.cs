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
    const long Instructions = 3_000;
    const long PreludeInstructions = 1_000_000;
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
            EmergencyCollection = isAlways,
        });
        return Run(device, LuaTarget.All.Single(t => t.Name == target), first, count, output);
    }

    static int Run(LfsDevice device, LuaTarget target, int first, int count, StreamWriter output)
    {
        string prelude = Prelude();
        int accepted = 0;
        for (int seed = first; seed < first + count; seed++)
        {
            output.WriteLine(seed);
            if ((seed - first) % RunsPerBoot == 0)
                Restart(device, prelude);
            if (Load(seed, target) is not { } chunk)
                continue;
            accepted++;
            Try(device, chunk);
            if (device.State.FindFault() is { } fault)
            {
                output.WriteLine($"seed {seed} left a fault: {fault}");
                return 1;
            }
        }
        output.WriteLine($"accepted {accepted}");
        return 0;
    }

    static void Restart(LfsDevice device, string prelude)
    {
        device.Restart();
        device.SetBudget(PreludeInstructions);
        device.Run(prelude, "=prelude");
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

    static void Try(LfsDevice device, byte[] chunk)
    {
        device.SetBudget(Instructions);
        try
        {
            device.Run(chunk, "=program");
        }
        catch (LuaException)
        {
            // An error is as good as a result.
        }
    }

    static string Prelude()
    {
        using Stream stream = typeof(Program).Assembly.GetManifestResourceStream("prelude.lua")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
