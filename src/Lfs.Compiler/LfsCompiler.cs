using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler;

/// <summary>What compiling one source gave: a Proto, or the reasons why not.</summary>
/// <param name="Source">What was compiled.</param>
/// <param name="Main">The main function; null exactly when there is an error.</param>
/// <param name="Diagnostics">What was found; empty when all is well.</param>
public sealed record CompiledModule(LuaSource Source, Proto? Main, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>The compiler's one entry: Lua text in, Protos and images out. Pure, and never throws for input.</summary>
public static partial class LfsCompiler
{
    /// <summary>Compiles one source.</summary>
    public static CompiledModule Compile(LuaSource source, CompileOptions options) =>
        throw new NotImplementedException();
}
