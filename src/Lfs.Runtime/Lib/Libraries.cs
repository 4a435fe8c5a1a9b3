using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>All that a build of the firmware contains, and what it puts into RAM at start-up.</summary>
/// <remarks>Source: linit.c, lbaselib.c <c>luaopen_base</c>.</remarks>
static class Libraries<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The firmware of a device.</summary>
    public static Firmware<T> Device { get; } = new(Root(host: false), Closures);

    /// <summary>The same with <c>os</c> and <c>io</c>, for test suites and benchmarks on a host.</summary>
    public static Firmware<T> Host { get; } = new(Root(host: true), Closures);

    static IEnumerable<HostFunction<T>> Closures =>
        [
            .. BaseLib<T>.Closures, .. CoroutineLib<T>.Closures, .. PackageLib<T>.Closures,
                .. StringLib<T>.Closures,
            .. T.Is53 ? Utf8Lib<T>.Closures : [],
        ];

    /// <summary>
    /// The master table: base functions and libraries, reached through <c>_G</c>'s metatable.
    /// </summary>
    static RoDefinition<T> Root(bool host)
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
        entries.Add(new("node", Table: NodeLib<T>.Table));
        if (host)
        {
            entries.Add(new("os", Table: OsLib<T>.Table));
            entries.Add(new("io", Table: IoLib<T>.Table));
        }
        return new RoDefinition<T>("ROM", entries);
    }

    /// <summary>What the libraries put into RAM.</summary>
    public static void Open(Vm<T> vm)
    {
        BaseLib<T>.Open(vm);
        PackageLib<T>.Open(vm);
        StringLib<T>.Open(vm);
    }
}
