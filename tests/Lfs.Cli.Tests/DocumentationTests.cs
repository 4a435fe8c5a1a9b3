using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Lfs.Runtime;
using Lfs.Tests;

namespace Lfs.Cli.Tests;

/// <summary>The command lines in the documents print what is shown there.</summary>
/// <remarks>
/// In a document, lines that begin with four spaces are a session: <c>$ command</c>, then what it prints, where
/// <c>...</c> stands for any lines, or a part of one. All commands of a document run one after the other in one folder. It holds the Lua
/// blocks whose first line is <c>-- name.lua</c>. An HTML comment <c>setup: command</c> prepares what is not shown.
/// </remarks>
public sealed partial class DocumentationTests
{
    [BashTheory]
    [InlineData("docs/cli.md", 35)]
    [InlineData("docs/migration.md", 12)]
    public void Commands_print_what_is_shown(string document, int commands)
    {
        using Session session = new();
        string text = File.ReadAllText(Repo.PathOf(document)).Replace("\r", "");
        string tool = session.PathOf(".tool");
        Directory.CreateDirectory(tool);
        File.WriteAllText(
            Path.Combine(tool, "lfs"), $"#!/bin/sh\nexec dotnet exec {AppContext.BaseDirectory}lfs.dll \"$@\"\n");
        Run(session, tool, "chmod +x .tool/lfs");
        File.WriteAllBytes(session.PathOf("nodemcu.bin"), Firmware());

        List<string> wrong = [];
        int count = 0;
        foreach ((string command, string expected, bool isShown) in StepsOf(text))
        {
            string printed = Run(session, tool, command);
            count += isShown ? 1 : 0;
            if (isShown ? !Pattern(expected).IsMatch(printed) : printed.Contains("lfs: ", StringComparison.Ordinal))
                wrong.Add($"$ {command}\nshown:\n{expected}\nprinted:\n{printed}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(count >= commands, $"{document} shows {count} commands.");
    }

    /// <summary>What a document does, in its order: files, setups and shown commands.</summary>
    static IEnumerable<(string Command, string Expected, bool IsShown)> StepsOf(string text)
    {
        foreach (Match step in Step().Matches(text))
        {
            if (step.Groups["setup"].Success)
                yield return (step.Groups["setup"].Value, "", false);
            else if (step.Groups["file"].Success)
                yield return ($"cat > {step.Groups["file"].Value} <<'END'\n-- {step.Groups["file"].Value}\n{step.Groups["lua"].Value}END", "", false);
            else
                yield return (
                    step.Groups["command"].Value,
                    Indent().Replace(step.Groups["output"].Value, "").TrimEnd('\n'), true);
        }
    }

    /// <summary>A firmware with its partition table: the start of the flash of a modelled device.</summary>
    static byte[] Firmware()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        return device.Flash[..(int)LfsDeviceOptions.DefaultLfsOffset];
    }

    static Regex Pattern(string shown)
    {
        IEnumerable<string> lines = shown.Split('\n')
            .Select(line => line == "..." ? "(?:.*\n)*?" : AnyPart().Replace(Regex.Escape(line), ".*") + " *\n");
        return new Regex("^" + (shown.Length == 0 ? "" : string.Concat(lines)) + "\\s*$");
    }

    static string Run(Session session, string tool, string command)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", command])
        {
            WorkingDirectory = session.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = tool + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment.Remove(Terminal.SourceDateEpochVariable);
        var printed = new StringBuilder();
        using Process shell = Process.Start(start)!;
        shell.OutputDataReceived += (_, line) => Add(line.Data);
        shell.ErrorDataReceived += (_, line) => Add(line.Data);
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
        shell.WaitForExit();
        return printed.ToString();

        void Add(string? line)
        {
            lock (printed)
                printed.Append(line is null ? "" : line + "\n");
        }
    }

    [GeneratedRegex("""
        ^<!--\ setup:\ (?<setup>.*?)\ -->$
        |^```lua\n--\ (?<file>[\w./-]+\.lua)\n(?<lua>(?:.*\n)*?)```$
        |^\ {4}\$\ (?<command>.*)\n(?<output>(?:(?:\ {4}(?!\$\ ).*)?\n)*)
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Step();

    [GeneratedRegex(@"\\\.\\\.\\\.")]
    private static partial Regex AnyPart();

    [GeneratedRegex("^ {4}", RegexOptions.Multiline)]
    private static partial Regex Indent();

    /// <summary>A theory that is skipped where there is no bash.</summary>
    sealed class BashTheoryAttribute : TheoryAttribute
    {
        public BashTheoryAttribute()
        {
            if (!File.Exists("/bin/bash"))
                Skip = "there is no /bin/bash";
        }
    }
}
