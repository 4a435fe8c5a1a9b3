using System.Text;
using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary><c>lfs run -i</c>: the prompt of a device.</summary>
/// <remarks>The device starts as the firmware does, runs in real time, and reads the lines that are typed. A
/// line that is not complete gets the prompt <c>&gt;&gt;</c>, as on a device.</remarks>
sealed class PromptCommand(RunArguments arguments, Terminal terminal)
{
    /// <summary>The device echoes what it receives; a terminal has shown it already. The last argument of
    /// <c>uart.setup</c> turns that off.</summary>
    const string NoEcho = "uart.setup(0, 115200, 8, uart.PARITY_NONE, uart.STOPBITS_1, 0)";

    const int KeyInterval = 10;
    const int Interrupted = 130;

    /// <summary>Runs until the input ends.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        EditedOutput? edited = terminal.ReadKey is null ? null : new EditedOutput(terminal.Output);
        using LfsDevice device = Boot(edited);
        try
        {
            device.Run(NoEcho);
            device.RunUntilIdle();
            if (arguments.Program.Length > 0)
                device.Send($"dofile({Quoted(arguments.Program)})\n");
            return edited is not null ? ReadKeys(device, edited) : ReadLines(device);
        }
        catch (LuaException e)
        {
            throw terminal.Failure ?? (Exception)new CommandFailure(e.Message);
        }
    }

    LfsDevice Boot(EditedOutput? edited) => new RunCommand(arguments, terminal).BootWithoutProgram(
        options => options with { Startup = true, Output = edited ?? terminal.Output, Input = null });

    // Lines of a pipe or a file: each runs before the next is read, with the tasks that it posts. At the end
    // the timers that are left run, as after a program.
    int ReadLines(LfsDevice device)
    {
        using var reader = new StreamReader(terminal.Input, new UTF8Encoding(false));
        while (reader.ReadLine() is { } line && !terminal.Interruption.IsCancellationRequested)
        {
            device.Send(line + "\n");
            device.RunUntilIdle();
        }
        device.RunAsync(untilDone: true, terminal.Interruption).GetAwaiter().GetResult();
        terminal.Print("\n");
        return terminal.Interruption.IsCancellationRequested ? Interrupted : 0;
    }

    int ReadKeys(LfsDevice device, EditedOutput edited)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            terminal.Interruption, terminal.Broken);
        Task running = device.RunAsync(ending.Token);
        while (!ending.IsCancellationRequested && !running.IsCompleted)
        {
            if (terminal.ReadKey!() is not { } key)
            {
                Thread.Sleep(KeyInterval);
                continue;
            }
            if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && edited.Editor.IsEmpty)
                break;
            if (edited.Press(key) is { } line)
                device.Send(line + "\n");
        }
        ending.Cancel();
        running.GetAwaiter().GetResult();
        terminal.Print("\n");
        return terminal.Interruption.IsCancellationRequested ? Interrupted : 0;
    }

    static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            + "\"";

    /// <summary>The output of a device above the line that is being typed.</summary>
    sealed class EditedOutput : Stream
    {
        readonly Lock _lock = new();
        readonly Stream _output;

        public EditedOutput(Stream output)
        {
            _output = output;
            Editor = new LineEditor(text => output.Write(Encoding.UTF8.GetBytes(text)));
        }

        public LineEditor Editor { get; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public string? Press(ConsoleKeyInfo key)
        {
            lock (_lock)
            {
                string? line = Editor.Press(key);
                _output.Flush();
                return line;
            }
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            lock (_lock)
            {
                Editor.Hide();
                _output.Write(buffer);
                Editor.Show();
                _output.Flush();
            }
        }

        public override void Write(byte[] buffer, int offset, int count) =>
            Write(buffer.AsSpan(offset, count));

        public override void Flush() => _output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
