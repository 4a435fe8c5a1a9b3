using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Parsing;

/// <summary>Unwinds the parser at the first error, as longjmp does in Lua. Only
/// <c>LfsCompiler.Compile</c> catches it.</summary>
sealed class LuaSyntaxException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    /// <summary>The error, for the result of the compilation.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;
}
