using System.Text.Json;
using System.Text.RegularExpressions;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Microsoft.CodeAnalysis;

namespace Lfs.Build.Tests;

/// <summary>What a build says about the size of its image: a line, a page, an error.</summary>
public sealed partial class SizeReportTests
{
    [Fact]
    public void A_build_says_the_size_and_the_change_and_fails_beyond_the_budget()
    {
        using PackedProject project = PackedProject.Create();

        string first = Dotnet.Succeed(project.Folder, "msbuild", "-t:BuildLfsImage", "-v:m");
        ImageContents image = Read(project);
        int size = image.Image.Size;
        Assert.Equal(
            $"  App -> Lua image: {size:N0} of 262,144 bytes, 2 modules, {image.Strings.Count} strings", Line(first));

        // Up to date: nothing is built, and nothing said. Touched: as large as before.
        Assert.DoesNotContain("Lua image", Dotnet.Succeed(project.Folder, "msbuild", "-t:BuildLfsImage", "-v:m"), StringComparison.Ordinal);
        File.SetLastWriteTimeUtc(project.PathOf("lua/telnet.lua"), DateTime.UtcNow);
        Assert.EndsWith(", as large as at the last build", Line(Dotnet.Succeed(project.Folder, "msbuild", "-t:BuildLfsImage", "-v:m")), StringComparison.Ordinal);

        // One module grows by much, the other by little.
        string text = new('x', 99);
        project.Write("lua/telnet.lua", $"return '{text}', '{text}2'\n");
        project.Write("lua/net/http.server.lua", "local n = 0\nreturn function() n = n + 1 print(n) return n end\n");
        project.WriteProject("<LfsBudget>0x280</LfsBudget>");
        (int exitCode, string output) = Dotnet.Run(project.Folder, "msbuild", "-t:BuildLfsImage", "-v:m");
        Assert.NotEqual(0, exitCode);
        Match error = Regex.Match(output, "App.csproj : error LFS0107: the image has ([0-9]+) bytes, ([0-9]+) more than the budget of 640; telnet grew most since the last build, by ([0-9]+) to ([0-9]+)");
        Assert.True(error.Success, output);
        Assert.Equal(Number(error, 1) - 640, Number(error, 2));
        Assert.True(Number(error, 3) > 100);

        // What failed is not the last build; one with room for it says the change since the first.
        project.WriteProject("<LfsBudget>4K</LfsBudget><LfsSize>128K</LfsSize>");
        string grown = Line(Dotnet.Succeed(project.Folder, "msbuild", "-t:BuildLfsImage", "-v:m"));
        Assert.Contains($" of 131,072 bytes, 2 modules, ", grown, StringComparison.Ordinal);
        Assert.EndsWith($", {Number(error, 1) - size:N0} bytes more than at the last build", grown, StringComparison.Ordinal);
        Assert.Equal(Number(error, 1), Read(project).Image.Size);

        // Nothing has grown since: the largest is named.
        project.WriteProject("<LfsBudget>640</LfsBudget>");
        string largest = Dotnet.Run(project.Folder, "msbuild", "-t:BuildLfsImage", "-v:m").Output;
        Assert.Contains($"; the largest module is telnet ({Number(error, 4)})", largest, StringComparison.Ordinal);
        project.WriteProject("<LfsBudget>64Q</LfsBudget>");
        string wrong = Dotnet.Run(project.Folder, "msbuild", "-t:BuildLfsImage", "-v:m").Output;
        Assert.Contains(
            "error LFS0302: LfsBudget is '64Q' but must be a number of bytes up to 0x100000, such as 65536 or 64K", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_written_once_and_cleaned_away()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("start.lua", "print('only in RAM', 'in flash')\n");
        Dotnet.Succeed(project.Folder, "msbuild", "-t:BuildLfsImage", "-v:q");
        File.Copy(project.Image, project.PathOf("old.img"));
        project.Write("lua/telnet.lua", "local a, b = ...\nprint('in flash')\nreturn a .. b .. 'more'\n");
        project.WriteProject(
            "<LfsReport>true</LfsReport><LfsReportBaseline>old.img</LfsReportBaseline><LfsBudget>16K</LfsBudget><LfsSpiffsSize>0x8000</LfsSpiffsSize>",
            """<LuaModule Update="lua/telnet.lua" Strip="all" /><SpiffsFile Include="start.lua" />""");

        string build = Dotnet.Succeed(project.Folder, "build", "--no-restore");
        string page = project.PathOf("bin/Debug/net10.0/lfs-report.html");
        Dotnet.Succeed(project.Folder, "build", "--no-restore", "-question");
        string text = File.ReadAllText(page);
        JsonElement report = JsonDocument.Parse(Data().Match(text).Groups[1].Value).RootElement;

        Assert.Contains($"App -> {page}", build, StringComparison.Ordinal);
        Assert.Equal("App", report.GetProperty("title").GetString());
        Assert.Equal((Read(project).Image.Size, 262144, 16384), (
            report.GetProperty("size").GetInt32(), report.GetProperty("region").GetInt32(), report.GetProperty("budget").GetInt32()));
        Assert.Equal("old.img", report.GetProperty("baseline").GetProperty("name").GetString());
        Assert.Equal(
            ["http 0", "telnet 3"],
            report.GetProperty("baseline").GetProperty("modules").EnumerateArray().Select(one => $"{one.GetProperty("name")} {one.GetProperty("change")}"));
        // Constants of the file that the image lacks.
        Assert.Equal(
            ["only in RAM 28 start.lua"],
            report.GetProperty("preload").GetProperty("strings").EnumerateArray().Select(one => $"{one[0]} {one[1]} {one[3]}"));
        // A module with a Strip of its own keeps it.
        foreach (JsonElement choice in report.GetProperty("strip").GetProperty("choices").EnumerateArray())
        {
            DebugLevel level = choice[0].GetString() switch
            {
                "none" => DebugLevel.Full,
                "names" => DebugLevel.NoNames,
                _ => DebugLevel.NoLines,
            };
            Assert.Equal(SizeOf(project, level), choice[1].GetInt32());
        }

        Dotnet.Succeed(project.Folder, "clean");
        Assert.False(File.Exists(page));
        Assert.False(File.Exists(project.PathOf("obj/Debug/net10.0/lfs/sizes.txt")));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("500", "the image has 660 bytes, 160 more than the budget of 500; the largest module is large (")]
    [InlineData("660", "")]
    [InlineData("1K", "")]
    public void An_IDE_says_it_as_well(string budget, string expected)
    {
        LuaProject project = new LuaProject()
            .With("lua/small.lua", "")
            .With("lua/large.lua", "print('large')")
            .Set("LfsBudget", budget);

        Diagnostic[] found = [.. project.Run().GetRunResult().Diagnostics];

        Assert.Equal(
            expected.Length == 0 ? [] : [("LFS0107", DiagnosticSeverity.Error)], found.Select(one => (one.Id, one.Severity)));
        Assert.All(found, one => Assert.StartsWith(expected, one.GetMessage(), StringComparison.Ordinal));
    }

    static int SizeOf(PackedProject project, DebugLevel level)
    {
        (string Name, string Path, DebugLevel Level)[] files =
            [("http", "lua/net/http.server.lua", level), ("telnet", "lua/telnet.lua", DebugLevel.NoLines)];
        Proto[] modules = [.. files.Select(file => LfsCompiler.Compile(
            LuaSource.FromFile(file.Path, File.ReadAllBytes(project.PathOf(file.Path))),
            new CompileOptions(LuaTarget.Lua51, file.Level)).Main!)];
        LuaString[] names = [.. files.Select(file => LuaString.FromText(file.Name))];
        return LfsCompiler.Link(modules, new ImageOptions(LuaTarget.Lua51), names).Image!.Size;
    }

    static ImageContents Read(PackedProject project) =>
        LfsImage.Read(File.ReadAllBytes(project.Image)).Image!.ReadContents();

    static string Line(string output) => Assert.Single(
        output.Replace("\r", "").Split('\n'), line => line.Contains("Lua image", StringComparison.Ordinal));

    static int Number(Match match, int group) => int.Parse(match.Groups[group].Value);

    [GeneratedRegex("<script type=\"application/json\" id=\"report\">(.*)</script>")]
    private static partial Regex Data();
}
