using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Parsing;

/// <summary>The parser's one way out, as longjmp is in Lua. Only <c>LfsCompiler.Compile</c> catches
/// it.</summary>
sealed class LuaSyntaxException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    /// <summary>What is wrong.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;
}
