using System.Text;

namespace Lfs.Cli.Tests;

/// <summary>The outcome of a command.</summary>
sealed record Ending(int Code, byte[] Output, string Error)
{
    public string Text => Encoding.UTF8.GetString(Output);
}

/// <summary>A folder of its own in which commands run, at time 1600000000.</summary>
sealed class Session : IDisposable
{
    public const long Time = 1600000000;

    public string Root { get; } = Directory.CreateTempSubdirectory("lfs-cli-").FullName;

    public string? SourceDateEpoch { get; init; } = "1600000000";

    public string Input { get; init; } = "";

    public byte[]? InputBytes { get; init; }

    public bool HasColor { get; init; }
    /// <summary>Standard input; null for <see cref="InputBytes"/> or <see cref="Input"/>.</summary>
    public Stream? InputStream { get; init; }

    /// <summary>Takes the output; null to keep it for <see cref="Ending"/>.</summary>
    public Stream? Output { get; init; }

    /// <summary>Takes the errors; null to keep them for <see cref="Ending"/>.</summary>
    public Stream? Error { get; init; }

    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public CancellationToken Interruption { get; init; }

    public Session With(string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), content);
        return this;
    }

    public string PathOf(string file) => Path.Combine(Root, file);

    public bool Has(string file) => File.Exists(PathOf(file));

    public byte[] Read(string file) => File.ReadAllBytes(PathOf(file));

    public string[] Files() =>
        [.. Directory.GetFiles(Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public Ending Run(params string[] args) => RunIn(Root, args);

    public Ending RunIn(string folder, params string[] args)
    {
        var output = new MemoryStream();
        var error = new MemoryStream();
        using var terminal = new Terminal
        {
            Input = InputStream ?? new MemoryStream(InputBytes ?? Encoding.UTF8.GetBytes(Input)),
            Output = Output ?? output,
            HasColor = HasColor,
            Error = Error ?? error,
            Folder = new Folder(folder),
            Clock = new StoppedClock(Zone),
            EnvironmentVariable = name => name switch
            {
                Terminal.SourceDateEpochVariable => SourceDateEpoch,
                "HOME" => "/home/héloïse",
                "PATH" => "/bin",
                _ => null,
            },
            Interruption = Interruption,
        };
        int code = Tool.Run(args, terminal);
        return new Ending(code, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    sealed class StoppedClock(TimeZoneInfo zone) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => zone;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1700000000);
    }
}
