namespace Lfs.Cli.Tests;

/// <summary><c>lfs compile -e</c>: a script that runs first.</summary>
public class CompileScriptTests
{
    [Fact]
    public void A_script_can_do_its_work_without_any_module()
    {
        using Session session = new Session().With("s.lua", "print(os ~= nil, io ~= nil, 1 + 1)");

        Ending ending = session.Run("compile", "-e", "s.lua");

        Assert.Equal((0, "true\ttrue\t2\n", ""), (ending.Code, ending.Text, ending.Error));
        Assert.False(session.Has("luac.out"));
    }

    [Fact]
    public void Other_results_than_a_function_do_not_count()
    {
        using Session session = new Session().With("s.lua", "return {}").With("a.lua", "");

        Assert.Equal(0, session.Run("compile", "-e", "s.lua", "-o", "with.lc", "a.lua").Code);
        Assert.Equal(0, session.Run("compile", "-o", "without.lc", "a.lua").Code);

        Assert.Equal(session.Read("without.lc"), session.Read("with.lc"));
    }

    [Theory]
    [InlineData("error 'no'", "s.lua:1: no")]
    [InlineData("x =", "s.lua:1: unexpected symbol near '<eof>'")]
    [InlineData("error {}", "(error object is a table value)")]
    public void An_error_of_the_script_ends_the_command(string script, string message)
    {
        using Session session = new Session().With("s.lua", script).With("a.lua", "");

        Ending ending = session.Run("compile", "-e", "s.lua", "a.lua");

        Assert.Equal((1, "", $"lfs: {message}\n"), (ending.Code, ending.Text, ending.Error));
        Assert.False(session.Has("luac.out"));
    }
}
