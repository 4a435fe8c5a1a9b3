using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>Every piece of a project file that a document shows is XML that the build understands.</summary>
public partial class ProjectExampleTests
{
    static readonly string Build = string.Concat(Directory
        .EnumerateFiles(Repo.PathOf("src/Lfs.MsBuild/build"), "Lfs.*")
        .Order(StringComparer.Ordinal)
        .Select(File.ReadAllText));

    /// <summary>The blocks, and the elements in the text that are ours.</summary>
    public static TheoryData<string, string> Pieces
    {
        get
        {
            TheoryData<string, string> pieces = [];
            foreach (Fence fence in Documents.FencesIn("xml"))
                pieces.Add(fence.Document, fence.Text);
            foreach (string document in Documents.All)
            {
                IEnumerable<string> spans = Span().Matches(Documents.TextOf(document))
                    .Select(span => span.Groups[1].Value);
                foreach (string span in spans.Distinct())
                    pieces.Add(document, span);
            }
            return pieces;
        }
    }

    [Fact]
    public void There_are_pieces() => Assert.InRange(Pieces.Count, 20, 200);

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Is_known_to_the_build(string document, string piece)
    {
        foreach (XElement element in XElement.Parse($"<Project>{piece}</Project>").Elements())
        {
            string name = element.Name.LocalName;
            switch (name)
            {
                case "PackageReference":
                    string package = (string)element.Attribute("Include")!;
                    Assert.True(File.Exists(Repo.PathOf($"src/{package}/{package}.csproj")), $"{document}: {package}");
                    Assert.Equal(PackedProject.Version, (string?)element.Attribute("Version"));
                    break;
                case "LuaModule" or "SpiffsFile" or "LfsResource":
                    Assert.Empty(element.Nodes());
                    Assert.All(element.Attributes(), attribute => Assert.True(
                        IsMetadata(name, attribute.Name.LocalName), $"{document}: {attribute} of {piece}"));
                    break;
                default:
                    Assert.Matches($"""\$\({name}\)|<CompilerVisibleProperty Include="[^"]*\b{name}\b""", Build);
                    Assert.NotEqual("", element.Value);
                    break;
            }
        }
    }

    static bool IsMetadata(string item, string name) =>
        name is "Include" or "Update" or "Remove" or "Exclude" or "LinkBase"
        || XDocument.Load(Repo.PathOf($"src/Lfs.MsBuild/build/{item}.xaml")).Root!.Elements()
            .Where(property => (string?)property.Attribute("Category") == "Lfs")
            .Any(property => (string?)property.Attribute("Name") == name);

    [GeneratedRegex("`(<(?:Lfs[A-Za-z]+|LuaModule|SpiffsFile|PackageReference)[ >][^`]*>)`")]
    private static partial Regex Span();
}
