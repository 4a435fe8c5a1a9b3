using System.Globalization;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary>The command line of <c>lfs compile</c>: that of <c>luac.cross</c>, and more options.</summary>
/// <remarks>
/// Options and error texts are those of the reference, including the wrong option names in two errors.
/// Source: luac_cross/luac.c and lua53/host/luac.c, <c>doargs</c>.
/// </remarks>
sealed class CompileArguments
{
    const int SizeUnit = 4096;

    CompileArguments(LuaTarget target)
    {
        Target = target;
        Output = DefaultOutput;
    }

    /// <summary>The target to compile for.</summary>
    public LuaTarget Target { get; }

    /// <summary>The files to compile, in order; <c>-</c> is standard input.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>The file to write; null for standard output.</summary>
    public string? Output { get; private set; }

    /// <summary>A Lua file to run first; null for none.</summary>
    public string? Script { get; private set; }

    /// <summary>The folder that the script sees; null for the current one.</summary>
    public string? Folder { get; private set; }

    /// <summary>An existing image, to be placed or to be on the device that runs the script; null
    /// for none. 5.3 only.</summary>
    public string? ExistingImage { get; private set; }

    /// <summary>True to write an LFS image: <c>-f</c>.</summary>
    public bool IsImage { get; private set; }

    /// <summary>True to write the checksum of the image beside it.</summary>
    public bool WritesChecksum { get; private set; }

    /// <summary>True to generate the main function that finds modules by name.</summary>
    public bool IsIndexed { get; private set; }

    /// <summary>The address of the image; 0 for a relocatable one.</summary>
    public uint Address { get; private set; }

    /// <summary>The size limit of the image, in bytes.</summary>
    public uint MaxBytes { get; private set; } = ImageOptions.DefaultMaxBytes;

    /// <summary>The number of <c>-l</c> options; two give a full listing.</summary>
    public int Listings { get; private set; }

    /// <summary>True to write no output: <c>-p</c>.</summary>
    public bool IsParseOnly { get; private set; }

    /// <summary>True to drop debug data: <c>-s</c>.</summary>
    public bool Strip { get; private set; }

    /// <summary>True to print the version of Lua: <c>-v</c>.</summary>
    public bool ShowsVersion { get; private set; }

    /// <summary>True if <c>-v</c> is the only argument.</summary>
    public bool ShowsVersionOnly { get; private set; }

    /// <summary>The build time in seconds since 1970; null if not given.</summary>
    public long? Time { get; private set; }

    /// <summary>The seed of the string hash of a 5.3 image; null for the seed of the System image, or 0
    /// without one.</summary>
    public uint? HashSeed { get; private set; }

    /// <summary>The System image that this image is linked against; null for none. 5.3 only.</summary>
    public string? SystemImage { get; private set; }

    bool Is51 => Target.Version == LuaVersion.Lua51;

    string DefaultOutput => Is51 ? "luac.out" : "luac.cross.out";

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments after <c>compile</c>.</param>
    /// <exception cref="CommandFailure">An option is unknown or has an invalid argument.</exception>
    public static CompileArguments Parse(string[] args)
    {
        var parsed = new CompileArguments(FindTarget(args));
        int first = parsed.ReadOptions(args);
        parsed.Files = args[first..];
        if (parsed.WritesChecksum && (!parsed.IsImage || parsed.Output is null))
            throw new CommandFailure("'--checksum' needs the file of an image: add -f, and -o FILE");
        if (parsed.Files.Count == 0 && (parsed.Listings > 0 || parsed.IsParseOnly))
        {
            // As in luac: if there is no file, list the last output.
            parsed.Files = [parsed.DefaultOutput];
            parsed.IsParseOnly = true;
        }
        return parsed;
    }

    // Look for the target first: the valid options depend on it, and it may come after them.
    static LuaTarget FindTarget(string[] args)
    {
        string name = LuaTarget.Lua51.Name;
        for (int i = 0; i < args.Length && IsOption(args[i]); i++)
        {
            if (args[i] == "--target" && i + 1 < args.Length)
                name = args[i + 1];
            if (TakesArgument(args[i]))
                i++;
        }
        return Targets.Named(name);
    }

    int ReadOptions(string[] args)
    {
        int others = 0;
        int i = 0;
        for (; i < args.Length && IsOption(args[i]); i++)
        {
            string option = args[i];
            if (TakesArgument(option))
                Read(option, i + 1 < args.Length ? args[++i] : null);
            else
                Read(option);
            if (option is not ("-v" or "--target"))
                others++;
        }
        if (i < args.Length && args[i] == "--")
            i++;
        ShowsVersionOnly = ShowsVersion && others == 0 && i == args.Length;
        return i;
    }

    static bool IsOption(string arg) => arg.StartsWith('-') && arg is not ("-" or "--");

    static bool TakesArgument(string option) =>
        option is "-a" or "-e" or "-F" or "-m" or "-o" or "--target" or "--time" or "--hash-seed"
            or "--system" or "--folder";

    void Read(string option)
    {
        switch (option)
        {
            case "-f":
                IsImage = IsIndexed = true;
                break;
            case "-i":
                IsIndexed = true;
                break;
            case "-l":
                Listings++;
                break;
            case "-p":
                IsParseOnly = true;
                break;
            case "-s":
                Strip = true;
                break;
            case "--checksum":
                WritesChecksum = true;
                break;
            case "-v":
                ShowsVersion = true;
                break;
            default:
                throw Unknown(option);
        }
    }

    void Read(string option, string? argument)
    {
        switch (option)
        {
            case "-a":
                IsImage = IsIndexed = true;
                Address = ReadAddress(Given(option, argument));
                break;
            case "-e":
                Script = ReadFile(argument, Is51 ? "'-e' needs argument" : "\"-e\" needs a file argument");
                break;
            case "-F" when Is51:
                throw Unknown(option);
            case "-F":
                ExistingImage = ReadFile(argument, "\"-F\" needs an LFS image file argument");
                break;
            case "-m":
                IsImage = IsIndexed = true;
                MaxBytes = ReadSize(Given(option, argument));
                break;
            case "-o":
                Output = ReadOutput(argument);
                break;
            case "--folder":
                Folder = Given(option, argument);
                break;
            case "--time":
                Time = ReadTime(Given(option, argument));
                break;
            case "--system":
                IsImage = IsIndexed = true;
                SystemImage = ReadSystem(Given(option, argument));
                break;
            case "--hash-seed":
                HashSeed = ReadSeed(Given(option, argument));
                break;
            default:
                Given(option, argument);
                break;
        }
    }

    uint ReadAddress(string argument)
    {
        uint address = unchecked((uint)CInteger.Parse(argument));
        if (ImageLimits.IsPossibleAddress(Target, address))
            return address;
        throw new CommandFailure(
            (Is51 ? "'-e'" : "\"-a\"") + " absolute address must be valid flash address");
    }

    uint ReadSize(string argument)
    {
        uint size = unchecked((uint)CInteger.Parse(argument));
        if (size % SizeUnit == 0)
            return size;
        throw new CommandFailure((Is51 ? "'-e'" : "\"-e\"") + " maximum size must be a multiple of 4,096");
    }

    string? ReadOutput(string? argument)
    {
        bool isOption = !Is51 && argument is ['-', _, ..];
        if (string.IsNullOrEmpty(argument) || isOption)
            throw new CommandFailure("'-o' needs argument");
        return argument == "-" ? null : argument;
    }

    static string ReadFile(string? argument, string message) =>
        string.IsNullOrEmpty(argument) || argument[0] == '-'
            ? throw new CommandFailure(message)
            : argument;

    string ReadSystem(string path) => Is51 ? throw new CommandFailure(Targets.NoSystemRegion) : path;

    static long ReadTime(string argument) =>
        long.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            ? seconds
            : throw new CommandFailure($"'--time' needs a number of seconds, not '{argument}'");

    static uint ReadSeed(string argument) =>
        CInteger.ParseAll(argument) is >= 0 and <= uint.MaxValue and long seed
            ? (uint)seed
            : throw new CommandFailure($"'--hash-seed' needs a number of 32 bits, not '{argument}'");

    static string Given(string option, string? argument) =>
        argument ?? throw new CommandFailure($"'{option}' needs argument");

    static CommandFailure Unknown(string option) => new($"unrecognized option '{option}'");
}
