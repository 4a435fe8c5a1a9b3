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
        this CompiledModule compiled, LuaTarget target, CancellationToken cancellation = default) =>
        compiled.Main is null
            ? compiled.WithErrorsOf(LuaTree.Parse(compiled.Source, target, cancellation))
            : compiled;

    /// <summary>The same for a text whose tree is there.</summary>
    /// <param name="compiled">What the compiler made of the text.</param>
    /// <param name="tree">The tree of the same text for the same target.</param>
    public static CompiledModule WithErrorsOf(this CompiledModule compiled, LuaTree tree)
    {
        Diagnostic? first = compiled.Diagnostics
            .FirstOrDefault(found => found.Id == DiagnosticId.LuaSyntaxError);
        if (compiled.Main is not null || first?.Span is not { } place)
            return compiled;
        IEnumerable<Diagnostic> later = tree.Errors
            .Where(error => error.Span is { } span && span.Start > place.Start);
        return compiled with { Diagnostics = [.. compiled.Diagnostics, .. later] };
    }
}
