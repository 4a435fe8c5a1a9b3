using Lfs.Runtime.Flash;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Core;

/// <summary>Takes images from the files that the host gives a device.</summary>
/// <param name="files">The files.</param>
sealed class HostImageFiles(HostFiles files) : IImageFiles
{
    public Stream? Open(string name) =>
        files.TryGetValue(name, out byte[]? content) ? new MemoryStream(content, writable: false) : null;
}
