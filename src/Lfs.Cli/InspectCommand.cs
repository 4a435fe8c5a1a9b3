using Lfs.Compiler;
using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary><c>lfs inspect</c>: shows the content of an image or a <c>.lc</c> file.</summary>
sealed class InspectCommand(Terminal terminal)
{
    const int Success = 0;
    const string WordsOption = "--words";
    const string SystemOption = "--system";

    /// <summary>Runs the command and returns its exit code.</summary>
    /// <param name="args">The arguments after <c>inspect</c>.</param>
    public int Run(string[] args)
    {
        bool showsWords = false;
        string? system = null;
        int i = 0;
        for (; i < args.Length && args[i].StartsWith('-'); i++)
        {
            if (args[i] == WordsOption)
                showsWords = true;
            else if (args[i] != SystemOption)
                throw new CommandFailure($"unrecognized option '{args[i]}'");
            else if (++i < args.Length)
                system = args[i];
            else
                throw new CommandFailure($"'{SystemOption}' needs argument");
        }
        string[] files = args[i..];
        if (files.Length != 1)
            throw new CommandFailure(files.Length == 0 ? "no file given" : "only one file can be inspected");
        LfsImage? beside = system is null ? null : ImageFile.Read(terminal.Folder, system);
        terminal.Print(Describe(files[0], beside, showsWords));
        return Success;
    }

    string Describe(string path, LfsImage? system, bool showsWords)
    {
        byte[] file = ImageFile.Bytes(terminal.Folder, path);
        if (ChunkSummary.TargetOf(file) is { } target)
        {
            CompiledModule chunk = LfsCompiler.Compile(
                LuaSource.FromFile(path, file), new CompileOptions(target));
            return chunk.Main is not null
                ? ChunkSummary.Print(chunk.Main, target, file.Length)
                : throw new CommandFailure($"{path}: {chunk.Diagnostics[0].Message}");
        }
        LfsImage image = ImageFile.Require(path, LfsImage.Read(file, system));
        ImageFile.WarnIfUnchecked(terminal, path, file);
        return showsWords ? ImageDump.Print(image) : ImageSummary.Print(image, file.Length);
    }
}
