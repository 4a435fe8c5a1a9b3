using System.Text.RegularExpressions;
using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>The examples in README.md work as shown.</summary>
public class ReadmeTests
{
    static readonly string Readme = Documents.TextOf("README.md");

    [Theory]
    [InlineData("")]
    [InlineData("TargetName = \"5.3-64\"", "<LfsLuaVersion>5.3</LfsLuaVersion>", "<LfsNumberBits>64</LfsNumberBits>")]
    public void What_it_shows_compiles_and_runs(string option, params string[] properties)
    {
        const string Items = """<LuaModule Include="firmware/**/*.lua" />""";
        Assert.All([Items, option, .. properties], shown => Assert.Contains(shown, Readme, StringComparison.Ordinal));
        using PackedProject project = PackedProject.Create();
        Directory.Delete(project.PathOf("lua"), recursive: true);
        foreach (string file in Directory.EnumerateFiles(Repo.PathOf("sample-project/lua")))
            project.Write("lua/" + Path.GetFileName(file), File.ReadAllText(file));
        project.Write("firmware/deep/listed.lua", "return 'a module by its item'\n");
        project.WriteProject("<ImplicitUsings>enable</ImplicitUsings>" + string.Concat(properties), Items);
        const string Options = "new LfsDeviceOptions\n{\n";
        string program = Assert.Single(Blocks("csharp"));
        Assert.Contains(Options, program, StringComparison.Ordinal);
        program = program.Replace(Options, Options + (option.Length > 0 ? option + "," : ""));
        project.Write("Program.cs", program + "\nConsole.WriteLine(Modules.Listed());\n");

        string build = Dotnet.Succeed(project.Folder, "build", "--no-restore");
        string[] lines = Dotnet.Succeed(project.Folder, "run", "--no-build").Replace("\r", "").Trim().Split('\n');

        Assert.Contains("0 Warning(s)", build, StringComparison.Ordinal);
        Assert.Equal("a module by its item", lines[^1]);
        Assert.Matches("^[0-9]+ bytes of Lua data, [0-9]+ free$", lines.Single(line => line.EndsWith(" free")));
        Assert.DoesNotContain(lines, line => line.Contains("traceback", StringComparison.Ordinal));
    }

    [Fact]
    public void The_sample_prints_what_is_shown()
    {
        Fence first = Documents.FencesOf("README.md").First();

        string printed = Sample(first.Commands.First());

        Assert.Equal(first.Printed, printed.TrimEnd() + "\n");
    }

    [Fact]
    public void The_life_of_a_device_can_be_watched()
    {
        Match command = Regex.Match(Readme, "`(dotnet run --project samples/life)`");

        string printed = Sample(command.Groups[1].Value);

        Assert.Contains("loads app.img", printed, StringComparison.Ordinal);
    }

    // Both were built with this project.
    static string Sample(string command)
    {
        string[] arguments = [.. command.Split(' ')[1..], "--no-build", "-c", PackedProject.Configuration];
        return Dotnet.Succeed(Repo.PathOf(""), arguments).Replace("\r", "");
    }

    [Fact]
    public void The_package_that_it_names_is_the_one_that_is_built()
    {
        Assert.Equal(
            $"""<PackageReference Include="Lfs.MsBuild" Version="{PackedProject.Version}" />""", Assert.Single(Blocks("xml")));
    }

    static IEnumerable<string> Blocks(string language) => Documents.FencesOf("README.md")
        .Where(fence => fence.Language == language)
        .Select(fence => fence.Text.Trim());
}
