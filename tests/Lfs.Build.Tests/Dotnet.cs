using System.Diagnostics;
using System.Text;

namespace Lfs.Build.Tests;

/// <summary>Runs the <c>dotnet</c> command as a user does.</summary>
static class Dotnet
{
    /// <summary>Runs a command in a folder; returns its exit code and everything it printed.</summary>
    public static (int ExitCode, string Output) Run(string folder, params string[] arguments) =>
        RunProgram("dotnet", folder, arguments);

    /// <summary>Runs any program in a folder; returns its exit code and everything it printed.</summary>
    public static (int ExitCode, string Output) RunProgram(string program, string folder, params string[] arguments)
    {
        var output = new StringBuilder();
        int openPipes = 2;
        using Process process = Start(program, folder, Take, arguments);
        // It does not wait for the ends of the pipes, which a compiler server that was started keeps open.
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
            process.Kill(entireProcessTree: true);
        lock (output)
        {
            // What the process has written is in the pipes: until both end, or nothing came for two seconds.
            for (int before = -1; openPipes > 0 && before != output.Length;)
            {
                before = output.Length;
                Monitor.Wait(output, TimeSpan.FromSeconds(2));
            }
            return (process.ExitCode, output.ToString());
        }

        void Take(string? line)
        {
            lock (output)
            {
                // The end of a stream is no line: the other one may still print.
                if (line is not null)
                    output.AppendLine(line);
                else if (--openPipes == 0)
                    Monitor.PulseAll(output);
            }
        }
    }

    /// <summary>Starts any program in a folder.</summary>
    /// <param name="program">The program.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="take">Takes each line that it prints, and null at the end of each of its two streams; on
    /// several threads.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Process Start(string program, string folder, Action<string?> take, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host is itself a child of MSBuild: what it inherited would lead a build of ours astray.
        foreach (string name in start.Environment.Keys.Where(IsOfTestHost).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        Process process = Process.Start(start)!;
        // Threads of their own: those of the pool all wait for processes, so lines that came there could be missed.
        foreach (StreamReader pipe in new[] { process.StandardOutput, process.StandardError })
            new Thread(() => Read(pipe, take)) { IsBackground = true }.Start();
        return process;
    }

    static void Read(StreamReader pipe, Action<string?> take)
    {
        string? line;
        do
        {
            line = pipe.ReadLine();
            take(line);
        }
        while (line is not null);
    }

    /// <summary>Runs a command that has to succeed; returns everything it printed.</summary>
    public static string Succeed(string folder, params string[] arguments)
    {
        (int exitCode, string output) = Run(folder, arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)} gave {exitCode}:\n{output}");
        return output;
    }

    static bool IsOfTestHost(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_HOST_PATH" or "SOURCE_DATE_EPOCH" or "CI";
}
