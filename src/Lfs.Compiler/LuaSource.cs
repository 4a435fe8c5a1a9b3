using System.Text;

namespace Lfs.Compiler;

/// <summary>One Lua file: what the compiler reads. It opens no files itself.</summary>
/// <param name="ChunkName">
/// The name stored in the compiled code and used in messages: <c>@</c> + path as typed for a file.
/// </param>
/// <param name="Bytes">The file's bytes; not changed afterwards.</param>
public sealed record LuaSource(string ChunkName, byte[] Bytes)
{
    /// <summary>A file of the given path; the chunk name is <c>@</c> + path.</summary>
    public static LuaSource FromFile(string path, byte[] bytes) => new("@" + path, bytes);

    /// <summary>A text given as a .NET string, stored as UTF-8.</summary>
    public static LuaSource FromText(string chunkName, string text) =>
        new(chunkName, Encoding.UTF8.GetBytes(text));
}
