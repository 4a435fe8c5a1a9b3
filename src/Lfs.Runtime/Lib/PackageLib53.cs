using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary><c>require</c> and <c>package</c> of 5.3.</summary>
/// <remarks>
/// Source: loadlib.c of 5.3; NodeMCU looks in ROM after the loaded modules, and has no C loaders.
/// </remarks>
static class PackageLib53<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The functions that tables or closures in RAM refer to.</summary>
    public static IEnumerable<HostFunction<T>> Closures => [SearchPreload, SearchLua, Require, FindPath];

    static readonly string[] _placeholders = ["preload", "path", "searchers", "loaded"];

    /// <summary>Creates the table <c>package</c>.</summary>
    /// <remarks>Source: loadlib.c, <c>luaopen_package</c>.</remarks>
    public static int Open(LuaState<T> lua)
    {
        lua.PushTable(0, 5);
        lua.PushLightFunction(FindPath);
        lua.SetField(-2, "searchpath"u8);
        // The table has a place for each of these from the start.
        foreach (string placeholder in _placeholders)
        {
            lua.PushBoolean(false);
            lua.SetField(-2, Encoding.ASCII.GetBytes(placeholder));
        }
        lua.PushTable(2, 0);
        ReadOnlySpan<HostFunction<T>> searchers = [SearchPreload, SearchLua];
        for (int i = 0; i < searchers.Length; i++)
        {
            lua.PushValue(-2);
            lua.PushClosure(searchers[i], 1);
            lua.RawSetInt(-2, i + 1);
        }
        lua.PushValue(-1);
        lua.SetField(-3, "loaders"u8);
        lua.SetField(-2, "searchers"u8);
        // setpath: the name of the variable of an environment, which a device has not.
        string variable = "LUA_PATH";
        lua.PushFormat($"{variable}{"_5_3"}");
        lua.PushString("?.lc;?.lua"u8);
        lua.SetField(-3, "path"u8);
        lua.Pop(1);
        lua.PushString("/\n;\n?\n!\n-\n"u8);
        lua.SetField(-2, "config"u8);
        BaseLib53<T>.PushLoaded(lua);
        lua.SetField(-2, "loaded"u8);
        BaseLib53<T>.PushRegistryTable(lua, "_PRELOAD"u8);
        lua.SetField(-2, "preload"u8);
        lua.PushValue(-1);
        lua.PushClosure(Require, 1);
        lua.SetField(ILuaState.GlobalsIndex, "require"u8);
        return 1;
    }

    // loadlib.c, ll_require.
    public static int Require(LuaState<T> lua)
    {
        ReadOnlySpan<byte> name = lua.CheckCString(1);
        lua.SetCount(1);
        BaseLib53<T>.PushLoaded(lua);
        lua.GetField(2, name);
        if (lua.ToBoolean(-1))
            return 1;
        lua.GetField(ILuaState.GlobalsIndex, "ROM"u8);
        lua.GetField(-1, name);
        if (lua.ToBoolean(-1))
            return 1;
        lua.SetCount(2);
        FindLoader(lua, name);
        lua.PushString(name);
        lua.Insert(-2);
        lua.Call(2, 1);
        if (!lua.IsNoneOrNil(-1))
            lua.SetField(2, name);
        lua.GetField(2, name);
        if (!lua.IsNoneOrNil(-1))
            return 1;
        lua.PushBoolean(true);
        lua.PushValue(-1);
        lua.SetField(2, name);
        return 1;
    }

    /// <summary>
    /// Calls the searchers in turn, and leaves the loader that one of them returned and
    /// its extra value (findloader).
    /// </summary>
    static void FindLoader(LuaState<T> lua, ReadOnlySpan<byte> name)
    {
        lua.GetField(LuaState<T>.UpvalueIndex(1), "searchers"u8);
        if (!lua.IsTable(3))
            throw lua.Error("'package.searchers' must be a table");
        LuaBuffer<T> tried = new(lua);
        for (int i = 1; ; i++)
        {
            lua.RawGetInt(3, i);
            if (lua.IsNoneOrNil(-1))
            {
                lua.Pop(1);
                tried.Push();
                throw NotFound(lua, name);
            }
            lua.PushString(name);
            lua.Call(1, 2);
            if (lua.TypeOf(-2) == BasicType.Function)
                return;
            lua.Pop(1);
            if (lua.IsString(-1))
                tried.AddTop();
            else
                lua.Pop(1);
        }
    }

    /// <summary>The error with the list of places that the searchers tried. The list is on top.</summary>
    static LuaError NotFound(LuaState<T> lua, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> tried = lua.CheckString(-1);
        lua.RequireText((long)name.Length + tried.Length);
        return lua.Error($"module '{lua.TextOf(name)}' not found:{lua.TextOf(tried)}");
    }

    // loadlib.c, searcher_preload.
    static int SearchPreload(LuaState<T> lua)
    {
        ReadOnlySpan<byte> name = lua.CheckCString(1);
        BaseLib53<T>.PushRegistryTable(lua, "_PRELOAD"u8);
        lua.GetField(-1, name);
        if (lua.IsNoneOrNil(-1))
            lua.PushFormat($"\n\tno field package.preload['{lua.TextOf(name)}']");
        return 1;
    }

    // loadlib.c, searcher_Lua.
    static int SearchLua(LuaState<T> lua)
    {
        ReadOnlySpan<byte> name = lua.CheckCString(1);
        lua.GetField(LuaState<T>.UpvalueIndex(1), "path"u8);
        if (!lua.TryString(-1, out ReadOnlySpan<byte> path))
            throw lua.Error("'package.path' must be a string");
        name = SearchPath<T>.PushReplaced(lua, name, "."u8, "/"u8);
        if (!SearchPath<T>.Find53(lua, name, Introspection<T>.UpToNul(path)))
            return 1;
        ReadOnlySpan<byte> file = lua.CheckString(-1);
        if (lua.LoadFile(file) == LuaStatus.Ok)
        {
            lua.PushString(file);
            return 2;
        }
        string module = lua.TextOf(lua.CheckCString(1));
        string why = lua.TextOf(Introspection<T>.UpToNul(lua.CheckString(-1)));
        throw lua.Error($"error loading module '{module}' from file '{lua.TextOf(file)}':\n\t{why}");
    }

    // loadlib.c, ll_searchpath.
    public static int FindPath(LuaState<T> lua)
    {
        // Read the arguments from last to first, as C compilers evaluate those of searchpath.
        ReadOnlySpan<byte> replacement = Introspection<T>.UpToNul(lua.OptString(4, "/"u8));
        ReadOnlySpan<byte> separator = Introspection<T>.UpToNul(lua.OptString(3, "."u8));
        ReadOnlySpan<byte> path = lua.CheckCString(2);
        ReadOnlySpan<byte> name = lua.CheckCString(1);
        if (!separator.IsEmpty)
            name = SearchPath<T>.PushReplaced(lua, name, separator, replacement);
        if (SearchPath<T>.Find53(lua, name, path))
            return 1;
        lua.PushNil();
        lua.Insert(-2);
        return 2;
    }
}
