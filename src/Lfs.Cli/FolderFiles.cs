using System.Text;
using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary>The files that a script can load: those of a folder, each read when Lua opens it.</summary>
/// <param name="folder">The folder that relative names start from.</param>
/// <param name="extra">Additional files: the program that the user named, or standard input.
/// </param>
sealed class FolderFiles(HostFolder folder, IReadOnlyDictionary<string, byte[]> extra)
{
    /// <summary>The bytes of a file; null if it cannot be opened, which Lua reports.</summary>
    /// <param name="name">Its name, one byte in each character.</param>
    public byte[]? Read(string name)
    {
        if (extra.TryGetValue(name, out byte[]? content))
            return content;
        try
        {
            return folder.Read(Encoding.Latin1.GetBytes(name));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
