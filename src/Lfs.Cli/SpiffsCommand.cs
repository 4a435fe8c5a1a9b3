using System.Globalization;
using Esp8266.Spiffs;

namespace Lfs.Cli;

/// <summary><c>lfs spiffs</c>: makes, lists and changes SPIFFS images, as <c>spiffsimg</c> does.</summary>
/// <remarks>Source: tools/spiffsimg/main.c.</remarks>
sealed class SpiffsCommand(SpiffsArguments arguments, Terminal terminal)
{
    const int SectorBytes = 4096;

    /// <summary>Runs the command and returns its exit code.</summary>
    public int Run()
    {
        if (!arguments.Creates)
        {
            byte[] before = terminal.Folder.Read(arguments.File);
            SpiffsImage image = Open(before);
            int code = Act(image);
            byte[] after = image.ToBytes();
            if (!after.AsSpan().SequenceEqual(before))
                Write(arguments.File, after);
            return code;
        }

        try
        {
            return Create();
        }
        catch (CommandFailure) when (arguments.DeletesOnFailure)
        {
            terminal.Folder.Delete(arguments.File);
            if (arguments.LocationFile is { } location)
                terminal.Folder.Delete(location);
            throw;
        }
    }

    int Create()
    {
        if (!SpiffsImage.IsSize(arguments.Bytes))
            throw TooSmallOrLarge(arguments.Bytes);
        SpiffsImage image = SpiffsImage.Create((uint)arguments.Bytes);
        if (arguments.Action == SpiffsAction.Interactive)
        {
            int block = SpiffsImage.BlockOf(arguments.Bytes);
            terminal.Print(FormattableString.Invariant(
                $"Created filesystem -- size 0x{arguments.Bytes:x}, block_size={block}\n"));
        }

        int code = Act(image);
        Write(arguments.File, image.ToBytes());
        if (arguments.LocationFile is { } location)
        {
            string place = "0x" + arguments.Place.ToString("x", CultureInfo.InvariantCulture);
            Write(location, System.Text.Encoding.ASCII.GetBytes(place));
        }

        return code;
    }

    SpiffsImage Open(byte[] content)
    {
        if (content.Length % SectorBytes != 0)
            throw new CommandFailure($"{arguments.File}: file size not multiple of erase block size");
        if (!SpiffsImage.IsSize(content.Length))
            throw TooSmallOrLarge(content.Length);
        SpiffsError error = SpiffsImage.Open(content, out SpiffsImage? image);
        return image ?? throw new CommandFailure(
            $"{arguments.File}: spiffs_mount: the file holds no file system of its size ({(int)error})");
    }

    int Act(SpiffsImage image)
    {
        var script = new SpiffsScript(image, terminal);
        switch (arguments.Action)
        {
            case SpiffsAction.List:
                script.List();
                break;
            case SpiffsAction.Interactive:
                script.Run(terminal.Input, prompts: true);
                break;
            case SpiffsAction.Script:
                using (var lines = new MemoryStream(terminal.Folder.Read(arguments.Script!)))
                    script.Run(lines, prompts: false);
                break;
            default:
                break;
        }

        image.Files.Unmount();
        return script.ExitCode;
    }

    void Write(string file, byte[] content)
    {
        using OutputFile output = terminal.Folder.Create(file);
        Folder.Commit(output, file, content);
    }

    CommandFailure TooSmallOrLarge(int bytes) => new(bytes > SpiffsOptions.MostBytes
        ? FormattableString.Invariant(
            $"{arguments.File}: a file system has at most {SpiffsOptions.MostBytes} bytes")
        : $"{arguments.File}: disk not large enough for four blocks");
}
