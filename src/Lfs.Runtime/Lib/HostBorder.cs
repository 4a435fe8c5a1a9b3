using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

/// <summary>
/// The calls of <c>io</c> and <c>os</c> to the host's files and streams. A failure becomes
/// a result of the function, as in C. A failure that is not caught here becomes a Lua
/// error that names the function (<see cref="HostFailure"/>).
/// </summary>
static class HostBorder<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The cost of a system call, such as opening or removing a file, in instructions.</summary>
    public const int SystemCallInstructions = 800;

    /// <summary>The cost of using an open file or the host's clock, in instructions.</summary>
    public const int FileCallInstructions = 100;

    /// <summary>Runs some work on the host, and returns the failure that C would report;
    /// null for success.</summary>
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

    /// <summary>Reads a file name from the arguments, and charges the system call that will use it.</summary>
    public static byte[] Name(LuaState<T> lua, int argument)
    {
        byte[] name = lua.CheckString(argument).ToArray();
        lua.Spend(SystemCallInstructions);
        SpendName(lua, name.Length);
        return name;
    }

    // A name is converted several times on its way to the system and back.
    static void SpendName(LuaState<T> lua, int bytes) => lua.Spend(bytes >> 1);

    /// <summary>The part of a string that C sees: up to the first zero byte.</summary>
    public static ReadOnlySpan<byte> CString(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    /// <summary>Creates a library: a global table of functions, which is also a loaded package.
    /// Leaves it on top.</summary>
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

    /// <summary>Stores functions in the table on top: <c>luaL_setfuncs</c>.</summary>
    public static void SetFunctions(LuaState<T> lua, (string Name, HostFunction<T> Function)[] functions)
    {
        foreach ((string name, HostFunction<T> function) in functions)
        {
            lua.PushLightFunction(function);
            lua.SetField(-2, System.Text.Encoding.ASCII.GetBytes(name));
        }
    }
}
