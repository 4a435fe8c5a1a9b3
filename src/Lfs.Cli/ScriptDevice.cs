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

    /// <summary>True to add <c>os</c> and <c>io</c>.</summary>
    public bool HasHostLibraries { get; init; }

    /// <summary>The limit of instructions; <see cref="long.MaxValue"/> for none.</summary>
    public long Instructions { get; init; } = long.MaxValue;

    /// <summary>True to leave out <c>node</c>, as the reference's compiler does.</summary>
    public bool IsCompiler { get; init; }

    /// <summary>The name of the program.</summary>
    public required string Program { get; init; }

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

    const string FindModule = "return node.LFS.get(...)";
    const string LoadFile = "return loadfile(...)";
    const string SetArguments = "arg = {select(2, ...)} arg[0] = ...";

    readonly LfsDevice _device;
    readonly ScriptDeviceOptions _options;
    readonly Terminal _terminal;
    readonly CancellationTokenSource _ending;

    ScriptDevice(LfsDevice device, ScriptDeviceOptions options, Terminal terminal)
    {
        _device = device;
        _options = options;
        _terminal = terminal;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(terminal.Interruption, terminal.Broken);
    }

    /// <summary>Powers on a device with these options.</summary>
    /// <exception cref="CommandFailure">The options are not possible.</exception>
    /// <exception cref="LfsImageException">The image cannot be used on the device.</exception>
    public static ScriptDevice Boot(ScriptDeviceOptions options, Terminal terminal)
    {
        try
        {
            LfsDevice device = LfsDevice.Boot(DeviceOf(options, terminal));
            return new ScriptDevice(device, options, terminal);
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
        if (_device.ExitCode is int code)
            return code;
        if (outcome.Error is null)
            return Success;
        // If the terminal has failed, the program's error is only a consequence.
        if (_terminal.Failure is { } failure)
            throw failure;
        _terminal.Complain([.. outcome.Error, .. Encoding.UTF8.GetBytes(outcome.Traceback)]);
        return _terminal.Interruption.IsCancellationRequested ? Interrupted : ScriptFailed;
    }

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

    static LfsDeviceOptions DeviceOf(ScriptDeviceOptions options, Terminal terminal) => new()
    {
        TargetName = options.Target.Name,
        Image = options.Image,
        SystemImage = options.SystemImage,
        HeapBytes = options.HeapBytes,
        LfsBytes = !options.HasModules ? 0 : new LfsDeviceOptions().LfsBytes,
        HostLibraries = options.HasHostLibraries,
        NodeLibrary = !options.IsCompiler,
        HostFolder = options.Folder,
        Clock = terminal.Clock,
        EnvironmentVariable = terminal.EnvironmentVariable,
        EmergencyCollection = options.HeapBytes < HostHeapBytes ? null : false,
        Output = terminal.Output,
        Error = terminal.Error,
        Input = terminal.Input,
        Files = new FolderFiles(options.Folder, ProgramOf(options)),
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
        string name = _options.Program;
        try
        {
            if (!_options.IsCompiler)
                Run(SetArguments, [name, .. arguments.Select(text => (LuaValue)text)]);
            LuaValue[] found = Find(name);
            if (found.Length == 0 || found[0].Kind != LuaKind.Object)
                return new Outcome(LuaValue.Nil, WhyNot(name, found));
            return Call(found[0].AsObject(), [.. arguments.Select(text => (LuaValue)text)]);
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

    // Looks for a module of the name first, then for a file.
    LuaValue[] Find(string name)
    {
        if (_options.HasModules && !_options.IsInput && !_options.IsCompiler
            && Run(FindModule, [name]) is [{ Kind: LuaKind.Object }] module)
        {
            return module;
        }
        return _options.Script is null ? [] : Run(LoadFile, [name]);
    }

    static byte[] WhyNot(string name, LuaValue[] found) => found.Length > 1
        ? TextOf(found[1])
        : Encoding.UTF8.GetBytes($"'{name}' is neither a module of the image nor a file");

    LuaValue[] Run(string source, LuaValue[] arguments) =>
        _device.Run(Encoding.UTF8.GetBytes(source), "=" + LauncherName, arguments);

    /// <summary>
    /// Calls the program from a host function, as lua.c calls it from its C function pmain. A traceback then
    /// ends with that function.
    /// </summary>
    Outcome Call(LuaObject program, LuaValue[] arguments)
    {
        Outcome outcome = default;
        _device.Register(LauncherName, _ =>
        {
            try
            {
                LuaValue[] results = program.Call(arguments);
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
    static Outcome FailureOf(LuaException e)
    {
        bool hasTraceback = e.Traceback is not null
            && e.Value.Kind is (LuaKind.String or LuaKind.Number or LuaKind.Integer);
        return new Outcome(LuaValue.Nil, TextOf(e.Value), hasTraceback ? "\n" + e.Traceback : "");
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
