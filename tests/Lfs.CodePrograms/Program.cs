using System.Globalization;
using Lfs.Compiler.Bytecode;

namespace Lfs.Tests.CodePrograms;

/// <summary>
/// Runs generated chunks: the arguments are a target, the first seed and how many. It says each seed before it
/// runs, so that the one that ends this process is known.
/// </summary>
/// <remarks>
/// The target "5.1-always" is 5.1 with a collection before each allocation. A device runs a few programs
/// before it restarts, so a fault may need the seeds before it, from a multiple of <see cref="Runner.RunsPerBoot"/> on.
/// </remarks>
static class Program
{
    const string Always = "-always";

    static int Main(string[] args)
    {
        bool isAlways = args[0].EndsWith(Always, StringComparison.Ordinal);
        string target = isAlways ? args[0][..^Always.Length] : args[0];
        int first = int.Parse(args[1], CultureInfo.InvariantCulture);
        int count = int.Parse(args[2], CultureInfo.InvariantCulture);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        using var runner = new Runner(LuaTarget.All.Single(t => t.Name == target), isAlways);
        for (int seed = first; seed < first + count; seed++)
        {
            output.WriteLine(seed);
            if (runner.Run(seed) is { } fault)
            {
                output.WriteLine($"seed {seed} left a fault: {fault}");
                return 1;
            }
        }
        output.WriteLine($"accepted {runner.Accepted} ran {runner.Ran}");
        return 0;
    }
}
