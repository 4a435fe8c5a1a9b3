using System.Text;

namespace Lfs.Compiler;

/// <summary>One Lua file as input of the compiler, which opens no files itself.</summary>
/// <param name="ChunkName"> The name stored in the compiled code and used in messages:
/// <c>@</c> + path as typed for a file.
/// </param>
/// <param name="Bytes">The file's bytes, which must not change afterwards.</param>
public sealed record LuaSource(string ChunkName, byte[] Bytes)
{
    /// <summary>The stored chunk name. It is UTF-8 by default, but a program on a device
    /// can use any bytes.</summary>
    public byte[] ChunkNameBytes { get; init; } = Encoding.UTF8.GetBytes(ChunkName);

    /// <summary>
    /// Returns the next piece of a text whose first piece is <see cref="Bytes"/>; null or empty at the end.
    /// The property is null if the text is complete. The compiler calls it when the lexer needs the first
    /// character of a piece, and never again after the end. Its exceptions pass through the compiler.
    /// </summary>
    public Func<byte[]?>? NextPiece { get; init; }

    /// <summary>
    /// True to skip a first line that starts with <c>#</c> and, in 5.3, a byte order mark. True for files,
    /// false for texts that a program loads.
    /// </summary>
    public bool IsFile { get; init; } = true;

    /// <summary>A source from a file. The chunk name is <c>@</c> plus the path.</summary>
    public static LuaSource FromFile(string path, byte[] bytes) => new("@" + path, bytes);

    /// <summary>A source from a .NET string, encoded as UTF-8.</summary>
    public static LuaSource FromText(string chunkName, string text) =>
        new(chunkName, Encoding.UTF8.GetBytes(text));
}
