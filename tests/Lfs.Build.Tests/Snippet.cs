using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Build.Tests;

/// <summary>An example in C# of a document: a program, or a class with tests.</summary>
/// <remarks>
/// The folder <c>snippets</c> has for each document what its examples need beside their own text: <c>Prelude.cs</c>, a
/// class whose static members they use as variables; <c>lua</c>, the modules of the project, beside the Lua files that
/// the document shows; and other files. An example is compiled as a file of that project, with the accessors of the
/// modules, and runs there as a program of its own.
/// A line that ends with <c>//&gt; text</c> prints that text. A comment <c>printed above</c> in the document says that
/// the block below it is what the example prints. Without either, the output does not matter.
/// </remarks>
sealed class Snippet(Fence fence)
{
    const string Marker = "//> ";

    // What the SDK gives with ImplicitUsings.
    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp12);

    static string Home => Repo.PathOf("tests/Lfs.Build.Tests/snippets");

    /// <summary>The files that stand for the project of the example.</summary>
    string Project { get; } = Path.Combine(Home, fence.Document.StartsWith("src/", StringComparison.Ordinal)
        ? fence.Document.Split('/')[1]
        : Path.GetFileNameWithoutExtension(fence.Document));

    /// <summary>The Lua modules: those of the project, and those that the document shows.</summary>
    IEnumerable<(string Path, string Lua)> Modules => LuaFiles
        .Where(file => file.Path.StartsWith("lua/", StringComparison.Ordinal))
        .Concat(FilesOf("lua").Select(file => ("lua/" + Path.GetFileName(file), File.ReadAllText(file))));

    /// <summary>The Lua files that the document shows.</summary>
    IEnumerable<(string Path, string Lua)> LuaFiles => Documents.FencesOf(fence.Document)
        .Where(shown => shown is { Language: "lua", File: not null })
        .Select(shown => (shown.File!, shown.Text));

    /// <summary>What the document says that it prints; null if it does not say.</summary>
    public string? Shown
    {
        get
        {
            string[] lines = fence.Printed is { } printed
                ? printed.TrimEnd().Split('\n')
                : [.. fence.Text.Split('\n')
                    .Where(line => line.Contains(Marker, StringComparison.Ordinal))
                    .Select(line => line[(line.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..])];
            return lines.Length == 0 ? null : Documents.PatternOf(lines);
        }
    }

    /// <summary>Compiles and runs it.</summary>
    /// <param name="host">A folder with the libraries.</param>
    /// <returns>What it printed.</returns>
    public string Run(SnippetHost host)
    {
        string folder = host.MakeFolder();
        IEnumerable<(string Path, string Text)> files = FilesOf("")
            .Where(file => !file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => (Path.GetRelativePath(Project, file), File.ReadAllText(file)));
        foreach ((string path, string text) in files.Concat(LuaFiles))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllText(Path.Combine(folder, path), text);
        }
        byte[]? image = ImageOf([.. Modules]);
        if (image is not null)
            File.WriteAllBytes(Path.Combine(folder, "lfs.img"), image);
        string source = Path.Combine(folder, "Snippet.cs");
        string project = Path.Combine(folder, "Snippet.csproj");
        File.WriteAllText(project, "<Project />");

        string assembly = host.NewAssembly();
        // As the package Lfs.Testing.Xunit lets the build do.
        string place = Path.GetRelativePath(Path.GetDirectoryName(assembly)!, project).Replace('\\', '/');
        string attribute = $"""[assembly: System.Reflection.AssemblyMetadata("Lfs.Testing.Project", "{place}")]""";
        CSharpCompilation compilation = Compile(source, host.References)
            .AddSyntaxTrees(Parse(attribute, "AssemblyInfo.cs"));
        using (FileStream stream = File.Create(assembly))
        {
            EmitResult emitted = compilation.Emit(
                stream,
                manifestResources: image is null
                    ? []
                    : [new ResourceDescription("Lfs.Image", () => new MemoryStream(image), isPublic: true)],
                options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
            string[] wrong = [.. emitted.Diagnostics
                .Where(found => found.Severity > DiagnosticSeverity.Info)
                .Select(found => Describe(found, source))];
            Assert.True(wrong.Length == 0, string.Join("\n", wrong));
        }

        (int exitCode, string output) = host.Run(assembly, folder);
        Assert.True(exitCode == 0, $"{fence.Place} ends with {exitCode}:\n{output}");
        return output.Replace("\r", "").TrimEnd() + "\n";
    }

    CSharpCompilation Compile(string source, IEnumerable<MetadataReference> references)
    {
        var project = new LuaProject(Language.LanguageVersion);
        foreach ((string path, string lua) in Modules)
            project.With(path, lua);
        Compilation generated = project.Compile();
        // All but the empty program of the project.
        IEnumerable<SyntaxTree> accessors = Modules.Any() ? generated.SyntaxTrees.Skip(1) : [];

        SyntaxTree example = Parse(fence.Text, source);
        List<SyntaxTree> trees = [example, Parse(Usings, "Usings.cs"), .. accessors];
        string prelude = Path.Combine(Project, "Prelude.cs");
        if (File.Exists(prelude))
            trees.Add(Parse(File.ReadAllText(prelude), prelude));
        if (!example.GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Any())
        {
            string facts = Path.Combine(Home, "Facts.cs");
            trees.Add(Parse(File.ReadAllText(facts), facts));
        }
        return CSharpCompilation.Create(
            "Snippet", trees, references, generated.Options is CSharpCompilationOptions options
                ? options
                    .WithOutputKind(OutputKind.ConsoleApplication)
                    // As the SDK: a package may be built against an older framework.
                    .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress)])
                : null);
    }

    static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Language, path);

    string Describe(Diagnostic found, string source)
    {
        FileLinePositionSpan at = found.Location.GetLineSpan();
        string place = at.Path == source
            ? $"{fence.Document}:{fence.Line + at.StartLinePosition.Line + 1}"
            : $"{fence.Place}, {at.Path}:{at.StartLinePosition.Line + 1}";
        return $"{place}: {found.Id}: {found.GetMessage()}";
    }

    IEnumerable<string> FilesOf(string folder) => Directory.Exists(Path.Combine(Project, folder))
        ? Directory.EnumerateFiles(Path.Combine(Project, folder), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
        : [];

    static byte[]? ImageOf((string Path, string Lua)[] modules)
    {
        if (modules.Length == 0)
            return null;
        LuaTarget target = LuaTarget.Lua51;
        var options = new CompileOptions(target);
        IEnumerable<Proto> functions = modules.Select(module => LfsCompiler
            .Compile(LuaSource.FromFile(module.Path, Encoding.UTF8.GetBytes(module.Lua)), options).Main!);
        IEnumerable<LuaString> names = modules
            .Select(module => LuaString.FromText(Path.GetFileNameWithoutExtension(module.Path)));
        return LfsCompiler.Link([.. functions], new ImageOptions(target), [.. names]).Image!.ToBytes();
    }
}

/// <summary>A folder with the libraries of the product, where the examples run.</summary>
public sealed class SnippetHost : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lfs-snippets-").FullName;
    int _count;

    public SnippetHost()
    {
        Directory.CreateDirectory(Bin);
        string[] libraries = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(IsLibrary)];
        foreach (string file in libraries)
            File.Copy(file, Path.Combine(Bin, Path.GetFileName(file)));
        File.WriteAllText(Settings, $$"""
            {
              "runtimeOptions": {
                "tfm": "net{{Environment.Version.Major}}.0",
                "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version.Major}}.0.0" },
                "configProperties": { "System.Globalization.Invariant": true }
              }
            }
            """);
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        References =
        [
            .. trusted.Split(Path.PathSeparator)
                .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
                .Concat(libraries)
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];
    }

    /// <summary>What an example may use.</summary>
    internal IReadOnlyList<MetadataReference> References { get; }

    string Bin => Path.Combine(_folder, "bin");

    string Settings => Path.Combine(Bin, "snippet.json");

    /// <summary>The path of an assembly that is not there yet.</summary>
    internal string NewAssembly() => Path.Combine(Bin, $"snippet{++_count}.dll");

    /// <summary>An empty folder.</summary>
    internal string MakeFolder() => Directory.CreateDirectory(Path.Combine(_folder, $"project{_count + 1}")).FullName;

    /// <summary>Runs a program in a folder.</summary>
    internal (int ExitCode, string Output) Run(string assembly, string folder) =>
        Dotnet.Run(folder, "exec", "--runtimeconfig", Settings, assembly);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static bool IsLibrary(string path)
    {
        string name = Path.GetFileName(path);
        return name.StartsWith("Lfs.", StringComparison.Ordinal) && !name.Contains("Tests", StringComparison.Ordinal)
            || name.StartsWith("Esp8266.", StringComparison.Ordinal)
            || name.StartsWith("xunit.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);
    }
}
