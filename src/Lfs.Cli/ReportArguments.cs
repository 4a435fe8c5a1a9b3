using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

namespace Lfs.Cli;

/// <summary>The command line of <c>lfs report</c>.</summary>
sealed class ReportArguments
{
    const string Standard = "-";

    ReportArguments()
    {
    }

    /// <summary>The image, or the Lua files that form one.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>The page to write; null for standard output.</summary>
    public string? Output { get; private set; } = "report.html";

    /// <summary>An earlier image to compare with; null for none.</summary>
    public string? Baseline { get; private set; }

    /// <summary>The System image beside which the image was, or is, made; null for none. 5.3 only.</summary>
    public string? System { get; private set; }

    /// <summary>The target of Lua files.</summary>
    public LuaTarget Target { get; private set; } = LuaTarget.Lua51;

    /// <summary>The debug data that Lua files keep.</summary>
    public DebugLevel Debug { get; private set; } = DebugLevel.NoNames;

    /// <summary>The size of the LFS region.</summary>
    public int RegionBytes { get; private set; } = ImageOptions.DefaultMaxBytes;

    /// <summary>True if the files are Lua: one file of another name is an image.</summary>
    public bool AreLua => Files.Count > 1
        || Files[0].EndsWith(".lua", StringComparison.Ordinal)
        || Files[0].EndsWith(".lc", StringComparison.Ordinal);

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments after <c>report</c>.</param>
    /// <exception cref="CommandFailure">An option is unknown or has an invalid argument.</exception>
    public static ReportArguments Parse(string[] args)
    {
        var parsed = new ReportArguments();
        int i = 0;
        for (; i < args.Length && args[i].StartsWith('-') && args[i] != "--"; i += 2)
            parsed.Read(args[i], i + 1 < args.Length ? args[i + 1] : "");
        if (i < args.Length && args[i] == "--")
            i++;
        parsed.Files = args[Math.Min(i, args.Length)..];
        return parsed.Files.Count > 0 ? parsed : throw new CommandFailure("no file given");
    }

    void Read(string option, string argument)
    {
        if (option is not ("-o" or "--baseline" or "--system" or "--target" or "--strip" or "--lfs-size"))
            throw new CommandFailure($"unrecognized option '{option}'");
        if (argument.Length == 0)
            throw new CommandFailure($"'{option}' needs argument");
        switch (option)
        {
            case "-o":
                Output = argument == Standard ? null : argument;
                break;
            case "--baseline":
                Baseline = argument;
                break;
            case "--system":
                System = argument;
                break;
            case "--target":
                Target = Targets.Named(argument);
                break;
            case "--strip":
                Debug = ReadLevel(argument);
                break;
            default:
                RegionBytes = (int)Math.Min(ByteSize.Parse(option, argument), int.MaxValue);
                break;
        }
    }

    static DebugLevel ReadLevel(string text) => text switch
    {
        "none" => DebugLevel.Full,
        "names" => DebugLevel.NoNames,
        "all" => DebugLevel.NoLines,
        _ => throw new CommandFailure($"'--strip' must be none, names or all, not '{text}'"),
    };
}
