using System.Text;
using Lfs.Analysis;
using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using LuaDiagnostic = Lfs.Compiler.Diagnostics.Diagnostic;

namespace Lfs.Generator;

/// <summary>The project's properties that the generator uses.</summary>
/// <param name="Project">The settings of the image.</param>
/// <param name="Namespace">From <c>LfsNamespace</c>; without it <c>Lfs</c> in an application, and in a
/// library its root namespace, so that several assemblies with Lua do not clash in one program.</param>
/// <param name="ClassName">From <c>LfsAccessorClass</c>.</param>
/// <param name="Visibility">From <c>LfsAccessorVisibility</c>.</param>
/// <param name="ReportsSyntax"> True if the generator must report errors in single files, because no analyzer
/// does: analyzers are off, or <c>LfsSyntaxFrom</c>, which our targets set, is missing.
/// </param>
/// <param name="HotReload">Whether a running program gets Lua files that are saved.</param>
/// <param name="Problems">The diagnostics of invalid properties.</param>
sealed record Settings(
    ProjectSettings Project, string Namespace, string ClassName, string Visibility,
    bool ReportsSyntax, HotReload HotReload, ValueList<LocatedDiagnostic> Problems)
{
    /// <summary>The namespace and the class of the accessors where the project does not choose.</summary>
    public const string ApplicationNamespace = "Lfs", UsualClass = "Modules";

    /// <summary>The names of the classes that every project has.</summary>
    public ClassNames Classes => new(ClassName, ClassNames.SetOf(ClassName), ResourceClass);

    /// <summary>True if the project has <c>SpiffsFile</c> items.</summary>
    public bool HasFiles { get; init; }

    /// <summary>
    /// True if the build task has failed. It has reported its errors, and the compiler runs only for those
    /// of C#.
    /// </summary>
    public bool TaskHasFailed { get; init; }

    /// <summary>True if the generated code recompiles Lua files that are saved. The generator knows no System
    /// image, so a program beside one is restarted instead.</summary>
    public bool ReloadsLua => HotReload != HotReload.Never && Project.SystemImage.Length == 0;

    /// <summary>The properties that decide the image, with their values as they are set.</summary>
    public ValueList<(string Name, string Value)> OfImage { get; init; }

    /// <summary>From <c>LfsResourceClass</c>.</summary>
    public string ResourceClass { get; init; } = "";

    /// <summary>The names of the <c>LfsResource</c> items.</summary>
    public ValueList<string> Resources { get; init; }

    /// <summary>The names of the <c>SpiffsFile</c> items.</summary>
    public ValueList<string> SpiffsFiles { get; init; }

    /// <summary>From <c>LfsDeviceModules</c>; empty if it is not set.</summary>
    public ValueList<string> DeviceModules { get; init; }

    static readonly string[] ImageProperties =
    [
        "LfsLuaVersion", "LfsNumberBits", "LfsIntegerOnly", "LfsSize", "LfsSizeCheck", "LfsBaseAddress",
        "LfsHashSeed",
    ];

    static bool IsTrue(string value) => value.Equals("true", StringComparison.OrdinalIgnoreCase);

    public static Settings Read(AnalyzerConfigOptions options)
    {
        string Property(string name) =>
            options.TryGetValue("build_property." + name, out string? value) ? value : "";

        var problems = new List<LuaDiagnostic>();
        ProjectSettings project = ProjectSettings.Read(Property, problems);
        bool taskHasFailed = Property("LfsTaskFailed") == "true";
        if (taskHasFailed)
            problems.Clear();
        string space = ReadName(
            Property, "LfsNamespace", DefaultNamespace(Property("LfsDefaultNamespace")), IsNamespace,
            "a C# namespace", problems);
        string name = ReadName(
            Property, "LfsAccessorClass", UsualClass, IsIdentifier, "a C# identifier", problems);
        string resourceClass = ReadName(
            Property, "LfsResourceClass", "Resources", text => IsIdentifier(text) && text != name,
            "a C# identifier other than LfsAccessorClass", problems);
        string visibility = ReadName(
            Property, "LfsAccessorVisibility", "public", text => text is "public" or "internal",
            "public or internal", problems);
        return new Settings(
            project, space, name, visibility,
            Property("LfsSyntaxFrom") != "Analyzer",
            ReadHotReload(Property("LfsHotReload")),
            new ValueList<LocatedDiagnostic>(problems.Select(InProject)))
        {
            HasFiles = IsTrue(Property("LfsHasSpiffsFiles")),
            OfImage = new ValueList<(string, string)>(
                ImageProperties.Select(name => (name, Property(name))).Where(pair => pair.Item2.Length > 0)),
            TaskHasFailed = taskHasFailed,
            ResourceClass = resourceClass,
            Resources = ReadNames(Property("LfsResourceNames")),
            SpiffsFiles = ReadNames(Property("LfsSpiffsFileNames")),
            DeviceModules = new ValueList<string>(Property("LfsDeviceModules").Split(
                [',', ';', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)),
        };
    }

    /// <summary>The diagnostics that the build task, which reports errors only, has not reported.</summary>
    public IEnumerable<LocatedDiagnostic> Unreported(IEnumerable<LocatedDiagnostic> found) =>
        TaskHasFailed ? found.Where(one => one.Id.Severity() == DiagnosticSeverity.Warning) : found;

    /// <summary>True if C# accepts the name without an escape.</summary>
    public static bool IsIdentifier(string name) =>
        SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;

    // Our targets list the names as Base64, because the compiler's options end a value at ; and #.
    static ValueList<string> ReadNames(string list) => new ValueList<string>(list
        .Split([','], StringSplitOptions.RemoveEmptyEntries)
        .Select(DecodeBase64)
        .Where(name => name.Length > 0)
        .Distinct(StringComparer.Ordinal)
        .OrderBy(name => name, StringComparer.Ordinal));

    /// <summary>The UTF-8 text in a Base64 value; empty if it is none, because the user set it and not our
    /// targets.</summary>
    public static string DecodeBase64(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            return "";
        }
    }

    /// <summary>A namespace that C# accepts, made of a project's name as the SDK's templates do it.</summary>
    static string DefaultNamespace(string root)
    {
        string[] parts = root.Split(['.'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 ? ApplicationNamespace : string.Join(".", parts.Select(Identifier));

        static string Identifier(string part)
        {
            string name = string.Concat(
                part.Select(c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_'));
            return IsIdentifier(name) ? name : "_" + name;
        }
    }

    static HotReload ReadHotReload(string value) => value.Equals("watch", StringComparison.OrdinalIgnoreCase)
        ? HotReload.UnderWatch
        : IsTrue(value) ? HotReload.Always : HotReload.Never;

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

/// <summary>Whether a running program gets Lua files that are saved.</summary>
enum HotReload
{
    /// <summary>It does not look for any.</summary>
    Never,

    /// <summary>It looks if <c>dotnet watch</c> has started it.</summary>
    UnderWatch,

    /// <summary>It looks.</summary>
    Always,
}

/// <summary>The names of the generated classes that every project has.</summary>
/// <param name="Modules">The static class of the modules.</param>
/// <param name="Set">The class of the modules of one device.</param>
/// <param name="Resources">The class of the names of resources.</param>
sealed record ClassNames(string Modules, string Set, string Resources)
{
    /// <summary>The name of the class of one device: <c>Modules</c> makes <c>ModuleSet</c>.</summary>
    public static string SetOf(string modules) => modules.TrimEnd('s') is { Length: > 0 } stem
        ? stem + "Set"
        : modules + "Set";
}
