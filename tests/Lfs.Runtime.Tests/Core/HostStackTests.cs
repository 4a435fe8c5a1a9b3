namespace Lfs.Tests;

/// <summary>
/// Deep nests of calls through host code end with an error that the program catches, however small the stack of
/// the host's thread is.
/// </summary>
public class HostStackTests
{
    public static TheoryData<string, string> Threads
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string target in (string[])["5.1", "5.1-int", "5.3", "5.3-64"])
            {
                foreach (string kilobytes in (string[])["128", "256", "512", "1024"])
                    data.Add(target, kilobytes);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void A_program_that_goes_too_deep_gets_an_error_it_can_catch(string target, string kilobytes)
    {
        WatchedProcess.Outcome outcome = WatchedProcess.Run(
            "threads", target, kilobytes, Path.Combine(AppContext.BaseDirectory, "lua", "deep.lua"));

        Assert.True(outcome.Lived, outcome.ToString());
        string end = outcome.Lines.Single(line => line.StartsWith("end ", StringComparison.Ordinal));
        Assert.Contains(" returned ended ", end, StringComparison.Ordinal);
        Assert.Contains("gsub: C stack overflow; protected: C stack overflow; sort: C stack overflow", end, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("48")]
    [InlineData("64")]
    public void A_thread_with_too_little_stack_is_refused_by_name(string kilobytes)
    {
        WatchedProcess.Outcome outcome = WatchedProcess.Run(
            "threads", "5.3", kilobytes, Path.Combine(AppContext.BaseDirectory, "lua", "deep.lua"));

        Assert.True(outcome.Lived, outcome.ToString());
        string end = outcome.Lines.Single(line => line.StartsWith("end ", StringComparison.Ordinal));
        Assert.Contains(" refused Lua needs more than 64 KB of the thread's stack.", end, StringComparison.Ordinal);
    }
}
