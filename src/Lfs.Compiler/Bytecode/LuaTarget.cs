namespace Lfs.Compiler.Bytecode;

/// <summary>The Lua language of a target.</summary>
public enum LuaVersion : byte
{
    /// <summary>Lua 5.1.4 in NodeMCU's version.</summary>
    Lua51 = 0x51,

    /// <summary>Lua 5.3.6 in NodeMCU's version.</summary>
    Lua53 = 0x53,
}

/// <summary>A target of the compiler: the language, the number model and the size of a TValue.</summary>
/// <param name="Name">The name on a command line: <c>5.1</c>, <c>5.1-int</c>, <c>5.1-dword</c>, <c>5.3</c>,
/// <c>5.3-64</c>.</param>
/// <param name="Version">The language.</param>
/// <param name="NumberBytes">The size of a number in bytes: 8 for double and 64-bit, 4 for 32-bit.</param>
/// <param name="HasFloats">False for the 5.1 integer build only.</param>
/// <param name="TValueBytes">The size of a constant in an image, in bytes: 8, 12 or 16.</param>
/// <param name="RunsOnDevice">False for dword, which can only be compiled, because firmware
/// misreads its constants.</param>
public sealed record LuaTarget(
    string Name, LuaVersion Version, int NumberBytes, bool HasFloats, int TValueBytes, bool RunsOnDevice)
{
    /// <summary>Lua 5.1, numbers are doubles, TValues packed to 12 bytes: the default 5.1 build.</summary>
    public static LuaTarget Lua51 { get; } = new("5.1", LuaVersion.Lua51, 8, true, 12, true);

    /// <summary>Lua 5.1, numbers are 32-bit integers.</summary>
    public static LuaTarget Lua51Int { get; } = new("5.1-int", LuaVersion.Lua51, 4, false, 8, true);

    /// <summary>Lua 5.1, doubles in 16-byte TValues.</summary>
    public static LuaTarget Lua51Dword { get; } = new("5.1-dword", LuaVersion.Lua51, 8, true, 16, false);

    /// <summary>Lua 5.3, 32-bit integers and floats: the default 5.3 build.</summary>
    public static LuaTarget Lua53 { get; } = new("5.3", LuaVersion.Lua53, 4, true, 8, true);

    /// <summary>Lua 5.3, 64-bit integers and doubles.</summary>
    public static LuaTarget Lua53Long { get; } = new("5.3-64", LuaVersion.Lua53, 8, true, 12, true);

    /// <summary>All targets, in the order of listings for users.</summary>
    public static IReadOnlyList<LuaTarget> All { get; } = [Lua51, Lua51Int, Lua51Dword, Lua53, Lua53Long];
}
