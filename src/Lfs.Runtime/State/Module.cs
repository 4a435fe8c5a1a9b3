using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

/// <summary>A device module: a global of the firmware whose table lies in ROM.</summary>
/// <remarks>
/// To add one, write a class in a file of its own with its functions, each a <see cref="LuaFunction"/>, and
/// name its <see cref="Module"/> in <c>ModuleList</c>. Nothing else knows of modules.
/// </remarks>
/// <param name="Name">The global's name.</param>
/// <param name="Table">Its table, which may differ by version.</param>
/// <param name="Open">What the firmware's start-up calls when it opens the module (<c>luaopen_NAME</c>); null
/// for nothing.</param>
sealed record Module(string Name, Func<LuaVersion, RomTable> Table, LuaFunction? Open = null)
{
    /// <summary>Functions that the module puts into closures or calls, and that no table of it has.</summary>
    public IReadOnlyList<LuaFunction> Functions { get; init; } = [];

    /// <summary>Tables that the module uses, and that no other table refers to.</summary>
    public IReadOnlyList<RomTable> Tables { get; init; } = [];
}
