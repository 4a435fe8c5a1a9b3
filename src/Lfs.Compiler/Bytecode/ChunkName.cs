using System.Text;

namespace Lfs.Compiler.Bytecode;

/// <summary>Formats a chunk name (<c>@file</c>, <c>=name</c> or the source text
/// itself) for messages.</summary>
/// <remarks>Source: lobject.c, <c>luaO_chunkid</c>, of 5.1 and 5.3.</remarks>
public static class ChunkName
{
    /// <summary>The size of the buffer for chunk names in messages: luaconf.h, LUA_IDSIZE.</summary>
    public const int Size = 60;

    /// <summary>The size of the compiler's buffer. In 5.1 it differs: llex.c, MAXSRC.</summary>
    public static int CompilerSize(LuaVersion version) => version == LuaVersion.Lua51 ? 80 : Size;

    /// <summary>The form that the loader of precompiled chunks uses, which does not shorten names.</summary>
    /// <remarks>Source: lundump.c, <c>luaU_undump</c>.</remarks>
    public static LuaString Unshortened(LuaString source)
    {
        byte[] name = UpToNul(source.Bytes);
        if (name.Length > 0 && name[0] == LfsCompiler.BinaryMark)
            return LuaString.FromText("binary string");
        bool isMarked = name.Length > 0 && name[0] is (byte)'@' or (byte)'=';
        return isMarked ? new LuaString(Slice(name, 1, name.Length - 1)) : new LuaString(name);
    }

    /// <summary>The shown form of a chunk name.</summary>
    /// <param name="source">The chunk name, which ends at a zero byte.</param>
    /// <param name="version">The version: 5.1 and 5.3 cut long names differently.</param>
    /// <param name="size">Bytes of the reference's buffer, with its final NUL: <c>LUA_IDSIZE</c>.</param>
    public static LuaString Shorten(LuaString source, LuaVersion version, int size)
    {
        byte[] name = UpToNul(source.Bytes);
        bool is51 = version == LuaVersion.Lua51;
        if (name.Length > 0 && name[0] == '=')
            return new LuaString(Slice(name, 1, Math.Min(name.Length - 1, size - 1)));
        if (name.Length > 0 && name[0] == '@')
            return File(Slice(name, 1, name.Length - 1), is51 ? size - 8 : size - 1, is51 ? 0 : 3);
        return Text(name, is51 ? size - 17 : size - 15, is51);
    }

    static LuaString File(byte[] path, int room, int dotsInRoom)
    {
        if (path.Length <= room)
            return new LuaString(path);
        int kept = room - dotsInRoom;
        return new LuaString(Join("...", Slice(path, path.Length - kept, kept), ""));
    }

    static LuaString Text(byte[] text, int room, bool is51)
    {
        int line = 0;
        while (line < text.Length && text[line] != '\n' && (!is51 || text[line] != '\r'))
            line++;
        bool fits = line == text.Length && (is51 || line < room);
        if (fits && line <= room)
            return new LuaString(Join("[string \"", text, "\"]"));
        return new LuaString(Join("[string \"", Slice(text, 0, Math.Min(line, room)), "...\"]"));
    }

    static byte[] UpToNul(byte[] bytes)
    {
        int end = Array.IndexOf(bytes, (byte)0);
        return end < 0 ? bytes : Slice(bytes, 0, end);
    }

    static byte[] Slice(byte[] bytes, int start, int length)
    {
        var part = new byte[length];
        Array.Copy(bytes, start, part, 0, length);
        return part;
    }

    static byte[] Join(string head, byte[] middle, string tail) =>
        [.. Encoding.ASCII.GetBytes(head), .. middle, .. Encoding.ASCII.GetBytes(tail)];
}
