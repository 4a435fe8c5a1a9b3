using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary><c>lfs run</c>: boots a device and runs a file in RAM or a module from flash.</summary>
sealed class RunCommand(RunArguments arguments, Terminal terminal)
{
    const string StandardInput = "-";

    /// <summary>The image that was named; null for none.</summary>
    public byte[]? Image { get; } = ImageFile.BytesIfGiven(terminal.Folder, arguments.Image);

    readonly byte[]? _system = ImageFile.BytesIfGiven(terminal.Folder, arguments.SystemImage);
    LuaTarget? _target;
    byte[]? _script;

    /// <summary>The build of the device.</summary>
    public LuaTarget Target => _target ??= CheckedTarget();

    /// <summary>Runs the command and returns its exit code.</summary>
    public int Run()
    {
        using ScriptDevice device = Boot(Image);
        int code = device.Run(arguments.ProgramArguments);
        if (arguments.ReportsMemory)
            terminal.Complain(device.MemoryReport());
        return code;
    }

    /// <summary>The strings that a program leaves in RAM and that are not in flash, with those of the
    /// firmware's start; one byte in each character.</summary>
    /// <param name="image">The image in flash; null for none.</param>
    /// <param name="code">The exit code of the program.</param>
    public HashSet<string> Strings(byte[]? image, out int code)
    {
        using ScriptDevice device = Boot(image, isForStrings: true);
        HashSet<string> atStart = device.StringsInRam();
        code = device.Run(arguments.ProgramArguments);
        HashSet<string> found = device.StringsInRam();
        // What the launcher keeps is no program's: the table arg, the program's name.
        using ScriptDevice empty = Boot(image, isForStrings: true, isEmpty: true);
        empty.Run(arguments.ProgramArguments);
        HashSet<string> ofTool = empty.StringsInRam();
        return [.. found.Where(text => atStart.Contains(text) || !ofTool.Contains(text))];
    }

    /// <summary>The strings that the firmware's start leaves in RAM and that are not in flash, before any
    /// program runs; one byte in each character.</summary>
    /// <param name="image">The image in flash.</param>
    public HashSet<string> StringsOfStart(byte[] image)
    {
        using ScriptDevice device = Boot(image, isForStrings: true, isEmpty: true);
        return device.StringsInRam();
    }

    LuaTarget CheckedTarget()
    {
        LuaTarget target = arguments.Target ?? TargetOf(_system ?? Image);
        if (!target.RunsOnDevice)
            throw new CommandFailure($"no device runs '{target.Name}'");
        if (_system is not null && target.Version == LuaVersion.Lua51)
            throw new CommandFailure(Targets.NoSystemRegion);
        return target;
    }

    /// <summary>Powers on the device of the command line without a program, which may be changed
    /// first.</summary>
    public LfsDevice BootWithoutProgram(Func<LfsDeviceOptions, LfsDeviceOptions> change) => Boot(() =>
    {
        ScriptDeviceOptions options = OptionsFor(Image, isForStrings: false, isEmpty: true) with
        {
            Script = null,
        };
        return ScriptDevice.PowerOn(change(ScriptDevice.DeviceOf(options, terminal)), terminal);
    });

    ScriptDevice Boot(byte[]? image, bool isForStrings = false, bool isEmpty = false) =>
        Boot(() => ScriptDevice.Boot(OptionsFor(image, isForStrings, isEmpty), terminal));

    ScriptDeviceOptions OptionsFor(byte[]? image, bool isForStrings, bool isEmpty) =>
        new(Target, terminal.Folder.ForPrograms(arguments.Folder))
        {
            Image = image,
            SystemImage = _system,
            HeapBytes = arguments.HeapBytes,
            LfsBytes = arguments.LfsBytes,
            SpiffsBytes = arguments.SpiffsBytes,
            HasHostLibraries = arguments.HasHostLibraries,
            Instructions = arguments.Instructions,
            Program = arguments.Program == StandardInput ? ScriptDevice.InputName : arguments.Program,
            IsFast = arguments.IsFast,
            IsInput = isEmpty || arguments.Program == StandardInput,
            PrintsAside = isForStrings,
            Script = isEmpty ? [] : _script ??= ReadProgram(image is not null || _system is not null),
        };

    T Boot<T>(Func<T> powerOn)
    {
        try
        {
            return powerOn();
        }
        catch (LfsImageException e)
        {
            throw new CommandFailure($"{FileOf(e)}: {e.Message}");
        }
        catch (ArgumentException e) when (arguments.LfsBytes is not null || arguments.SpiffsBytes is not null)
        {
            throw new CommandFailure(e.Message);
        }
    }

    // The file to blame for a bad image. The System image is programmed first.
    string? FileOf(LfsImageException e)
    {
        bool isSystem = arguments.Image is null
            || (_system is not null && LfsImage.Read(_system).Image is null)
            || e.Message.StartsWith("System", StringComparison.Ordinal);
        return isSystem ? arguments.SystemImage : arguments.Image;
    }

    // Reads the program. Without an image it must be a file, so a failure to read
    // it is reported with its name.
    byte[]? ReadProgram(bool hasModules)
    {
        if (arguments.Program == StandardInput)
            return terminal.ReadInput();
        return !hasModules || terminal.Folder.Has(arguments.Program)
            ? terminal.Folder.Read(arguments.Program)
            : null;
    }

    static LuaTarget TargetOf(byte[]? image) =>
        image is not null && LfsImage.Read(image).Image is { } read ? read.Target : LuaTarget.Lua51;
}
