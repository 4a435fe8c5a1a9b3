using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Lfs.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Build.Tests;

/// <summary>A C# project with Lua files, as the compiler sees it.</summary>
/// <param name="version">The C# that it is written in.</param>
sealed class LuaProject(LanguageVersion version = LanguageVersion.Default) : AnalyzerConfigOptionsProvider
{
    readonly Dictionary<string, LuaText> _files = [];
    readonly Dictionary<string, Values> _metadata = [];
    readonly Values _properties = new();

    public CSharpCompilation Compilation { get; private set; } = CSharpCompilation.Create(
        "Sample",
        [CSharpSyntaxTree.ParseText("class Program { }", new CSharpParseOptions(version))],
        References(),
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public override AnalyzerConfigOptions GlobalOptions => _properties;

    public LuaProject With(string path, string lua, params (string Name, string Value)[] metadata) =>
        With(path, SourceText.From(lua, new UTF8Encoding(false)), metadata);

    public LuaProject With(string path, SourceText lua, params (string Name, string Value)[] metadata)
    {
        _files[path] = new LuaText(path, lua);
        var values = new Values();
        values.Map["build_metadata.LuaModule.ModuleName"] = Path.GetFileNameWithoutExtension(path);
        values.Map["build_metadata.LuaModule.ChunkPath"] = path;
        foreach ((string name, string value) in metadata)
            values.Map["build_metadata.LuaModule." + name] = value;
        _metadata[path] = values;
        return this;
    }

    /// <summary>Adds what the build would list of the sources.</summary>
    public LuaProject WithList(string line)
    {
        const string List = "obj/inputs.lfs-sources";
        _files[List] = new LuaText(List, SourceText.From(line + "\n"));
        _metadata[List] = new Values();
        return this;
    }

    /// <summary>Adds C#.</summary>
    public LuaProject With(string csharp)
    {
        Compilation = Compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(csharp, new CSharpParseOptions(version)));
        return this;
    }

    public LuaProject Set(string property, string value)
    {
        _properties.Map["build_property." + property] = value;
        return this;
    }

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values();

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _metadata[textFile.Path];

    /// <summary>The text of a file.</summary>
    public SourceText TextOf(string path) => _files[path].GetText();

    /// <summary>A driver that has run once.</summary>
    /// <param name="tracksSteps">Whether it tells what it did; an IDE does not ask.</param>
    public GeneratorDriver Run(bool tracksSteps = true) => CSharpGeneratorDriver.Create(
        [new LfsGenerator().AsSourceGenerator()],
        _files.Values,
        parseOptions: new CSharpParseOptions(version),
        this,
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, tracksSteps))
        .RunGenerators(Compilation);

    /// <summary>The result of the driver after an edit of a Lua file.</summary>
    public GeneratorDriver Edit(GeneratorDriver driver, string path, string lua) =>
        Edit(driver, path, SourceText.From(lua, new UTF8Encoding(false)));

    /// <summary>The result of the driver after an edit of a Lua file.</summary>
    public GeneratorDriver Edit(GeneratorDriver driver, string path, SourceText lua)
    {
        LuaText before = _files[path];
        _files[path] = new LuaText(path, lua);
        return driver.ReplaceAdditionalText(before, _files[path]).RunGenerators(Compilation);
    }

    /// <summary>The result of the driver after an edit of C#.</summary>
    public GeneratorDriver EditCSharp(GeneratorDriver driver)
    {
        SyntaxTree before = Compilation.SyntaxTrees[0];
        string edited = before.ToString() + " ";
        Compilation = Compilation.ReplaceSyntaxTree(before, CSharpSyntaxTree.ParseText(edited));
        return driver.RunGenerators(Compilation);
    }

    /// <summary>The result of the driver after a change of a property.</summary>
    public GeneratorDriver ReadOptionsAgain(GeneratorDriver driver) =>
        driver.WithUpdatedAnalyzerConfigOptions(new Copy(this)).RunGenerators(Compilation);

    /// <summary>The project with what is generated.</summary>
    public Compilation Compile()
    {
        Run().RunGeneratorsAndUpdateCompilation(Compilation, out Compilation compilation, out _);
        return compilation;
    }

    /// <summary>The analyzer's diagnostics of the Lua files.</summary>
    public ImmutableArray<Diagnostic> Analyze() => Analyze(new LuaAnalyzer());

    /// <summary>The same with an analyzer that may have seen them before, as in an IDE.</summary>
    public ImmutableArray<Diagnostic> Analyze(LuaAnalyzer analyzer)
    {
        var options = new AnalyzerOptions([.. _files.Values], this);
        return Compilation.WithAnalyzers([analyzer], options)
            .GetAnalyzerDiagnosticsAsync()
            .GetAwaiter()
            .GetResult();
    }

    static IEnumerable<MetadataReference> References()
    {
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is { } name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Lfs.Runtime.dll" or "Lfs.Compiler.dll" or "Esp8266.Machine.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
    }

    /// <summary>Changes a file without a driver.</summary>
    public void Edit(string path, string lua) =>
        _files[path] = new LuaText(path, SourceText.From(lua, new UTF8Encoding(false)));

    sealed class LuaText(string path, SourceText lua) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => lua;
    }

    sealed class Values : AnalyzerConfigOptions
    {
        public Dictionary<string, string> Map { get; } = [];

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) =>
            Map.TryGetValue(key, out value);
    }

    /// <summary>Another object of the same values, as an IDE makes it whenever a project changes.</summary>
    sealed class Copy(LuaProject project) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => project.GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => project.GetOptions(tree);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
            project.GetOptions(textFile);
    }
}
