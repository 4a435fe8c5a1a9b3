using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Compiler;

/// <summary>What compiling one source gave: a Proto, or the reasons why not.</summary>
/// <param name="Source">What was compiled.</param>
/// <param name="Main">The main function; null exactly when there is an error.</param>
/// <param name="Diagnostics">What was found; empty when all is well.</param>
public sealed record CompiledModule(LuaSource Source, Proto? Main, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>What linking gave: an image, or the reasons why not.</summary>
/// <param name="Image">The image; null exactly when there is an error.</param>
/// <param name="Diagnostics">What was found; empty when all is well.</param>
public sealed record LinkedImage(LfsImage? Image, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>The compiler's one entry: Lua text in, Protos and images out. Pure, and never throws for input.</summary>
public static class LfsCompiler
{
    /// <summary>Compiles one source.</summary>
    public static CompiledModule Compile(LuaSource source, CompileOptions options) =>
        throw new NotImplementedException();

    /// <summary>Links the main functions of modules, in the order given, into one image.</summary>
    /// <param name="modules">Main functions; the module name comes from each one's chunk name.</param>
    /// <param name="options">Target, build time, size limit.</param>
    public static LinkedImage Link(IReadOnlyList<Proto> modules, ImageOptions options) =>
        throw new NotImplementedException();
}
