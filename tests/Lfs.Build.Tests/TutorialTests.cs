using System.Text.RegularExpressions;
using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>docs/tutorial.md, followed step by step by a new user with the packages.</summary>
public sealed partial class TutorialTests
{
    const string Tutorial = "docs/tutorial.md";

    [Fact]
    public void Each_step_works_and_prints_what_is_shown()
    {
        using PackedProject user = PackedProject.CreateFolder();
        string folder = user.Folder;
        string text = Documents.TextOf(Tutorial);
        string output = "";
        int commands = 0;
        List<int> passed = [];

        foreach (Fence step in Documents.FencesOf(Tutorial))
        {
            foreach (string command in step.Commands)
            {
                if (command.StartsWith("cd ", StringComparison.Ordinal))
                    folder = Path.GetFullPath(Path.Combine(folder, command[3..]));
                else
                    output = Run(user, folder, command).Replace("\r", "");
                commands++;
                if (command == "dotnet test")
                    passed.Add(int.Parse(Passed().Match(output).Groups[1].Value));
            }
            if (step.Printed is { } printed)
                Assert.Matches(Documents.PatternOf(printed.TrimEnd().Split('\n')) + "\\s*$", output);
            if (step.File is not { } file)
                continue;
            string path = Path.Combine(folder, file);
            File.WriteAllText(path, (step.IsAppended ? File.ReadAllText(path) : "") + step.Text);
            if (step is { IsAppended: true, Language: "csharp" })
                Check_what_the_text_says_of_the_application(user, folder, text);
            if (file == "BlinkTests.cs")
                Add(folder, "ItemGroup", Item().Match(text).Value);
        }

        Assert.InRange(commands, 9, 20);
        // One more than those of the template.
        Assert.Equal(2, passed.Count);
        Assert.Equal(passed[0] + 1, passed[1]);
    }

    static void Check_what_the_text_says_of_the_application(PackedProject user, string folder, string text)
    {
        const string Wrong = "tmr.craete()";
        Assert.Contains($"`{Wrong}`", text, StringComparison.Ordinal);
        string[] properties = [.. Property().Matches(text).Select(property => property.Value)];
        Assert.Equal(3, properties.Length);
        string blink = Path.Combine(folder, "lua/blink.lua");
        string greeting = Path.Combine(folder, "lua/greeting.lua");
        string[] right = [File.ReadAllText(blink), File.ReadAllText(greeting)];

        // Two mistakes in one build. A file that does not compile has no warnings, so they are in two.
        File.WriteAllText(blink, right[0].Replace("tmr.create()", Wrong));
        File.WriteAllText(greeting, right[1].Replace("\nend\n", "\n"));
        (int exitCode, string errors) = Dotnet.Run(folder, "build", "--no-restore");
        Assert.NotEqual(0, exitCode);
        Assert.Matches(@"greeting\.lua\([\d,]+\): error LFS0001: 'end' expected", errors);
        Assert.Matches(@"blink\.lua\([\d,]+\): warning LFS0210: .*craete", errors);
        File.WriteAllText(blink, right[0]);
        File.WriteAllText(greeting, right[1]);

        Add(folder, "PropertyGroup", string.Concat(properties));
        string build = Run(user, folder, "dotnet build --no-restore");
        Assert.Matches(@"blink -> Lua image: [0-9,]+ of 262,144 bytes", build);
        Assert.Matches(@"esptool\.py .*lfs\.bin", build);
        Assert.True(File.Exists(Path.Combine(folder, "bin/Debug/net10.0/lfs-report.html")));
        Assert.True(File.Exists(Path.Combine(folder, "bin/Debug/net10.0/flash/lfs.bin")));
        Assert.Matches("[0-9]+ bytes in flash, [0-9]+ bytes of RAM in use", Run(user, folder, "dotnet run --no-build"));
    }

    /// <summary>Runs a command line as it stands, with templates that are installed for this test alone.</summary>
    static string Run(PackedProject user, string folder, string command)
    {
        string[] words = command.Split(' ');
        Assert.Equal("dotnet", words[0]);
        string[] hive = words[1] == "new" ? ["--debug:custom-hive", user.PathOf("hive")] : [];
        return Dotnet.Succeed(folder, [.. words[1..], .. hive]);
    }

    /// <summary>Adds XML to the project of a folder.</summary>
    static void Add(string folder, string group, string xml)
    {
        string project = Assert.Single(Directory.EnumerateFiles(folder, "*.csproj"));
        string added = $"<{group}>{xml}</{group}></Project>";
        File.WriteAllText(project, File.ReadAllText(project).Replace("</Project>", added));
    }

    [GeneratedRegex("Passed! +- Failed: +0, Passed: +([1-9][0-9]*)")]
    private static partial Regex Passed();

    [GeneratedRegex(@"(?<=`)<(Lfs\w+)>\w+</\1>(?=`)")]
    private static partial Regex Property();

    [GeneratedRegex("(?<=`)<LuaModule [^>]*/>(?=`)")]
    private static partial Regex Item();
}
