using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>Mistakes in a project that would be silent without a message of the package.</summary>
public class ProjectChecksTests
{
    [Fact]
    public void Errors_of_Lua_and_of_CSharp_are_said_in_one_build_each_once()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("lua/telnet.lua", "x = 1 +* 2\n");
        project.Write("Program.cs", "int x = Lfs.Modules.Http();\n");

        string[] both = Errors(project);
        project.Write("Program.cs", "class Program { static void Main() { } }\n");
        string[] lua = Errors(project);
        string[] luaAgain = Errors(project);
        project.Write("lua/telnet.lua", "return 1\n");
        Dotnet.Succeed(project.Folder, "build", "--no-restore", "-v:q");

        Assert.Equal(["CS0029", "LFS0001"], both.Order(StringComparer.Ordinal));
        Assert.Equal(["LFS0001"], lua);
        Assert.Equal(["LFS0001"], luaAgain);
        Assert.Equal(File.ReadAllBytes(project.Image), PackageTests.Embedded(project, "Lfs.Image"));
    }

    [Fact]
    public void Parse_errors_of_CSharp_hide_none_of_Lua_and_no_old_assembly_takes_the_new_ones_place()
    {
        using PackedProject project = PackedProject.Create();
        Dotnet.Succeed(project.Folder, "build", "--no-restore", "-v:q");
        byte[] before = File.ReadAllBytes(project.Assembly);
        project.Write("lua/telnet.lua", "local a, b = ...\nx = 1 +* 2\nreturn a .. b\n");

        string[] lua = Errors(project);
        byte[] after = File.ReadAllBytes(project.Assembly);
        project.Write("Program.cs", "int x = ;\n");
        string[] both = Errors(project);

        Assert.Equal(["LFS0001"], lua);
        Assert.Equal(before, after);
        Assert.Equal(["CS1525", "LFS0001"], both.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_project_is_told_what_the_package_does_not_find_or_cannot_use()
    {
        using PackedProject project = PackedProject.Create();

        Assert.Equal("", Checked(project));
        project.WriteProject("<LangVersion>8.0</LangVersion>");
        Assert.Matches("error LFS0312: .*LangVersion is '8.0': set it to 9.0 or later", Checked(project));
        project.WriteProject("<LangVersion>latest</LangVersion>");
        Assert.Equal("", Checked(project));

        Directory.Delete(project.PathOf("lua"), recursive: true);
        Assert.Matches("warning LFS0313: .*found no Lua module: put .lua files into the folder 'lua'", Checked(project));
        project.WriteProject("<NoWarn>LFS0313</NoWarn>");
        Assert.Equal("", Checked(project));
        project.WriteProject("", """<SpiffsFile Include="Program.cs" />""");
        Assert.Equal("", Checked(project));
    }

    [Fact]
    public void A_folder_whose_name_differs_in_case_only_is_named_where_that_matters()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("LUA/other.lua", "return 1\n");
        if (File.Exists(project.PathOf("lua/other.lua")))
        {
            // This file system finds the folder by both names.
            Assert.Equal("", Checked(project));
            return;
        }

        Directory.CreateDirectory(project.PathOf("Lua"));
        Assert.Matches("warning LFS0311: the folder 'LUA' is not 'lua'", Checked(project));
        Directory.Delete(project.PathOf("lua"), recursive: true);
        string alone = Checked(project);
        Assert.Matches("warning LFS0311: the folder 'LUA' is not 'lua'", alone);
        Assert.DoesNotContain("LFS0313", alone, StringComparison.Ordinal);
        project.WriteProject("<LfsModuleRoot>LUA/</LfsModuleRoot>");
        Assert.Equal("", Checked(project));
        project.WriteProject("<LfsModuleRoot>../nowhere/lua</LfsModuleRoot>");
        Assert.Contains("LFS0313", Checked(project), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fsproj", "F#", "Program.fs", """
        let image = System.Reflection.Assembly.GetExecutingAssembly().GetManifestResourceStream "Lfs.Image"
        let bytes = Array.zeroCreate<byte> (int image.Length)
        image.ReadExactly bytes
        let device = Lfs.Runtime.LfsDevice.Boot(Lfs.Runtime.LfsDeviceOptions(Image = bytes))
        printfn "%s" (device.CallModule("telnet", [| Lfs.Runtime.LuaValue.op_Implicit "a"; Lfs.Runtime.LuaValue.op_Implicit "b" |]).[0].AsString())
        """)]
    [InlineData("vbproj", "VB", "Program.vb", """
        Module Program
            Sub Main()
                Dim image = GetType(Program).Assembly.GetManifestResourceStream("Lfs.Image")
                Dim bytes(CInt(image.Length) - 1) As Byte
                image.ReadExactly(bytes)
                Dim device = Lfs.Runtime.LfsDevice.Boot(New Lfs.Runtime.LfsDeviceOptions With {.Image = bytes})
                System.Console.WriteLine(device.CallModule("telnet", "a", "b")(0).AsString())
            End Sub
        End Module
        """)]
    public void Another_language_gets_the_image_and_is_told_that_there_are_no_accessors(
        string extension, string language, string file, string program)
    {
        using PackedProject project = PackedProject.CreateFolder();
        project.Write("lua/telnet.lua", "local a, b = ...\nreturn a .. b\n");
        project.Write(file, program);
        project.Write("App." + extension, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Lfs.MsBuild" Version="{PackedProject.Version}" />
                <Compile Include="{file}" Condition="'{extension}' == 'fsproj'" />
              </ItemGroup>
            </Project>
            """);

        string build = Dotnet.Succeed(project.Folder, "build", "-v:q");
        string output = Dotnet.Succeed(project.Folder, "run", "--no-build");

        string line = build.Split('\n').First(line => line.Contains("LFS0310"));
        Assert.Contains($"warning LFS0310: Lua modules get accessors in C# projects only, and this project is {language}", line);
        Assert.EndsWith("ab\n", output.Replace("\r", "").Trim() + "\n", StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_goes_where_the_project_wants_it_and_clean_removes_it()
    {
        using PackedProject project = PackedProject.Create();
        project.WriteProject(
            "<LfsImageFile>firmware/app.img</LfsImageFile><LfsCopyImageToOutput>true</LfsCopyImageToOutput>");
        string image = project.PathOf("firmware/app.img");

        Dotnet.Succeed(project.Folder, "publish", "--no-restore", "-c", "Debug", "-o", "out", "-v:q");
        byte[] expected = File.ReadAllBytes(image);
        byte[] copied = File.ReadAllBytes(project.PathOf("bin/Debug/net10.0/App.lfs.img"));
        byte[] published = File.ReadAllBytes(project.PathOf("out/App.lfs.img"));
        Dotnet.Succeed(project.Folder, "build", "--no-restore", "-question");
        Dotnet.Succeed(project.Folder, "clean", "-v:q");

        Assert.Equal(expected, copied);
        Assert.Equal(expected, published);
        Assert.Empty(Directory.EnumerateFiles(project.PathOf("firmware")));
        Assert.False(File.Exists(project.PathOf("bin/Debug/net10.0/App.lfs.img")));
    }

    [Fact]
    public void Each_message_of_the_build_is_documented()
    {
        string documentation = File.ReadAllText(Repo.PathOf("docs/diagnostics.md")).Replace("\r", "");
        string[] codes = [.. Directory.EnumerateFiles(Repo.PathOf("src/Lfs.MsBuild/build"))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "Code=\"(LFS[0-9]{4})\""))
            .Select(match => match.Groups[1].Value)
            .Distinct()];

        Assert.NotEmpty(codes);
        Assert.All(codes, code => Assert.Matches(
            $@"\n## {code}\n(?s:(?!\n## ).)*\*\*Cause\.\*\*(?s:(?!\n## ).)*\*\*Cure\.\*\*", documentation));
    }

    /// <summary>The property pages name metadata that the build reads, in XML that Visual Studio accepts.</summary>
    [Fact]
    public void The_property_pages_know_the_metadata_of_their_items()
    {
        XNamespace schema = "http://schemas.microsoft.com/build/2009/properties";
        foreach ((string item, string[] metadata) in new[]
        {
            ("LuaModule", new[] { "ModuleName", "AccessorName", "Strip", "Compile" }),
            ("LfsResource", ["Link"]),
            ("SpiffsFile", ["TargetPath"]),
        })
        {
            XElement rule = XDocument.Load(Repo.PathOf($"src/Lfs.MsBuild/build/{item}.xaml")).Root!;

            Assert.Equal(schema + "Rule", rule.Name);
            Assert.Equal(item, (string?)rule.Attribute("Name"));
            Assert.Equal(metadata, rule.Elements()
                .Where(element => (string?)element.Attribute("Category") == "Lfs")
                .Select(element => (string)element.Attribute("Name")!));
            Assert.All(rule.Descendants(schema + "DataSource"), source => Assert.Equal(item, (string?)source.Attribute("ItemType")));
        }
    }

    static string[] Errors(PackedProject project)
    {
        (int exitCode, string output) = Dotnet.Run(project.Folder, "build", "--no-restore", "-v:q");
        Assert.NotEqual(0, exitCode);
        return [.. output.Split('\n').TakeWhile(line => !line.StartsWith("Build FAILED", StringComparison.Ordinal))
            .Select(line => Regex.Match(line, "error ([A-Z]+[0-9]+)"))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value)];
    }

    static string Checked(PackedProject project)
    {
        (_, string output) = Dotnet.Run(project.Folder, "msbuild", "-t:CheckLfsProject", "-v:q", "-nologo");
        return output.Trim();
    }
}
