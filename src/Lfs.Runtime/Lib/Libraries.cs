using System.Diagnostics;
using System.Text;
using Lfs.Runtime.Core;
using Lfs.Runtime.Modules;

namespace Lfs.Runtime.Lib;

/// <summary>All that a build of the firmware contains, and what it puts into RAM at start-up.</summary>
/// <remarks>Source: linit.c, lbaselib.c <c>luaopen_base</c>.</remarks>
static class Libraries<T> where T : unmanaged, ITarget<T>
{
    static readonly Firmware<T> _device = With(LibrarySet.Device, ModuleList.All);
    static readonly Firmware<T> _host = With(LibrarySet.Host, ModuleList.All);
    static readonly Firmware<T> _compiler = With(LibrarySet.Compiler, []);

    /// <summary>The firmware with some libraries and the modules of <see cref="ModuleList"/>.</summary>
    public static Firmware<T> Of(LibrarySet set) => set switch
    {
        LibrarySet.Device => _device,
        LibrarySet.Host => _host,
        LibrarySet.Compiler => _compiler,
        _ => throw new UnreachableException($"There is no library set {set}."),
    };

    /// <summary>The firmware with some libraries and modules.</summary>
    public static Firmware<T> With(LibrarySet set, IReadOnlyList<Module> modules)
    {
        ModuleParts<T> parts = new(modules, [.. Callbacks.Functions, .. LuaMain.Functions]);
        return new(Root(modules, parts), set == LibrarySet.Device ? Closures : [.. Closures, .. HostClosures],
            T.Is53 ? [] : [PackageLib<T>.LibraryMetatable], parts);
    }

    static IEnumerable<HostFunction<T>> Closures =>
        [
            BaseLib<T>.Open, PackageLib<T>.Open, StringLib<T>.Open, OpenNothing,
            .. BaseLib<T>.Closures, .. CoroutineLib<T>.Closures, .. PackageLib<T>.Closures,
                .. StringLib<T>.Closures,
            .. T.Is53 ? Utf8Lib<T>.Closures : [],
        ];

    static IEnumerable<HostFunction<T>> HostClosures => [.. OsLib<T>.Closures, .. IoLib<T>.Closures];

    /// <summary>
    /// The master table: base functions and libraries, reached through <c>_G</c>'s metatable.
    /// </summary>
    static RoDefinition<T> Root(IReadOnlyList<Module> modules, ModuleParts<T> parts)
    {
        List<RoEntry<T>> entries = [.. BaseLib<T>.Entries];
        entries.Add(new("string", Table: StringLib<T>.Table));
        entries.Add(new("table", Table: TableLib<T>.Table));
        entries.Add(new("debug", Table: DebugLib<T>.Table));
        entries.Add(new("coroutine", Table: CoroutineLib<T>.Table));
        entries.Add(new("math", Table: MathLib<T>.Table));
        if (T.Is53)
            entries.Add(new("utf8", Table: Utf8Lib<T>.Table));
        entries.Add(new("ROM", Self: true));
        foreach (Module module in modules)
            entries.Add(new(module.Name, Table: parts.Placed(module.Table(T.Target.Version))));
        return new RoDefinition<T>("ROM", entries);
    }

    /// <summary>Opens the libraries that put something into RAM.</summary>
    /// <remarks>Source: linit.c, <c>luaL_openlibs</c>.</remarks>
    public static void Open(LuaState<T> lua)
    {
        OpenOne(lua, BaseLib<T>.Open, "_G"u8);
        OpenOne(lua, PackageLib<T>.Open, "package"u8);
        OpenOne(lua, StringLib<T>.Open, "string"u8);
        OpenOne(lua, OpenNothing, T.Is53 ? "nodemcu"u8 : "debug"u8);
        lua.SetCount(0);        // lua.c, pmain.
        if (lua.Device.Libraries == LibrarySet.Device)
            return;
        OsLib<T>.Open(lua);
        IoLib<T>.Open(lua);
    }

    // luaopen_debug of 5.1, and luaN_init of 5.3 when no image waits to be loaded.
    static int OpenNothing(LuaState<T> lua) => 0;

    static void OpenOne(LuaState<T> lua, HostFunction<T> open, ReadOnlySpan<byte> name) =>
        OpenOne(lua, lua.CodeOf(open), name);

    /// <summary>Opens a module, as the firmware's start-up does.</summary>
    public static void OpenModule(LuaState<T> lua, LuaFunction open, string name) =>
        OpenOne(lua, lua.CodeOf(open), Encoding.Latin1.GetBytes(name));

    static void OpenOne(LuaState<T> lua, uint open, ReadOnlySpan<byte> name)
    {
        if (T.Is53)
        {
            Require53(lua, open, name);
            return;
        }
        lua.PushLightFunction(open);
        lua.PushString(name);
        lua.Call(1, 0);
    }

    // lauxlib.c of 5.3, luaL_requiref. A library that is not in ROM becomes a global, even if it has no
    // value: the key then takes a node.
    static void Require53(LuaState<T> lua, uint open, ReadOnlySpan<byte> name)
    {
        bool inRom = false;
        BaseLib53<T>.PushLoaded(lua);
        lua.GetField(-1, name);
        lua.GetField(ILuaState.GlobalsIndex, "ROM"u8);
        if (!lua.IsNoneOrNil(-1))
        {
            lua.GetField(-1, name);
            inRom = lua.ToBoolean(-1);
            lua.Pop(3);
        }
        else
        {
            lua.Pop(2);
        }
        lua.PushLightFunction(open);
        lua.PushString(name);
        lua.Call(1, 1);
        if (lua.ToBoolean(-1) && !inRom)
        {
            lua.PushValue(-1);
            lua.SetField(-3, name);
        }
        lua.Remove(-2);
        if (inRom)
            return;
        lua.PushValue(-1);
        lua.SetField(ILuaState.GlobalsIndex, name);
    }
}
