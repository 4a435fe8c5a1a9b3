using System.Text.Json;
using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>The ways in which a project can change its <c>LuaModule</c> items, through the package.</summary>
public class ModuleItemsTests
{
    [Fact]
    public void Items_are_updated_removed_and_listed_as_those_of_CSharp_are()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("other/a.lua", "return 1\n");

        var updated = Items(project, """<LuaModule Update="lua/telnet.lua" ModuleName="t.n" Strip="all" />""");
        Assert.Equal(["http.server: ", "telnet: t.n"], Names(updated));
        Assert.Equal("all", updated.Single(item => item["Filename"] == "telnet")["Strip"]);

        Assert.Equal(["telnet: "], Names(Items(project, """<LuaModule Remove="lua/net/**" />""")));

        var listed = Items(project, """<LuaModule Include="lua/telnet.lua;other/a.lua" ModuleName="%(Filename)2" />""");
        Assert.Equal(["a: a2", "http.server: ", "telnet: telnet2"], Names(listed));

        var linked = Items(project, """
            <LuaModule Include="other/a.lua" Link="x\y.lua" />
            <LuaModule Update="lua/telnet.lua" LinkBase="top" />
            """);
        Assert.Equal(
            ["lua/net/http.server.lua", "top/telnet.lua", "x/y.lua"],
            linked.Select(item => item["ChunkPath"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Properties_of_the_project_turn_the_glob_off_or_move_it()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("other/a.lua", "return 1\n");
        const string Listed = """<LuaModule Include="other/a.lua" />""";

        string[] off = ["EnableDefaultLuaModuleItems", "EnableDefaultItems"];
        foreach (string property in off)
            Assert.Equal(["a: "], Names(Items(project, Listed, $"<{property}>false</{property}>")));
        Assert.Equal(["a: "], Names(Items(project, "", "<LfsModuleRoot>other</LfsModuleRoot>")));

        // The last word of a folder, after our own targets.
        project.Write("Directory.Build.targets", """
            <Project>
              <PropertyGroup><EnableDefaultLuaModuleItems>false</EnableDefaultLuaModuleItems></PropertyGroup>
              <ItemGroup><LuaModule Include="lua/telnet.lua" ModuleName="late" /></ItemGroup>
            </Project>
            """);
        Assert.Equal(["telnet: late"], Names(Items(project, "")));
    }

    [Fact]
    public void Items_are_listed_in_the_same_way_by_the_imports_inside_this_repository()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("other/a.lua", "return 1\n");
        project.Write("Directory.Build.props", $"""
            <Project><Import Project="{Repo.PathOf("src/Lfs.MsBuild/build/Lfs.InRepo.props")}" /></Project>
            """);
        project.Write("Directory.Build.targets", $"""
            <Project><Import Project="{Repo.PathOf("src/Lfs.MsBuild/build/Lfs.InRepo.targets")}" /></Project>
            """);
        // What the package would import, as if it had never been restored.
        Directory.Delete(project.PathOf("obj"), recursive: true);

        var listed = Items(project, """
            <LuaModule Include="lua/telnet.lua;other/a.lua" ModuleName="%(Filename)2" />
            <LuaModule Update="lua/net/*.lua" ModuleName="server" />
            """);

        Assert.Equal(["a: a2", "http.server: server", "telnet: telnet2"], Names(listed));
    }

    [Fact]
    public void Each_target_framework_has_its_image()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("App.csproj", $$"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFrameworks>net10.0;net10.0-toy1.0</TargetFrameworks>
                <UseAppHost>false</UseAppHost>
                <!-- No other framework can be had without a download. -->
                <TargetPlatformSupported>true</TargetPlatformSupported>
                <LfsLuaVersion Condition="$(TargetFramework.EndsWith('toy1.0'))">5.3</LfsLuaVersion>
              </PropertyGroup>
              <ItemGroup>
                <SdkSupportedTargetPlatformVersion Include="1.0" />
                <PackageReference Include="Lfs.MsBuild" Version="{{PackedProject.Version}}" />
              </ItemGroup>
            </Project>
            """);
        project.Write("Program.cs", "System.Console.WriteLine(Lfs.Modules.Version().AsString());\n");
        project.Write("lua/version.lua", "return _VERSION\n");

        Dotnet.Succeed(project.Folder, "restore");
        Dotnet.Succeed(project.Folder, "build", "--no-restore");
        Dotnet.Succeed(project.Folder, "build", "--no-restore", "-question");
        string for51 = Dotnet.Succeed(project.Folder, "run", "--no-build", "-f", "net10.0");
        string for53 = Dotnet.Succeed(project.Folder, "run", "--no-build", "-f", "net10.0-toy1.0");

        Assert.Contains("Lua 5.1\n", for51.Replace("\r", ""), StringComparison.Ordinal);
        Assert.Contains("Lua 5.3\n", for53.Replace("\r", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Generator_and_image_agree_on_odd_names_and_on_sources_that_are_not_UTF_8()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("lua/telnet.lua", [.. "return 'gr"u8, 0xF6, 0xDF, .. "e'"u8]);
        string[] odd = ["a b", "c#d", "e%41f", "g;h", "i'j", "k(l)", "größe", "m@n$o"];
        foreach (string name in odd)
            project.Write($"lua/{name}.lua", $"return ...\n");
        project.WriteProject("", """
            <LuaModule Update="lua/g%3Bh.lua" ModuleName="gh" />
            <LuaModule Update="lua/net/http.server.lua" ModuleName="http.server" />
            """);
        project.Write("Program.cs", """
            System.Console.WriteLine(Lfs.Modules.ImageSize + " " + Lfs.Modules.Device.LfsBytesUsed);
            System.Console.WriteLine(Lfs.Modules.Telnet().AsBytes().Length);
            System.Console.WriteLine(Lfs.Modules.CD("c#d")[0].AsString() + Lfs.Modules.Names.HttpServer);
            """);

        string build = Dotnet.Succeed(project.Folder, "build", "--no-restore");
        Dotnet.Succeed(project.Folder, "build", "--no-restore", "-question");
        string[] lines = Dotnet.Succeed(project.Folder, "run", "--no-build").Trim().Split('\n');

        string[] sizes = lines[0].Trim().Split(' ');
        Assert.Equal(sizes[1], sizes[0]);
        Assert.Equal("5", lines[1].Trim());
        Assert.Equal("c#dhttp.server", lines[2].Trim());
        Assert.DoesNotContain("LFS0303", build, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_of_errors_are_whole_or_relative_as_those_of_CSharp()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("lua/telnet.lua", [0xEF, 0xBB, 0xBF, .. "return 1"u8]);

        (_, string whole) = Dotnet.Run(project.Folder, "build", "--no-restore", "-v:q");
        (_, string relative) = Dotnet.Run(
            project.Folder, "build", "--no-restore", "-v:q", "-p:GenerateFullPaths=false");

        string path = project.PathOf("lua/telnet.lua");
        Assert.Contains(path + "(1,1", whole, StringComparison.Ordinal);
        Assert.Contains("byte order mark", whole, StringComparison.Ordinal);
        Assert.DoesNotContain(path, relative, StringComparison.Ordinal);
        Assert.Contains("lua/telnet.lua(1,1", relative, StringComparison.Ordinal);
    }

    static List<Dictionary<string, string>> Items(PackedProject project, string items, string properties = "")
    {
        project.WriteProject(properties, items);
        string output = Dotnet.Succeed(
            project.Folder, "msbuild", "-t:DescribeLuaModules", "-getItem:LuaModule", "-nologo");
        using var document = JsonDocument.Parse(output.Trim());
        return [.. document.RootElement.GetProperty("Items").GetProperty("LuaModule").EnumerateArray()
            .Select(item => item.EnumerateObject().ToDictionary(
                value => value.Name, value => value.Value.GetString()!))];
    }

    static IEnumerable<string> Names(List<Dictionary<string, string>> items) =>
        items.Select(item => $"{item["Filename"]}: {item.GetValueOrDefault("ModuleName", "")}")
            .Order(StringComparer.Ordinal);
}
