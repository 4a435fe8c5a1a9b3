using System.Collections.Immutable;
using Lfs.Analysis;
using Lfs.Analysis.Shapes;
using Lfs.Generator.Typed;
using Microsoft.CodeAnalysis;

namespace Lfs.Generator;

/// <summary>Generates the C# accessors of a project's Lua modules, and checks the
/// image that they form.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class LfsGenerator : IIncrementalGenerator
{
    /// <summary>The tracking names of the pipeline's steps, by which tests find them.</summary>
    internal static class Steps
    {
        public const string Settings = nameof(Settings);
        public const string File = nameof(File);
        public const string Module = nameof(Module);
        public const string Shape = nameof(Shape);
        public const string Names = nameof(Names);
        public const string Accessors = nameof(Accessors);
        public const string Resources = nameof(Resources);
        public const string Image = nameof(Image);
    }

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<Settings> settings = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => Settings.Read(options.GlobalOptions))
            .WithTrackingName(Steps.Settings);

        IncrementalValuesProvider<LuaFile> files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => LuaFile.Read(pair.Left, pair.Right.GetOptions(pair.Left))!)
            .Where(static file => file is not null)
            .WithTrackingName(Steps.File);

        IncrementalValueProvider<ExactSources> exact = context.AdditionalTextsProvider
            .Where(ExactSources.IsList)
            .Select(static (text, stop) => ExactSources.Read(text.GetText(stop)))
            .Collect()
            .Select(static (all, _) => all.FirstOrDefault());

        // One file in, one value-equal module out. An edit recompiles one file; only a change of target or
        // debug level recompiles all.
        IncrementalValuesProvider<LuaModule> modules = files
            .Combine(settings.Select(static (all, _) => (all.Project.Target, all.Project.Debug)))
            .Combine(exact)
            .Select(static (all, stop) => all.Left.Left.Compile(
                all.Left.Right.Target, all.Left.Right.Debug,
                all.Left.Left.Parse(all.Left.Right.Target, all.Right, stop)))
            .WithTrackingName(Steps.Module);

        IncrementalValuesProvider<ModuleSource> shapes = modules
            .Where(static module => module.IsInImage)
            .Select(static (module, _) => module.Source)
            .WithTrackingName(Steps.Shape);

        IncrementalValueProvider<Accessors> accessors = shapes
            .Select(static (module, _) => module.Names)
            .WithTrackingName(Steps.Names)
            .Collect()
            .Combine(settings.Select(static (all, _) => all.Classes))
            .Select(static (pair, _) => Accessors.Name(pair.Left, pair.Right))
            .WithTrackingName(Steps.Accessors);

        IncrementalValueProvider<ImmutableArray<ModuleSource>> called = shapes
            .Where(static module => module.Shape.Kind is ModuleKind.Script or ModuleKind.Function)
            .Collect();

        IncrementalValueProvider<ValueList<WatchedModule>> watched = modules
            .Where(static module => module.IsInImage)
            .Select(static (module, _) => module.Watched)
            .Collect()
            .Select(static (all, _) => new ValueList<WatchedModule>(
                all.OrderBy(module => module.Name, StringComparer.Ordinal)));

        IncrementalValueProvider<ResourceConstants> resources = settings
            .Select(static (all, _) => ResourceConstants.Name(all.Resources, all.ResourceClass))
            .WithTrackingName(Steps.Resources);

        IncrementalValueProvider<LinkedModules> image = modules.Collect()
            .Combine(settings.Select(static (all, _) => all.Project))
            .Select(static (pair, _) => LinkedModules.Link(pair.Left, pair.Right))
            .WithTrackingName(Steps.Image);

        context.RegisterSourceOutput(settings, static (output, all) => Report(output, all.Problems));
        context.RegisterSourceOutput(modules.Combine(settings), WriteFindings);
        context.RegisterSourceOutput(accessors.Combine(called).Combine(settings), WriteAccessors);
        context.RegisterSourceOutput(shapes.Combine(accessors).Combine(settings), WriteClass);
        context.RegisterSourceOutput(resources.Combine(settings), WriteResources);
        context.RegisterSourceOutput(watched.Combine(settings), WriteHotReload);
        context.RegisterSourceOutput(image.Combine(settings), WriteImage);
    }

    static void WriteFindings(SourceProductionContext output, (LuaModule Module, Settings Settings) input)
    {
        Report(output, input.Settings.Unreported(input.Module.ItemProblems));
        if (input.Settings.ReportsSyntax)
            Report(output, input.Settings.Unreported(input.Module.Findings));
    }

    static void WriteAccessors(
        SourceProductionContext output,
        ((Accessors Accessors, ImmutableArray<ModuleSource> Called) Left, Settings Settings) input)
    {
        Accessors accessors = input.Left.Accessors;
        Report(output, accessors.Problems);
        if (accessors.Items.Count > 0 || input.Settings.HasFiles)
        {
            output.AddSource(
                "Lfs.Modules.g.cs", ModulesClass.Accessors(accessors, input.Left.Called, input.Settings));
        }
    }

    // A module's class changes with its shape, and with the names that others have.
    static void WriteClass(
        SourceProductionContext output,
        ((ModuleSource Module, Accessors Accessors) Left, Settings Settings) input)
    {
        (ModuleSource module, Accessors accessors) = input.Left;
        if (accessors.Find(module) is not { } accessor)
            return;
        List<LocatedDiagnostic> problems = [];
        string? text = new ModuleClass(module, accessor, accessors).Write(input.Settings, problems);
        Report(output, new ValueList<LocatedDiagnostic>(problems.Distinct()));
        if (text is not null)
            output.AddSource($"Lfs.Modules.{accessor.Identifier}.g.cs", text);
    }

    static void WriteResources(
        SourceProductionContext output, (ResourceConstants Resources, Settings Settings) input)
    {
        Report(output, input.Resources.Problems);
        if (input.Resources.Items.Count > 0)
            output.AddSource("Lfs.Resources.g.cs", ResourcesClass.Constants(input.Resources, input.Settings));
    }

    static void WriteHotReload(
        SourceProductionContext output, (ValueList<WatchedModule> Modules, Settings Settings) input)
    {
        if (input.Settings.ReloadsLua && input.Modules.Count > 0)
            output.AddSource("Lfs.HotReload.g.cs", ModulesClass.HotReload(input.Modules, input.Settings));
    }

    static void WriteImage(SourceProductionContext output, (LinkedModules Image, Settings Settings) input)
    {
        Report(output, input.Settings.Unreported(input.Image.Problems));
        if (input.Image.ModuleCount > 0)
            output.AddSource("Lfs.Image.g.cs", ModulesClass.ImageConstants(input.Image, input.Settings));
    }

    static void Report(SourceProductionContext output, IEnumerable<LocatedDiagnostic> problems)
    {
        foreach (LocatedDiagnostic problem in problems)
            output.ReportDiagnostic(problem.ToRoslyn());
    }
}
