using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>The package of the tool, from its README to an image.</summary>
public class ToolPackageTests
{
    [Fact]
    public void The_commands_of_its_readme_install_and_use_it()
    {
        const string Readme = "src/Lfs.Cli/README.md";
        string[] commands = [.. Documents.FencesOf(Readme).SelectMany(fence => fence.Commands)];
        using PackedProject user = PackedProject.CreateFolder();
        user.Write("hello.lua", "print('hello ' .. (... or 'world'))\n");
        user.Write("main.lua", "return 1\n");
        string output = "";

        foreach (string command in commands)
        {
            string[] words = command.Split(' ');
            output = words[0] == "dotnet" ? Install(user, words) : Tool(user, words[1..]);
        }

        Assert.Equal(4, commands.Length);
        Assert.StartsWith("hello world", output, StringComparison.Ordinal);
        Assert.True(File.Exists(user.PathOf("lfs.img")));
    }

    /// <summary>Into a folder of the test, and not for the user.</summary>
    static string Install(PackedProject user, string[] words) =>
        Dotnet.Succeed(user.Folder, [.. words[1..].Where(word => word != "--global"), "--tool-path", "bin"]);

    /// <summary>Runs the tool as a shell does.</summary>
    static string Tool(PackedProject user, string[] words)
    {
        string[] arguments = [.. words.SelectMany(Expanded)];
        (int exitCode, string output) = Dotnet.RunProgram(user.PathOf("bin/lfs"), user.Folder, arguments);
        Assert.True(exitCode == 0, output);
        return output;

        IEnumerable<string> Expanded(string word) => word.Contains('*')
            ? Directory.EnumerateFiles(user.Folder, word)
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal)
            : [word];
    }
}
