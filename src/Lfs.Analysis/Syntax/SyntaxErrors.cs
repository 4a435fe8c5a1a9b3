using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Syntax;

/// <summary>All errors of a text: the compiler's, at which it stops, and those that the tree finds
/// behind it.</summary>
public static class SyntaxErrors
{
    /// <summary>Adds to a text's compilation the errors behind its first. A text without an error stays what
    /// it is.</summary>
    /// <param name="compiled">What the compiler made of the text.</param>
    /// <param name="target">The target it was compiled for.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static CompiledModule WithAllErrors(
        this CompiledModule compiled, LuaTarget target, CancellationToken cancellation = default)
    {
        Diagnostic? first = compiled.Diagnostics
            .FirstOrDefault(found => found.Id == DiagnosticId.LuaSyntaxError);
        if (compiled.Main is not null || first?.Span is not { } place)
            return compiled;
        IEnumerable<Diagnostic> later = LuaTree.Parse(compiled.Source, target, cancellation).Errors
            .Where(error => error.Span is { } span && span.Start > place.Start);
        return compiled with { Diagnostics = [.. compiled.Diagnostics, .. later] };
    }
}
