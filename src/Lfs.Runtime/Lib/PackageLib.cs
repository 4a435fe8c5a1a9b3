using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary><c>require</c>, <c>module</c> and <c>package</c> of 5.1.</summary>
/// <remarks>Source: loadlib.c of NodeMCU, where a global table with the name counts as
/// the loaded module.</remarks>
static class PackageLib<T> where T : unmanaged, ITarget<T>
{
    /// <summary>
    /// The value of <c>_LOADED[name]</c> while a module is being loaded. Nothing else has this address.
    /// </summary>
    const uint Sentinel = Firmware<T>.CodeStart - 4;

    /// <summary>The functions that tables in RAM refer to.</summary>
    public static IEnumerable<HostFunction<T>> Closures =>
        T.Is53 ? PackageLib53<T>.Closures
            : [LoaderPreload, LoaderLua, LoaderC, LoaderCRoot, LoadLib, SeeAll, Module, Require];

    /// <summary>Creates the table <c>package</c>: <c>luaopen_package</c>.</summary>
    public static int Open(LuaState<T> lua)
    {
        if (T.Is53)
            return PackageLib53<T>.Open(lua);
        // luaL_rometatable, luaL_register_light.
        lua.PushFirmwareTable(LibraryMetatable);
        lua.SetField(ILuaState.RegistryIndex, "_LOADLIB"u8);
        FindTable(lua, ILuaState.RegistryIndex, "_LOADED"u8, 1);
        lua.GetField(-1, "package"u8);
        lua.Pop(1);
        FindTable(lua, ILuaState.GlobalsIndex, "package"u8, 2);
        lua.PushValue(-1);
        lua.SetField(-3, "package"u8);
        lua.Remove(-2);
        SetFunction(lua, LoadLib, "loadlib"u8);
        SetFunction(lua, SeeAll, "seeall"u8);
        lua.PushTable(4, 0);
        ReadOnlySpan<HostFunction<T>> loaders = [LoaderPreload, LoaderLua, LoaderC, LoaderCRoot];
        for (int i = 0; i < loaders.Length; i++)
        {
            lua.PushLightFunction(loaders[i]);
            lua.RawSetInt(-2, i + 1);
        }
        lua.SetField(-2, "loaders"u8);
        lua.PushString("?.lc;?.lua"u8);
        lua.SetField(-2, "path"u8);
        lua.PushString(""u8);
        lua.SetField(-2, "cpath"u8);
        lua.PushString("/\n;\n?\n!\n-"u8);
        lua.SetField(-2, "config"u8);
        FindTable(lua, ILuaState.RegistryIndex, "_LOADED"u8, 2);
        lua.SetField(-2, "loaded"u8);
        lua.PushTable();
        lua.SetField(-2, "preload"u8);
        lua.PushLightFunction(Module);
        lua.SetField(ILuaState.GlobalsIndex, "module"u8);
        lua.PushLightFunction(Require);
        lua.SetField(ILuaState.GlobalsIndex, "require"u8);
        return 1;
    }

    /// <summary>The metatable of loaded C libraries. There is none of them on a device.</summary>
    public static RoDefinition<T> LibraryMetatable { get; } = new("_LOADLIB", [new("__gc", CloseLibrary)]);

    // loadlib.c, gctm: luaL_checkudata fails, because nothing makes such a userdata.
    static int CloseLibrary(LuaState<T> lua) => throw lua.TypeError(1, "_LOADLIB");

    static void SetFunction(LuaState<T> lua, HostFunction<T> function, ReadOnlySpan<byte> name)
    {
        lua.PushLightFunction(function);
        lua.SetField(-2, name);
    }

    // loadlib.c, ll_require.
    internal static int Require(LuaState<T> lua)
    {
        ReadOnlySpan<byte> name = lua.CheckCString(1);
        lua.SetCount(1);
        BaseLib53<T>.PushLoaded(lua);
        lua.GetField(2, name);
        if (lua.ToBoolean(-1))
        {
            if (IsSentinel(lua))
                throw lua.Error($"loop or previous error loading module '{lua.TextOf(name)}'");
            return 1;
        }
        lua.GetField(ILuaState.GlobalsIndex, name);
        if (lua.IsTable(-1))
            return 1;       // Any table that is a global of this name, a library in ROM as a rule.
        lua.Pop(1);
        FindLoader(lua, name);
        lua.PushLightUserdata(Sentinel);
        lua.SetField(2, name);
        lua.PushString(name);
        lua.Call(1, 1);
        if (!lua.IsNoneOrNil(-1))
            lua.SetField(2, name);
        lua.GetField(2, name);
        if (IsSentinel(lua))
        {
            lua.PushBoolean(true);
            lua.PushValue(-1);
            lua.SetField(2, name);
        }
        return 1;
    }

    static bool IsSentinel(LuaState<T> lua) =>
        lua.TypeOf(-1) == BasicType.LightUserdata && lua.AddressAt(-1) == Sentinel;

    /// <summary>Calls the loaders in turn, and leaves the function that one of them
    /// returned on the stack.</summary>
    static void FindLoader(LuaState<T> lua, ReadOnlySpan<byte> name)
    {
        PushPackageField(lua, "loaders"u8);
        if (!lua.IsTable(-1))
            throw lua.Error("'package.loaders' must be a table");
        lua.PushString(""u8);
        for (int i = 1; ; i++)
        {
            lua.RawGetInt(-2, i);
            if (lua.IsNoneOrNil(-1))
            {
                lua.TryString(-2, out ReadOnlySpan<byte> tried);
                lua.RequireText((long)name.Length + tried.Length);
                throw lua.Error($"module '{lua.TextOf(name)}' not found:{lua.TextOf(tried)}");
            }
            lua.PushString(name);
            lua.Call(1, 1);
            if (lua.TypeOf(-1) == BasicType.Function)
                return;
            if (lua.IsString(-1))
                lua.Concat(2);
            else
                lua.Pop(1);
        }
    }

    static void PushPackageField(LuaState<T> lua, ReadOnlySpan<byte> field)
    {
        lua.GetField(ILuaState.GlobalsIndex, "package"u8);
        lua.GetField(-1, field);
        lua.Remove(-2);
    }

    // loadlib.c, loader_preload.
    static int LoaderPreload(LuaState<T> lua)
    {
        ReadOnlySpan<byte> name = lua.CheckCString(1);
        PushPackageField(lua, "preload"u8);
        if (!lua.IsTable(-1))
            throw lua.Error("'package.preload' must be a table");
        lua.GetField(-1, name);
        if (lua.IsNoneOrNil(-1))
        {
            lua.CheckGcBefore();
            lua.PushFormat($"\n\tno field package.preload['{lua.TextOf(name)}']");
        }
        return 1;
    }

    // loadlib.c, loader_Lua.
    static int LoaderLua(LuaState<T> lua)
    {
        ReadOnlySpan<byte> name = lua.CheckCString(1);
        if (!FindFile(lua, name, "path"))
            return 1;
        ReadOnlySpan<byte> file = lua.CheckString(-1);
        if (lua.LoadFile(file) == LuaStatus.Ok)
            return 1;
        lua.TryString(-1, out ReadOnlySpan<byte> why);
        string reason = lua.TextOf(Introspection<T>.UpToNul(why));
        throw lua.Error(
            $"error loading module '{lua.TextOf(name)}' from file '{lua.TextOf(file)}':\n\t{reason}");
    }

    /// <summary>
    /// There are no C libraries to load, so the search fails as on a device without
    /// dynamic loading (loader_C).
    /// </summary>
    static int LoaderC(LuaState<T> lua)
    {
        FindFile(lua, lua.CheckCString(1), "cpath");
        return 1;
    }

    // loadlib.c, loader_Croot.
    static int LoaderCRoot(LuaState<T> lua)
    {
        ReadOnlySpan<byte> name = lua.CheckCString(1);
        int dot = name.IndexOf((byte)'.');
        if (dot < 0)
            return 0;
        lua.PushString(name[..dot]);
        FindFile(lua, lua.CheckString(-1), "cpath");
        return 1;
    }

    /// <summary>Pushes the first file of a path that exists and returns true, or pushes the message of
    /// those that do not.</summary>
    /// <remarks>Source: loadlib.c, <c>findfile</c>.</remarks>
    static bool FindFile(LuaState<T> lua, ReadOnlySpan<byte> name, string field)
    {
        name = SearchPath<T>.PushReplaced(lua, name, "."u8, "/"u8);
        PushPackageField(lua, System.Text.Encoding.ASCII.GetBytes(field));
        return lua.TryString(-1, out ReadOnlySpan<byte> path)
            ? SearchPath<T>.Find51(lua, name, Introspection<T>.UpToNul(path))
            : throw lua.Error($"'package.{field}' must be a string");
    }

    // loadlib.c, ll_loadlib.
    static int LoadLib(LuaState<T> lua)
    {
        lua.CheckString(1);
        lua.CheckString(2);
        lua.PushNil();
        lua.PushString("dynamic libraries not enabled; check your Lua installation"u8);
        lua.PushString("absent"u8);
        return 3;
    }

    // loadlib.c, ll_module.
    static int Module(LuaState<T> lua)
    {
        ReadOnlySpan<byte> name = lua.CheckCString(1);
        lua.GetField(ILuaState.GlobalsIndex, name);
        if (lua.IsTable(-1))
            return 0;
        lua.Pop(1);
        int loaded = lua.Count + 1;
        BaseLib53<T>.PushLoaded(lua);
        lua.GetField(loaded, name);
        if (!lua.IsTable(-1))
        {
            lua.Pop(1);
            if (!FindTable(lua, ILuaState.GlobalsIndex, name, 1))
                throw lua.Error($"name conflict for module '{lua.TextOf(name)}'");
            lua.PushValue(-1);
            lua.SetField(loaded, name);
        }
        lua.GetField(-1, "_NAME"u8);
        bool isNew = lua.IsNoneOrNil(-1);
        lua.Pop(1);
        if (isNew)
            Initialize(lua, name);
        lua.PushValue(-1);
        SetCallerEnvironment(lua);
        for (int i = 2; i < loaded; i++)
        {
            lua.PushValue(i);
            lua.PushValue(-2);
            lua.Call(1, 0);
        }
        return 0;
    }

    /// <summary>
    /// Pushes the table at a dotted path below a table, creating missing tables. Returns false if another
    /// value is in the way (lauxlib.c, luaL_findtable).
    /// </summary>
    static bool FindTable(LuaState<T> lua, int root, ReadOnlySpan<byte> path, int hashSize)
    {
        lua.PushValue(root);
        for (int at = 0; at <= path.Length;)
        {
            lua.Spend(4);
            int dot = path[at..].IndexOf((byte)'.');
            ReadOnlySpan<byte> part = dot < 0 ? path[at..] : path.Slice(at, dot);
            at += part.Length + 1;
            lua.PushString(part);
            lua.RawGet(-2);
            if (lua.IsNoneOrNil(-1))
            {
                lua.Pop(1);
                lua.PushTable(0, dot < 0 ? hashSize : 1);
                lua.PushString(part);
                lua.PushValue(-2);
                lua.SetTable(-4);
            }
            else if (!lua.IsTable(-1))
            {
                return false;
            }
            lua.Remove(-2);
        }
        return true;
    }

    // loadlib.c, modinit.
    static void Initialize(LuaState<T> lua, ReadOnlySpan<byte> name)
    {
        lua.PushValue(-1);
        lua.SetField(-2, "_M"u8);
        lua.PushString(name);
        lua.SetField(-2, "_NAME"u8);
        lua.PushString(name[..(name.LastIndexOf((byte)'.') + 1)]);
        lua.SetField(-2, "_PACKAGE"u8);
    }

    // loadlib.c, setfenv.
    static void SetCallerEnvironment(LuaState<T> lua)
    {
        if (!lua.Introspection.FindActivation(0, 1, out Activation caller, named: false)
            || caller.Function == 0)
            throw lua.Error("'module' not called from a Lua function");
        lua.PushFunctionOf(caller);
        if (lua.IsHostFunction(-1))
            throw lua.Error("'module' not called from a Lua function");
        lua.PushValue(-2);
        lua.SetEnvironment(-2);
        lua.Pop(2);
    }

    // loadlib.c, ll_seeall.
    static int SeeAll(LuaState<T> lua)
    {
        lua.CheckTable(1);
        if (!lua.GetMetatable(1))
        {
            lua.PushTable(0, 1);
            lua.PushValue(-1);
            lua.SetMetatable(1);
        }
        lua.PushValue(ILuaState.GlobalsIndex);
        lua.SetField(-2, "__index"u8);
        return 0;
    }
}
