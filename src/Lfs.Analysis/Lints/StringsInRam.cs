using System.Text;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>LFS0211: the strings of a file that is loaded into RAM, which cost no RAM if a module of the
/// image has them.</summary>
static class StringsInRam
{
    /// <summary>Less than this is not worth a module of strings.</summary>
    const int LeastBytes = 128;

    /// <summary>The record of a string in RAM, and the zero behind its bytes.</summary>
    /// <remarks>Source: lobject.h of 5.1, <c>TString</c>.</remarks>
    const int StringBytes = 16 + 1;

    /// <summary>The strings that a message names.</summary>
    const int MostNamed = 3;

    /// <summary>Checks the strings of a file.</summary>
    public static void Check(FileFacts file, ProjectFacts project, List<Diagnostic> findings)
    {
        if (file.File.IsInImage || !project.Files.Any(other => other.File.IsInImage))
            return;
        List<string> strings = [.. file.Strings.Where(text => !project.ImageStrings.Contains(text))];
        int bytes = strings.Sum(BytesOf);
        if (bytes < LeastBytes)
            return;
        IEnumerable<string> largest = strings
            .OrderByDescending(BytesOf)
            .ThenBy(text => text, StringComparer.Ordinal)
            .Take(MostNamed)
            .Select(text => $"'{text.Replace("\n", "\\n").Replace("\r", "\\r")}'");
        findings.Add(new Diagnostic(
            DiagnosticId.StringsInRam, null, null, 0,
            $"the {strings.Count} strings of this file that no module of the image has take about {bytes} "
            + $"bytes of RAM while it is loaded: {string.Join(", ", largest)}"
            + (strings.Count > MostNamed ? ", …" : "")));
    }

    static int BytesOf(string text) => StringBytes + Encoding.UTF8.GetByteCount(text);
}
