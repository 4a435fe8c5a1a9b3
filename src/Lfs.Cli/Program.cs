using Lfs.Cli;

using var interruption = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first press ends Lua cleanly, the second the process.
    pressed.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
};
using Stream standardOutput = Console.OpenStandardOutput();
// People see each line at once; pipes and files get large blocks.
using Stream output =
    Console.IsOutputRedirected ? new BufferedStream(standardOutput, 1 << 16) : standardOutput;
using Stream error = Console.OpenStandardError();
using Stream input = Console.OpenStandardInput();
return Tool.Run(args, new Terminal
{
    Input = input,
    Output = output,
    Error = error,
    Folder = new Folder(Environment.CurrentDirectory),
    Clock = TimeProvider.System,
    SourceDateEpoch = Environment.GetEnvironmentVariable(Terminal.SourceDateEpochVariable),
    Interruption = interruption.Token,
});
