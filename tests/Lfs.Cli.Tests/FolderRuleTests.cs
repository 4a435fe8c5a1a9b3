using System.Diagnostics;

namespace Lfs.Cli.Tests;

/// <summary>A Lua program sees only the files of its folder.</summary>
public class FolderRuleTests
{
    const string Try = """
        local name = ...
        print(loadfile(name) and 'loaded' or 'no', pcall(dofile, name) and 'done' or 'no',
          io.open(name) and 'opened' or 'no', pcall(io.lines, name) and 'lines' or 'no')
        """;

    const string Nothing = "no\tno\tno\tno\n";
    const string All = "loaded\tdone\topened\tlines\n";

    [Theory]
    [InlineData("in.lua", All)]
    [InlineData("./in.lua", All)]
    [InlineData("sub/../in.lua", All)]
    [InlineData("sub/deep.lua", All)]
    [InlineData("link-in.lua", All)]
    [InlineData("link-folder/deep.lua", All)]
    [InlineData("../secret.lua", Nothing)]
    [InlineData("sub/../../secret.lua", Nothing)]
    [InlineData("link-out.lua", Nothing)]
    [InlineData("link-up/secret.lua", Nothing)]
    [InlineData("link-chain.lua", Nothing)]
    [InlineData("link-loop.lua", Nothing)]
    [InlineData("link-folder/../../secret.lua", Nothing)]
    [InlineData("none/../in.lua", Nothing)]
    [InlineData("in.lua/../in.lua", Nothing)]
    [InlineData("/etc/hostname", Nothing)]
    [InlineData("/dev/zero", Nothing)]
    [InlineData("/dev/stdin", Nothing)]
    [InlineData("/proc/self/environ", Nothing)]
    [InlineData("fifo", Nothing)]
    [InlineData("link-zero", Nothing)]
    [InlineData("huge", "no\tno\topened\tlines\n")]
    public void A_program_opens_the_regular_files_of_its_folder_and_no_others(string name, string answer)
    {
        if (OperatingSystem.IsWindows())
            return;
        using Session session = Prepare();

        Ending ending = session.RunIn(session.PathOf("home"), "run", "--host-libs", "try.lua", name);

        Assert.Equal((0, answer, ""), (ending.Code, ending.Text, ending.Error));
    }

    [Fact]
    public void An_absolute_name_in_the_folder_is_fine()
    {
        using Session session = Prepare();

        Ending ending = session.RunIn(
            session.PathOf("home"), "run", "--host-libs", "try.lua", session.PathOf("home/in.lua"));

        Assert.Equal(All, ending.Text);
    }

    [Theory]
    [InlineData("io.open('../new', 'w')", "nil\t../new: Permission denied\t13\n")]
    [InlineData("io.open('link-up/new', 'w')", "nil\tlink-up/new: Permission denied\t13\n")]
    [InlineData("io.open('link-dangling', 'w')", "nil\tlink-dangling: Permission denied\t13\n")]
    [InlineData("os.remove('../secret.lua')", "nil\t../secret.lua: Permission denied\t13\n")]
    [InlineData("os.rename('in.lua', '../stolen')", "nil\tin.lua: Permission denied\t13\n")]
    [InlineData("os.rename('../secret.lua', 'stolen')", "nil\t../secret.lua: Permission denied\t13\n")]
    [InlineData("os.remove('.')", "nil\t.: Permission denied\t13\n")]
    [InlineData("io.open('\\255', 'w')", "nil\t\uFFFD: Invalid or incomplete multibyte or wide character\t84\n")]
    [InlineData("os.remove('link-out.lua'), io.open('../secret.lua')", "true\tnil\t../secret.lua: Permission denied\t13\n")]
    public void Nothing_outside_is_changed(string call, string answer)
    {
        if (OperatingSystem.IsWindows())
            return;
        using Session session = Prepare();
        File.WriteAllText(session.PathOf("home/a.lua"), $"print({call})");

        Ending ending = session.RunIn(session.PathOf("home"), "run", "--host-libs", "a.lua");

        Assert.Equal((0, answer, ""), (ending.Code, ending.Text, ending.Error));
        Assert.Equal(["secret.lua"], session.Files());
        Assert.Equal("return 'secret'", File.ReadAllText(session.PathOf("secret.lua")));
    }

    [Fact]
    public void The_script_of_a_compilation_has_the_same_rule()
    {
        using Session session = Prepare();
        File.WriteAllText(session.PathOf("home/a.lua"), "print(io.open('../secret.lua')) print(io.open('in.lua') ~= nil)");

        Ending ending = session.RunIn(session.PathOf("home"), "compile", "-e", "a.lua");

        Assert.Equal("nil\t../secret.lua: Permission denied\t13\ntrue\n", ending.Text);
    }

    [Fact]
    public void The_user_chooses_another_folder()
    {
        using Session session = Prepare();
        File.WriteAllText(session.PathOf("home/a.lua"), "print(dofile 'secret.lua', io.open('secret.lua') ~= nil)");
        string[] options = ["--folder", "..", "a.lua"];

        Assert.Equal(
            "secret\ttrue\n", session.RunIn(session.PathOf("home"), ["run", "--host-libs", .. options]).Text);
        Assert.Equal(
            "secret\ttrue\n",
            session.RunIn(session.PathOf("home"), "compile", "--folder", "..", "-e", "a.lua").Text);
        Assert.Equal(
            "lfs: cannot open nowhere: No such file or directory\n",
            session.Run("run", "--folder", "nowhere", "home/a.lua").Error);
    }

    [Fact]
    public void The_program_itself_may_be_anywhere()
    {
        using Session session = Prepare();

        Ending ending = session.RunIn(session.PathOf("home/sub"), "run", "../in.lua");

        Assert.Equal((0, ""), (ending.Code, ending.Error));
    }

    static Session Prepare()
    {
        Session session = new Session()
            .With("secret.lua", "return 'secret'")
            .With("home/in.lua", "return 1")
            .With("home/try.lua", Try)
            .With("home/sub/deep.lua", "return 2");
        Link(session, "link-in.lua", "in.lua");
        Link(session, "link-folder", "sub");
        Link(session, "link-out.lua", "../secret.lua");
        Link(session, "link-up", "..");
        Link(session, "link-chain.lua", "link-up/home/link-out.lua");
        Link(session, "link-loop.lua", "link-loop.lua");
        Link(session, "link-dangling", "../created");
        Link(session, "link-zero", "/dev/zero");
        using (FileStream huge = File.Create(session.PathOf("home/huge")))
            huge.SetLength(1L << 33);
        if (!OperatingSystem.IsWindows())
        {
            using Process made = Process.Start("mkfifo", session.PathOf("home/fifo"));
            made.WaitForExit();
        }
        return session;
    }

    static void Link(Session session, string name, string target) =>
        File.CreateSymbolicLink(session.PathOf("home/" + name), target);
}
