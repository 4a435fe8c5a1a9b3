namespace Lfs.Cli;

/// <summary>A file that is written completely or not at all. It has a temporary name
/// until it is complete.</summary>
sealed class OutputFile : IDisposable
{
    readonly FileStream _stream;
    readonly string _path;
    readonly string? _temporary;

    OutputFile(FileStream stream, string path, string? temporary)
    {
        _stream = stream;
        _path = path;
        _temporary = temporary;
    }

    /// <summary>Verifies that the file can be written, and creates the temporary file.</summary>
    /// <param name="path">The full path.</param>
    public static OutputFile Create(string path)
    {
        FileStream? existing = OpenExisting(path);
        if (existing is not null && !CanBeReplaced(existing))
            return new OutputFile(existing, path, null);
        existing?.Dispose();
        string target = existing is null ? path : TargetOf(path);
        string temporary = target + "." + Path.GetRandomFileName();
        var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
        if (existing is not null && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
        return new OutputFile(stream, target, temporary);
    }

    /// <summary>Writes the content and gives the file its final name.</summary>
    public void Commit(byte[] content)
    {
        _stream.Write(content);
        _stream.Dispose();
        if (_temporary is not null)
            File.Move(_temporary, _path, overwrite: true);
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (_temporary is not null)
            File.Delete(_temporary);
    }

    static FileStream? OpenExisting(string path) =>
        File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)
            : null;

    // Follows a link, so that its target is replaced and the link stays.
    static string TargetOf(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    // A device or pipe must not be replaced by a file. It has no length, or is in /dev.
    static bool CanBeReplaced(FileStream existing) =>
        existing.CanSeek && existing.Length > 0
        && !existing.Name.StartsWith("/dev/", StringComparison.Ordinal);
}
