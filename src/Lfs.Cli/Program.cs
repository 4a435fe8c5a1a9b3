using Lfs.Cli;

using var interruption = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first press ends Lua cleanly, the second the process.
    pressed.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
};
// People see each line at once; pipes and files get large blocks. The streams are not disposed: what cannot
// be written would be tried again.
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
};
return Tool.Run(args, terminal);
