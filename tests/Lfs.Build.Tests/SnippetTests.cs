using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>Every example in C# of every document compiles, runs, and prints what the document says.</summary>
/// <remarks>An example that is added to a document is found here. <see cref="Snippet"/> says how one gets what it
/// needs.</remarks>
public sealed class SnippetTests(SnippetHost host) : IClassFixture<SnippetHost>
{
    public static TheoryData<string> Places => [.. Documents.FencesIn("csharp").Select(fence => fence.Place)];

    [Fact]
    public void There_are_examples() => Assert.InRange(Documents.FencesIn("csharp").Count(), 25, 200);

    [Theory]
    [MemberData(nameof(Places))]
    public void Runs(string place)
    {
        var snippet = new Snippet(Documents.FenceAt(place));

        string printed = snippet.Run(host);

        if (snippet.Shown is { } shown)
            Assert.Matches("^" + shown + "$", printed);
    }

    [Theory]
    [InlineData("Console.WriteLine(1);\nint x = ;\n", "docs/limits.md:12: CS1525")]
    [InlineData("int notUsed;\n", "docs/limits.md:11: CS0168")]
    [InlineData("throw new InvalidOperationException(\"as meant\");\n", "as meant")]
    [InlineData("public class Empty;\n", "There is no test.")]
    public void One_that_does_not_work_is_named(string text, string message)
    {
        var snippet = new Snippet(new Fence("docs/limits.md", 10, "csharp", text, null));

        Exception error = Assert.ThrowsAny<Exception>(() => snippet.Run(host));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("docs/limits.md:1", error.Message, StringComparison.Ordinal);
    }
}
