using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lfs.Compiler.Bytecode;

namespace Lfs.Benchmarks;

/// <summary>
/// Compares implementations of Lua: interleaved rounds, medians, and results that must agree.
/// </summary>
/// <remarks>
/// A program prints <c>RES name run seconds result</c> for each of its runs and measures CPU time itself. The
/// last run counts, when a compiler at run time has done its work. A ratio is the median of the rounds'
/// ratios: two times of one round were taken within seconds, and a shared machine changes its speed from
/// minute to minute.
/// </remarks>
static class Suite
{
    static readonly string[] _nativeLuas = ["lua5.1", "lua5.3", "luajit"];

    sealed record Contestant(string Name, string FileName, string[] Arguments);

    /// <summary>Runs all programs of a folder and prints the table.</summary>
    /// <param name="target">The build that our runtime has.</param>
    /// <param name="folder">Lua files.</param>
    /// <param name="rounds">How often each is run.</param>
    /// <param name="only">What to compare beside our runtime and the native Lua of the same version; all that
    /// is there if none is named.</param>
    /// <returns>0, or 1 if a program failed or results differ.</returns>
    public static int Compare(LuaTarget target, string folder, int rounds, string[] only)
    {
        string reference = target.Name.StartsWith("5.3", StringComparison.Ordinal) ? "lua5.3" : "lua5.1";
        string self = Environment.ProcessPath!;
        string[] hosted = self.EndsWith("dotnet", StringComparison.Ordinal)
            ? [typeof(Suite).Assembly.Location]
            : [];
        Contestant[] contestants =
        [
            new("lfs", self, [.. hosted, "--run", target.Name]),
            .. _nativeLuas.Where(IsOnPath).Select(name =>
                new Contestant(name, name, ["-e", $"BENCH_N = {Runners.Repetitions}"])),
            new("nlua", self, [.. hosted, "--nlua"]),
        ];
        if (only.Length > 0)
        {
            contestants = [.. contestants
                .Where(c => c.Name == "lfs" || c.Name == reference || only.Contains(c.Name))];
        }
        string[] files = [.. Directory.GetFiles(folder, "*.lua").Order(StringComparer.Ordinal)];
        Dictionary<(string File, string Name, int Round), double> times = [];
        Dictionary<string, string> results = [];
        bool agree = true;
        for (int round = 0; round < rounds; round++)
        {
            foreach (string file in files)
            {
                foreach (Contestant contestant in contestants)
                {
                    if (Run(contestant, file) is not (double seconds, string result))
                    {
                        Console.Error.WriteLine($"{contestant.Name}: {Path.GetFileName(file)} failed");
                        agree = false;
                        continue;
                    }
                    if (results.TryAdd(file, result) || results[file] == result)
                    {
                        times.Add((file, contestant.Name, round), seconds);
                        continue;
                    }
                    Console.Error.WriteLine($"{contestant.Name}: {Path.GetFileName(file)}: another result");
                    agree = false;
                }
            }
        }
        PrintTable(reference, files, contestants, rounds, times);
        return agree ? 0 : 1;
    }

    static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    static (double Seconds, string Result)? Run(Contestant contestant, string file)
    {
        ProcessStartInfo start = new(contestant.FileName, [.. contestant.Arguments, file])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string[]? last = output.Split('\n')
            .LastOrDefault(line => line.StartsWith("RES", StringComparison.Ordinal))?.Split('\t');
        if (process.ExitCode != 0 || last == null)
            return null;
        return (double.Parse(last[3], CultureInfo.InvariantCulture), string.Join(' ', last[4..]));
    }

    static void PrintTable(
        string reference, string[] files, Contestant[] contestants, int rounds,
        Dictionary<(string File, string Name, int Round), double> times)
    {
        StringBuilder table = new();
        table.Append("| program | ").AppendJoin(" | ", contestants.Select(c => $"{c.Name} s")).Append(" | ")
            .AppendJoin(" | ", contestants.Select(c => $"{c.Name} / {reference}")).Append(" |\n");
        table.Append("|---|").Insert(table.Length, "---:|", 2 * contestants.Length).Append('\n');
        Dictionary<string, List<double>> ratios = contestants.ToDictionary(c => c.Name, _ =>
            new List<double>());
        foreach (string file in files)
        {
            double?[] medians = [.. contestants.Select(c => Median(Rounds(c, null)))];
            double?[] relative = [.. contestants.Select(c => Median(Rounds(c, reference)))];
            for (int i = 0; i < contestants.Length; i++)
            {
                if (relative[i] is > 0)
                    ratios[contestants[i].Name].Add(relative[i]!.Value);
            }
            table.Append("| ").Append(Path.GetFileNameWithoutExtension(file)).Append(" | ")
                .AppendJoin(" | ", medians.Select(s => Text(s, "0.000"))).Append(" | ")
                .AppendJoin(" | ", relative.Select(r => Text(r, "0.00"))).Append(" |\n");

            // The seconds of each round that gave a result, perhaps relative to another contestant's.
            IEnumerable<double> Rounds(Contestant contestant, string? relativeTo)
            {
                for (int round = 0; round < rounds; round++)
                {
                    double unit = 1;
                    if (times.TryGetValue((file, contestant.Name, round), out double seconds)
                        && (relativeTo == null || times.TryGetValue((file, relativeTo, round), out unit)))
                        yield return seconds / unit;
                }
            }
        }
        table.Append("| geometric mean |").Insert(table.Length, " |", contestants.Length).Append(' ')
            .AppendJoin(" | ", contestants.Select(c => Text(GeometricMean(ratios[c.Name]), "0.00")))
                .Append(" |\n");
        Console.Write(table);
    }

    static string Text(double? value, string format) => value?.ToString(format,
        CultureInfo.InvariantCulture) ?? "-";

    static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    static double? GeometricMean(List<double> values) =>
        values.Count == 0 ? null : Math.Exp(values.Average(Math.Log));
}
