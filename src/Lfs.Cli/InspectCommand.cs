using Lfs.Compiler;
using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary><c>lfs inspect</c>: shows the content of an image or a <c>.lc</c> file.</summary>
sealed class InspectCommand(Terminal terminal)
{
    const int Success = 0;
    const int Different = 2;
    const string DiffOption = "--diff";
    const string WordsOption = "--words";
    const string SystemOption = "--system";

    /// <summary>Runs the command and returns its exit code.</summary>
    /// <param name="args">The arguments after <c>inspect</c>.</param>
    public int Run(string[] args)
    {
        bool showsWords = false;
        bool compares = false;
        string? system = null;
        int i = 0;
        for (; i < args.Length && args[i].StartsWith('-'); i++)
        {
            if (args[i] == WordsOption)
                showsWords = true;
            else if (args[i] == DiffOption)
                compares = true;
            else if (args[i] != SystemOption)
                throw new CommandFailure($"unrecognized option '{args[i]}'");
            else if (++i < args.Length)
                system = args[i];
            else
                throw new CommandFailure($"'{SystemOption}' needs argument");
        }
        string[] files = args[i..];
        if (compares)
            return Compare(files, system);
        if (files.Length != 1)
            throw new CommandFailure(files.Length == 0 ? "no file given" : "only one file can be inspected");
        LfsImage? beside = ReadSystem(system);
        terminal.Print(Describe(files[0], beside, showsWords));
        return Success;
    }

    int Compare(string[] files, string? system)
    {
        if (files.Length != 2)
            throw new CommandFailure($"'{DiffOption}' needs two images");
        LfsImage? beside = ReadSystem(system);
        ImageBytes[] images = [.. files
            .Select(path => LfsImage.Read(ImageFile.Bytes(terminal.Folder, path), beside))
            .Select((loaded, i) => ImageBytes.Of(ImageFile.Require(files[i], loaded)))];
        ImageComparison comparison = ImageComparison.Of(images[0], images[1]);
        terminal.Print(ImageDifference.Print(comparison, files[0], files[1]));
        return comparison.IsSame ? Success : Different;
    }

    LfsImage? ReadSystem(string? path) => path is null ? null : ImageFile.Read(terminal.Folder, path);

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
