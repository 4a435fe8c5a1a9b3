using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary><c>lfs run</c>: boots a device and runs a file in RAM or a module from flash.</summary>
sealed class RunCommand(RunArguments arguments, Terminal terminal)
{
    const string StandardInput = "-";

    /// <summary>Runs the command. Its exit code.</summary>
    public int Run()
    {
        byte[]? image = terminal.Folder.ReadIfGiven(arguments.Image);
        byte[]? system = terminal.Folder.ReadIfGiven(arguments.SystemImage);
        LuaTarget target = arguments.Target ?? TargetOf(system ?? image);
        if (system is not null && target.Version == LuaVersion.Lua51)
            throw new CommandFailure(Targets.NoSystemRegion);
        if (image is null && system is null && arguments.Program != StandardInput)
            RequireReadable(arguments.Program);
        using var device = ScriptDevice.Boot(
            new ScriptDeviceOptions(target)
            {
                Image = image,
                SystemImage = system,
                HeapBytes = arguments.HeapBytes,
                HasHostLibraries = arguments.HasHostLibraries,
                Instructions = arguments.Instructions,
                Script = arguments.Program == StandardInput ? terminal.ReadInput() : null,
            },
            terminal);
        return device.Run(arguments.Program, arguments.ProgramArguments);
    }

    // A file that cannot be opened is named with the reason, before a device is booted for it.
    void RequireReadable(string file) => terminal.Folder.Read(file);

    static LuaTarget TargetOf(byte[]? image) =>
        image is not null && LfsImage.Read(image).Image is { } read ? read.Target : LuaTarget.Lua51;
}
