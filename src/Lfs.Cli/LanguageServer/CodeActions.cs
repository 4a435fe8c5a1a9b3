using System.Text.Json;
using Lfs.Analysis.Fixes;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Cli.LanguageServer;

/// <summary>The fixes of the lints, as an editor offers them.</summary>
/// <param name="workspace">The other files.</param>
/// <param name="document">The file.</param>
/// <param name="hasVersions">True if the editor takes the version of the document with an edit.</param>
sealed class CodeActions(Workspace workspace, Document document, bool hasVersions)
{
    /// <summary>A light bulb is for a few findings: those of a whole file are a list that nobody reads.
    /// </summary>
    const int MostFindings = 50;

    /// <summary>The kind of all actions.</summary>
    public const string QuickFix = "quickfix";

    /// <summary>The fixes of what is found in a range; of several findings that one edit cures, the edit is
    /// offered once.</summary>
    public CodeAction[] For(TextRange range, CodeActionContext asked)
    {
        // A kind means those below it, too; the empty one all.
        if (asked.Only?.Any(kind => kind is "" or QuickFix) == false)
            return [];
        List<(LuaFix Fix, List<LspDiagnostic> Cures)> fixes = [];
        IEnumerable<(Diagnostic Found, LspDiagnostic Shown)> findings = workspace.FindingsIn(document)
            .Where(found => LuaFixes.Rules.Contains(found.Id))
            .Select(found => (found, document.ToLsp(found)))
            .Where(pair => Overlap(pair.Item2.Range, range) && IsAsked(pair.Item2, asked))
            .Take(MostFindings);
        foreach ((Diagnostic found, LspDiagnostic shown) in findings)
        {
            foreach (LuaFix fix in FixesOf(found))
            {
                List<LspDiagnostic>? others = fixes.Find(other => IsSame(other.Fix, fix)).Cures;
                if (others is null)
                    fixes.Add((fix, [shown]));
                else
                    others.Add(shown);
            }
        }
        return
        [
            .. fixes.Select(fix => new CodeAction(
                fix.Fix.Title, QuickFix, [.. fix.Cures], document.EditOf(fix.Fix.Edits, hasVersions))),
        ];
    }

    IReadOnlyList<LuaFix> FixesOf(Diagnostic found) => LuaFixes.Of(
        document.Tree, document.Target, found.Id, found.Span?.Start ?? 0, isWholeFile: found.Span is null);

    static bool IsSame(LuaFix one, LuaFix other) =>
        one.Title == other.Title && one.Edits.SequenceEqual(other.Edits);

    static bool Overlap(TextRange one, TextRange other) =>
        one.Start.CompareTo(other.End) <= 0 && other.Start.CompareTo(one.End) <= 0;

    // A client need not say what it shows; then the range counts alone.
    static bool IsAsked(LspDiagnostic found, CodeActionContext asked) =>
        asked.Diagnostics is not { Length: > 0 } shown
        || shown.Any(one => one.Range == found.Range
            && one.Code is { ValueKind: JsonValueKind.String } code && code.ValueEquals(found.Code));
}
