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
}
