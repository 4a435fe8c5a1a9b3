using System.Globalization;

namespace Lfs.Compiler.Diagnostics;

/// <summary>The diagnostics of the product. They are documented in <c>docs/diagnostics.md</c>.</summary>
/// <remarks>00xx syntax, 01xx image, 02xx lint, 03xx names and project, 04xx annotations.</remarks>
public enum DiagnosticId
{
    /// <summary>The Lua text is not a valid program.</summary>
    LuaSyntaxError = 1,

    /// <summary>The target cannot hold a numeric literal.</summary>
    NumberOutOfRange = 2,

    /// <summary>The image is larger than the LFS region.</summary>
    ImageTooLarge = 101,

    /// <summary>There are more modules than the target can index.</summary>
    TooManyModules = 102,

    /// <summary>Two files have the same module name.</summary>
    DuplicateModule = 103,

    /// <summary>The file is not a precompiled chunk of this target, or it is damaged.</summary>
    BadChunk = 104,

    /// <summary>The image is damaged or made for another build.</summary>
    BadImage = 105,

    /// <summary>The Application image does not match the System image.</summary>
    SystemMismatch = 106,

    /// <summary>The image is larger than the project allows itself.</summary>
    OverBudget = 107,

    /// <summary>No module of the project, file or part of the device has the name.</summary>
    UnknownModule = 201,

    /// <summary>A module from flash is called without a look whether it is there.</summary>
    UncheckedModule = 202,

    /// <summary>The program reloads the image at every start.</summary>
    ReloadLoop = 203,

    /// <summary>A file of the device hides a module of the image.</summary>
    ShadowedModule = 204,

    /// <summary>A global is assigned to where a local was probably meant.</summary>
    AccidentalGlobal = 205,

    /// <summary>A global is read that nothing defines.</summary>
    UndefinedGlobal = 206,

    /// <summary>A local variable is never read.</summary>
    UnusedLocal = 207,

    /// <summary>A local variable hides another.</summary>
    ShadowedLocal = 208,

    /// <summary>A function of another module gets too many or too few arguments.</summary>
    WrongArguments = 209,

    /// <summary>The target lacks a function or field of its libraries.</summary>
    MissingApi = 210,

    /// <summary>Strings take RAM that could be in flash.</summary>
    StringsInRam = 211,

    /// <summary>A statement is never reached.</summary>
    UnreachableCode = 212,

    /// <summary>Two modules want the same C# name; one was renamed.</summary>
    AccessorCollision = 301,

    /// <summary>A module name or property of the project cannot be used.</summary>
    BadProjectValue = 302,

    /// <summary>A module name was cut at the first of several dots in its file name.</summary>
    NameEndsAtDot = 303,

    /// <summary>The regions of the flash overlap or do not fit.</summary>
    BadFlashPlan = 304,

    /// <summary>A file cannot have its name on the device.</summary>
    BadFileName = 305,

    /// <summary>The files do not fit into the file system.</summary>
    FilesTooLarge = 306,

    /// <summary>The firmware cannot be combined with image and files.</summary>
    BadFirmware = 307,

    /// <summary>Several assemblies have accessors of the same name.</summary>
    AccessorClash = 314,

    /// <summary>An annotation has a name that is not known.</summary>
    UnknownAnnotation = 401,

    /// <summary>An annotation cannot be read.</summary>
    BrokenAnnotation = 402,

    /// <summary>An annotation names what is not there.</summary>
    StrayAnnotation = 403,
}

/// <summary>The effect of a diagnostic on the result.</summary>
public enum DiagnosticSeverity
{
    /// <summary>There is no result.</summary>
    Error,

    /// <summary>There is a result, the same as the reference's, but probably not the intended one.</summary>
    Warning,

    /// <summary>The program is right, and could be better. A build does not show it.</summary>
    Info,

    /// <summary>A matter of style, which is shown to nobody who does not ask for it.</summary>
    Hidden,
}

/// <summary>The code and the severity of each <see cref="DiagnosticId"/>.</summary>
public static class DiagnosticIds
{
    /// <summary>The code that users see and configure, such as <c>LFS0001</c>.</summary>
    public static string Code(this DiagnosticId id) => "LFS" + Digits(id);

    /// <summary>The severity of a diagnostic. Nothing else decides it.</summary>
    public static DiagnosticSeverity Severity(this DiagnosticId id) => id switch
    {
        DiagnosticId.NumberOutOfRange or DiagnosticId.AccessorCollision or DiagnosticId.NameEndsAtDot
            or DiagnosticId.AccessorClash => DiagnosticSeverity.Warning,
        DiagnosticId.UnusedLocal or DiagnosticId.StringsInRam or DiagnosticId.UnreachableCode =>
            DiagnosticSeverity.Info,
        DiagnosticId.UnknownAnnotation or DiagnosticId.BrokenAnnotation or DiagnosticId.StrayAnnotation =>
            DiagnosticSeverity.Info,
        DiagnosticId.ShadowedLocal => DiagnosticSeverity.Hidden,
        >= DiagnosticId.UnknownModule and <= DiagnosticId.UnreachableCode => DiagnosticSeverity.Warning,
        _ => DiagnosticSeverity.Error,
    };

    static string Digits(DiagnosticId id) => ((int)id).ToString("D4", CultureInfo.InvariantCulture);
}
