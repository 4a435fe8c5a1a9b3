using System.Diagnostics;
using System.Text;

namespace Lfs.Build.Tests;

/// <summary>Runs the <c>dotnet</c> command as a user does.</summary>
static class Dotnet
{
    /// <summary>Runs a command in a folder; returns its exit code and everything it printed.</summary>
    public static (int ExitCode, string Output) Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
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

        using Process process = Process.Start(start)!;
        var output = new StringBuilder();
        void Take(object sender, DataReceivedEventArgs line)
        {
            lock (output)
                output.AppendLine(line.Data);
        }

        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        // With a time limit it does not wait for the compiler server, which keeps the pipes open.
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
            process.Kill(entireProcessTree: true);
        lock (output)
            return (process.ExitCode, output.ToString());
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
