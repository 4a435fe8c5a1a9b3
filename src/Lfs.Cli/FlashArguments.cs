using Lfs.Compiler.Flash;

namespace Lfs.Cli;

/// <summary>The command line of <c>lfs flash</c>.</summary>
sealed class FlashArguments
{
    FlashArguments()
    {
    }

    /// <summary>What the plan's values are called, for messages.</summary>
    public static FlashNames Names { get; } =
        new("--flash-size", "--lfs-addr", "--lfs-size", "--system-addr", "--system-size", "--spiffs-addr",
            "--spiffs-size");

    /// <summary>The firmware in one file; null for none.</summary>
    public string? Firmware { get; private set; }

    /// <summary>The part of the firmware for the start of flash; null for none.</summary>
    public string? FirmwareStart { get; private set; }

    /// <summary>The part of the firmware for 0x10000; null for none.</summary>
    public string? FirmwareCode { get; private set; }

    /// <summary>The LFS image; null for none.</summary>
    public string? Image { get; private set; }

    /// <summary>The image of the System region; null for none. 5.3 only.</summary>
    public string? SystemImage { get; private set; }

    /// <summary>The image of the file system; null for none.</summary>
    public string? Spiffs { get; private set; }

    /// <summary>The folder whose files fill the file system; null for none.</summary>
    public string? SpiffsFolder { get; private set; }

    /// <summary>The offset of the LFS region; null if not given.</summary>
    public uint? LfsStart { get; private set; }

    /// <summary>The size of the LFS region; null if not given.</summary>
    public uint? LfsBytes { get; private set; }

    /// <summary>The offset of the System region; null if not given.</summary>
    public uint? SystemStart { get; private set; }

    /// <summary>The size of the System region; null if not given.</summary>
    public uint? SystemBytes { get; private set; }

    /// <summary>The offset of the file system; null if not given.</summary>
    public uint? SpiffsStart { get; private set; }

    /// <summary>The size of the file system; null if not given.</summary>
    public uint? SpiffsBytes { get; private set; }

    /// <summary>True if an option is about the file system.</summary>
    public bool PlacesFiles =>
        (Spiffs ?? SpiffsFolder) is not null || SpiffsStart is not null || SpiffsBytes is not null;

    /// <summary>The size of the chip.</summary>
    public uint FlashBytes { get; private set; } = FlashPlan.DefaultFlashBytes;

    /// <summary>The file to write; null for none.</summary>
    public string? Output { get; private set; }

    /// <summary>The folder for the parts; null for none.</summary>
    public string? OutputFolder { get; private set; }

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments after <c>flash</c>.</param>
    /// <exception cref="CommandFailure">An option is unknown or has an invalid argument, or two exclude each
    /// other.</exception>
    public static FlashArguments Parse(string[] args)
    {
        var parsed = new FlashArguments();
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith('-'))
                throw new CommandFailure($"unexpected '{args[i]}': give an LFS image with --image");
            parsed.Read(args[i], i + 1 < args.Length ? args[i + 1] : null);
        }

        parsed.Check();
        return parsed;
    }

    void Read(string option, string? argument)
    {
        Action<string> store = option switch
        {
            "--firmware" => value => Firmware = value,
            "--firmware-0x00000" => value => FirmwareStart = value,
            "--firmware-0x10000" => value => FirmwareCode = value,
            "--image" => value => Image = value,
            "--system" => value => SystemImage = value,
            "--spiffs" => value => Spiffs = value,
            "--spiffs-dir" => value => SpiffsFolder = value,
            "--lfs-addr" => value => LfsStart = ReadOffset(option, value),
            "--lfs-size" => value => LfsBytes = ReadBytes(option, value),
            "--system-addr" => value => SystemStart = ReadOffset(option, value),
            "--system-size" => value => SystemBytes = ReadBytes(option, value),
            "--spiffs-addr" => value => SpiffsStart = ReadOffset(option, value),
            "--spiffs-size" => value => SpiffsBytes = ReadBytes(option, value),
            "--flash-size" => value => FlashBytes = ReadBytes(option, value),
            "-o" => value => Output = value,
            "--out-dir" => value => OutputFolder = value,
            _ => throw new CommandFailure($"unrecognized option '{option}'"),
        };
        if (string.IsNullOrEmpty(argument))
            throw new CommandFailure($"'{option}' needs argument");
        store(argument);
    }

    void Check()
    {
        if (FirmwareStart is null != FirmwareCode is null)
            throw new CommandFailure("give both --firmware-0x00000 and --firmware-0x10000, or --firmware");
        if (Firmware is not null && FirmwareStart is not null)
            throw new CommandFailure("give the firmware as one file or as two, not both");
        if (Spiffs is not null && SpiffsFolder is not null)
            throw new CommandFailure("give --spiffs or --spiffs-dir, not both");
        if (Output is not null && OutputFolder is not null)
            throw new CommandFailure("give -o or --out-dir, not both");
    }

    static uint ReadBytes(string option, string text) =>
        ByteSize.Parse(option, text) is <= uint.MaxValue and ulong bytes
            ? (uint)bytes
            : throw new CommandFailure($"'{option}' is larger than any flash");

    // An address in the CPU's window on flash means the same place.
    static uint ReadOffset(string option, string text)
    {
        uint offset = ReadBytes(option, text);
        return offset is >= FlashPlan.Window and < FlashPlan.Window + FlashPlan.WindowBytes
            ? offset - FlashPlan.Window
            : offset;
    }
}
