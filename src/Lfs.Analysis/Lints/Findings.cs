using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>Makes the findings of the rules. Places count bytes; the linter adds the path.</summary>
static class Findings
{
    /// <summary>Adds a finding.</summary>
    public static void Add(
        this List<Diagnostic> findings, DiagnosticId id, SourceSpan span, string message) =>
        findings.Add(new Diagnostic(id, null, span, span.Line, message));
}
