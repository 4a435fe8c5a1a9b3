using Lfs.Compiler.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using DiagnosticSeverity = Microsoft.CodeAnalysis.DiagnosticSeverity;
using LuaDiagnostic = Lfs.Compiler.Diagnostics.Diagnostic;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Lfs.Generator;

/// <summary>
/// A diagnostic with its place in characters, as editors count. It compares by value, so steps can be cached.
/// </summary>
/// <param name="Id">The rule.</param>
/// <param name="Path">The file; null for the project as a whole.</param>
/// <param name="Span">The place, in characters; null for the file as a whole.</param>
/// <param name="Message">The text for the user.</param>
/// <param name="IsWarning">True if a property of the project turns the error into a warning.</param>
sealed record LocatedDiagnostic(
    DiagnosticId Id, string? Path, SourceSpan? Span, string Message, bool IsWarning = false)
{
    /// <summary>Converts a diagnostic of the compiler.</summary>
    /// <param name="found">The diagnostic of the compiler, whose span counts bytes.</param>
    /// <param name="path">The file as Roslyn names it.</param>
    /// <param name="source">The bytes that were compiled.</param>
    public static LocatedDiagnostic In(LuaDiagnostic found, string path, byte[] source)
    {
        SourceSpan? span = found.Span is { } bytes ? bytes.InCharacters(source)
            : found.Line > 0 ? new SourceSpan(0, 0, found.Line, 1, found.Line, 1)
            : null;
        return new LocatedDiagnostic(found.Id, path, span, found.Message);
    }

    /// <summary>Converts the diagnostic to Roslyn's type.</summary>
    public RoslynDiagnostic ToRoslyn()
    {
        DiagnosticDescriptor rule = RoslynDiagnostics.RuleOf(Id);
        return IsWarning
            ? RoslynDiagnostic.Create(rule, Place(), DiagnosticSeverity.Warning, null, null, Message)
            : RoslynDiagnostic.Create(rule, Place(), Message);
    }

    Location Place()
    {
        if (Path is null)
            return Location.None;
        if (Span is not { } span)
            return Location.Create(Path, default, default);

        // Use lines as Lua counts them. Roslyn also ends a line at U+0085, U+2028 and U+2029.
        var lines = new LinePositionSpan(
            new LinePosition(span.Line - 1, span.Column - 1),
            new LinePosition(span.EndLine - 1, span.EndColumn - 1));
        return Location.Create(Path, new TextSpan(span.Start, span.Length), lines);
    }
}

/// <summary>The Roslyn descriptors of all rules.</summary>
static class RoslynDiagnostics
{
    const string Lua = "Lua", Image = "Lfs.Image", Project = "Lfs.Project";

    static readonly DiagnosticDescriptor LuaSyntaxError = new(
        "LFS0001", "The Lua text is not a valid program", "{0}", Lua, DiagnosticSeverity.Error, true,
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    static readonly DiagnosticDescriptor NumberOutOfRange = new(
        "LFS0002", "A numeric literal the target cannot hold", "{0}", Lua, DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor ImageTooLarge = new(
        "LFS0101", "The image is larger than the LFS region", "{0}", Image, DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor TooManyModules = new(
        "LFS0102", "More modules than the target can index", "{0}", Image, DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor DuplicateModule = new(
        "LFS0103", "Two files make the same module name", "{0}", Image, DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor BadChunk = new(
        "LFS0104", "A precompiled chunk is damaged or of another target", "{0}", Image,
        DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor BadImage = new(
        "LFS0105", "An image is damaged or of another build", "{0}", Image, DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor SystemMismatch = new(
        "LFS0106", "The image does not go with the System image", "{0}", Image,
        DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor OverBudget = new(
        "LFS0107", "The image is larger than its budget", "{0}", Image, DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor AccessorCollision = new(
        "LFS0301", "Two modules want the same C# name", "{0}", Project, DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor BadProjectValue = new(
        "LFS0302", "A property or item metadata cannot be used", "{0}", Project,
        DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor NameEndsAtDot = new(
        "LFS0303", "A module's name ends at a dot of its file's name", "{0}", Project,
        DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor BadFlashPlan = new(
        "LFS0304", "The regions of the flash overlap or do not fit", "{0}", Project,
        DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor BadFileName = new(
        "LFS0305", "A file cannot have its name on the device", "{0}", Project,
        DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor FilesTooLarge = new(
        "LFS0306", "The files do not fit into the file system", "{0}", Project,
        DiagnosticSeverity.Error, true);

    static readonly DiagnosticDescriptor BadFirmware = new(
        "LFS0307", "The firmware cannot be combined with image and files", "{0}", Project,
        DiagnosticSeverity.Error, true);

    /// <summary>Several assemblies have accessors of the same name.</summary>
    internal static readonly DiagnosticDescriptor AccessorClash = new(
        "LFS0314", "Several assemblies have accessors of the same name", "{0}", Project,
        DiagnosticSeverity.Warning, true);

    static readonly DiagnosticDescriptor UnknownAnnotation = new(
        "LFS0401", "An annotation has a name that is not known", "{0}", Lua, DiagnosticSeverity.Info, true);

    static readonly DiagnosticDescriptor BrokenAnnotation = new(
        "LFS0402", "An annotation cannot be read", "{0}", Lua, DiagnosticSeverity.Info, true);

    static readonly DiagnosticDescriptor StrayAnnotation = new(
        "LFS0403", "An annotation names what is not there", "{0}", Lua, DiagnosticSeverity.Info, true);

    /// <summary>The rules about single files, which the analyzer reports as the user types.</summary>
    public static DiagnosticDescriptor[] OfFiles =>
        [LuaSyntaxError, NumberOutOfRange, UnknownAnnotation, BrokenAnnotation, StrayAnnotation];

    public static DiagnosticDescriptor RuleOf(DiagnosticId id) => id switch
    {
        DiagnosticId.LuaSyntaxError => LuaSyntaxError,
        DiagnosticId.NumberOutOfRange => NumberOutOfRange,
        DiagnosticId.ImageTooLarge => ImageTooLarge,
        DiagnosticId.TooManyModules => TooManyModules,
        DiagnosticId.DuplicateModule => DuplicateModule,
        DiagnosticId.BadChunk => BadChunk,
        DiagnosticId.BadImage => BadImage,
        DiagnosticId.SystemMismatch => SystemMismatch,
        DiagnosticId.OverBudget => OverBudget,
        DiagnosticId.AccessorCollision => AccessorCollision,
        DiagnosticId.BadProjectValue => BadProjectValue,
        DiagnosticId.NameEndsAtDot => NameEndsAtDot,
        DiagnosticId.BadFlashPlan => BadFlashPlan,
        DiagnosticId.BadFileName => BadFileName,
        DiagnosticId.FilesTooLarge => FilesTooLarge,
        DiagnosticId.BadFirmware => BadFirmware,
        DiagnosticId.AccessorClash => AccessorClash,
        DiagnosticId.UnknownAnnotation => UnknownAnnotation,
        DiagnosticId.BrokenAnnotation => BrokenAnnotation,
        DiagnosticId.StrayAnnotation => StrayAnnotation,
        _ => LintRules.RuleOf(id),
    };
}
