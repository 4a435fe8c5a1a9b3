using System.Text;
using Lfs.Runtime.Host;

namespace Lfs.Runtime;

/// <summary>
/// The folder of the host that Lua programs see: they open the regular files in it and below it, nothing
/// else.
/// </summary>
/// <remarks>
/// A name is relative to the folder or absolute. Links and <c>..</c> are followed, and what they lead to has
/// to lie in the folder; so do the files of other file systems that are mounted there. Devices, pipes and
/// sockets are refused before they are opened, because opening one can block or act.
/// </remarks>
public sealed class HostFolder
{
    /// <summary>The largest file that is read as a whole: 64 MiB. No program or image has as much.
    /// </summary>
    public const int LargestRead = 64 * 1024 * 1024;

    const int MostLinks = 40;

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    readonly string _start;
    readonly string _root;

    /// <summary>A folder as the world of Lua programs.</summary>
    /// <param name="path">The folder, which exists.</param>
    /// <exception cref="IOException">There is no such folder.</exception>
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
    /// <exception cref="IOException">It cannot be read, is outside the folder, no regular file, or larger
    /// than <see cref="LargestRead"/>.</exception>
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

    /// <summary>There is such a file, which programs may read.</summary>
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
    /// <exception cref="IOException">It has more than <see cref="LargestRead"/> bytes.</exception>
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
            // File.Delete is content with a file that is not there.
            if (!IsLink(path) && !File.Exists(path))
                throw HostError.NotFound.Exception();
            File.Delete(path);
            return;
        }
        if (path == _root)
            throw HostError.Denied.Exception();
        Directory.Delete(path);
    }

    /// <summary>Gives a file or folder another name; a file of that name is replaced.</summary>
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

    /// <summary>Makes an empty file that was not there. Its name.</summary>
    internal string Temporary()
    {
        string name = "lua_" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        using FileStream made = new(Path.Combine(_root, name), FileMode.CreateNew, FileAccess.Write);
        return name;
    }

    /// <summary>A file without a name, which is gone when it is closed.</summary>
    internal FileStream Unnamed() => new(
        Path.Combine(_root, Temporary()), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 4096,
        FileOptions.DeleteOnClose);

    // The full path, which has no links in it and lies in the folder, of what may be opened.
    string PathOf(ReadOnlySpan<byte> name, bool followsLast = true)
    {
        string path = Walk(Path.Combine(_start, TextOf(name)), followsLast);
        if (!IsInside(path) || (File.Exists(path) && !HostFileKind.IsRegularOrFolder(path)))
            throw HostError.Denied.Exception();
        return path;
    }

    // A C string ends at a zero byte. A name that is not UTF-8 cannot be passed on by .NET.
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

    // Goes from name to name as the system does, so that a link cannot hide where a path leads.
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
        foreach (string part in parts.Reverse())
        {
            if (part != ".")
                names.Push(part);
        }
    }

    static bool IsLink(string path) => LinkOf(path) is not null;

    static string? LinkOf(string path) => new FileInfo(path).LinkTarget;
}
