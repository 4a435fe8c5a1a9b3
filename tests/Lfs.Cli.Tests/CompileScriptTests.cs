using Lfs.Compiler.Image;

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

    [Fact]
    public void A_function_that_a_script_returns_becomes_the_first_module()
    {
        using Session session = new Session()
            .With("s.lua", "local n = 'x'\nreturn function(...) return 40 + 2, ... end")
            .With("a.lua", "");

        Ending ending = session.Run("compile", "-e", "s.lua", "-l", "-f", "-o", "i.img", "a.lua");

        LfsImage image = LfsImage.Read(session.Read("i.img")).Image!;
        Assert.Equal(["s", "a"], image.ReadContents().Modules.Select(m => m.Name.ToString()));
        Assert.Contains("function <s.lua:2,2>", ending.Text, StringComparison.Ordinal);
        Assert.Contains("\t1\t[2]\tLOADK", ending.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_with_upvalues_is_no_module()
    {
        using Session session = new Session()
            .With("s.lua", "local n = 'x' return function() return n end")
            .With("a.lua", "");

        Ending ending = session.Run("compile", "-e", "s.lua", "-f", "a.lua");

        Assert.Equal(
            (1, "lfs: a function of 's' has upvalues: it is no module\n"), (ending.Code, ending.Error));
        Assert.Equal(0, session.Run("compile", "-e", "s.lua").Code);
        Assert.Equal(["a.lua", "luac.out", "s.lua"], session.Files());
    }

    [Fact]
    public void A_script_of_any_5_1_target_can_return_a_module()
    {
        using Session session = new Session().With("s.lua", "return function() return 7 end");

        foreach (string target in new[] { "5.1", "5.1-int", "5.1-dword" })
        {
            string[] args = ["compile", "--target", target, "-e", "s.lua", "-o", target + ".lc"];
            Assert.Equal(0, session.Run(args).Code);
        }

        Assert.Equal(session.Read("5.1.lc"), session.Read("5.1-dword.lc"));
        Assert.Equal([4, 1], session.Read("5.1-int.lc")[10..12]);
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

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.1-dword")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_script_finds_the_environment_of_the_reference(string target)
    {
        using Session session = new Session().With("s.lua", """
            print(type(node), type(arg), ...)
            local names = {}
            for name in pairs(ROM) do names[#names + 1] = name end
            for name in pairs(_G) do names[#names + 1] = name end
            for i, name in ipairs(names) do
              if name == 'node' or name == 'arg' then print(name) end
            end
            print(type(os.time), type(io.open), type(require), io.stdout ~= nil)
            """);

        Ending ending = session.Run("compile", "--target", target, "-e", "s.lua");

        Assert.Equal("nil\tnil\nfunction\tfunction\tfunction\ttrue\n", ending.Text);
    }
}
