using System.IO.Compression;
using System.Xml.Linq;
using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>What is in the packages beside code.</summary>
public class PackageContentTests
{
    [Theory]
    [InlineData("Esp8266.Machine", "net8.0", "net10.0")]
    [InlineData("Esp8266.Spiffs", "netstandard2.0", "net8.0", "net10.0")]
    [InlineData("Lfs.Compiler", "netstandard2.0", "net8.0", "net10.0")]
    [InlineData("Lfs.Runtime", "net8.0", "net10.0")]
    [InlineData("Lfs.Analysis", "netstandard2.0")]
    [InlineData("Lfs.Testing", "net8.0", "net10.0")]
    [InlineData("Lfs.Testing.Xunit", "net8.0", "net10.0")]
    [InlineData("Lfs.Extensions.DependencyInjection", "net8.0", "net10.0")]
    [InlineData("Lfs.Cli")]
    [InlineData("Lfs.MsBuild")]
    [InlineData("Lfs.Templates")]
    public void Each_package_has_its_frameworks_documentation_icon_and_readme(string id, params string[] frameworks)
    {
        using ZipArchive package = ZipFile.OpenRead(PathOf(id, "nupkg"));
        string[] names = [.. package.Entries.Select(entry => entry.FullName)];

        Assert.Equal(
            frameworks.SelectMany(framework => new[] { $"lib/{framework}/{id}.dll", $"lib/{framework}/{id}.xml" })
                .Order(StringComparer.Ordinal),
            names.Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal([0x89, .. "PNG"u8], Bytes(package, "icon.png")[..4]);
        Assert.Equal(File.ReadAllBytes(Repo.PathOf($"src/{id}/README.md")), Bytes(package, "README.md"));
        using Stream text = package.GetEntry(id + ".nuspec")!.Open();
        var metadata = XDocument.Load(text).Root!.Elements().First().Elements()
            .ToDictionary(element => element.Name.LocalName, element => element.Value);
        Assert.Equal(("icon.png", "README.md", "MIT"), (metadata["icon"], metadata["readme"], metadata["license"]));
        Assert.NotEmpty(metadata["description"]);
        Assert.Contains("lua nodemcu esp8266 lfs", metadata["tags"], StringComparison.Ordinal);
    }

    [Fact]
    public void Each_assembly_has_its_symbols_in_a_package_of_their_own()
    {
        foreach (string file in Directory.EnumerateFiles(PackedProject.Feed, "*.nupkg"))
        {
            using ZipArchive package = ZipFile.OpenRead(file);
            string[] assemblies = [.. package.Entries.Select(entry => entry.FullName)
                .Where(name => name.StartsWith("lib/", StringComparison.Ordinal)
                    && name.EndsWith(".dll", StringComparison.Ordinal))];
            if (assemblies.Length == 0)
                continue;

            using ZipArchive symbols = ZipFile.OpenRead(Path.ChangeExtension(file, ".snupkg"));
            Assert.All(assemblies, assembly => Assert.NotNull(symbols.GetEntry(Path.ChangeExtension(assembly, ".pdb"))));
        }
    }

    /// <summary>The list of packages of these tests is that of the repository.</summary>
    [Fact]
    public void Every_project_that_can_be_packed_is_packed_here() => Assert.Equal(
        Directory.EnumerateFiles(Repo.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => !project.Contains($"{Path.DirectorySeparatorChar}content{Path.DirectorySeparatorChar}")
                && File.ReadAllText(project).Contains("<IsPackable>true</IsPackable>", StringComparison.Ordinal))
            .Select(project => $"{Path.GetFileNameWithoutExtension(project)}.{PackedProject.Version}.nupkg")
            .Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(PackedProject.Feed, "*.nupkg").Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal));

    static string PathOf(string id, string extension) =>
        Path.Combine(PackedProject.Feed, $"{id}.{PackedProject.Version}.{extension}");

    static byte[] Bytes(ZipArchive package, string name)
    {
        using Stream content = package.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
