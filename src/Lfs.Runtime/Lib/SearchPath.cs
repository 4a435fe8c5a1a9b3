using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The search for a file along a path of templates.</summary>
/// <remarks>Sources: loadlib.c of 5.1, <c>findfile</c>, and of 5.3, <c>searchpath</c>. Templates, names and
/// messages are strings on the Lua stack, as on a device.</remarks>
static class SearchPath<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The budget for one template.</summary>
    const int TemplateInstructions = 16;

    /// <summary>5.1: pushes the first file of a path that exists and returns true, or pushes the message of
    /// those that do not.</summary>
    /// <param name="lua">The state.</param>
    /// <param name="name">The text that replaces each question mark.</param>
    /// <param name="path">The templates, separated by semicolons. The stack anchors both.</param>
    public static bool Find51(LuaState<T> lua, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        lua.PushString(default);
        while (PushTemplate(lua, ref path))
        {
            if (PushFile(lua, name))
                return true;
            PushNoFile(lua);
            lua.Concat(2);
        }
        return false;
    }

    /// <summary>5.3: the same.</summary>
    public static bool Find53(LuaState<T> lua, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        LuaBuffer<T> message = new(lua);
        while (PushTemplate(lua, ref path))
        {
            if (PushFile(lua, name))
                return true;
            PushNoFile(lua);
            message.AddTop();
        }
        message.Push();
        return false;
    }

    /// <summary>Pushes a text in which another replaces each occurrence of a pattern.</summary>
    /// <returns>The new text, as long as it is on the stack.</returns>
    /// <remarks>Source: lauxlib.c, <c>luaL_gsub</c>.</remarks>
    public static ReadOnlySpan<byte> PushReplaced(
        LuaState<T> lua, ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> replacement)
    {
        LuaBuffer<T> buffer = new(lua);
        while (text.IndexOf(pattern) is int at and >= 0)
        {
            lua.Spend(1);
            buffer.Add(text[..at]);
            buffer.Add(replacement);
            text = text[(at + pattern.Length)..];
        }
        buffer.Add(text);
        buffer.Push();
        return lua.CheckString(-1);
    }

    // loadlib.c, pushnexttemplate.
    static bool PushTemplate(LuaState<T> lua, ref ReadOnlySpan<byte> path)
    {
        lua.Spend(TemplateInstructions);
        path = path.TrimStart((byte)';');
        if (path.IsEmpty)
            return false;
        int end = path.IndexOf((byte)';');
        if (end < 0)
            end = path.Length;
        lua.PushString(path[..end]);
        path = path[end..];
        return true;
    }

    // Replaces the template on top by the name of a file. True if the file exists.
    static bool PushFile(LuaState<T> lua, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> file = PushReplaced(lua, lua.CheckString(-1), "?"u8, name);
        lua.Remove(-2);
        return lua.Device.Files.Exists(lua.TextOf(file));
    }

    // Replaces the name of a file on top by a line of the message.
    static void PushNoFile(LuaState<T> lua)
    {
        string file = lua.TextOf(lua.CheckString(-1));
        lua.CheckGcBefore();
        lua.PushFormat($"\n\tno file '{file}'");
        lua.Remove(-2);
    }
}
