using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The search for a file along a path of templates.</summary>
/// <remarks>Sources: loadlib.c of 5.1, <c>findfile</c>, and of 5.3, <c>searchpath</c>.</remarks>
static class SearchPath<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Finds the first file of a path that exists; null if there is none.</summary>
    /// <param name="lua">The state.</param>
    /// <param name="name">The text that replaces each question mark.</param>
    /// <param name="path">The templates, separated by semicolons.</param>
    /// <param name="tried">Receives the names that do not exist, in the format of messages.</param>
    public static string? Find(LuaState<T> lua, string name, string path, HostText<T> tried)
    {
        int start = 0;
        while (start < path.Length)
        {
            int end = path.IndexOf(';', start);
            if (end < 0)
                end = path.Length;
            lua.Spend(16);
            if (end > start)
            {
                string file = FileOf(lua, path.AsSpan(start, end - start), name);
                if (lua.Device.Files.ContainsKey(file))
                    return file;
                tried.Append("\n\tno file '").Append(file).Append('\'');
            }
            start = end + 1;
        }
        return null;
    }

    /// <summary>Replaces each dot, or another separator, in a name (luaL_gsub).</summary>
    public static string Replace(LuaState<T> lua, string name, string separator, string replacement)
    {
        if (separator.Length == 0)
            return name;
        long count = 0;
        for (int at = 0; (at = name.IndexOf(separator, at, StringComparison.Ordinal)) >= 0;)
        {
            count++;
            at += separator.Length;
        }
        Require(lua, name.Length + count * ((long)replacement.Length - separator.Length));
        return name.Replace(separator, replacement, StringComparison.Ordinal);
    }

    // Fills a template: loadlib.c, luaL_gsub with LUA_PATH_MARK.
    static string FileOf(LuaState<T> lua, ReadOnlySpan<char> template, string name)
    {
        Require(lua, template.Length + template.Count('?') * ((long)name.Length - 1));
        return template.ToString().Replace("?", name, StringComparison.Ordinal);
    }

    // A device builds the name in its heap, so refuse one that would not fit.
    static void Require(LuaState<T> lua, long bytes)
    {
        lua.RequireText(bytes);
        lua.SpendBytes(bytes);
    }
}
