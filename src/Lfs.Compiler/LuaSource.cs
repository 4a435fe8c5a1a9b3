using System.Text;

namespace Lfs.Compiler;

/// <summary>One Lua file: what the compiler reads. It opens no files itself.</summary>
/// <param name="ChunkName">
/// The name stored in the compiled code and used in messages: <c>@</c> + path as typed for a file.
/// </param>
/// <param name="Bytes">The file's bytes; not changed afterwards.</param>
public sealed record LuaSource(string ChunkName, byte[] Bytes)
{
    /// <summary>The chunk name as stored: UTF-8, but a program on a device may give any bytes.</summary>
    public byte[] ChunkNameBytes { get; init; } = Encoding.UTF8.GetBytes(ChunkName);

    /// <summary>
    /// Gives the next piece of a text that comes in pieces, of which <see cref="Bytes"/> is the first; null
    /// or empty at its end. Null if the text is whole. It is asked when the lexer needs the first character
    /// of a piece, and not again after its end. What it throws, the compiler lets through.
    /// </summary>
    public Func<byte[]?>? NextPiece { get; init; }

    /// <summary>
    /// Whether a first line that begins with <c>#</c>, and in 5.3 a byte order mark, are skipped: in a file,
    /// but not in a text that a program loads.
    /// </summary>
    public bool IsFile { get; init; } = true;

    /// <summary>A file of the given path; the chunk name is <c>@</c> + path.</summary>
    public static LuaSource FromFile(string path, byte[] bytes) => new("@" + path, bytes);

    /// <summary>A text given as a .NET string, stored as UTF-8.</summary>
    public static LuaSource FromText(string chunkName, string text) =>
        new(chunkName, Encoding.UTF8.GetBytes(text));
}
