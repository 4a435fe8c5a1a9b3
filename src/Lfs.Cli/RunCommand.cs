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
        byte[]? image = arguments.Image is { } path ? terminal.Folder.Read(path) : null;
        if (image is null && arguments.Program != StandardInput)
            RequireReadable(arguments.Program);
        using var device = ScriptDevice.Boot(
            new ScriptDeviceOptions(arguments.Target ?? TargetOf(image))
            {
                Image = image,
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
