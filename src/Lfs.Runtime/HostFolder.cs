using System.Text;
using Lfs.Runtime.Host;

namespace Lfs.Runtime;

/// <summary>
/// The only folder of the host that Lua programs see. They can open the regular files in it and below it.
/// </summary>
/// <remarks>
/// A name is relative to the folder or absolute. Links and <c>..</c> are followed, and their target must lie
/// in the folder. File systems that are mounted in the folder belong to it. Devices, pipes and sockets are
/// refused before they are opened, because opening one can block or have an effect.
/// </remarks>
public sealed class HostFolder
{
    /// <summary>The largest file that is read as a whole: 64 MiB, far more than any program or image has.
    /// </summary>
    public const int LargestRead = 64 * 1024 * 1024;

    const int MostLinks = 40;

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    readonly string _start;
    readonly string _root;

    /// <summary>Gives Lua programs access to a folder.</summary>
    /// <param name="path">The folder, which must exist.</param>
    /// <exception cref="IOException">The folder does not exist.</exception>
    public HostFolder(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _start = Path.GetFullPath(path);
        if (!Directory.Exists(_start))
            throw HostError.NotFound.Exception();
        _root = Walk(_start);
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="name">Its name, in UTF-8.</param>
    /// <exception cref="IOException">The file cannot be read, is outside the folder, is not a regular file,
    /// or is larger than <see cref="LargestRead"/>.</exception>
    public byte[] Read(ReadOnlySpan<byte> name)
    {
        try
        {
            using FileStream stream = Open(name, FileMode.Open, FileAccess.Read);
            return Read(stream);
        }
        catch (UnauthorizedAccessException)
        {
            throw HostError.Denied.Exception();
        }
    }

    /// <summary>True if the file exists and programs may read it.</summary>
    /// <param name="name">Its name, in UTF-8.</param>
    public bool Has(ReadOnlySpan<byte> name)
    {
        try
        {
            return File.Exists(PathOf(name));
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="IOException">The stream has more than <see cref="LargestRead"/> bytes.</exception>
    public static byte[] Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var content = new MemoryStream();
        byte[] piece = new byte[64 * 1024];
        for (int count; (count = stream.Read(piece)) > 0;)
        {
            if (content.Length + count > LargestRead)
                throw HostError.TooLarge.Exception();
            content.Write(piece, 0, count);
        }
        return content.ToArray();
    }

    /// <summary>Opens a regular file.</summary>
    internal FileStream Open(ReadOnlySpan<byte> name, FileMode mode, FileAccess access)
    {
        string path = PathOf(name);
        if (Directory.Exists(path))
            throw HostError.IsDirectory.Exception();
        return new FileStream(path, mode, access, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Removes a file or an empty folder.</summary>
    internal void Remove(ReadOnlySpan<byte> name)
    {
        string path = PathOf(name, followsLast: false);
        if (IsLink(path) || !Directory.Exists(path))
        {
            // File.Delete does not fail for a file that does not exist; C's remove does.
            if (!IsLink(path) && !File.Exists(path))
                throw HostError.NotFound.Exception();
            File.Delete(path);
            return;
        }
        if (path == _root)
            throw HostError.Denied.Exception();
        Directory.Delete(path);
    }

    /// <summary>Renames a file or folder. A file that has the new name is replaced.</summary>
    internal void Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        string source = PathOf(from, followsLast: false);
        string target = PathOf(to, followsLast: false);
        if (source == _root || target == _root)
            throw HostError.Denied.Exception();
        if (!IsLink(source) && Directory.Exists(source))
            Directory.Move(source, target);
        else if (IsLink(source) || File.Exists(source))
            File.Move(source, target, overwrite: true);
        else
            throw HostError.NotFound.Exception();
    }

    /// <summary>Creates an empty file with a new name, and returns the name.</summary>
    internal string Temporary()
    {
        string name = "lua_" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        using FileStream made = new(Path.Combine(_root, name), FileMode.CreateNew, FileAccess.Write);
        return name;
    }

    /// <summary>Opens a temporary file that is deleted when it is closed.</summary>
    internal FileStream Unnamed() => new(
        Path.Combine(_root, Temporary()), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 4096,
        FileOptions.DeleteOnClose);

    // The full path, free of links, of something that may be opened. It lies in the folder.
    string PathOf(ReadOnlySpan<byte> name, bool followsLast = true)
    {
        string path = Walk(Path.Combine(_start, TextOf(name)), followsLast);
        if (!IsInside(path) || (File.Exists(path) && !HostFileKind.IsRegularOrFolder(path)))
            throw HostError.Denied.Exception();
        return path;
    }

    // A C string ends at a zero byte. .NET cannot pass on a name that is not UTF-8.
    static string TextOf(ReadOnlySpan<byte> name)
    {
        int end = name.IndexOf((byte)0);
        if (end == 0 || name.IsEmpty)
            throw HostError.NotFound.Exception();
        try
        {
            return Strict.GetString(end < 0 ? name : name[..end]);
        }
        catch (DecoderFallbackException)
        {
            throw HostError.BadName.Exception();
        }
    }

    bool IsInside(string path) =>
        path == _root
        || (path.StartsWith(_root, StringComparison.Ordinal)
            && (Path.EndsInDirectorySeparator(_root) || path[_root.Length] == Path.DirectorySeparatorChar));

    // Resolves a path name by name, as the system does, so that a link cannot hide the target.
    static string Walk(string path, bool followsLast = true)
    {
        string at = Path.GetPathRoot(path)!;
        var names = new Stack<string>();
        Push(names, path[at.Length..]);
        int links = 0;
        while (names.TryPop(out string? name))
        {
            if (name == "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
                continue;
            }
            string next = Path.Combine(at, name);
            if ((names.Count == 0 && !followsLast) || LinkOf(next) is not { } target)
            {
                RequireFolder(next, names.Count > 0);
                at = next;
                continue;
            }
            if (++links > MostLinks)
                throw HostError.WithNumber(40)!.Value.Exception();
            if (Path.IsPathRooted(target))
                at = Path.GetPathRoot(target)!;
            Push(names, target[(Path.GetPathRoot(target) ?? "").Length..]);
        }
        return at;
    }

    static void RequireFolder(string path, bool hasMore)
    {
        if (hasMore && !Directory.Exists(path))
            throw (File.Exists(path) ? HostError.WithNumber(20)!.Value : HostError.NotFound).Exception();
    }

    static void Push(Stack<string> names, string path)
    {
        string[] parts = path.Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar],
            StringSplitOptions.RemoveEmptyEntries);
        Array.Reverse(parts);
        foreach (string part in parts)
        {
            if (part != ".")
                names.Push(part);
        }
    }

    static bool IsLink(string path) => LinkOf(path) is not null;

    static string? LinkOf(string path) => new FileInfo(path).LinkTarget;
}
