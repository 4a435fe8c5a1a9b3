namespace Lfs.Cli.Tests;

public class TwoRegionsTests
{
    // Where `lfs run` has its regions.
    const string SystemAddress = "0x402D6000", ApplicationAddress = "0x40296000";

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void An_application_runs_beside_its_system(string target)
    {
        using Session session = Sources();
        session.Run("compile", "--target", target, "-f", "--hash-seed", "7", "-o", "sys.img", "greet.lua");

        Ending made = session.Run("compile", "--target", target, "--system", "sys.img", "-o", "app.img", "main.lua");
        Ending ending = session.Run("run", "--system", "sys.img", "--image", "app.img", "main", "you");

        Assert.Equal((0, ""), (made.Code, made.Error));
        Assert.Equal((0, ""), (ending.Code, ending.Error));
        Assert.Equal("System LFS image loaded\nLFS image loaded\nhello you\n", ending.Text);
    }

    [Fact]
    public void A_module_of_the_system_runs_without_an_application()
    {
        using Session session = Sources();
        session.Run("compile", "--target", "5.3", "-f", "-o", "sys.img", "greet.lua");

        Assert.EndsWith("loaded\nfunction\n", session.Run("run", "--system", "sys.img", "type.lua").Text);
        Assert.Equal(0, session.Run("run", "--system", "sys.img", "greet").Code);
    }

    [Fact]
    public void Placed_images_run_and_are_inspected_beside_each_other()
    {
        using Session session = Sources();
        Compile(session, "-a", SystemAddress, "-o", "sys.abs", "greet.lua");
        Compile(session, "-f", "-o", "app.img", "main.lua");

        Compile(session, "--system", "sys.abs", "-a", ApplicationAddress, "-o", "app.abs", "main.lua");
        Compile(session, "-F", "app.img", "--system", "sys.abs", "-a", ApplicationAddress, "-o", "again.abs");
        Ending ending = session.Run("run", "--system", "sys.abs", "--image", "app.abs", "main", "you");
        Ending words = session.Run("inspect", "--words", "--system", "sys.abs", "app.abs");

        Assert.Equal(session.Read("app.abs"), session.Read("again.abs"));
        Assert.EndsWith("hello you\n", ending.Text, StringComparison.Ordinal);
        Assert.Contains("check of the System image\n", words.Text, StringComparison.Ordinal);
        Assert.True(session.Read("app.abs").Length < 1000);
    }

    [Fact]
    public void An_application_of_another_system_is_refused()
    {
        using Session session = Sources();
        Compile(session, "-a", SystemAddress, "-o", "sys.abs", "greet.lua");
        Compile(session, "-a", SystemAddress, "-o", "new.abs", "type.lua");
        Compile(session, "--system", "sys.abs", "-a", ApplicationAddress, "-o", "app.abs", "main.lua");

        const string Wrong = @"word 11: the image was placed beside System image 0x[0-9a-f]{8}, but ";
        Assert.Matches(
            "^lfs: app.abs: " + Wrong + "the System image here is 0x[0-9a-f]{8}: place its file again\n$",
            session.Run("run", "--system", "new.abs", "--image", "app.abs", "main").Error);
        Assert.Matches(
            "^lfs: app.abs: " + Wrong + "there is no System image: place its file again\n$",
            session.Run("run", "--target", "5.3", "--image", "app.abs", "main").Error);
        Assert.Matches("^lfs: app.abs: " + Wrong, session.Run("inspect", "app.abs").Error);
    }

    [Theory]
    [InlineData("sys.img: the System image is not placed; make it with -a, and then place this one beside it",
        "--system", "sys.img", "-a", ApplicationAddress, "main.lua")]
    [InlineData("the hash seeds differ: System 0x00000000, Application 0x00000001",
        "--system", "sys.img", "--hash-seed", "1", "main.lua")]
    [InlineData("The image is too large for specfied LFS size", "--system", "sys.img", "-m", "0", "main.lua")]
    [InlineData("main.lua: the file is no LFS image: it has 30 bytes", "--system", "main.lua", "main.lua")]
    [InlineData("'--system' needs argument", "--system")]
    public void What_cannot_be_made_is_refused(string message, params string[] args)
    {
        using Session session = Sources();
        Compile(session, "-f", "-o", "sys.img", "greet.lua");

        Ending ending = session.Run(["compile", "--target", "5.3", .. args]);

        Assert.Equal((1, "", $"lfs: {message}\n"), (ending.Code, ending.Text, ending.Error));
    }

    [Fact]
    public void Lua_5_1_has_one_region()
    {
        using Session session = Sources();
        session.Run("compile", "-f", "-o", "i.img", "type.lua");
        const string Message = "lfs: '--system' needs target 5.3 or 5.3-64: a device with 5.1 has one LFS region\n";

        Assert.Equal(Message, session.Run("compile", "--system", "i.img", "main.lua").Error);
        Assert.Equal(Message, session.Run("run", "--system", "i.img", "type").Error);
    }

    static void Compile(Session session, params string[] args)
    {
        Ending ending = session.Run(["compile", "--target", "5.3", .. args]);
        Assert.Equal((0, ""), (ending.Code, ending.Error));
    }

    static Session Sources() => new Session()
        .With("greet.lua", "return function(name) print('hello ' .. name) end")
        .With("main.lua", "node.LFS.get('greet')()(...)\n\n")
        .With("type.lua", "print(type(node.LFS.greet))");
}
