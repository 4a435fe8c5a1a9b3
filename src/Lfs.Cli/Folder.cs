using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary>The current folder of a command. Opens files by the paths that the user typed.</summary>
/// <remarks>Failures have the reference's wording: <c>cannot open x.lua: No such file or directory</c>.
/// </remarks>
/// <param name="path">The full path of the folder.</param>
sealed class Folder(string path)
{
    const string Missing = "No such file or directory";
    const string IsFolder = "Is a directory";

    /// <summary>The current folder of the process.</summary>
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
                // The folder was removed. Use a path that does not exist, so that no file is found.
                return new Folder(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
            }
        }
    }

    /// <summary>The full path of a file.</summary>
    public string PathOf(string file) => Path.Combine(path, file);

    /// <summary>True if the file exists.</summary>
    public bool Has(string file) => File.Exists(PathOf(file));

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="CommandFailure">The file cannot be read.</exception>
    public byte[] Read(string file)
    {
        if (file.Length == 0)
            throw Cannot("open", file, Missing);
        if (Directory.Exists(PathOf(file)))
            throw Cannot("read", file, IsFolder);
        try
        {
            // Pipes are allowed, such as the shell's <(...). The size limit stops endless ones.
            using var stream = new FileStream(PathOf(file), FileMode.Open, FileAccess.Read);
            return HostFolder.Read(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Cannot("open", file, ReasonOf(e));
        }
    }

    /// <summary>The bytes of a file; null if no file is named.</summary>
    /// <exception cref="CommandFailure">The file cannot be read.</exception>
    public byte[]? ReadIfGiven(string? file) => file is null ? null : Read(file);

    /// <summary>Returns the folder whose files Lua programs see.</summary>
    /// <param name="folder">The folder; null for this one.</param>
    /// <exception cref="CommandFailure">The folder does not exist.</exception>
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

    /// <summary>All files in a folder and below it, in ordinal order of their names: the path from there,
    /// with <c>/</c>, and the path to open.</summary>
    /// <exception cref="CommandFailure">The folder cannot be read.</exception>
    public IReadOnlyList<(string Name, string File)> AllFiles(string folder)
    {
        // A name has 31 bytes, so it names at most 15 folders. A link to its own folder ends here too.
        const int Deepest = 16;
        string root = PathOf(folder);
        var everything = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = Deepest,
            IgnoreInaccessible = false,
            AttributesToSkip = FileAttributes.None,
        };
        try
        {
            return [.. Directory.EnumerateFiles(root, "*", everything)
                .Select(file => Path.GetRelativePath(root, file))
                .Select(name => (
                    Name: name.Replace(Path.DirectorySeparatorChar, '/'), Path.Combine(folder, name)))
                .OrderBy(file => file.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Cannot("open", folder, ReasonOf(e));
        }
    }

    /// <summary>Makes a folder, unless it exists.</summary>
    /// <exception cref="CommandFailure">It cannot be made.</exception>
    public void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(PathOf(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Cannot("make", folder, ReasonOf(e));
        }
    }

    /// <summary>Starts to write a file. It appears, or changes, only when it is complete.</summary>
    /// <exception cref="CommandFailure">The file cannot be written.</exception>
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

    /// <summary>Completes a file that <see cref="Create"/> started.</summary>
    /// <exception cref="CommandFailure">The file cannot be written, because the disk is full for
    /// instance.</exception>
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

    /// <summary>Deletes a file, if that can be.</summary>
    public void Delete(string file)
    {
        try
        {
            File.Delete(PathOf(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // It is deleted because of another failure, which is the one to report.
        }
    }

    static CommandFailure Cannot(string what, string file, string why) => new($"cannot {what} {file}: {why}");

    static string ReasonOf(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => Missing,
        UnauthorizedAccessException => "Permission denied",
        PathTooLongException => "File name too long",
        // .NET appends the path to the message; cut it off.
        _ => e.Message.Split('\n')[0].Split(" : '")[0],
    };
}
