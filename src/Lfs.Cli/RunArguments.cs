using System.Globalization;
using Esp8266;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary>The command line of <c>lfs run</c>.</summary>
sealed class RunArguments
{
    const uint SmallestHeap = 8 * 1024;

    RunArguments()
    {
    }

    /// <summary>The build of the firmware; null to use that of the image.</summary>
    public LuaTarget? Target { get; private set; }

    /// <summary>The image in flash; null for none.</summary>
    public string? Image { get; private set; }

    /// <summary>The image in the System region of flash; null for none. 5.3 only.</summary>
    public string? SystemImage { get; private set; }

    /// <summary>The size of the heap, in bytes.</summary>
    public uint HeapBytes { get; private set; } = LfsDeviceOptions.DeviceHeapBytes;

    /// <summary>The size of the LFS region, in bytes; null for the usual one if there is an image, else
    /// none.</summary>
    public uint? LfsBytes { get; private set; }

    /// <summary>The size of the partition for the file system, in bytes; null for the rest of
    /// flash.</summary>
    public uint? SpiffsBytes { get; private set; }

    /// <summary>True to add <c>os</c> and <c>io</c>.</summary>
    public bool HasHostLibraries { get; private set; }

    /// <summary>True to report the device's memory at the end.</summary>
    public bool ReportsMemory { get; private set; }

    /// <summary>True if the device does not wait for its timers.</summary>
    public bool IsFast { get; private set; }

    /// <summary>True to give the device a prompt, after the program if there is one.</summary>
    public bool IsInteractive { get; private set; }

    /// <summary>The folder that the program sees; null for the current one.</summary>
    public string? Folder { get; private set; }

    /// <summary>The limit of instructions; <see cref="long.MaxValue"/> for none.</summary>
    public long Instructions { get; private set; } = long.MaxValue;

    /// <summary>The program to run: a file, <c>-</c>, or a module of the image.</summary>
    public string Program { get; private set; } = "";

    /// <summary>The arguments of the program.</summary>
    public IReadOnlyList<string> ProgramArguments { get; private set; } = [];

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments after <c>run</c>.</param>
    /// <exception cref="CommandFailure">An option is unknown or has an invalid argument.</exception>
    public static RunArguments Parse(string[] args)
    {
        var parsed = new RunArguments();
        int i = 0;
        for (; i < args.Length && args[i].StartsWith('-') && args[i] is not ("-" or "--"); i++)
        {
            if (args[i] == "--host-libs")
                parsed.HasHostLibraries = true;
            else if (args[i] == "--memory")
                parsed.ReportsMemory = true;
            else if (args[i] == "-i")
                parsed.IsInteractive = true;
            else if (args[i] == "--fast")
                parsed.IsFast = true;
            else
                parsed.Read(args[i], i + 1 < args.Length ? args[++i] : null);
        }
        if (i < args.Length && args[i] == "--")
            i++;
        if (i == args.Length && parsed.IsInteractive)
            return parsed;
        if (i == args.Length)
            throw new CommandFailure("nothing to run: no file or module given");
        parsed.Program = args[i];
        parsed.ProgramArguments = args[(i + 1)..];
        return parsed;
    }

    void Read(string option, string? argument)
    {
        if (option is not ("--target" or "--image" or "--system" or "--ram" or "--folder"
            or "--lfs-size" or "--spiffs-size" or "--instructions"))
            throw new CommandFailure($"unrecognized option '{option}'");
        if (string.IsNullOrEmpty(argument))
            throw new CommandFailure($"'{option}' needs argument");
        switch (option)
        {
            case "--target":
                Target = ReadTarget(argument);
                break;
            case "--image":
                Image = argument;
                break;
            case "--system":
                SystemImage = argument;
                break;
            case "--folder":
                Folder = argument;
                break;
            case "--ram":
                HeapBytes = ReadHeap(argument);
                break;
            case "--lfs-size":
                LfsBytes = ReadPartition(option, argument);
                break;
            case "--spiffs-size":
                SpiffsBytes = ReadPartition(option, argument);
                break;
            default:
                Instructions = ReadCount(argument);
                break;
        }
    }

    static LuaTarget ReadTarget(string name)
    {
        LuaTarget target = Targets.Named(name);
        return target.RunsOnDevice ? target : throw new CommandFailure($"no device runs '{name}'");
    }

    static uint ReadHeap(string text)
    {
        // The size of a heap is a multiple of 8 bytes.
        ulong bytes = ByteSize.Parse("--ram", text) & ~7ul;
        if (bytes is < SmallestHeap or > MachineOptions.LargestHeapBytes)
        {
            throw new CommandFailure(FormattableString.Invariant(
                $"'--ram' must be from 8K to {MachineOptions.LargestHeapBytes >> 20}M"));
        }
        return (uint)bytes;
    }

    static uint ReadPartition(string option, string text)
    {
        ulong bytes = ByteSize.Parse(option, text);
        return bytes % FlashChip.SectorSize == 0 && bytes <= FlashChip.LargestBytes ? (uint)bytes
            : throw new CommandFailure($"'{option}' must be a multiple of 4K, at most 16M");
    }

    static long ReadCount(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count > 0
            ? count
            : throw new CommandFailure($"'--instructions' needs a number above 0, not '{text}'");
}
