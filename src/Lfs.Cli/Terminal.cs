using System.Globalization;
using System.Text;
using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary>The environment of a command: everything that it sees of its process.</summary>
sealed class Terminal : IDisposable
{
    /// <summary>The environment variable that replaces the clock, for reproducible builds.</summary>
    public const string SourceDateEpochVariable = "SOURCE_DATE_EPOCH";

    readonly TerminalStream _input = null!;
    readonly TerminalStream _output = null!;
    readonly TerminalStream _error = null!;

    /// <summary>Standard input.</summary>
    public required Stream Input
    {
        get => _input;
        init => _input = new TerminalStream(value, "read standard input");
    }

    /// <summary>Standard output. It is flushed at the end, and before anything is written to
    /// <see cref="Error"/>.</summary>
    public required Stream Output
    {
        get => _output;
        init => _output = new TerminalStream(value, "write standard output");
    }

    /// <summary>Standard error.</summary>
    public required Stream Error
    {
        get => _error;
        init => _error = new TerminalStream(value, "write standard error");
    }

    /// <summary>The first failure to write; null if all output was written. A failure to read is reported to
    /// the reader.</summary>
    public TerminalFailure? Failure => _output.Failure ?? _error.Failure;

    /// <summary>Cancelled when the reader of the output has gone.</summary>
    public CancellationToken Broken => _output.Broken;

    /// <summary>The folder that relative paths start from.</summary>
    public required Folder Folder { get; init; }

    /// <summary>The clock, used for the build time if nothing else sets it.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Looks up a variable of the environment; null if it is not set.</summary>
    public required Func<string, string?> EnvironmentVariable { get; init; }

    /// <summary>Reads a key that was pressed, or null if none was; null if the input or the output is no
    /// terminal.</summary>
    public Func<ConsoleKeyInfo?>? ReadKey { get; init; }

    /// <summary>True if standard error shows colours: a terminal, and <c>NO_COLOR</c> is not set.</summary>
    public bool HasColor { get; init; }

    /// <summary>Ends a running Lua program; cancelled by Ctrl-C.</summary>
    public CancellationToken Interruption { get; init; }

    /// <summary>The build time in seconds since 1970: from <see cref="SourceDateEpochVariable"/>,
    /// else from the clock.</summary>
    /// <exception cref="CommandFailure">The environment variable is not a number.</exception>
    public long BuildTime()
    {
        string? given = EnvironmentVariable(SourceDateEpochVariable);
        if (string.IsNullOrEmpty(given))
            return Clock.GetUtcNow().ToUnixTimeSeconds();
        if (long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
            return seconds;
        throw new CommandFailure($"{SourceDateEpochVariable} is no number of seconds: '{given}'");
    }

    /// <summary>The terminal without its streams, for a device whose messages are of no interest.</summary>
    public Terminal Silenced() => new()
    {
        Input = Stream.Null,
        Output = Stream.Null,
        Error = Stream.Null,
        Folder = Folder,
        Clock = Clock,
        EnvironmentVariable = EnvironmentVariable,
        Interruption = Interruption,
    };

    /// <summary>Writes text to standard output, as UTF-8.</summary>
    public void Print(string text) => Output.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes <c>lfs: message</c> to standard error, after all output so far. A failure to write it
    /// is ignored, since there is nowhere else to report it.</summary>
    public void Complain(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> name = HasColor ? "\e[31mlfs:\e[0m "u8 : "lfs: "u8;
        byte[] line = [.. name, .. message, (byte)'\n'];
        Attempt(Output.Flush);
        Attempt(() =>
        {
            Error.Write(line);
            Error.Flush();
        });
    }

    /// <summary>Reads the rest of standard input.</summary>
    /// <exception cref="CommandFailure">The input is too long.</exception>
    /// <exception cref="TerminalFailure">The input cannot be read.</exception>
    public byte[] ReadInput()
    {
        try
        {
            return HostFolder.Read(Input);
        }
        catch (IOException e) when (e is not TerminalFailure)
        {
            throw new CommandFailure($"cannot read standard input: {e.Message}");
        }
    }

    /// <summary>Releases the terminal. The streams belong to the process and stay open.</summary>
    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    static void Attempt(Action write)
    {
        try
        {
            write();
        }
        catch (TerminalFailure)
        {
            // The stream has recorded the failure.
        }
    }
}
