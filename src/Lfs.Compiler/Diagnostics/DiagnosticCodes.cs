using System.Globalization;

namespace Lfs.Compiler.Diagnostics;

/// <summary>What the build and the IDE show of a <see cref="DiagnosticId"/> besides its message.</summary>
public static class DiagnosticCodes
{
    const string Documentation = "docs/diagnostics.md";

    /// <summary>The code that users see and configure, such as <c>LFS0001</c>.</summary>
    public static string Code(this DiagnosticId id) =>
        "LFS" + ((int)id).ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>Where cause and cure are written down.</summary>
    public static string HelpLink(this DiagnosticId id) =>
        Documentation + "#lfs" + ((int)id).ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>True if the finding does not keep an image from being made.</summary>
    public static bool IsWarning(this DiagnosticId id) =>
        id is DiagnosticId.NumberOutOfRange or DiagnosticId.AccessorCollision;
}
