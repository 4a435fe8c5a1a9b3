using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary>The folder in which a command runs: opens files by paths as the user typed them.</summary>
/// <remarks>Failures read as those of the reference: <c>cannot open x.lua: No such file or directory</c>.
/// </remarks>
/// <param name="path">The full path of the folder.</param>
sealed class Folder(string path)
{
    const string Missing = "No such file or directory";
    const string IsFolder = "Is a directory";

    /// <summary>The process's own.</summary>
    public static Folder Current
    {
        get
        {
            try
            {
                return new Folder(Environment.CurrentDirectory);
            }
            catch (IOException)
            {
                // It was removed: nothing is found in a folder that is not there.
                return new Folder(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
            }
        }
    }

    /// <summary>The full path of a file.</summary>
    public string PathOf(string file) => Path.Combine(path, file);

    /// <summary>Whether there is such a file.</summary>
    public bool Has(string file) => File.Exists(PathOf(file));

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public byte[] Read(string file)
    {
        if (file.Length == 0)
            throw Cannot("open", file, Missing);
        if (Directory.Exists(PathOf(file)))
            throw Cannot("read", file, IsFolder);
        try
        {
            // Pipes are welcome, as in <(...) of a shell; what has no end is not.
            using var stream = new FileStream(PathOf(file), FileMode.Open, FileAccess.Read);
            return HostFolder.Read(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Cannot("open", file, ReasonOf(e));
        }
    }

    /// <summary>The bytes of a file; null if no file is named.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public byte[]? ReadIfGiven(string? file) => file is null ? null : Read(file);

    /// <summary>The files that Lua programs see: those of a folder.</summary>
    /// <param name="folder">The folder; null for this one.</param>
    /// <exception cref="CommandFailure">There is no such folder.</exception>
    public HostFolder ForPrograms(string? folder)
    {
        try
        {
            return new HostFolder(PathOf(folder ?? "."));
        }
        catch (IOException)
        {
            throw Cannot("open", folder ?? "the current folder", Missing);
        }
    }

    /// <summary>Begins to write a file; it appears, or changes, when it is complete.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public OutputFile Create(string file)
    {
        if (Directory.Exists(PathOf(file)))
            throw Cannot("open", file, IsFolder);
        try
        {
            return OutputFile.Create(PathOf(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Cannot("open", file, ReasonOf(e));
        }
    }

    /// <summary>Completes a file that <see cref="Create"/> began.</summary>
    /// <exception cref="CommandFailure">The disk is full, or the like.</exception>
    public static void Commit(OutputFile output, string file, byte[] content)
    {
        try
        {
            output.Commit(content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Cannot("write", file, ReasonOf(e));
        }
    }

    static CommandFailure Cannot(string what, string file, string why) => new($"cannot {what} {file}: {why}");

    static string ReasonOf(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => Missing,
        UnauthorizedAccessException => "Permission denied",
        PathTooLongException => "File name too long",
        // .NET repeats the path.
        _ => e.Message.Split('\n')[0].Split(" : '")[0],
    };
}
