using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>Runs the rules that need the project, and sorts out what is turned off.</summary>
static class Linter
{
    /// <summary>The findings in a file of a project, in the order of its text.</summary>
    public static IReadOnlyList<Diagnostic> Lint(FileFacts file, ProjectFacts project)
    {
        if (file.HasErrors || file.Suppressions.IsMeta)
            return [];
        List<Diagnostic> findings = [.. file.Findings];
        ModuleRules.Check(file, project, findings);
        GlobalRules.Check(file, project, findings);
        MissingApi.Check(file, project, findings);
        ArgumentCounts.Check(file, project, findings);
        StringsInRam.Check(file, project, findings);
        return
        [
            .. findings
                .Where(found => !file.Suppressions.IsOff(found.Id, found.Line))
                .Select(found => found with { Path = file.File.Path })
                .OrderBy(found => found.Span?.Start ?? 0)
                .ThenBy(found => found.Id),
        ];
    }
}
