using System.Diagnostics;
using System.Text.Json;

namespace Lfs.Cli.Tests;

public class LuarcCommandTests
{
    [Theory]
    [InlineData("5.1", "Lua 5.1")]
    [InlineData("5.1-int", "Lua 5.1")]
    [InlineData("5.3", "Lua 5.3")]
    [InlineData("5.3-64", "Lua 5.3")]
    public void Files_for_a_language_server_name_what_the_device_has(string target, string version)
    {
        using Session session = new();

        Ending ending = session.Run("luarc", "--target", target, "-o", "out");

        Assert.Equal((0, ""), (ending.Code, ending.Error));
        using JsonDocument config = JsonDocument.Parse(session.Read("out/.luarc.json"));
        Assert.Equal(version, config.RootElement.GetProperty("runtime.version").GetString());
        Assert.Equal("disable", config.RootElement.GetProperty("runtime.builtin").GetProperty("io").GetString());
        string library = config.RootElement.GetProperty("workspace.library")[0].GetString()!;
        string[] files = [.. Directory.GetFiles(session.PathOf("out/" + library)).Select(path => Path.GetFileName(path)!).Order()];
        Assert.Equal(["file.lua", "node.lua", "pipe.lua", "tmr.lua", "uart.lua"], files.Intersect(
            ["file.lua", "node.lua", "pipe.lua", "tmr.lua", "uart.lua"]));
        string node = File.ReadAllText(session.PathOf($"out/{library}/node.lua"));
        Assert.StartsWith("---@meta\n", node, StringComparison.Ordinal);
        Assert.Contains("\nnode = {}\n", node, StringComparison.Ordinal);
        Assert.Contains("\nfunction node.heap(...) end\n", node, StringComparison.Ordinal);
        Assert.Contains("\nnode.task = {}\n", node, StringComparison.Ordinal);
        Assert.Contains("\nfunction node.task.post(...) end\n", node, StringComparison.Ordinal);
        Assert.Contains("\nfunction node.LFS.get(...) end\n", node, StringComparison.Ordinal);
        Assert.Matches("\nnode.task.LOW_PRIORITY = 0\n", node);
        Assert.Equal(ending.Text.TrimEnd().Split('\n').Length - 1, files.Length);
        // They are Lua.
        Assert.All(files, file => Assert.Equal("", session.Run(
            "compile", "--target", target, "-p", $"out/{library}/{file}").Error));
    }

    [Theory]
    [InlineData("lfs: no device runs '5.1-dword'\n", "--target", "5.1-dword")]
    [InlineData("lfs: '-o' needs argument\n", "-o")]
    [InlineData("lfs: unrecognized option '-x'\n", "-x", "1")]
    public void A_wrong_option_is_told(string error, params string[] options)
    {
        using Session session = new();

        Ending ending = session.Run(["luarc", .. options]);

        Assert.Equal((1, error), (ending.Code, ending.Error));
        Assert.Empty(session.Files());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void A_shell_gets_every_command_and_option(string shell)
    {
        using Session session = new();

        string script = session.Run("completion", shell).Text;

        foreach ((string command, string text) in Help.Topics)
        {
            Assert.Contains(command, script, StringComparison.Ordinal);
            Assert.StartsWith($"Usage: lfs {command}", text, StringComparison.Ordinal);
        }
        Assert.Contains("hash-seed", script, StringComparison.Ordinal);
        Assert.Equal("lfs: name a shell: bash, zsh or fish\n", session.Run("completion", "csh").Error);
    }

    [Fact]
    public void Bash_completes_a_command_and_its_options()
    {
        if (!File.Exists("/bin/bash"))
            return;
        using Session session = new();
        session.With("c.sh", session.Run("completion", "bash").Text);
        using Process bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", """
            . ./c.sh
            COMP_WORDS=(lfs in); COMP_CWORD=1; _lfs; echo "${COMPREPLY[*]}"
            COMP_WORDS=(lfs run --im); COMP_CWORD=2; _lfs; echo "${COMPREPLY[*]}"
            """])
        { WorkingDirectory = session.Root, RedirectStandardOutput = true })!;

        string printed = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();

        Assert.Equal("inspect\n--image\n", printed);
    }

    [Fact]
    public void An_error_is_coloured_on_a_terminal_only()
    {
        using Session plain = new();
        using Session coloured = new() { HasColor = true };

        Assert.Equal("lfs: no command given; see 'lfs --help'\n", plain.Run().Error);
        Assert.Equal("\e[31mlfs:\e[0m no command given; see 'lfs --help'\n", coloured.Run().Error);
    }
}
