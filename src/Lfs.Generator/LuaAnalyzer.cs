using System.Collections.Immutable;
using Lfs.Analysis.Lints;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using LuaDiagnostic = Lfs.Compiler.Diagnostics.Diagnostic;

namespace Lfs.Generator;

/// <summary>Reports errors and lints in a Lua file as the user types.</summary>
/// <remarks>By default an IDE runs generators only on save or build, but analyzers at
/// every pause in typing.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LuaAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.CreateRange(RoslynDiagnostics.OfFiles.Concat(LintRules.All));

    /// <summary>
    /// The cache of compiled texts. It belongs to the analyzer, not to a run, because an IDE
    /// starts a run at every key stroke.
    /// </summary>
    internal CompiledTexts Compiled { get; } = new();

    /// <summary>The same for what the lints know.</summary>
    internal LintedTexts Linted { get; } = new();

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var project = new AnalyzedProject(start.Options, Linted);
            start.RegisterAdditionalFileAction(file => Analyze(file, project));
        });
    }

    void Analyze(AdditionalFileAnalysisContext context, AnalyzedProject project)
    {
        CancellationToken stop = context.CancellationToken;
        AnalyzerConfigOptionsProvider options = context.Options.AnalyzerConfigOptionsProvider;
        LuaFile? file = LuaFile.Read(context.AdditionalFile, options.GetOptions(context.AdditionalFile));
        if (file is null || file.Text.GetText(stop) is not { } text)
            return;
        if (!project.Settings.ReportsSyntax)
        {
            LuaModule module = Compiled.Of(text, file, project.Settings.Project, project.ListOf(stop), stop);
            foreach (LocatedDiagnostic finding in project.Settings.Unreported(module.Findings))
                context.ReportDiagnostic(finding.ToRoslyn());
        }

        ProjectFacts joined = project.JoinedAt(stop);
        FileFacts facts = project.FactsOf(text, file, stop);
        foreach (LuaDiagnostic finding in joined.FindingsIn(facts))
            context.ReportDiagnostic(LocatedDiagnostic.In(finding, file.Text.Path, facts.Source).ToRoslyn());
    }
}

/// <summary>The Lua files of one compilation, read when the first of them is asked for.</summary>
/// <param name="options">The files and the properties.</param>
/// <param name="linted">What is known of their texts.</param>
sealed class AnalyzedProject(AnalyzerOptions options, LintedTexts linted)
{
    readonly object _gate = new();
    ProjectFacts? _joined;

    /// <summary>The project's properties.</summary>
    public Settings Settings { get; } = Settings.Read(options.AnalyzerConfigOptionsProvider.GlobalOptions);

    /// <summary>The text for <see cref="ExactSources"/>; null if there is no such file.</summary>
    public SourceText? ListOf(CancellationToken stop) =>
        options.AdditionalFiles.FirstOrDefault(ExactSources.IsList)?.GetText(stop);

    /// <summary>The facts of a file.</summary>
    public FileFacts FactsOf(SourceText text, LuaFile file, CancellationToken stop) =>
        linted.Of(text, file, Settings.Project.Target, ListOf(stop), stop);

    /// <summary>The facts of all files.</summary>
    public ProjectFacts JoinedAt(CancellationToken stop)
    {
        lock (_gate)
            return _joined ??= linted.ProjectOf(Settings, [.. AllFacts(stop)]);
    }

    IEnumerable<FileFacts> AllFacts(CancellationToken stop)
    {
        AnalyzerConfigOptionsProvider provider = options.AnalyzerConfigOptionsProvider;
        foreach (AdditionalText additional in options.AdditionalFiles)
        {
            LuaFile? file = LuaFile.Read(additional, provider.GetOptions(additional));
            if (file is not null && additional.GetText(stop) is { } text)
                yield return FactsOf(text, file, stop);
        }
    }
}
