using System.Globalization;
using System.Text;
using Esp8266;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary>The options of a device that runs scripts.</summary>
/// <param name="Target">The build of its firmware.</param>
/// <param name="Folder">The folder that the program sees.</param>
sealed record ScriptDeviceOptions(LuaTarget Target, HostFolder Folder)
{
    /// <summary>The image in flash; null for none.</summary>
    public byte[]? Image { get; init; }

    /// <summary>The image in the System region; null for none. 5.3 only.</summary>
    public byte[]? SystemImage { get; init; }

    /// <summary>The size of the heap, in bytes.</summary>
    public required uint HeapBytes { get; init; }

    /// <summary>The size of the LFS region, in bytes; null for the usual one if there is an image, else
    /// none.</summary>
    public uint? LfsBytes { get; init; }

    /// <summary>The size of the partition for the file system, in bytes; null for the rest of
    /// flash.</summary>
    public uint? SpiffsBytes { get; init; }

    /// <summary>True to add <c>os</c> and <c>io</c>.</summary>
    public bool HasHostLibraries { get; init; }

    /// <summary>The limit of instructions; <see cref="long.MaxValue"/> for none.</summary>
    public long Instructions { get; init; } = long.MaxValue;

    /// <summary>True to leave out <c>node</c>, as the reference's compiler does.</summary>
    public bool IsCompiler { get; init; }

    /// <summary>The name of the program.</summary>
    public required string Program { get; init; }

    /// <summary>True if the device's clock jumps to the next timer instead of waiting for it.</summary>
    public bool IsFast { get; init; }

    /// <summary>True if standard error gets what the program prints.</summary>
    public bool PrintsAside { get; init; }

    /// <summary>True if the program comes from standard input.</summary>
    public bool IsInput { get; init; }

    /// <summary>The program, if it is a file or standard input. The file may be outside the folder, because
    /// the user named it. Null if the program can only be a module.</summary>
    public byte[]? Script { get; init; }

    /// <summary>True if one of the regions has an image.</summary>
    public bool HasModules => Image is not null || SystemImage is not null;
}

/// <summary>A device that runs one script and sees the files of a folder.</summary>
sealed class ScriptDevice : IDisposable
{
    const int Success = 0;
    const int ScriptFailed = 1;

    // The exit code that shells report for a process ended by Ctrl-C: 128 plus SIGINT.
    const int Interrupted = 130;

    // Heaps of at least this size count as a host's. Smaller ones collect at every
    // allocation, as a device does.
    const uint HostHeapBytes = 1024 * 1024;
    const uint BuildHeapBytes = 256 * 1024 * 1024;

    /// <summary>The name of a program from standard input.</summary>
    public const string InputName = "stdin";

    const string LauncherName = "[lfs]";

    /// <summary>Finds the program, first in the image and then among the files, and calls it with its
    /// arguments. Returns true and its first result, or false and why there is none. It calls the result of a
    /// function, so that a traceback knows no name for the program and shows it as a main chunk.</summary>
    /// <remarks>Its Proto and its strings stay in RAM while a program runs, so a change here changes the
    /// figures of every program.</remarks>
    const string Launcher = """
        local isModule, isFile, name = ...
        arg = {select(4, ...)}
        arg[0] = name
        local count = select('#', ...) - 3
        local main, why
        if isModule then main = node.LFS.get(name) end
        if not main and isFile then main, why = loadfile(name) end
        if not main then
          return false, why or "'" .. name .. "' is neither a module of the image nor a file"
        end
        local function program() return main end
        local result = program()(unpack(arg, 1, count))
        return true, result
        """;

    const string LoadFile = "return loadfile(...)";

    readonly LfsDevice _device;
    readonly ScriptDeviceOptions _options;
    readonly Terminal _terminal;
    readonly CancellationTokenSource _ending;
    readonly uint _bytesAfterBoot;

    ScriptDevice(LfsDevice device, ScriptDeviceOptions options, Terminal terminal)
    {
        _device = device;
        _bytesAfterBoot = device.LuaBytesInUse;
        _options = options;
        _terminal = terminal;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(terminal.Interruption, terminal.Broken);
    }

    /// <summary>Powers on a device with these options.</summary>
    /// <exception cref="CommandFailure">The options are not possible.</exception>
    /// <exception cref="LfsImageException">The image cannot be used on the device.</exception>
    public static ScriptDevice Boot(ScriptDeviceOptions options, Terminal terminal)
    {
        return new ScriptDevice(PowerOn(DeviceOf(options, terminal), terminal), options, terminal);
    }

    /// <summary>Powers on a device, and reports what keeps it from starting.</summary>
    /// <exception cref="CommandFailure">The device does not start.</exception>
    /// <exception cref="LfsImageException">The image cannot be used on the device.</exception>
    public static LfsDevice PowerOn(LfsDeviceOptions options, Terminal terminal)
    {
        try
        {
            return LfsDevice.Boot(options);
        }
        catch (Exception e) when (e is LuaException or InsufficientMemoryException)
        {
            // Boot messages are the first output, so a failure of the terminal shows up here.
            throw terminal.Failure ?? (Exception)new CommandFailure(e.Message);
        }
    }

    /// <summary>The device on which <c>lfs compile -e</c> runs a script, with the
    /// libraries of a host.</summary>
    public static ScriptDevice ForBuild(
        LuaTarget target, byte[]? image, byte[]? systemImage, string file, Terminal terminal,
        HostFolder folder)
    {
        // Dword differs only in how constants are stored. Its numbers are those of 5.1.
        LuaTarget running = target.RunsOnDevice ? target : LuaTarget.Lua51;
        var options = new ScriptDeviceOptions(running, folder)
        {
            Image = image,
            SystemImage = systemImage,
            HeapBytes = BuildHeapBytes,
            HasHostLibraries = true,
            IsCompiler = true,
            Program = file,
            Script = terminal.Folder.Read(file),
        };
        try
        {
            return Boot(options, terminal);
        }
        catch (LfsImageException e)
        {
            throw new CommandFailure(e.Message);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="arguments">The arguments that it sees as <c>...</c> and in the table <c>arg</c>.</param>
    /// <returns>The exit code of the program, or that of an interruption.</returns>
    /// <exception cref="CommandFailure">The program ended with an error.</exception>
    public int Run(IReadOnlyList<string> arguments)
    {
        Outcome outcome = Launch(arguments);
        if (outcome.Error is null && _device.ExitCode is null)
            outcome = RunEvents();
        if (_device.ExitCode is int code)
            return code;
        // A callback's error has been printed where it was reported.
        if (outcome.Error is null)
            return _device.CallbackErrors > 0 ? ScriptFailed : Success;
        // If the terminal has failed, the program's error is only a consequence.
        if (_terminal.Failure is { } failure)
            throw failure;
        _terminal.Complain([.. outcome.Error, .. Encoding.UTF8.GetBytes(outcome.Traceback)]);
        return _terminal.Interruption.IsCancellationRequested ? Interrupted : ScriptFailed;
    }

    /// <summary>The strings in RAM that are in use, one byte in each character.</summary>
    public HashSet<string> StringsInRam()
    {
        _device.Collect();
        _device.Collect();
        using LuaObject strings = _device.Run(ListStrings, "=" + LauncherName)[0].AsObject();
        return [.. Enumerable.Range(1, (int)strings.Length)
            .Select(i => Encoding.Latin1.GetString(strings[i].AsBytes()))
            .Where(text => text != "=" + LauncherName && text != "@" + NameOnDevice(_options)
                && !ListStrings.Contains($"'{text}'", StringComparison.Ordinal))];
    }

    // Its own strings are in quotes.
    const string ListStrings = "return _G['debug']['getstrings']('RAM')";

    /// <summary>Runs the tasks and timers that the program has left behind, until none is left.</summary>
    Outcome RunEvents()
    {
        try
        {
            if (_options.IsFast)
            {
                while (_device.HasPending && !_ending.IsCancellationRequested)
                {
                    _device.RunUntil(
                        () => !_device.HasPending || _ending.IsCancellationRequested, LongestTimer);
                }
            }
            else
            {
                _device.RunAsync(untilDone: true, _ending.Token).GetAwaiter().GetResult();
            }
        }
        catch (LuaException e)
        {
            return FailureOf(e);
        }
        bool isInterrupted = _terminal.Interruption.IsCancellationRequested;
        return new Outcome(LuaValue.Nil, isInterrupted ? "interrupted"u8.ToArray() : null);
    }

    // No timer of a device is longer than 1 hour and 54 minutes.
    static TimeSpan LongestTimer => TimeSpan.FromHours(2);

    /// <summary>The RAM that Lua's data took: after boot, at the end and at the most.</summary>
    public byte[] MemoryReport() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"Lua data in bytes: {_bytesAfterBoot} after boot, {_device.LuaBytesInUse} at the end, "
            + $"{_device.LuaBytesPeak} at the most"));

    /// <summary>Runs the script of <c>-e</c>.</summary>
    /// <returns>The function that the script returned, as a <c>.lc</c> file; null if
    /// it returned none.</returns>
    /// <exception cref="CommandFailure">The program ended with an error.</exception>
    public byte[]? RunForFunction()
    {
        Outcome outcome = Launch([]);
        if (outcome.Error is not null && _terminal.Failure is { } failure)
            throw failure;
        if (outcome.Error is { } error)
            throw new CommandFailure(Is51 ? error : [.. error, .. Encoding.UTF8.GetBytes(outcome.Traceback)]);
        if (outcome.Result.Kind != LuaKind.Object || outcome.Result.AsObject().TypeName != "function")
            return null;
        return Dump(outcome.Result);
    }

    /// <summary>Switches the device off.</summary>
    public void Dispose()
    {
        _device.Dispose();
        _ending.Dispose();
    }

    bool Is51 => _options.Target.Version == LuaVersion.Lua51;

    /// <summary>The device that the options describe.</summary>
    public static LfsDeviceOptions DeviceOf(ScriptDeviceOptions options, Terminal terminal) => new()
    {
        TargetName = options.Target.Name,
        Image = options.Image,
        SystemImage = options.SystemImage,
        HeapBytes = options.HeapBytes,
        LfsBytes = options.LfsBytes ?? (options.HasModules ? new LfsDeviceOptions().LfsBytes : 0),
        SpiffsBytes = options.SpiffsBytes,
        HostLibraries = options.HasHostLibraries,
        NodeLibrary = !options.IsCompiler,
        HostFolder = options.Folder,
        Clock = terminal.Clock,
        EnvironmentVariable = terminal.EnvironmentVariable,
        EmergencyCollection = options.HeapBytes < HostHeapBytes ? null : false,
        Output = options.PrintsAside ? terminal.Error : terminal.Output,
        Error = terminal.Error,
        Input = terminal.Input,
        HostFiles = new FolderFiles(options.Folder, ProgramOf(options)).Read,
    };

    static Dictionary<string, byte[]> ProgramOf(ScriptDeviceOptions options)
    {
        var program = new Dictionary<string, byte[]>();
        if (options.Script is not null)
            program.Add(NameOnDevice(options), options.Script);
        return program;
    }

    // File names on a device are bytes; each character here holds one byte.
    static string NameOnDevice(ScriptDeviceOptions options) =>
        Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(options.Program));

    Outcome Launch(IReadOnlyList<string> arguments)
    {
        _device.SetBudget(_options.Instructions, _ending.Token);
        try
        {
            return _options.IsCompiler ? LaunchInCompiler() : LaunchOnDevice(arguments);
        }
        catch (LuaException e)
        {
            return FailureOf(e);
        }
        catch (MachineFault e)
        {
            return new Outcome(LuaValue.Nil, Encoding.UTF8.GetBytes(e.Message));
        }
    }

    Outcome LaunchOnDevice(IReadOnlyList<string> arguments)
    {
        bool isModule = _options.HasModules && !_options.IsInput;
        bool isFile = _options.Script is not null;
        LuaValue[] results = Run(
            Launcher, [isModule, isFile, _options.Program, .. arguments.Select(text => (LuaValue)text)]);
        // There are no results if the program restarted the device or left by os.exit.
        if (results.Length == 0)
            return new Outcome(LuaValue.Nil, null);
        LuaValue value = results.Length > 1 ? results[1] : LuaValue.Nil;
        return results[0].IsTrue ? new Outcome(value, null) : new Outcome(LuaValue.Nil, TextOf(value));
    }

    // A script of the compiler finds no table arg, and its traceback ends with the C function that called it.
    Outcome LaunchInCompiler()
    {
        LuaValue[] found = Run(LoadFile, [_options.Program]);
        return found[0].Kind == LuaKind.Object
            ? Call(found[0].AsObject())
            : new Outcome(LuaValue.Nil, TextOf(found[1]));
    }

    LuaValue[] Run(string source, LuaValue[] arguments) =>
        _device.Run(Encoding.UTF8.GetBytes(source), "=" + LauncherName, arguments);

    /// <summary>
    /// Calls the program from a host function, as luac.c calls it from its C function pmain.
    /// </summary>
    Outcome Call(LuaObject program)
    {
        Outcome outcome = default;
        _device.Register(LauncherName, _ =>
        {
            try
            {
                LuaValue[] results = program.Call();
                outcome = new Outcome(results.Length > 0 ? results[0] : LuaValue.Nil, null);
            }
            catch (LuaException e)
            {
                outcome = FailureOf(e);
            }
            return [];
        });
        using LuaObject launcher = _device[LauncherName].AsObject();
        _device[LauncherName] = LuaValue.Nil;
        launcher.Call();
        return outcome;
    }

    // As in lua.c, an error value that is not text has no traceback.
    Outcome FailureOf(LuaException e)
    {
        bool hasTraceback = e.Traceback is not null
            && e.Value.Kind is (LuaKind.String or LuaKind.Number or LuaKind.Integer);
        return new Outcome(
            LuaValue.Nil, TextOf(e.Value), hasTraceback ? "\n" + WithoutLauncher(e.Traceback!) : "");
    }

    // The frame of the launcher is the last one. Show its caller as lua.c's traceback shows pmain.
    string WithoutLauncher(string traceback)
    {
        int at = traceback.IndexOf($"\n\t{LauncherName}:", StringComparison.Ordinal);
        return at < 0 ? traceback : traceback[..at] + (Is51 ? "\n\t[C]: ?" : "\n\t[C]: in ?");
    }

    static byte[] TextOf(LuaValue error) => error.Kind switch
    {
        LuaKind.String => error.AsBytes().ToArray(),
        LuaKind.Number or LuaKind.Integer => Encoding.UTF8.GetBytes(error.ToString()),
        LuaKind.Object => Encoding.UTF8.GetBytes($"(error object is a {error.AsObject().TypeName} value)"),
        _ => Encoding.UTF8.GetBytes($"(error object is a {error.Kind.ToString().ToLowerInvariant()} value)"),
    };

    byte[] Dump(LuaValue function)
    {
        LuaValue dump = _device["string"].AsObject()["dump"];
        try
        {
            return dump.AsObject().Call(function, false)[0].AsBytes().ToArray();
        }
        catch (LuaException e)
        {
            throw new CommandFailure(e.Message);
        }
    }

    /// <summary>The outcome of a program.</summary>
    /// <param name="Result">Its first result.</param>
    /// <param name="Error">Its error; null if it succeeded.</param>
    /// <param name="Traceback">The traceback of the error, which starts with a line
    /// feed; empty if unknown.</param>
    readonly record struct Outcome(LuaValue Result, byte[]? Error, string Traceback = "");
}
