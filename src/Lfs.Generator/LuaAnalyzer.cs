using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Generator;

/// <summary>Reports what is wrong in a Lua file while it is typed.</summary>
/// <remarks>An IDE runs generators only on save or build by default, but analyzers at every pause.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LuaAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(RoslynDiagnostics.OfFiles);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);

        // A text is compiled once, however often its diagnostics are asked for.
        var compiled = new ConditionalWeakTable<SourceText, LuaModule>();
        context.RegisterAdditionalFileAction(action => Analyze(action, compiled));
    }

    static void Analyze(
        AdditionalFileAnalysisContext context, ConditionalWeakTable<SourceText, LuaModule> compiled)
    {
        CancellationToken stop = context.CancellationToken;
        AnalyzerConfigOptionsProvider options = context.Options.AnalyzerConfigOptionsProvider;
        Settings settings = Settings.Read(options.GlobalOptions);
        LuaFile? file = LuaFile.Read(context.AdditionalFile, options.GetOptions(context.AdditionalFile));
        if (file is null || settings.ReportsSyntax || file.Text.GetText(stop) is not { } text)
            return;

        LuaModule module = compiled.GetValue(text, _ => Compile(file, settings, stop));
        if (!module.IsMadeFrom(file, file.OptionsFor(settings.Project.Target, settings.Project.Debug, [])))
            module = Compile(file, settings, stop);
        foreach (LocatedDiagnostic finding in module.Findings)
            context.ReportDiagnostic(finding.ToRoslyn());
    }

    static LuaModule Compile(LuaFile file, Settings settings, CancellationToken cancellation) =>
        file.Compile(settings.Project.Target, settings.Project.Debug, cancellation);
}
