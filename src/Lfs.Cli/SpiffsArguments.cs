namespace Lfs.Cli;

/// <summary>What <c>lfs spiffs</c> does with the image.</summary>
enum SpiffsAction
{
    /// <summary>Nothing; the image may be made.</summary>
    None,

    /// <summary>Lists the files: <c>-l</c>.</summary>
    List,

    /// <summary>Reads commands from standard input: <c>-i</c>.</summary>
    Interactive,

    /// <summary>Reads commands from a file: <c>-r</c>.</summary>
    Script,
}

/// <summary>The command line of <c>lfs spiffs</c>, which is that of <c>spiffsimg</c>.</summary>
/// <remarks>Source: tools/spiffsimg/main.c, <c>main</c>, <c>getsize</c>.</remarks>
sealed class SpiffsArguments
{
    /// <summary>Bytes at the end of the flash that hold the SDK's parameters.</summary>
    const int ParameterBytes = 5 * 4096;

    /// <summary>Less than this is not worth a file system.</summary>
    const int LeastBytes = 0x4000;

    const int LargestWithSmallBlocks = 128 * 1024;
    const int SmallStep = 0x2000;
    const int LargeStep = 0x10000;

    const string TakingValues = "-o-f-c-r-S-U";

    string? _file;
    int _bytes;
    int _flashBytes;

    /// <summary>The image: <c>-f</c>. In a new one's name <c>%x</c> stands for the place in flash.</summary>
    public string File { get; private set; } = "";

    /// <summary>True to make the image anew.</summary>
    public bool Creates { get; private set; }

    /// <summary>The size of the new image, in bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>Where in flash the new image belongs; 0 if that is unknown.</summary>
    public int Place { get; private set; }

    /// <summary>A file that gets the place; null for none.</summary>
    public string? LocationFile { get; private set; }

    /// <summary>True to delete image and location file if making the image fails.</summary>
    public bool DeletesOnFailure { get; private set; }

    public SpiffsAction Action { get; private set; }

    /// <summary>The file of commands; null for none.</summary>
    public string? Script { get; private set; }

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments after <c>spiffs</c>.</param>
    /// <exception cref="CommandFailure">An option is unknown or lacks its value, or there is no place for a
    /// file system.</exception>
    public static SpiffsArguments Parse(string[] args)
    {
        var parsed = new SpiffsArguments();
        for (int i = 0; i < args.Length && args[i] != "--"; i++)
        {
            // Other words are not looked at, as in the reference.
            if (args[i].Length < 2 || args[i][0] != '-')
                continue;
            for (int at = 1; at < args[i].Length; at++)
            {
                string option = "-" + args[i][at];
                if (!TakingValues.Contains(option, StringComparison.Ordinal))
                {
                    parsed.Read(option);
                    continue;
                }

                string? value = at + 1 < args[i].Length ? args[i][(at + 1)..] : null;
                value ??= ++i < args.Length
                    ? args[i]
                    : throw new CommandFailure($"option '{option}' needs a value");
                parsed.Read(option, value);
                break;
            }
        }

        parsed.File = parsed._file ?? throw new CommandFailure("Need a filename: give the image with -f");
        if (parsed.Creates)
            parsed.Measure();
        return parsed;
    }

    void Read(string option)
    {
        switch (option)
        {
            case "-d":
                DeletesOnFailure = true;
                break;
            case "-l":
                Action = SpiffsAction.List;
                break;
            case "-i":
                Action = SpiffsAction.Interactive;
                break;
            default:
                throw new CommandFailure($"unknown option '{option}'");
        }
    }

    void Read(string option, string value)
    {
        switch (option)
        {
            case "-f":
                _file = value;
                break;
            case "-o":
                LocationFile = value;
                break;
            case "-r":
                Action = SpiffsAction.Script;
                Script = value;
                break;
            case "-c":
                Creates = true;
                _bytes = (int)CInteger.Parse(value);
                break;
            case "-S":
                Creates = true;
                _flashBytes = FlashBytes(value);
                break;
            default:
                Creates = true;
                Place = (int)CInteger.Parse(value);
                break;
        }
    }

    /// <summary>Finds size and place of the new image.</summary>
    void Measure()
    {
        if (_bytes == 0)
        {
            if (_flashBytes == 0 || Place == 0)
                throw new CommandFailure("Missing flashSize or Used: give -c, or -S and -U");
            long left = (long)_flashBytes - Place - ParameterBytes;
            if (left < LeastBytes)
                throw new CommandFailure("Not enough space for a file system behind the used flash");
            int step = left > LargestWithSmallBlocks ? LargeStep : SmallStep;
            long place = (Place + (long)step - 1) / step * step;
            Place = (int)Math.Min(place, int.MaxValue);
            _bytes = (int)Math.Max(_flashBytes - place - ParameterBytes, 0);
        }

        Bytes = _bytes & ~(SmallStep - 1);
        File = Place == 0 ? _file! : PlaceInName.Format(_file!, Place);
        if (Place == 0 && _file!.Contains('%', StringComparison.Ordinal))
        {
            throw new CommandFailure(
                "Unable to calculate where to put the flash image, and % present in filename: give -U");
        }
    }

    /// <summary>The size of a flash chip: in bits, kilobits (<c>k</c>) or megabits (<c>m</c>), or in bytes
    /// with a <c>B</c> behind it.</summary>
    static int FlashBytes(string text)
    {
        long value = CInteger.Parse(text, out int end);
        string unit = text[end..];
        long factor = 1;
        if (unit.StartsWith("k", StringComparison.OrdinalIgnoreCase))
            factor = 1024;
        else if (unit.StartsWith("m", StringComparison.OrdinalIgnoreCase))
            factor = 1024 * 1024;
        if (unit.AsSpan(factor == 1 ? 0 : 1).StartsWith("B", StringComparison.Ordinal))
            factor *= 8;
        return value >= 0 && value <= int.MaxValue ? (int)Math.Min(value * factor / 8, int.MaxValue) : 0;
    }
}
