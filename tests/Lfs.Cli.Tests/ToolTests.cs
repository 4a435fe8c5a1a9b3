using System.Text.RegularExpressions;

namespace Lfs.Cli.Tests;

public class ToolTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public void Help_names_every_command(string argument)
    {
        using var session = new Session();

        Ending ending = session.Run(argument);

        Assert.Equal((0, ""), (ending.Code, ending.Error));
        Assert.All(["compile", "inspect", "report", "run", "spiffs"], name => Assert.Contains($"\n  {name} ", ending.Text));
    }

    [Theory]
    [InlineData("compile", "-o", "-f", "-a", "-m", "-i", "-l", "-p", "-s", "-e", "-F", "-v", "-", "--",
        "--target", "--time", "--hash-seed")]
    [InlineData("inspect", "--words", "--diff", "--system")]
    [InlineData("report", "-o", "--baseline", "--lfs-size", "--target", "--strip", "--system")]
    [InlineData("run", "--target", "--image", "--ram", "--host-libs", "--instructions")]
    [InlineData("spiffs", "-c", "-S", "-U", "-o", "-d", "-l", "-i", "-r")]
    public void Help_of_a_command_names_every_option(string command, params string[] options)
    {
        using var session = new Session();

        string text = session.Run("help", command).Text;

        Assert.Equal(text, session.Run(command, "--help").Text);
        Assert.All(options, option => Assert.Matches($@"\n  {Regex.Escape(option)} ", text));
    }

    [Fact]
    public void The_version_is_that_of_the_assembly()
    {
        using var session = new Session();

        Assert.Matches(@"^lfs \d+\.\d+\.\d+\n$", session.Run("--version").Text);
    }

    [Theory]
    [InlineData("no command given; see 'lfs --help'")]
    [InlineData("unknown command 'link'; see 'lfs --help'", "link")]
    [InlineData("unknown command 'link'; see 'lfs --help'", "help", "link")]
    public void Other_words_are_refused(string message, params string[] args)
    {
        using var session = new Session();

        Ending ending = session.Run(args);

        Assert.Equal((1, "", $"lfs: {message}\n"), (ending.Code, ending.Text, ending.Error));
    }
}
