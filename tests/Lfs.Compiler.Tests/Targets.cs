using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Tests;

/// <summary>The error of the reference for a source.</summary>
static class Verdict
{
    public static string Of(CompiledModule module, string file) => module.Main is not null
        ? "ok"
        : $"{file}:{module.Diagnostics[0].Line}: {module.Diagnostics[0].Message}";
}

static class Targets
{
    /// <summary>The target of a name, as in test data.</summary>
    public static LuaTarget Named(string name) => LuaTarget.All.Single(t => t.Name == name);
}
