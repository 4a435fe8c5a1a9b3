using Lfs.Compiler;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using LuaDiagnostic = Lfs.Compiler.Diagnostics.Diagnostic;

namespace Lfs.Generator;

/// <summary>The project's properties that the generator uses.</summary>
/// <param name="Project">The settings of the image.</param>
/// <param name="Namespace">From <c>LfsNamespace</c>.</param>
/// <param name="ClassName">From <c>LfsAccessorClass</c>.</param>
/// <param name="Visibility">From <c>LfsAccessorVisibility</c>.</param>
/// <param name="ReportsSyntax"> True if the generator must report errors in single files, because no analyzer
/// does: analyzers are off, or <c>LfsSyntaxFrom</c>, which our targets set, is missing.
/// </param>
/// <param name="IsWatching">True under <c>dotnet watch</c>.</param>
/// <param name="Problems">The diagnostics of invalid properties.</param>
sealed record Settings(
    ProjectSettings Project, string Namespace, string ClassName, string Visibility,
    bool ReportsSyntax, bool IsWatching, EquatableArray<LocatedDiagnostic> Problems)
{
    public static Settings Read(AnalyzerConfigOptions options)
    {
        string Property(string name) =>
            options.TryGetValue("build_property." + name, out string? value) ? value : "";

        var problems = new List<LuaDiagnostic>();
        ProjectSettings project = ProjectSettings.Read(Property, problems);
        string space = ReadName(Property, "LfsNamespace", "Lfs", IsNamespace, "a C# namespace", problems);
        string name = ReadName(
            Property, "LfsAccessorClass", "Modules", IsIdentifier, "a C# identifier", problems);
        string visibility = ReadName(
            Property, "LfsAccessorVisibility", "public", text => text is "public" or "internal",
            "public or internal", problems);
        return new Settings(
            project, space, name, visibility,
            Property("LfsSyntaxFrom") != "Analyzer",
            Property("DotNetWatchBuild").Equals("true", StringComparison.OrdinalIgnoreCase),
            EquatableArray<LocatedDiagnostic>.From(problems.Select(InProject)));
    }

    /// <summary>True if C# accepts the name without an escape.</summary>
    public static bool IsIdentifier(string name) =>
        SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;

    static bool IsNamespace(string name) => name.Split('.').All(IsIdentifier);

    static LocatedDiagnostic InProject(LuaDiagnostic problem) => new(problem.Id, null, null, problem.Message);

    static string ReadName(
        Func<string, string> property, string name, string otherwise,
        Func<string, bool> isRight, string expected, List<LuaDiagnostic> problems)
    {
        string value = property(name).Trim();
        if (value.Length == 0 || isRight(value))
            return value.Length == 0 ? otherwise : value;
        problems.Add(ProjectSettings.BadValue(name, value, expected));
        return otherwise;
    }
}
