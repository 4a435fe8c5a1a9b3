using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Tests;

static class Targets
{
    /// <summary>The target of a name, as in test data.</summary>
    public static LuaTarget Named(string name) => LuaTarget.All.Single(t => t.Name == name);
}
