using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>How the entries of the table of modules lie before it.</summary>
static class RoTableLayout
{
    /// <summary>Words of an entry: the name and a TValue.</summary>
    public static int EntryWords(LuaTarget target) => 1 + TValueLayout.Of(target).Words;

    /// <summary>Words of all entries with the one that ends them.</summary>
    public static int TotalWords(LuaTarget target, int count) => (count + 1) * EntryWords(target);
}
