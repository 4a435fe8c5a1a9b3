using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The name under which an image's index finds a module.</summary>
/// <remarks>Source: luac_cross/luac.c, <c>corename</c>.</remarks>
public static class ModuleName
{
    /// <summary>
    /// Derives the name from a chunk name: the last path segment without leading dots, up to the next dot.
    /// </summary>
    /// <param name="source"> The chunk name, whose first character, <c>@</c> or <c>=</c>, is ignored.
    /// </param>
    /// <param name="version">The version. If no name is left, 5.1 takes the whole path,
    /// 5.3 the empty name.</param>
    public static LuaString Of(LuaString source, LuaVersion version = LuaVersion.Lua51)
    {
        byte[] path = source.Bytes;
        (int first, int start, int end) = Find(path);
        int dot = Array.IndexOf(path, (byte)'.', start, end - start);
        int nameEnd = dot < 0 ? end : dot;
        bool isWhole = nameEnd == start && version == LuaVersion.Lua51;
        return isWhole ? Slice(path, first, end) : Slice(path, start, nameEnd);
    }

    /// <summary>The name with its extension, as 5.3 shows it: <c>f.lua</c>.</summary>
    public static LuaString FileOf(LuaString source)
    {
        (_, int start, int end) = Find(source.Bytes);
        return Slice(source.Bytes, start, end);
    }

    // The parts of a path: its first character after the mark, and the start of the
    // last segment after its dots.
    static (int First, int Start, int End) Find(byte[] path)
    {
        int first = Math.Min(1, path.Length);
        int end = Array.IndexOf(path, (byte)0);
        if (end < first)
            end = path.Length;
        int start = Math.Max(LastSegment(path, first, end), first);
        while (start < end && path[start] == '.')
            start++;
        return (first, start, end);
    }

    // A backslash separates only in a path that has no slash.
    static int LastSegment(byte[] path, int first, int end)
    {
        int slash = LastIndexOf(path, (byte)'/', first, end);
        return (slash < 0 ? LastIndexOf(path, (byte)'\\', first, end) : slash) + 1;
    }

    static int LastIndexOf(byte[] path, byte separator, int first, int end) =>
        end == first ? -1 : Array.LastIndexOf(path, separator, end - 1, end - first);

    static LuaString Slice(byte[] path, int start, int end)
    {
        var name = new byte[end - start];
        Array.Copy(path, start, name, 0, name.Length);
        return new LuaString(name);
    }
}
