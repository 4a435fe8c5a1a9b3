namespace Lfs.Runtime.Core;

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
