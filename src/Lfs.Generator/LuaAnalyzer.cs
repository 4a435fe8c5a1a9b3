using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Generator;

/// <summary>Reports errors in a Lua file as the user types.</summary>
/// <remarks>By default an IDE runs generators only on save or build, but analyzers at
/// every pause in typing.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LuaAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(RoslynDiagnostics.OfFiles);

    /// <summary>
    /// The cache of compiled texts. It belongs to the analyzer, not to a run, because an IDE
    /// starts a run at every key stroke.
    /// </summary>
    internal CompiledTexts Compiled { get; } = new();

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterAdditionalFileAction(Analyze);
    }

    void Analyze(AdditionalFileAnalysisContext context)
    {
        CancellationToken stop = context.CancellationToken;
        AnalyzerConfigOptionsProvider options = context.Options.AnalyzerConfigOptionsProvider;
        LuaFile? file = LuaFile.Read(context.AdditionalFile, options.GetOptions(context.AdditionalFile));
        if (file is null)
            return;
        Settings settings = Settings.Read(options.GlobalOptions);
        if (settings.ReportsSyntax || file.Text.GetText(stop) is not { } text)
            return;

        SourceText? list = context.Options.AdditionalFiles.FirstOrDefault(ExactSources.IsList)?.GetText(stop);
        LuaModule module = Compiled.Of(text, file, settings.Project, list, stop);
        foreach (LocatedDiagnostic finding in settings.Unreported(module.Findings))
            context.ReportDiagnostic(finding.ToRoslyn());
    }
}
