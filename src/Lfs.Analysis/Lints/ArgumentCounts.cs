using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>LFS0209: calls with more arguments than a function of another module takes, or fewer than it
/// needs.</summary>
static class ArgumentCounts
{
    /// <summary>Checks the calls of a file.</summary>
    public static void Check(FileFacts file, ProjectFacts project, List<Diagnostic> findings)
    {
        foreach (ModuleCall call in file.Calls)
        {
            if (project.ExportsOf(call.Module) is not { } exports
                || !exports.TryGetValue(call.Function, out Signature signature))
            {
                continue;
            }
            // m:f() of a function without parameters is a habit, and harmless.
            if (call is { IsMethod: true, Arguments: 1 } && signature.Most == 0)
                continue;
            string what = call.Function.Length == 0
                ? $"the function of module '{call.Module}'"
                : $"'{call.Function}' of module '{call.Module}'";
            if (call.Arguments > signature.Most)
            {
                findings.Add(
                    DiagnosticId.WrongArguments, call.Span,
                    $"{what} takes {Count(signature.Most)}, and gets {call.Arguments}");
            }
            else if (!call.IsOpen && call.Arguments < signature.Least)
            {
                findings.Add(
                    DiagnosticId.WrongArguments, call.Span,
                    $"{what} needs {Count(signature.Least)}, up to '{signature.LastNeeded}', and gets "
                    + $"{call.Arguments}");
            }
        }
    }

    static string Count(int arguments) => arguments == 1 ? "1 argument" : $"{arguments} arguments";
}
