using System.Globalization;

namespace Lfs.Tests;

/// <summary>
/// Programs of random steps: every library function that calls back, and in the callbacks <c>debug</c>, hooks,
/// finalizers, coroutines and collections (tests/Lfs.Watched/lua/random.lua). After each the heap is walked.
/// </summary>
/// <remarks>
/// <c>LFS_RANDOM_PROGRAMS</c> says how many for each build, <c>LFS_RANDOM_SEED</c> where to begin.
/// </remarks>
public class RandomProgramTests
{
    const int ProgramsEach = 5000;

    /// <summary>A collection before each allocation, also where a block becomes shorter, takes its time.</summary>
    const int ProgramsAlways = 2500;
    const int MostSteps = 40;
    const int ProgramsInProcess = 2500;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    [InlineData("5.1+always")]
    public void No_program_harms_the_process_or_the_heap(string build)
    {
        int count = Setting("LFS_RANDOM_PROGRAMS",
            build.EndsWith("+always", StringComparison.Ordinal) ? ProgramsAlways : ProgramsEach);
        int first = Setting("LFS_RANDOM_SEED", 1);
        List<string> wrong = [];
        long steps = 0;
        for (int seed = first; seed < first + count;)
        {
            int most = Math.Min(ProgramsInProcess, first + count - seed);
            WatchedProcess.Outcome outcome = WatchedProcess.Run(
                "programs", build, Text(seed), Text(most));
            wrong.AddRange(outcome.Lines.Where(line => line.StartsWith("wrong ", StringComparison.Ordinal)));
            steps += outcome.Lines.Where(line => line.StartsWith("took ", StringComparison.Ordinal))
                .Sum(line => long.Parse(line["took ".Length..], CultureInfo.InvariantCulture));
            if (outcome.Lived)
            {
                seed += most;
                continue;
            }
            wrong.Add($"seed {outcome}");
            seed = int.Parse(outcome.LastBegun, CultureInfo.InvariantCulture) + 1;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        // The programs do something: they are not cut short before it.
        Assert.True(steps > MostSteps / 3 * count, $"{steps} steps in {count} programs");
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
