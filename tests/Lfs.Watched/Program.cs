using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lfs.Tests.Watched;

/// <summary>
/// Runs Lua programs that try to end the process they run in. A test starts it, and watches.
/// </summary>
/// <remarks>
/// One line of standard output before each program and one after it, so that the watcher knows which program
/// ended the process. The last line is <c>peak</c> and the most memory the process had, in bytes.
/// </remarks>
static class Program
{
    static int Main(string[] arguments)
    {
        switch (arguments[0])
        {
            case "programs":
                Programs.Run(arguments[1], [.. arguments.Skip(2).Select(Number)]);
                break;
            case "files":
                Files.Run(arguments[1], isHost: arguments[2] == "host", (uint)Number(arguments[3]), arguments[4..]);
                break;
            case "memory":
                Memory.Run(arguments[1], (uint)Number(arguments[2]), Number(arguments[3]), arguments[4..]);
                break;
            case "threads":
                Threads.Run(arguments[1], Number(arguments[2]), arguments[3..]);
                break;
            default:
                throw new ArgumentException(arguments[0]);
        }
        Say($"peak {Process.GetCurrentProcess().PeakWorkingSet64}");
        return 0;
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A line for the watcher, at once.</summary>
    public static void Say(string line)
    {
        using Stream output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(line.Replace('\n', ' ') + "\n"));
    }
}
