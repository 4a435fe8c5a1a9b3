using Lfs.Tests;
using Microsoft.CodeAnalysis;

namespace Lfs.Build.Tests;

/// <summary>The C# that is generated for shapes of modules: read, compiled and called.</summary>
public class AccessorTests
{
    public static TheoryData<string> Names => [.. AccessorCases.Names];

    public static TheoryData<string, string> Runs
    {
        get
        {
            var runs = new TheoryData<string, string>();
            foreach (string name in AccessorCases.Names)
            {
                foreach (string target in AccessorCases.TargetsOf(name))
                    runs.Add(name, target);
            }
            return runs;
        }
    }

    [Fact]
    public void There_are_cases() => Assert.InRange(AccessorCases.Names.Count(), 30, 100);

    [Theory]
    [MemberData(nameof(Names))]
    public void Writes(string name)
    {
        string target = AccessorCases.TargetsOf(name).First();
        GeneratorDriverRunResult result = AccessorCases.ProjectOf(name, target).Run().GetRunResult();

        string diagnostics = string.Concat(result.Diagnostics.Select(found => $"// {found.Id} {found.GetMessage()}\n"));
        IEnumerable<string> sources = result.Results[0].GeneratedSources
            .Where(source => source.HintName != "Lfs.Image.g.cs")
            .Select(source => Interesting(source.SourceText.ToString()));
        Golden.Check(typeof(AccessorTests), diagnostics + string.Join("\n", sources), "cs", name);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Calls(string name, string target)
    {
        Assert.Equal(AccessorCases.ExpectedOf(name), AccessorCases.Run(name, target));
    }

    // Without what every project has: the golden of GeneratorTests has it.
    static string Interesting(string source)
    {
        string text = source.Replace(typeof(Lfs.Generator.LfsGenerator).Assembly.GetName().Version!.ToString(), "(version)");
        int device = text.IndexOf("        /// <summary>The device that runs the modules, booted", StringComparison.Ordinal);
        int methods = text.IndexOf("                    return _default;", StringComparison.Ordinal);
        int names = text.IndexOf("        /// <summary>The names of the modules in the image.", StringComparison.Ordinal);
        int set = text.IndexOf("    /// <summary>The Lua modules of this project on one device.", StringComparison.Ordinal);
        return device < 0 ? text : text[..device] + "        ...\n" + text[methods..names] + "        ...\n    }\n\n" + text[set..];
    }
}
