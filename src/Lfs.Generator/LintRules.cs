using System.Collections.Immutable;
using Lfs.Compiler.Diagnostics;
using Microsoft.CodeAnalysis;
using DiagnosticSeverity = Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace Lfs.Generator;

/// <summary>The Roslyn descriptors of the lints.</summary>
static class LintRules
{
    const string Lint = "Lfs.Lint", Style = "Lfs.Style";

    static readonly DiagnosticDescriptor UnknownModule = new(
        "LFS0201", "No such module", "{0}", Lint,
        DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor UncheckedModule = new(
        "LFS0202", "A module from flash is called without a look whether it is there", "{0}", Lint,
        DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor ReloadLoop = new(
        "LFS0203", "The image is reloaded at every start", "{0}", Lint,
        DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor ShadowedModule = new(
        "LFS0204", "A file of the device hides a module of the image", "{0}", Lint,
        DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor AccidentalGlobal = new(
        "LFS0205", "A global is assigned to where a local was probably meant", "{0}", Lint,
        DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor UndefinedGlobal = new(
        "LFS0206", "A global that nothing defines", "{0}", Lint,
        DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor UnusedLocal = new(
        "LFS0207", "A local variable is never read", "{0}", Style,
        DiagnosticSeverity.Info, true, customTags: WellKnownDiagnosticTags.Unnecessary);

    static readonly DiagnosticDescriptor ShadowedLocal = new(
        "LFS0208", "A local variable hides another", "{0}", Style,
        DiagnosticSeverity.Hidden, true);

    static readonly DiagnosticDescriptor WrongArguments = new(
        "LFS0209", "A function of another module gets a wrong number of arguments", "{0}", Lint,
        DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor MissingApi = new(
        "LFS0210", "The target lacks a function or field", "{0}", Lint,
        DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor StringsInRam = new(
        "LFS0211", "Strings take RAM that could be in flash", "{0}", Style,
        DiagnosticSeverity.Info, true);

    static readonly DiagnosticDescriptor UnreachableCode = new(
        "LFS0212", "A statement is never reached", "{0}", Style,
        DiagnosticSeverity.Info, true, customTags: WellKnownDiagnosticTags.Unnecessary);

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = ImmutableArray.Create(
        UnknownModule, UncheckedModule, ReloadLoop, ShadowedModule, AccidentalGlobal, UndefinedGlobal,
        UnusedLocal, ShadowedLocal, WrongArguments, MissingApi, StringsInRam, UnreachableCode);

    public static DiagnosticDescriptor RuleOf(DiagnosticId id) => id switch
    {
        DiagnosticId.UnknownModule => UnknownModule,
        DiagnosticId.UncheckedModule => UncheckedModule,
        DiagnosticId.ReloadLoop => ReloadLoop,
        DiagnosticId.ShadowedModule => ShadowedModule,
        DiagnosticId.AccidentalGlobal => AccidentalGlobal,
        DiagnosticId.UndefinedGlobal => UndefinedGlobal,
        DiagnosticId.UnusedLocal => UnusedLocal,
        DiagnosticId.ShadowedLocal => ShadowedLocal,
        DiagnosticId.WrongArguments => WrongArguments,
        DiagnosticId.MissingApi => MissingApi,
        DiagnosticId.StringsInRam => StringsInRam,
        DiagnosticId.UnreachableCode => UnreachableCode,
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "A rule without a descriptor."),
    };
}
