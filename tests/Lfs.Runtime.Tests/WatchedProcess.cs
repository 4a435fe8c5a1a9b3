using System.Diagnostics;
using System.Globalization;

namespace Lfs.Tests;

/// <summary>
/// A process of its own for what may end its process (tests/Lfs.Watched), under a watch: how long it says
/// nothing, and how much memory it takes.
/// </summary>
static class WatchedProcess
{
    /// <summary>The time limit in seconds, for a program and for the start of a process.</summary>
    const int PatienceSeconds = 60;
    public const long MostBytes = 200L * 1024 * 1024;

    /// <summary>The output and the exit of a process.</summary>
    /// <param name="Lines">Its standard output.</param>
    /// <param name="End">"lived" or how it ended otherwise.</param>
    /// <param name="Errors">Its standard error.</param>
    public sealed record Outcome(IReadOnlyList<string> Lines, string End, string Errors)
    {
        public bool Lived => End == "lived";

        /// <summary>The program that was running at the end: the one that ended the process.</summary>
        public string LastBegun =>
            Lines.LastOrDefault(line => line.StartsWith("begin ", StringComparison.Ordinal))?["begin ".Length..] ?? "";

        public override string ToString() => $"{End} in {LastBegun}: {Errors[..Math.Min(Errors.Length, 1500)]}";
    }

    public static Outcome Run(params string[] arguments) => RunWithin(MostBytes, arguments);

    /// <summary>Runs a process with a different memory limit.</summary>
    public static Outcome RunWithin(long mostBytes, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            // A read from standard input finds the end at once, wherever the tests run.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Lfs.Watched.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        // A process that is ended leaves no file behind.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        // What os.time answers depends on it.
        start.Environment["TZ"] = "UTC";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        List<string> lines = [];
        string? end = Watch(process, lines, mostBytes);
        process.WaitForExit();
        end ??= process.ExitCode == 0 ? PeakOf(lines, mostBytes) : $"exit {process.ExitCode}";
        return new Outcome(lines, end, errors.Result);
    }

    /// <summary>Reads what the process says, and ends it if it says nothing or grows. Why, or null.</summary>
    static string? Watch(Process process, List<string> lines, long mostBytes)
    {
        const int LookMilliseconds = 50;
        long heard = Stopwatch.GetTimestamp();
        Task<string?> next = process.StandardOutput.ReadLineAsync();
        while (true)
        {
            if (next.Wait(LookMilliseconds))
            {
                if (next.Result is null)
                    return null;
                lines.Add(next.Result);
                heard = Stopwatch.GetTimestamp();
                next = process.StandardOutput.ReadLineAsync();
                continue;
            }
            process.Refresh();
            string? why = Stopwatch.GetElapsedTime(heard).TotalSeconds > PatienceSeconds ? "hung"
                : BytesOf(process) > mostBytes ? "took too much memory" : null;
            if (why == null)
                continue;
            process.Kill();
            return why;
        }
    }

    /// <summary>The memory of a process; 0 once it has ended, which may be at this moment.</summary>
    static long BytesOf(Process process)
    {
        try
        {
            return process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>The last line is the most memory that the process had.</summary>
    static string PeakOf(List<string> lines, long mostBytes) =>
        lines[^1].StartsWith("peak ", StringComparison.Ordinal)
            && long.Parse(lines[^1]["peak ".Length..], CultureInfo.InvariantCulture) <= mostBytes
            ? "lived" : "took too much memory: " + lines[^1];
}
