using System.Globalization;
using System.Text;
using CsCheck;
using Lfs.Generator;
using Lfs.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit.Abstractions;

namespace Lfs.Build.Tests;

/// <summary>Whatever a Lua file says, its accessors are C# that compiles, and the analyzer reads it.</summary>
/// <remarks><c>LFS_LUA_FILES</c> names a folder with more Lua files: any program, in any style.</remarks>
public class AnyModuleTests(ITestOutputHelper output)
{
    /// <summary>Modules of one project: an image of 5.3 has no room for more.</summary>
    const int Together = 200;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void The_accessors_of_each_file_compile(string version)
    {
        string[] files =
        [
            .. FilesIn(Repo.PathOf("tests")), .. FilesIn(Repo.PathOf("sample-project")),
            .. Environment.GetEnvironmentVariable("LFS_LUA_FILES") is { } corpus ? FilesIn(corpus) : [],
        ];

        string[] wrong = [.. files.Chunk(Together).SelectMany(some => WrongIn(some, version))];

        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
        Assert.InRange(files.Length, 500, int.MaxValue);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Length} files"));
    }

    [Theory]
    [InlineData("5.1", LanguageVersion.CSharp9)]
    [InlineData("5.3", LanguageVersion.Latest)]
    public void The_accessors_of_any_types_compile(string version, LanguageVersion language) =>
        AnnotatedModules.Any.Sample(
            lua =>
            {
                LuaProject project = new LuaProject(language).Set("LfsLuaVersion", version).With("lua/any.lua", lua);
                string[] wrong = [.. WrongIn(project)];
                Assert.True(wrong.Length == 0, $"{string.Join("\n", wrong)}\n{lua}");
            },
            threads: 1);

    static IEnumerable<string> FilesIn(string folder) => Directory
        .EnumerateFiles(folder, "*.lua", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    static IEnumerable<string> WrongIn(string[] files, string version)
    {
        LuaProject project = new LuaProject(LanguageVersion.CSharp9).Set("LfsLuaVersion", version);
        for (int i = 0; i < files.Length; i++)
        {
            using FileStream file = File.OpenRead(files[i]);
            string name = $"m{i}_{Path.GetFileNameWithoutExtension(files[i])}";
            project.With(files[i], SourceText.From(file, Encoding.UTF8), ("ModuleName", name));
        }
        return WrongIn(project);
    }

    static IEnumerable<string> WrongIn(LuaProject project)
    {
        GeneratorRunResult run = project.Run(tracksSteps: false).GetRunResult().Results[0];
        if (run.Exception is { } exception)
            yield return exception.ToString();
        // AD0001: the analyzer has thrown.
        IEnumerable<Diagnostic> thrown = project.Analyze(new LuaAnalyzer()).Where(found => found.Id == "AD0001");
        foreach (Diagnostic found in project.Compile().GetDiagnostics().Concat(thrown))
        {
            if (found.Severity >= DiagnosticSeverity.Warning)
                yield return $"{found}\n{LineOf(found)}";
        }
    }

    static string LineOf(Diagnostic found)
    {
        int line = found.Location.GetLineSpan().StartLinePosition.Line;
        return found.Location.SourceTree?.GetText().Lines[line].ToString() ?? "";
    }
}
