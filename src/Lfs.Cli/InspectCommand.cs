using Lfs.Compiler;
using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary><c>lfs inspect</c>: shows what is in an image or in a <c>.lc</c> file.</summary>
sealed class InspectCommand(Terminal terminal)
{
    const int Success = 0;
    const string WordsOption = "--words";

    /// <summary>Runs the command. Its exit code.</summary>
    /// <param name="args">What follows <c>inspect</c>.</param>
    public int Run(string[] args)
    {
        string[] options = [.. args.TakeWhile(arg => arg.StartsWith('-'))];
        if (options.FirstOrDefault(option => option != WordsOption) is { } unknown)
            throw new CommandFailure($"unrecognized option '{unknown}'");
        string[] files = args[options.Length..];
        if (files.Length != 1)
            throw new CommandFailure(files.Length == 0 ? "no file given" : "only one file can be inspected");
        terminal.Print(Describe(files[0], options.Length > 0));
        return Success;
    }

    string Describe(string path, bool showsWords)
    {
        byte[] file = terminal.Folder.Read(path);
        if (ChunkSummary.TargetOf(file) is { } target)
        {
            CompiledModule chunk = LfsCompiler.Compile(
                LuaSource.FromFile(path, file), new CompileOptions(target));
            return chunk.Main is not null
                ? ChunkSummary.Print(chunk.Main, target, file.Length)
                : throw new CommandFailure($"{path}: {chunk.Diagnostics[0].Message}");
        }
        LoadedImage loaded = LfsImage.Read(file);
        if (loaded.Image is not { } image)
            throw new CommandFailure($"{path}: {loaded.Diagnostics[0].Message}");
        return showsWords ? ImageDump.Print(image) : ImageSummary.Print(image, file.Length);
    }
}
