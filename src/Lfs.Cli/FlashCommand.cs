using System.Text;
using Esp8266.Spiffs;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Flash;
using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary><c>lfs flash</c>: combines firmware, LFS image and file system for a flash programmer.</summary>
sealed class FlashCommand(FlashArguments arguments, Terminal terminal)
{
    const int Success = 0;

    readonly List<(string Path, byte[] File)> _images = [];

    /// <summary>Runs the command and returns its exit code.</summary>
    public int Run()
    {
        List<FlashPart> files = ReadFirmware();
        Firmware? firmware = files.Count == 0 ? null : Firmware.Find(files) ?? throw new CommandFailure(
            $"{arguments.Firmware ?? arguments.FirmwareCode}: there is no partition table at 0x10000: "
            + "use a NodeMCU firmware of 2019 or later, which has one");
        LfsImage? system = Read(arguments.SystemImage, null);
        if (system?.Target.Version == LuaVersion.Lua51)
            throw new CommandFailure(Targets.NoSystemRegion);
        LfsImage? image = Read(arguments.Image, system);
        byte[]? spiffs = terminal.Folder.ReadIfGiven(arguments.Spiffs);
        FlashPlan plan = Plan(firmware, image, system, spiffs);
        List<FlashPart> parts = firmware is null ? [] : Patch(firmware, plan);
        LfsImage? placed = system is null ? null : PlaceSystem(system, plan);
        if (placed is not null)
            parts.Add(plan.SystemPart(placed));
        if (image is not null)
            parts.Add(Place(image, placed, plan));
        if (spiffs is not null || arguments.SpiffsFolder is not null)
        {
            byte[] content = spiffs is null ? MakeSpiffs(plan) : Checked(spiffs, plan);
            parts.Add(new FlashPart(plan.Spiffs.Start, "spiffs.bin", content));
        }

        if (FlashParts.Check(parts, plan.FlashBytes) is { } overlap)
            throw new CommandFailure(overlap);
        foreach ((string path, byte[] file) in _images)
            ImageFile.WarnIfUnchecked(terminal, path, file);
        Print(plan, parts, hasTable: firmware is not null);
        return Success;
    }

    LfsImage? Read(string? path, LfsImage? system)
    {
        if (path is null)
            return null;
        byte[] file = ImageFile.Bytes(terminal.Folder, path);
        LfsImage? beside = system is { IsAbsolute: true } ? system : null;
        LfsImage image = ImageFile.Require(path, LfsImage.Read(file, beside));
        _images.Add((path, file));
        return image;
    }

    List<FlashPart> ReadFirmware()
    {
        List<FlashPart> parts = [];
        if (arguments.Firmware is { } whole)
            parts.Add(new FlashPart(0, "firmware.bin", terminal.Folder.Read(whole)));
        if (arguments.FirmwareStart is { } start)
            parts.Add(new FlashPart(0, "0x00000.bin", terminal.Folder.Read(start)));
        if (arguments.FirmwareCode is { } code)
            parts.Add(new FlashPart(FlashPlan.TableStart, "0x10000.bin", terminal.Folder.Read(code)));
        return parts;
    }

    FlashPlan Plan(Firmware? firmware, LfsImage? image, LfsImage? system, byte[]? spiffs)
    {
        uint usual = image is null ? 0u : ImageOptions.DefaultMaxBytes;
        uint needed = system is null ? 0u : FlashPlan.SectorsFor(system);
        FlashRange known = firmware?.Lfs ?? default;
        FlashRange second = firmware?.System ?? default;
        FlashPlan plan = FlashPlan.Of(new FlashRequest
        {
            FlashBytes = arguments.FlashBytes,
            FirmwareEnd = firmware?.End,
            LfsStart = arguments.LfsStart ?? PlaceOf(image) ?? (known.Start > 0 ? known.Start : null),
            LfsBytes = arguments.LfsBytes ?? (known.Bytes > 0 ? known.Bytes : usual),
            SystemStart = arguments.SystemStart ?? PlaceOf(system)
                ?? (second.Bytes > 0 ? second.Start : null),
            SystemBytes = arguments.SystemBytes ?? Math.Max(needed, second.Bytes),
            SpiffsStart = arguments.SpiffsStart,
            SpiffsBytes = arguments.SpiffsBytes ?? (uint?)spiffs?.Length,
        });
        if (plan.Check(FlashArguments.Names) is { } wrong)
            throw new CommandFailure(wrong);
        return firmware is null || arguments.PlacesFiles ? plan : firmware.KeepFiles(plan);
    }

    static List<FlashPart> Patch(Firmware firmware, FlashPlan plan)
    {
        IReadOnlyList<FlashPart> patched = firmware.With(plan, out string? error);
        return error is null ? [.. patched] : throw new CommandFailure(error);
    }

    static uint? PlaceOf(LfsImage? image) =>
        image is { IsAbsolute: true } ? image.BaseAddress - FlashPlan.Window : null;

    LfsImage PlaceSystem(LfsImage image, FlashPlan plan) =>
        plan.PlaceSystem(image, FlashArguments.Names, out string? error)
        ?? throw new CommandFailure($"{arguments.SystemImage}: {error}");

    FlashPart Place(LfsImage image, LfsImage? system, FlashPlan plan)
    {
        LfsImage linked = system is null || image.IsAbsolute
            ? image
            : ImageFile.Require(arguments.Image!, image.WithSystem(system));
        return plan.Place(linked, FlashArguments.Names, out string? error)
            ?? throw new CommandFailure($"{arguments.Image}: {error}");
    }

    byte[] Checked(byte[] image, FlashPlan plan)
    {
        if (image.Length != plan.Spiffs.Bytes)
        {
            throw new CommandFailure(FormattableString.Invariant(
                $"{arguments.Spiffs}: the image has 0x{image.Length:x} bytes, the file system ")
                + FormattableString.Invariant($"0x{plan.Spiffs.Bytes:x}: drop --spiffs-size"));
        }

        return SpiffsImage.OpensOnDevice(image) ? image : throw new CommandFailure(
            $"{arguments.Spiffs}: a device finds no file system in the image: make it with --spiffs-dir, "
            + "or larger than 128 KB, because up to that spiffsimg makes blocks of another size");
    }

    byte[] MakeSpiffs(FlashPlan plan)
    {
        if (plan.Spiffs.Bytes == 0)
        {
            throw new CommandFailure(
                "there is no room for a file system: lower --lfs-size, or raise --flash-size");
        }

        SpiffsImage image = SpiffsImage.CreateForDevice(plan.Spiffs.Bytes);
        foreach ((string name, string file) in terminal.Folder.AllFiles(arguments.SpiffsFolder!))
        {
            SpiffsError error = image.Import(Encoding.UTF8.GetBytes(name), terminal.Folder.Read(file));
            if (error != SpiffsError.None)
                throw new CommandFailure($"{file}: {ReasonOf(error)}");
        }

        image.Files.Unmount();
        return image.ToBytes();
    }

    static string ReasonOf(SpiffsError error) => error switch
    {
        SpiffsError.NameTooLong => "its name on the device is longer than 31 bytes: rename it",
        SpiffsError.Full => "the file system is full: raise --spiffs-size, or remove files",
        _ => $"the file system answers {error}",
    };

    void Print(FlashPlan plan, List<FlashPart> parts, bool hasTable)
    {
        List<FlashPart> written = Write(parts);
        foreach (FlashPart part in parts)
        {
            terminal.Print(FormattableString.Invariant(
                $"0x{part.Start:x} {part.Name} ({part.Bytes.Length} bytes)\n"));
        }

        if (written.Count > 0)
            terminal.Print($"{FlashParts.EsptoolLine(written, plan.FlashBytes)}\n");
        else if (parts.Count > 0)
            terminal.Print("Nothing is written: give -o FILE or --out-dir DIR.\n");
        if (arguments.SystemImage is not null)
            terminal.Print($"{FlashPlan.SystemNote}\n");
        if (!hasTable)
            terminal.Print($"Before flashing, run on the device: {plan.SetPartitionTable()}\n");
    }

    List<FlashPart> Write(List<FlashPart> parts)
    {
        if (parts.Count == 0 && (arguments.Output ?? arguments.OutputFolder) is not null)
            throw new CommandFailure("nothing to write: give --firmware, --image, --spiffs or --spiffs-dir");
        if (arguments.Output is { } file)
        {
            FlashPart whole = FlashParts.Merge(parts, file);
            Write(file, whole.Bytes);
            return [whole];
        }

        if (arguments.OutputFolder is not { } folder)
            return [];
        terminal.Folder.MakeFolder(folder);
        List<FlashPart> written = parts.ConvertAll(
            part => part with { Name = Path.Combine(folder, part.Name) });
        foreach (FlashPart part in written)
            Write(part.Name, part.Bytes);
        return written;
    }

    void Write(string file, byte[] content)
    {
        string?[] inputs =
        [
            arguments.Firmware, arguments.FirmwareStart, arguments.FirmwareCode, arguments.Image,
            arguments.SystemImage, arguments.Spiffs,
        ];
        string path = Path.GetFullPath(terminal.Folder.PathOf(file));
        if (inputs.Any(input => input is not null && Path.GetFullPath(terminal.Folder.PathOf(input)) == path))
            throw new CommandFailure($"{file} is an input: choose another place with -o or --out-dir");
        using OutputFile output = terminal.Folder.Create(file);
        Folder.Commit(output, file, content);
    }
}
