using System.Collections.Immutable;
using Lfs.Build.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.MSBuild;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Ide.Tests;

/// <summary>Plays the IDE: opens a project that was never built, and types.</summary>
public class IdeTests
{
    [Fact]
    public async Task An_unsaved_error_and_a_lint_are_reported_without_a_build()
    {
        using PackedProject folder = PackedProject.Create();
        folder.Write("lua/init.lua", "pcall(node.flashindex('_init'))\n");
        using MSBuildWorkspace workspace = MSBuildWorkspace.Create();
        Project project = await workspace.OpenProjectAsync(folder.PathOf("App.csproj"));
        Assert.DoesNotContain(workspace.Diagnostics, found => found.Kind == WorkspaceDiagnosticKind.Failure);

        string[] names = [.. project.AdditionalDocuments.Select(document => document.Name)];
        string[] saved = await Findings(project);
        string[] error = await Findings(Type(project, "telnet.lua", "print(1)\nx = 1 +* 2\ny = = 1\n"));
        string[] lint = await Findings(Type(project, "init.lua", "node.flashindex('telnet')()\n"));

        Assert.Superset(new HashSet<string> { "telnet.lua", "http.server.lua", "init.lua" }, new HashSet<string>(names));
        Assert.False(File.Exists(folder.Image));
        Assert.Empty(saved);
        Assert.Equal(["telnet.lua(2): LFS0001", "telnet.lua(3): LFS0001"], error);
        Assert.Equal(["init.lua(1): LFS0202"], lint);
    }

    static Project Type(Project project, string name, string text)
    {
        TextDocument document = project.AdditionalDocuments.Single(one => one.Name == name);
        return project.Solution
            .WithAdditionalDocumentText(document.Id, SourceText.From(text))
            .GetProject(project.Id)!;
    }

    // What an IDE asks of the analyzers for the additional documents.
    static async Task<string[]> Findings(Project project)
    {
        Compilation compilation = (await project.GetCompilationAsync())!;
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            .. project.AnalyzerReferences
                .SelectMany(reference => reference.GetAnalyzers(LanguageNames.CSharp))
                .Where(analyzer => analyzer.GetType().Name == "LuaAnalyzer"),
        ];
        Assert.Single(analyzers);
        CompilationWithAnalyzers driver = compilation.WithAnalyzers(analyzers, project.AnalyzerOptions);
        List<string> found = [];
        foreach (AdditionalText text in project.AnalyzerOptions.AdditionalFiles)
        {
            AnalysisResult result = await driver.GetAnalysisResultAsync(text, CancellationToken.None);
            found.AddRange(result.GetAllDiagnostics().Select(one =>
                $"{Path.GetFileName(text.Path)}({one.Location.GetLineSpan().StartLinePosition.Line + 1}): {one.Id}"));
        }
        return [.. found.Order(StringComparer.Ordinal)];
    }
}
