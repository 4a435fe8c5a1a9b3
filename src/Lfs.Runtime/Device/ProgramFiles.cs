using System.Diagnostics.CodeAnalysis;
using System.Text;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Core;

/// <summary>The files that programs and images come from.</summary>
/// <param name="host">Files of the host, which come first; null for none.</param>
/// <param name="device">The file system of the device.</param>
sealed class ProgramFiles(Func<string, byte[]?>? host, FileSystem device)
{
    /// <summary>Reads a whole file. False if there is none.</summary>
    /// <param name="name">Its name, one byte in each character.</param>
    /// <param name="content">Its bytes.</param>
    public bool TryRead(string name, [NotNullWhen(true)] out byte[]? content)
    {
        content = host is null ? null : HostFailure.Shield(() => host(name));
        return content is not null || device.TryRead(Encoding.Latin1.GetBytes(name), out content);
    }

    /// <summary>True if there is a file of a name.</summary>
    public bool Exists(string name) => TryRead(name, out _);

    /// <summary>A file as a stream that knows its length; null if there is none.</summary>
    public Stream? Open(string name) => TryRead(name, out byte[]? content) ? new MemoryStream(content) : null;
}
