using System.Globalization;

namespace Lfs.Compiler.Diagnostics;

/// <summary>The diagnostics of the product. They are documented in <c>docs/diagnostics.md</c>.</summary>
/// <remarks>00xx syntax, 01xx image, 02xx lint, 03xx names and project.</remarks>
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
}

/// <summary>The effect of a diagnostic on the result.</summary>
public enum DiagnosticSeverity
{
    /// <summary>There is no result.</summary>
    Error,

    /// <summary>There is a result, the same as the reference's, but probably not the intended one.</summary>
    Warning,
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
        _ => DiagnosticSeverity.Error,
    };

    static string Digits(DiagnosticId id) => ((int)id).ToString("D4", CultureInfo.InvariantCulture);
}
