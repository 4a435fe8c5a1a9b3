using System.Text;

namespace Lfs.Cli.Tests;

public class PromptCommandTests
{
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void Lines_run_on_a_device_and_its_prompt_answers(string target)
    {
        using Session session = new() { Input = "=1 + 1\nfor i = 1, 2 do\nprint(i)\nend\nx = = 1\nprint('after')\n" };

        Ending ending = session.Run("run", "-i", "--target", target);

        Assert.Equal((0, ""), (ending.Code, ending.Error));
        string[] lines = ending.Text.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("NodeMCU 3.0.0.0", StringComparison.Ordinal));
        Assert.Contains("> 2", lines);
        Assert.Contains("> >> >> 1", lines);
        Assert.Contains(lines, line => line.Contains("unexpected symbol near '='", StringComparison.Ordinal));
        Assert.Equal("> after", lines[^3]);
        Assert.Equal("> ", lines[^2]);
    }

    [Fact]
    public void A_program_runs_before_the_first_line_and_timers_after_the_last()
    {
        using Session session = new Session { Input = "print(set)\n" }
            .With("a.lua", "set = 'by a.lua'\ntmr.create():alarm(5, tmr.ALARM_SINGLE, function() print 'rang' end)");

        Ending ending = session.Run("run", "-i", "a.lua");

        Assert.Matches("(?s)by a.lua.*rang", ending.Text);
    }

    [Fact]
    public void Modules_of_an_image_are_there()
    {
        using Session session = new Session { Input = "print(node.LFS.get('m')())\n" }.With("m.lua", "return 'from flash'");
        session.Run("compile", "-f", "-o", "lfs.img", "m.lua");

        Assert.Contains("from flash", session.Run("run", "-i", "--image", "lfs.img").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Modules_of_a_System_image_are_there_as_well()
    {
        using Session session = new Session { Input = "print(node.LFS.get('s')())\n" }.With("s.lua", "return 'from the System'");
        session.Run("compile", "--target", "5.3", "-f", "-o", "system.img", "s.lua");

        Ending ending = session.Run("run", "-i", "--system", "system.img");

        Assert.Contains("from the System", ending.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_can_be_edited_and_called_back()
    {
        StringBuilder screen = new();
        LineEditor editor = new(text => screen.Append(text));

        Type(editor, "prnt");
        editor.Press(Key(ConsoleKey.LeftArrow));
        editor.Press(Key(ConsoleKey.LeftArrow));
        Type(editor, "i");
        editor.Press(Key(ConsoleKey.End));
        Type(editor, "s");
        editor.Press(Key(ConsoleKey.Backspace));
        Assert.Equal("print", editor.Press(Key(ConsoleKey.Enter)));
        Type(editor, "second");
        Assert.Equal("second", editor.Press(Key(ConsoleKey.Enter)));
        Type(editor, "unfinished");
        editor.Press(Key(ConsoleKey.UpArrow));
        editor.Press(Key(ConsoleKey.UpArrow));
        editor.Press(Key(ConsoleKey.UpArrow));
        Assert.Equal("print", editor.Press(Key(ConsoleKey.Enter)));
        editor.Press(Key(ConsoleKey.UpArrow));
        editor.Press(Key(ConsoleKey.DownArrow));
        Assert.True(editor.IsEmpty);
        Assert.Equal("", editor.Press(Key(ConsoleKey.Enter)));
        Assert.EndsWith("\n", screen.ToString(), StringComparison.Ordinal);
    }

    static void Type(LineEditor editor, string text)
    {
        foreach (char c in text)
            editor.Press(new ConsoleKeyInfo(c, ConsoleKey.None, false, false, false));
    }

    static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, false, false, false);
}
