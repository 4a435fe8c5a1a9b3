using System.Collections.Immutable;
using System.Composition;
using System.Text;
using Lfs.Analysis.Fixes;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Lfs.CodeFixes;

/// <summary>Offers the fixes of the lints in Lua files, the additional documents of a C# project.</summary>
/// <remarks>Roslyn offers fixes in other documents than C# since 4.5 (roslyn pull request 64364).</remarks>
[ExportCodeFixProvider(
    LanguageNames.CSharp,
    DocumentKinds = [nameof(TextDocumentKind.AdditionalDocument)],
    DocumentExtensions = [".lua"])]
[Shared]
public sealed class LuaCodeFixProvider : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.CreateRange(LuaFixes.Rules.Select(id => id.Code()));

    /// <summary>None: each finding is a decision.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        TextDocument document = context.TextDocument;
        SourceText text = await document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        string characters = text.ToString();
        byte[] bytes = Encoding.UTF8.GetBytes(characters);
        LuaTarget target = TargetOf(document.Project);
        LuaTree tree = LuaTree.Parse(
            LuaSource.FromFile(document.FilePath ?? document.Name, bytes), target, context.CancellationToken);
        foreach (Diagnostic found in context.Diagnostics)
        {
            DiagnosticId id = LuaFixes.Rules.First(one => one.Code() == found.Id);
            TextSpan span = found.Location.SourceSpan;
            string before = characters.Substring(0, Math.Min(span.Start, characters.Length));
            int start = Encoding.UTF8.GetByteCount(before);
            foreach (LuaFix fix in LuaFixes.Of(tree, target, id, start, isWholeFile: span.IsEmpty))
            {
                SourceText changed = text.WithChanges(fix.Edits.Select(edit => InCharacters(edit, bytes)));
                var action = CodeAction.Create(
                    fix.Title, _ => Task.FromResult(With(document, changed)), fix.Key);
                context.RegisterCodeFix(action, found);
            }
        }
    }

    static Solution With(TextDocument document, SourceText text) =>
        document.Project.Solution.WithAdditionalDocumentText(document.Id, text);

    static TextChange InCharacters(TextEdit edit, byte[] bytes) => new(
        TextSpan.FromBounds(
            Encoding.UTF8.GetCharCount(bytes, 0, edit.Start),
            Encoding.UTF8.GetCharCount(bytes, 0, edit.Start + edit.Length)),
        edit.Text);

    static LuaTarget TargetOf(Project project)
    {
        AnalyzerConfigOptions options = project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GlobalOptions;
        return ProjectSettings.Read(
            name => options.TryGetValue("build_property." + name, out string? value) ? value : "", []).Target;
    }
}
