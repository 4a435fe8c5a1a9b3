using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>Generated code that looks valid is refused, or runs inside the device.</summary>
/// <remarks>
/// The programs run in processes of their own (Lfs.CodePrograms), so that one that ends its process fails a test
/// that names it. After each the heap is walked. LFS_CODE_PROGRAMS is how many run for each target,
/// LFS_CODE_PROGRAM_SEED the first seed.
/// </remarks>
public sealed class CodeProgramTests(ITestOutputHelper output)
{
    const int Programs = 5_000;
    const int SilentMilliseconds = 60_000;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-always")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public async Task Generated_code_is_refused_or_harmless(string target)
    {
        int count = Number("LFS_CODE_PROGRAMS", Programs);
        var run = new Watched(target, Number("LFS_CODE_PROGRAM_SEED", 0), count);

        string last = await run.ToEnd();

        output.WriteLine($"{target}: {count} programs, {last}");
        Assert.True(run.ExitCode == 0, $"{target}: exit {run.ExitCode} after \"{last}\" {run.Error}");
        Match said = Regex.Match(last, @"^accepted (\d+) ran (\d+)$");
        Assert.True(said.Success, last);
        int accepted = int.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture);
        int ran = int.Parse(said.Groups[2].Value, CultureInfo.InvariantCulture);
        Assert.InRange(accepted, count / 4, count - 1);
        // The accepted ones are loaded and called, but for some for which the heap is full.
        Assert.InRange(ran, accepted * 9 / 10, accepted);
    }

    static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;

    /// <summary>A process that says each seed before it runs it, and is ended if it falls silent.</summary>
    sealed class Watched(string target, int first, int count)
    {
        public int ExitCode { get; private set; }

        public string Error { get; private set; } = "";

        /// <summary>The last line that it said.</summary>
        public async Task<string> ToEnd()
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Lfs.CodePrograms.dll"));
            start.ArgumentList.Add(target);
            start.ArgumentList.Add(first.ToString(CultureInfo.InvariantCulture));
            start.ArgumentList.Add(count.ToString(CultureInfo.InvariantCulture));
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string last = await LastLine(process);
            await process.WaitForExitAsync();
            ExitCode = process.ExitCode;
            Error = await error;
            return last;
        }

        static async Task<string> LastLine(Process process)
        {
            string last = "";
            while (true)
            {
                Task<string?> line = process.StandardOutput.ReadLineAsync();
                if (await Task.WhenAny(line, Task.Delay(SilentMilliseconds)) != line)
                {
                    process.Kill();
                    return last + " (ended after a minute of silence)";
                }
                if (await line is not { } said)
                    return last;
                last = said;
            }
        }
    }
}
