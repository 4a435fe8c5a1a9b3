using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>All that a build of the firmware contains, and what it puts into RAM at start-up.</summary>
/// <remarks>Source: linit.c, lbaselib.c <c>luaopen_base</c>.</remarks>
static class Libraries<T> where T : unmanaged, ITarget<T>
{
    static readonly Firmware<T> _device = new(Root(LibrarySet.Device), Closures);
    static readonly Firmware<T> _host = new(Root(LibrarySet.Host), [.. Closures, .. HostClosures]);
    static readonly Firmware<T> _compiler = new(Root(LibrarySet.Compiler), [.. Closures, .. HostClosures]);

    /// <summary>The firmware with some libraries.</summary>
    public static Firmware<T> Of(LibrarySet set) => set switch
    {
        LibrarySet.Device => _device,
        LibrarySet.Host => _host,
        _ => _compiler,
    };

    static IEnumerable<HostFunction<T>> Closures =>
        [
            .. BaseLib<T>.Closures, .. CoroutineLib<T>.Closures, .. PackageLib<T>.Closures,
                .. StringLib<T>.Closures,
            .. T.Is53 ? Utf8Lib<T>.Closures : [],
        ];

    static IEnumerable<HostFunction<T>> HostClosures => [.. OsLib<T>.Closures, .. IoLib<T>.Closures];

    /// <summary>
    /// The master table: base functions and libraries, reached through <c>_G</c>'s metatable.
    /// </summary>
    static RoDefinition<T> Root(LibrarySet set)
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
        if (set != LibrarySet.Compiler)
            entries.Add(new("node", Table: NodeLib<T>.Table));
        return new RoDefinition<T>("ROM", entries);
    }

    /// <summary>What the libraries put into RAM.</summary>
    public static void Open(LuaState<T> lua)
    {
        BaseLib<T>.Open(lua);
        PackageLib<T>.Open(lua);
        StringLib<T>.Open(lua);
        if (lua.Board.Libraries == LibrarySet.Device)
            return;
        OsLib<T>.Open(lua);
        IoLib<T>.Open(lua);
    }
}
