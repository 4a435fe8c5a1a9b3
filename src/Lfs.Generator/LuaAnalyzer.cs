using System.Collections.Immutable;
using Lfs.Analysis.Lints;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
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
    /// The texts that were read. They belong to the analyzer, not to a run, because an IDE starts a run at
    /// every key stroke.
    /// </summary>
    internal ReadTexts Texts { get; } = new();

    /// <summary>The same for projects.</summary>
    internal LintedProjects Projects { get; } = new();

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var project = new AnalyzedProject(start.Options, Texts, Projects);
            start.RegisterAdditionalFileAction(file => Analyze(file, project));
        });
    }

    static void Analyze(AdditionalFileAnalysisContext context, AnalyzedProject project)
    {
        CancellationToken stop = context.CancellationToken;
        if (project.Read(context.AdditionalFile, stop) is not { } read)
            return;
        if (read.Module is { } module)
        {
            foreach (LocatedDiagnostic finding in project.Settings.Unreported(module.Findings))
                context.ReportDiagnostic(finding.ToRoslyn());
        }

        FileFacts facts = read.Facts;
        foreach (LuaDiagnostic finding in project.JoinedAt(stop).FindingsIn(facts))
        {
            LocatedDiagnostic located = LocatedDiagnostic.In(finding, facts.File.Path, facts.Source);
            context.ReportDiagnostic(located.ToRoslyn());
        }
    }
}

/// <summary>The Lua files of one compilation, read when the first of them is asked for.</summary>
/// <param name="options">The files and the properties.</param>
/// <param name="texts">The texts that were read.</param>
/// <param name="projects">The projects that were joined.</param>
sealed class AnalyzedProject(AnalyzerOptions options, ReadTexts texts, LintedProjects projects)
{
    readonly object _gate = new();
    readonly AdditionalText? _list = options.AdditionalFiles.FirstOrDefault(ExactSources.IsList);
    ProjectFacts? _joined;

    /// <summary>The project's properties.</summary>
    public Settings Settings { get; } = Settings.Read(options.AnalyzerConfigOptionsProvider.GlobalOptions);

    /// <summary>What is in a file; null for one that is no <c>LuaModule</c>, or cannot be read. It is
    /// compiled if the generator does not report what the compiler finds.</summary>
    public ReadText? Read(AdditionalText additional, CancellationToken stop)
    {
        LuaFile? file = LuaFile.Read(
            additional, options.AnalyzerConfigOptionsProvider.GetOptions(additional));
        if (file is null || additional.GetText(stop) is not { } text)
            return null;
        return texts.Of(
            text, file, Settings.Project, _list?.GetText(stop), !Settings.ReportsSyntax, stop);
    }

    /// <summary>The facts of all files.</summary>
    public ProjectFacts JoinedAt(CancellationToken stop)
    {
        lock (_gate)
        {
            return _joined ??= projects.Of(
                Settings,
                [.. options.AdditionalFiles.Select(file => Read(file, stop)?.Facts).OfType<FileFacts>()]);
        }
    }
}
