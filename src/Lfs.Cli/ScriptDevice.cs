using System.Text;
using Esp8266;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary>How a device that runs scripts is equipped.</summary>
/// <param name="Target">The build of its firmware.</param>
sealed record ScriptDeviceOptions(LuaTarget Target)
{
    /// <summary>The image in flash; null for none.</summary>
    public byte[]? Image { get; init; }

    /// <summary>5.3: the image in the System region; null for none.</summary>
    public byte[]? SystemImage { get; init; }

    /// <summary>Bytes of the heap.</summary>
    public required uint HeapBytes { get; init; }

    /// <summary>Add <c>os</c> and <c>io</c>.</summary>
    public bool HasHostLibraries { get; init; }

    /// <summary>The bound of instructions; <see cref="long.MaxValue"/> for none.</summary>
    public long Instructions { get; init; } = long.MaxValue;

    /// <summary>The program itself, if it comes from standard input; null to look for it in the image and in
    /// the folder.</summary>
    public byte[]? Script { get; init; }

    /// <summary>There is an image in one of the regions.</summary>
    public bool HasModules => Image is not null || SystemImage is not null;
}

/// <summary>A device that runs one script of the host, with the folder's files on it.</summary>
sealed class ScriptDevice : IDisposable
{
    const int Success = 0;
    const int ScriptFailed = 1;

    // What a shell reports of a process that Ctrl-C ended.
    const int Interrupted = 130;

    // Devices have less, hosts more. A device's collector works at every allocation, which pays only there.
    const uint HostHeapBytes = 1024 * 1024;
    const uint BuildHeapBytes = 256 * 1024 * 1024;

    const string ScriptFile = "stdin";
    const string LauncherName = "[lfs]";

    /// <summary>
    /// Finds the program, first in the image and then among the files, and calls it with its arguments. True
    /// and its first result, or false and why there is none. It calls the result of a function, so that a
    /// traceback knows no name for the program and shows it as a main chunk.
    /// </summary>
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

    readonly LfsDevice _device;
    readonly ScriptDeviceOptions _options;
    readonly Terminal _terminal;

    ScriptDevice(LfsDevice device, ScriptDeviceOptions options, Terminal terminal)
    {
        _device = device;
        _options = options;
        _terminal = terminal;
    }

    /// <summary>Powers a device on.</summary>
    /// <exception cref="CommandFailure">Such a device cannot be, or the image does not suit it.</exception>
    public static ScriptDevice Boot(ScriptDeviceOptions options, Terminal terminal)
    {
        try
        {
            return new ScriptDevice(LfsDevice.Boot(DeviceOf(options, terminal)), options, terminal);
        }
        catch (Exception e) when (e is LfsImageException or LuaException or InsufficientMemoryException)
        {
            throw new CommandFailure(e.Message);
        }
    }

    /// <summary>The device on which <c>lfs compile -e</c> runs a script: a host's.</summary>
    public static ScriptDevice ForBuild(
        LuaTarget target, byte[]? image, byte[]? systemImage, Terminal terminal)
    {
        // Dword is a way to store constants; its numbers are those of 5.1.
        LuaTarget running = target.RunsOnDevice ? target : LuaTarget.Lua51;
        var options = new ScriptDeviceOptions(running)
        {
            Image = image,
            SystemImage = systemImage,
            HeapBytes = BuildHeapBytes,
            HasHostLibraries = true,
        };
        return Boot(options, terminal);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The name of a module or file.</param>
    /// <param name="arguments">What it gets as <c>...</c> and in the table <c>arg</c>.</param>
    /// <returns>The exit code: the program's own, or that of an interruption.</returns>
    /// <exception cref="CommandFailure">It ended with an error.</exception>
    public int Run(string program, IReadOnlyList<string> arguments)
    {
        Outcome outcome = Launch(program, arguments);
        if (_device.ExitCode is int code)
            return code;
        if (outcome.Error is null)
            return Success;
        _terminal.Complain([.. outcome.Error, .. Encoding.UTF8.GetBytes(outcome.Traceback)]);
        return _terminal.Interruption.IsCancellationRequested ? Interrupted : ScriptFailed;
    }

    /// <summary>Runs a script of <c>-e</c>.</summary>
    /// <param name="file">The script.</param>
    /// <returns>The function that it returned, as a <c>.lc</c> file; null if it returned none.</returns>
    /// <exception cref="CommandFailure">It ended with an error.</exception>
    public byte[]? RunForFunction(string file)
    {
        _terminal.Folder.Read(file);
        Outcome outcome = Launch(file, []);
        if (outcome.Error is { } error)
            throw new CommandFailure(Is51 ? error : [.. error, .. Encoding.UTF8.GetBytes(outcome.Traceback)]);
        if (outcome.Result.Kind != LuaKind.Object || outcome.Result.AsObject().TypeName != "function")
            return null;
        return Dump(outcome.Result);
    }

    /// <summary>Switches the device off.</summary>
    public void Dispose() => _device.Dispose();

    bool Is51 => _options.Target.Version == LuaVersion.Lua51;

    static LfsDeviceOptions DeviceOf(ScriptDeviceOptions options, Terminal terminal) => new()
    {
        TargetName = options.Target.Name,
        Image = options.Image,
        SystemImage = options.SystemImage,
        HeapBytes = options.HeapBytes,
        LfsBytes = !options.HasModules ? 0 : new LfsDeviceOptions().LfsBytes,
        HostLibraries = options.HasHostLibraries,
        EmergencyCollection = options.HeapBytes < HostHeapBytes,
        Output = terminal.Output,
        Error = terminal.Error,
        Input = terminal.Input,
        Files = FilesOf(options, terminal),
    };

    static FolderFiles FilesOf(ScriptDeviceOptions options, Terminal terminal)
    {
        var extra = new Dictionary<string, byte[]>();
        if (options.Script is not null)
            extra.Add(ScriptFile, options.Script);
        return new FolderFiles(terminal.Folder, extra);
    }

    Outcome Launch(string program, IReadOnlyList<string> arguments)
    {
        bool isInput = _options.Script is not null;
        string name = isInput ? ScriptFile : program;
        bool isModule = _options.HasModules && !isInput;
        bool isFile = isInput || _terminal.Folder.Has(program);
        LuaValue[] all = [isModule, isFile, name, .. arguments.Select(text => (LuaValue)text)];
        _device.SetBudget(_options.Instructions, _terminal.Interruption);
        try
        {
            return OutcomeOf(_device.Run(Encoding.UTF8.GetBytes(Launcher), "=" + LauncherName, all));
        }
        catch (LuaException e)
        {
            // As in lua, an error that is no text has no traceback.
            bool isText = e.Value.Kind is LuaKind.String or LuaKind.Number or LuaKind.Integer;
            return new Outcome(LuaValue.Nil, TextOf(e.Value), isText ? WithoutLauncher(e.Traceback) : "");
        }
        catch (MachineFault e)
        {
            return new Outcome(LuaValue.Nil, Encoding.UTF8.GetBytes(e.Message));
        }
    }

    // No results at all: the program restarted the device or left by os.exit.
    static Outcome OutcomeOf(LuaValue[] results)
    {
        if (results.Length == 0)
            return new Outcome(LuaValue.Nil, null);
        LuaValue value = results.Length > 1 ? results[1] : LuaValue.Nil;
        return results[0].IsTrue ? new Outcome(value, null) : new Outcome(LuaValue.Nil, TextOf(value));
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

    // The frames of the launcher are the last ones. What called it is the host, which lua shows like this.
    string WithoutLauncher(string? traceback)
    {
        if (traceback is null)
            return "";
        int at = traceback.IndexOf($"\n\t{LauncherName}:", StringComparison.Ordinal);
        return "\n" + (at < 0 ? traceback : traceback[..at] + (Is51 ? "\n\t[C]: ?" : "\n\t[C]: in ?"));
    }

    /// <summary>How a program ended.</summary>
    /// <param name="Result">Its first result.</param>
    /// <param name="Error">Its error; null if it ended well.</param>
    /// <param name="Traceback">What was running then, from a line feed on; empty if not known.</param>
    readonly record struct Outcome(LuaValue Result, byte[]? Error, string Traceback = "");
}
