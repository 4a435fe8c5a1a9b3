using System.Globalization;
using System.Text;

namespace Lfs.Cli;

/// <summary>All that a command sees of the process it runs in.</summary>
sealed class Terminal
{
    /// <summary>The environment variable that stands in for the clock, for reproducible builds.</summary>
    public const string SourceDateEpochVariable = "SOURCE_DATE_EPOCH";

    /// <summary>Standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Standard output: bytes as they come, flushed before anything is said on <see cref="Error"/>
    /// and at the end.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard error.</summary>
    public required Stream Error { get; init; }

    /// <summary>Where relative paths start.</summary>
    public required Folder Folder { get; init; }

    /// <summary>Gives the build time when nothing else does.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The value of <see cref="SourceDateEpochVariable"/>; null if it is not set.</summary>
    public string? SourceDateEpoch { get; init; }

    /// <summary>Ends a running Lua program: Ctrl-C.</summary>
    public CancellationToken Interruption { get; init; }

    /// <summary>Seconds since 1970: those of <see cref="SourceDateEpoch"/>, else now.</summary>
    /// <exception cref="CommandFailure">The environment variable holds no number.</exception>
    public long BuildTime()
    {
        if (string.IsNullOrEmpty(SourceDateEpoch))
            return Clock.GetUtcNow().ToUnixTimeSeconds();
        if (long.TryParse(SourceDateEpoch, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
            return seconds;
        throw new CommandFailure($"{SourceDateEpochVariable} is no number of seconds: '{SourceDateEpoch}'");
    }

    /// <summary>Writes text to standard output, as UTF-8.</summary>
    public void Print(string text) => Output.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes <c>lfs: message</c> to standard error, after all output so far.</summary>
    public void Complain(ReadOnlySpan<byte> message)
    {
        Output.Flush();
        Error.Write([.. "lfs: "u8, .. message, (byte)'\n']);
        Error.Flush();
    }

    /// <summary>The rest of standard input.</summary>
    public byte[] ReadInput()
    {
        using var content = new MemoryStream();
        Input.CopyTo(content);
        return content.ToArray();
    }
}
