using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

/// <summary>A device module: a global of the firmware whose table lies in ROM.</summary>
/// <remarks>
/// To add one, write a class in a file of its own with its functions, each a <see cref="LuaFunction"/>, and
/// name its <see cref="Module"/> in <see cref="ModuleList"/>. Nothing else knows of modules.
/// </remarks>
/// <param name="Name">The global's name.</param>
/// <param name="Table">Its table, which may differ by version.</param>
/// <param name="Open">What the firmware's start-up calls when it opens the module (<c>luaopen_NAME</c>); null for
/// nothing.</param>
sealed record Module(string Name, Func<LuaVersion, RomTable> Table, LuaFunction? Open = null)
{
    /// <summary>Functions that the module puts into closures or calls, and that no table of it has.</summary>
    public IReadOnlyList<LuaFunction> Functions { get; init; } = [];

    /// <summary>Tables that the module uses, and that no other table refers to.</summary>
    public IReadOnlyList<RomTable> Tables { get; init; } = [];
}

/// <summary>A table of the firmware, independent of the build that it is placed for.</summary>
/// <param name="Name">What it is called, for people.</param>
/// <param name="Entries">Its entries; those that start with <c>_</c> come first.</param>
/// <param name="Metatable">Its metatable, or null.</param>
/// <remarks>Source: lnodemcu.h, <c>LROT_BEGIN</c>.</remarks>
sealed record RomTable(string Name, IReadOnlyList<RomEntry> Entries, RomTable? Metatable = null);

/// <summary>One entry of a table in ROM.</summary>
/// <param name="Name">The key.</param>
/// <param name="Function">A function, or null.</param>
/// <param name="Number">A number, when there is neither a function nor a table.</param>
/// <param name="Table">Another table, or null.</param>
/// <param name="IsSelf">The entry is the table that it is in.</param>
/// <remarks>Source: lnodemcu.h, <c>LROT_FUNCENTRY</c>, <c>LROT_NUMENTRY</c>, <c>LROT_TABENTRY</c>.</remarks>
sealed record RomEntry(
    string Name, LuaFunction? Function = null, double? Number = null, RomTable? Table = null,
    bool IsSelf = false);
