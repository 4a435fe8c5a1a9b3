using System.Diagnostics;
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
    public static Firmware<T> With(LibrarySet set, IReadOnlyList<Module> modules) =>
        new(Root(modules), set == LibrarySet.Device ? Closures : [.. Closures, .. HostClosures]);

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
    static RoDefinition<T> Root(IReadOnlyList<Module> modules)
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
        Dictionary<RomTable, RoDefinition<T>> placed = new(ReferenceEqualityComparer.Instance);
        foreach (Module module in modules)
            entries.Add(new(module.Name, Table: Placed(module.Table(T.Target.Version), placed)));
        return new RoDefinition<T>("ROM", entries);
    }

    /// <summary>A module's table for this build; the same one each time that it is referred to.</summary>
    static RoDefinition<T> Placed(RomTable table, Dictionary<RomTable, RoDefinition<T>> placed)
    {
        if (placed.TryGetValue(table, out RoDefinition<T>? known))
            return known;
        RoDefinition<T> definition = new(
            table.Name,
            [.. table.Entries.Select(entry => new RoEntry<T>(
                entry.Name,
                entry.Function is { } function ? function.Invoke : null,
                entry.Number,
                entry.Table is { } inner ? Placed(inner, placed) : null))],
            table.Metatable is { } metatable ? Placed(metatable, placed) : null);
        placed.Add(table, definition);
        return definition;
    }

    /// <summary>What the libraries put into RAM.</summary>
    public static void Open(LuaState<T> lua)
    {
        BaseLib<T>.Open(lua);
        PackageLib<T>.Open(lua);
        StringLib<T>.Open(lua);
        if (lua.Device.Libraries == LibrarySet.Device)
            return;
        OsLib<T>.Open(lua);
        IoLib<T>.Open(lua);
    }
}
