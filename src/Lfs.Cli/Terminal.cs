using System.Globalization;
using System.Text;
using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary>All that a command sees of the process it runs in.</summary>
sealed class Terminal : IDisposable
{
    /// <summary>The environment variable that stands in for the clock, for reproducible builds.</summary>
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

    /// <summary>Standard output: bytes as they come, flushed before anything is said on <see cref="Error"/>
    /// and at the end.</summary>
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

    /// <summary>Why something was lost that was written; null if nothing was. A failure of reading is told to
    /// who reads.</summary>
    public TerminalFailure? Failure => _output.Failure ?? _error.Failure;

    /// <summary>Cancelled when no one reads what is written any more.</summary>
    public CancellationToken Broken => _output.Broken;

    /// <summary>Where relative paths start.</summary>
    public required Folder Folder { get; init; }

    /// <summary>Gives the build time when nothing else does.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The variables of the environment: null for one that is not set.</summary>
    public required Func<string, string?> EnvironmentVariable { get; init; }

    /// <summary>Ends a running Lua program: Ctrl-C.</summary>
    public CancellationToken Interruption { get; init; }

    /// <summary>Seconds since 1970: those of <see cref="SourceDateEpochVariable"/>, else now.</summary>
    /// <exception cref="CommandFailure">The environment variable holds no number.</exception>
    public long BuildTime()
    {
        string? given = EnvironmentVariable(SourceDateEpochVariable);
        if (string.IsNullOrEmpty(given))
            return Clock.GetUtcNow().ToUnixTimeSeconds();
        if (long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
            return seconds;
        throw new CommandFailure($"{SourceDateEpochVariable} is no number of seconds: '{given}'");
    }

    /// <summary>Writes text to standard output, as UTF-8.</summary>
    public void Print(string text) => Output.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes <c>lfs: message</c> to standard error, after all output so far. What cannot be written
    /// is lost: there is no other place for it.</summary>
    public void Complain(ReadOnlySpan<byte> message)
    {
        byte[] line = [.. "lfs: "u8, .. message, (byte)'\n'];
        Attempt(Output.Flush);
        Attempt(() =>
        {
            Error.Write(line);
            Error.Flush();
        });
    }

    /// <summary>The rest of standard input.</summary>
    /// <exception cref="CommandFailure">There is too much of it.</exception>
    /// <exception cref="TerminalFailure">It cannot be read.</exception>
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

    /// <summary>Lets go of the terminal. The streams themselves are the process's.</summary>
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
            // The stream remembers it.
        }
    }
}
