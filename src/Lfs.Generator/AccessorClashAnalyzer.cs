using System.Collections.Immutable;
using Lfs.Compiler.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Lfs.Generator;

/// <summary>Reports accessors of one name in several assemblies of a program.</summary>
/// <remarks>C# reports such names too (CS0433, CS0436), but only where they are used, and without the
/// cure.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AccessorClashAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(RoslynDiagnostics.AccessorClash);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationAction(Analyze);
    }

    static void Analyze(CompilationAnalysisContext context)
    {
        Settings settings = Settings.Read(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
        string[] names =
        [
            $"{settings.Namespace}.{settings.ClassName}", $"{settings.Namespace}.{settings.ResourceClass}",
            $"{Settings.ApplicationNamespace}.{Settings.UsualClass}",
        ];
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            string[] assemblies = [.. context.Compilation.GetTypesByMetadataName(name)
                .Where(type => IsAccessor(type)
                    && context.Compilation.IsSymbolAccessibleWithin(type, context.Compilation.Assembly))
                .Select(type => type.ContainingAssembly.Name)];
            if (assemblies.Length < 2)
                continue;
            context.ReportDiagnostic(new LocatedDiagnostic(
                DiagnosticId.AccessorClash, null, null,
                $"{name} is in several assemblies ({string.Join(", ", assemblies)}): in all but one of their "
                + "projects, set LfsNamespace or LfsAccessorClass to another name, or LfsAccessorVisibility "
                + "to internal").ToRoslyn());
        }
    }

    static bool IsAccessor(INamedTypeSymbol type) => type.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name == "GeneratedCodeAttribute"
        && attribute.ConstructorArguments.FirstOrDefault().Value as string == "Lfs.Generator");
}
