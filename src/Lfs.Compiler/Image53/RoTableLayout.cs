using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The layout of the entries in front of the table of modules.</summary>
static class RoTableLayout
{
    /// <summary>The words of an entry: the name and a TValue.</summary>
    public static int EntryWords(LuaTarget target) => 1 + TValueLayout.Of(target).Words;

    /// <summary>The words of all entries, including the one that ends them.</summary>
    public static int TotalWords(LuaTarget target, int count) => (count + 1) * EntryWords(target);
}
