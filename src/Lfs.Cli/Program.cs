using Lfs.Cli;

using var interruption = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl-C ends Lua cleanly, the second ends the process.
    pressed.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
};
// A terminal gets each line at once; pipes and files get large blocks. The streams are not disposed, because
// disposing would retry a write that has failed.
Stream output = StandardStream.Output();
using var terminal = new Terminal
{
    Input = new BufferedStream(StandardStream.Input()),
    Output = Console.IsOutputRedirected ? new BufferedStream(output, 1 << 16) : output,
    Error = StandardStream.Error(),
    Folder = Folder.Current,
    Clock = TimeProvider.System,
    EnvironmentVariable = Environment.GetEnvironmentVariable,
    Interruption = interruption.Token,
    ReadKey = Console.IsInputRedirected || Console.IsOutputRedirected
        ? null
        : () => Console.KeyAvailable ? Console.ReadKey(intercept: true) : null,
    HasColor = !Console.IsErrorRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
};
return Tool.Run(args, terminal);
