using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

/// <summary>
/// Where <c>io</c> and <c>os</c> leave Lua for the host's files and streams: a failure there is a result, as
/// in C. What is not caught here becomes an error of Lua that names the function (<see cref="HostFailure"/>).
/// </summary>
static class HostBorder<T> where T : unmanaged, ITarget<T>
{
    /// <summary>What a call of the host's system counts, such as to open or to remove a file.</summary>
    public const int SystemCallInstructions = 800;

    /// <summary>What a call of an open file or of the host's clock counts.</summary>
    public const int FileCallInstructions = 100;

    /// <summary>Does something on the host's side. What C reports of it; null if it went well.</summary>
    public static HostError? Try(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception e) when (HostError.Of(e) is not null)
        {
            return HostError.Of(e);
        }
    }

    /// <summary>Pushes the three results of a failure: nil, a text and a number.</summary>
    /// <remarks>Source: lauxlib.c, <c>luaL_fileresult</c>; liolib.c of 5.1, <c>pushresult</c>.</remarks>
    public static int PushFailure(LuaState<T> lua, HostError error, byte[]? name = null)
    {
        SpendName(lua, name?.Length ?? 0);
        string text = name is null ? error.Text : $"{lua.TextOf(CString(name))}: {error.Text}";
        lua.PushNil();
        lua.PushText(text);
        lua.PushInteger(error.Number);
        return 3;
    }

    /// <summary>A name in the arguments, for a call of the host's system, which it counts.</summary>
    public static byte[] Name(LuaState<T> lua, int argument)
    {
        byte[] name = lua.CheckString(argument).ToArray();
        lua.Spend(SystemCallInstructions);
        SpendName(lua, name.Length);
        return name;
    }

    // The text of a name is made several times on its way to the host's system and back.
    static void SpendName(LuaState<T> lua, int bytes) => lua.Spend(bytes >> 1);

    /// <summary>What C sees of a string: nothing from a zero byte on.</summary>
    public static ReadOnlySpan<byte> CString(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    /// <summary>Makes a global table of functions, known as a loaded package too. It is on top.</summary>
    public static void PushLibrary(
        LuaState<T> lua, ReadOnlySpan<byte> name, (string Name, HostFunction<T> Function)[] functions)
    {
        lua.PushTable(0, functions.Length);
        SetFunctions(lua, functions);
        lua.PushValue(-1);
        lua.SetField(ILuaState.GlobalsIndex, name);
        lua.GetField(ILuaState.RegistryIndex, "_LOADED"u8);
        lua.PushValue(-2);
        lua.SetField(-2, name);
        lua.Pop(1);
    }

    /// <summary>Puts functions into the table on top.</summary>
    public static void SetFunctions(LuaState<T> lua, (string Name, HostFunction<T> Function)[] functions)
    {
        foreach ((string name, HostFunction<T> function) in functions)
        {
            lua.PushLightFunction(function);
            lua.SetField(-2, System.Text.Encoding.ASCII.GetBytes(name));
        }
    }
}
