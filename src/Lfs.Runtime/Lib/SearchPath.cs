using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The search for a file along a path of templates.</summary>
/// <remarks>Sources: loadlib.c of 5.1, <c>findfile</c>, and of 5.3, <c>searchpath</c>.</remarks>
static class SearchPath<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The first file of a path that exists, or null.</summary>
    /// <param name="lua">The state.</param>
    /// <param name="name">What each question mark stands for.</param>
    /// <param name="path">Templates, with semicolons between them.</param>
    /// <param name="tried">Gets the names that do not exist, as messages list them.</param>
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

    /// <summary>A name with each dot (or another separator) replaced.</summary>
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

    static string FileOf(LuaState<T> lua, ReadOnlySpan<char> template, string name)
    {
        Require(lua, template.Length + template.Count('?') * ((long)name.Length - 1));
        return template.ToString().Replace("?", name, StringComparison.Ordinal);
    }

    // A device makes the name in its heap as well.
    static void Require(LuaState<T> lua, long bytes)
    {
        lua.RequireText(bytes);
        lua.SpendBytes(bytes);
    }
}
