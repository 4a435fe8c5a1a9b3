using System.Text.RegularExpressions;
using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>The templates of <c>dotnet new</c>, from the package to a program that runs.</summary>
public class TemplateTests
{
    [Fact]
    public void Each_template_makes_a_project_that_builds_passes_its_tests_and_runs()
    {
        using PackedProject folder = PackedProject.CreateFolder();
        string hive = folder.PathOf("hive");
        string package = Path.Combine(PackedProject.Feed, $"Lfs.Templates.{PackedProject.Version}.nupkg");

        Dotnet.Succeed(folder.Folder, "new", "install", package, "--debug:custom-hive", hive);
        // One name that is no identifier, one with a dot, one for the old framework.
        string[] create = ["--debug:custom-hive", hive, "--no-restore"];
        Dotnet.Succeed(folder.Folder, ["new", "lfs-app", "-n", "my-app", .. create]);
        Dotnet.Succeed(folder.Folder, ["new", "lfs-lib", "-n", "My.Lib", "--framework", "net8.0", .. create]);
        Dotnet.Succeed(folder.Folder, ["new", "lfs-test", "-n", "My.Tests", .. create]);
        folder.Write("User/User.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="../My.Lib/My.Lib.csproj" />
              </ItemGroup>
            </Project>
            """);
        folder.Write("User/Program.cs", """
            using var greeter = new My.Lib.Greeter();
            System.Console.WriteLine($"{greeter.Greet("Ada")} {greeter.Greet("Bob")} {greeter.Count}");
            """);
        folder.Write("All.slnx", """
            <Solution>
              <Project Path="my-app/my-app.csproj" />
              <Project Path="My.Lib/My.Lib.csproj" />
              <Project Path="My.Tests/My.Tests.csproj" />
              <Project Path="User/User.csproj" />
            </Solution>
            """);
        // As on a build server: the assemblies have no paths of this machine, and the tests find their files.
        string build = Dotnet.Succeed(folder.Folder, "build", "All.slnx", $"-p:PathMap={folder.Folder}=/_");
        string app = Dotnet.Succeed(folder.Folder, "run", "--project", "my-app", "--no-build");
        string user = Dotnet.Succeed(folder.Folder, "run", "--project", "User", "--no-build");
        string tests = Dotnet.Succeed(folder.Folder, "test", "My.Tests", "--no-build");

        Assert.Contains("0 Warning(s)", build, StringComparison.Ordinal);
        Assert.Matches(@"Hello from flash, world!\r?\n[0-9,]+ bytes in flash, [0-9]+ in RAM", app);
        Assert.Contains("Hello from flash, Ada! Hello from flash, Bob! 2", user, StringComparison.Ordinal);
        Assert.Matches(@"Passed! +- Failed: +0, Passed: +5,", tests);
    }

    [Fact]
    public void Each_template_uses_the_version_that_is_packed_with_it()
    {
        string[] projects = [.. Directory.EnumerateFiles(
            Repo.PathOf("src/Lfs.Templates/content"), "*.csproj", SearchOption.AllDirectories)];

        Assert.Equal(3, projects.Length);
        Assert.All(projects, project => Assert.Contains(
            $"""<PackageReference Include="Lfs.MsBuild" Version="{PackedProject.Version}" />""",
            File.ReadAllText(project), StringComparison.Ordinal));
        Assert.Matches(
            Regex.Escape($"""<PackageReference Include="Lfs.MsBuild" Version="{PackedProject.Version}" />"""),
            File.ReadAllText(Repo.PathOf("src/Lfs.MsBuild/README.md")));
    }
}
