using System.Security.Cryptography;
using System.Text;

namespace Lfs.Cli.Tests;

/// <summary><c>lfs spiffs</c> does what <c>spiffsimg</c> does.</summary>
public class SpiffsCommandTests
{
    const string Script = """
        # two files
        import a.lua a.lua

        import  b.lua  dir/b.lua  and words that do not count
        ls
        info
        """;

    [Fact]
    public void A_script_makes_an_image()
    {
        using Session session = WithFiles().With("script", Script);

        Ending ending = session.Run("spiffs", "-f", "fs.img", "-c", "65536", "-r", "script");

        Assert.Equal((0, ""), (ending.Code, ending.Error));
        Assert.Equal("f      9 a.lua\nf    600 dir/b.lua\nTotal: 52961, Used: 1506\n", ending.Text);
        Assert.Equal(65536, session.Read("fs.img").Length);
        Assert.Equal("f      9 a.lua\nf    600 dir/b.lua\n", session.Run("spiffs", "-f", "fs.img", "-l").Text);
    }

    [Fact]
    public void An_empty_image_is_that_of_spiffsimg()
    {
        using var session = new Session();

        Ending ending = session.Run("spiffs", "-f", "fs.img", "-c", "0x20000");

        Assert.Equal((0, "", ""), (ending.Code, ending.Text, ending.Error));
        Assert.Equal(
            "618ce2a12881b42e73a76a8c95229a4b8c3d4f9cb729e143a4bfd13d65a9d399",
            Convert.ToHexStringLower(SHA256.HashData(session.Read("fs.img"))));
    }

    [Fact]
    public void Commands_read_and_change_an_image()
    {
        using Session session = WithFiles().With("make", "import a.lua a\nimport b.lua b").With("change", """
            cat a
            cat nothing
            export b copy.lua
            rm a
            rm a
            bye
            import a.lua
            ls
            """);
        session.Run("spiffs", "-ffs.img", "-c32768", "-rmake");

        Ending ending = session.Run("spiffs", "-f", "fs.img", "-r", "change");

        Assert.Equal(1, ending.Code);
        Assert.Equal("return 1\nSYNTAX ERROR: bye\nf    600 b\n", ending.Text);
        Assert.Equal("FAILED: rm a\nSYNTAX ERROR: import a.lua\n", ending.Error);
        Assert.Equal(session.Read("b.lua"), session.Read("copy.lua"));
        Assert.Equal("f    600 b\n", session.Run("spiffs", "-lf", "fs.img").Text);
    }

    [Fact]
    public void A_person_types_commands()
    {
        using Session session = new Session { Input = "info\n\n# nothing\nls\n" }.With("a.lua", "");

        Ending ending = session.Run("spiffs", "-f", "fs.img", "-c", "32768", "-i");

        Assert.Equal(
            "Created filesystem -- size 0x8000, block_size=4096\n> Total: 22841, Used: 0\n> > \n", ending.Text);
        Assert.Equal(0, ending.Code);
    }

    [Theory]
    [InlineData("4MB", "0x83000", "0x90000", 3579904)]
    [InlineData("32m", "0x83000", "0x90000", 3579904)]
    [InlineData("8m", "0xe1001", "0xe2000", 98304)]
    [InlineData("1048576B", "917504", "0xe0000", 106496)]
    public void The_image_fills_what_is_left_of_a_flash(string flash, string used, string place, int bytes)
    {
        using var session = new Session();

        Ending ending = session.Run("spiffs", "-f", "%x-spiffs.img", "-S", flash, "-U", used, "-o", "place");

        Assert.Equal((0, "", ""), (ending.Code, ending.Text, ending.Error));
        Assert.Equal(place, Encoding.ASCII.GetString(session.Read("place")));
        Assert.Equal(bytes, session.Read($"{place[2..]}-spiffs.img").Length);
    }

    [Theory]
    [InlineData("0x10000", "0x%05x%%", "0x10000%")]
    [InlineData("0x10000", "%#X", "0X10000")]
    [InlineData("0x10000", "%-8dx", "65536   x")]
    [InlineData("0x10000", "%7o", " 200000")]
    public void The_name_has_the_place_as_printf_writes_it(string used, string name, string file)
    {
        using var session = new Session();

        Ending ending = session.Run("spiffs", "-f", name, "-c", "32768", "-U", used);

        Assert.Equal((0, "", ""), (ending.Code, ending.Text, ending.Error));
        Assert.Equal([file], session.Files());
    }

    [Theory]
    [InlineData("Need a filename: give the image with -f")]
    [InlineData("Need a filename: give the image with -f", "-l")]
    [InlineData("unknown option '-x'", "-f", "fs.img", "-x")]
    [InlineData("option '-f' needs a value", "-f")]
    [InlineData("Missing flashSize or Used: give -c, or -S and -U", "-f", "fs.img", "-S", "4MB")]
    [InlineData("Missing flashSize or Used: give -c, or -S and -U", "-f", "fs.img", "-c", "0")]
    [InlineData("Not enough space for a file system behind the used flash", "-f", "x", "-S", "1MB", "-U", "1024000")]
    [InlineData(
        "Unable to calculate where to put the flash image, and % present in filename: give -U",
        "-f", "%x.img", "-c", "65536")]
    [InlineData(
        "%s: one conversion of a whole number, such as %x, can be in the name",
        "-f", "%s", "-c", "65536", "-U", "4096")]
    [InlineData("fs.img: disk not large enough for four blocks", "-f", "fs.img", "-c", "8192")]
    [InlineData("fs.img: disk not large enough for four blocks", "-f", "fs.img", "-c", "-4")]
    [InlineData("fs.img: a file system has at most 16646144 bytes", "-f", "fs.img", "-c", "0x1000000")]
    [InlineData("cannot open none: No such file or directory", "-f", "none", "-l")]
    [InlineData("a.lua: file size not multiple of erase block size", "-f", "a.lua", "-l")]
    [InlineData(
        "blank: spiffs_mount: the file holds no file system of its size (-10025)", "-f", "blank", "-l")]
    [InlineData("cannot open none: No such file or directory", "-f", "fs.img", "-c", "65536", "-r", "none")]
    [InlineData("cannot open none: No such file or directory", "-f", "fs.img", "-c", "65536", "-r", "bad1")]
    [InlineData("export none: there is no such file in the image (-10002)", "-f", "fs.img", "-c65536", "-rbad2")]
    [InlineData("import b: the file system is full (-10001)", "-f", "fs.img", "-c", "16384", "-r", "bad3")]
    public void One_line_says_what_is_wrong_and_no_file_appears(string message, params string[] args)
    {
        using Session session = WithFiles()
            .With("blank", new string('\xFF', 32768 / 2))
            .With("bad1", "import none none")
            .With("bad2", "export none none")
            .With("bad3", "import large a\nimport large b")
            .With("large", new string('x', 5000));
        string[] before = session.Files();

        Ending ending = session.Run(["spiffs", .. args]);

        Assert.Equal((1, "", $"lfs: {message}\n"), (ending.Code, ending.Text, ending.Error));
        Assert.Equal(before, session.Files());
    }

    [Fact]
    public void A_failure_deletes_what_was_there_if_that_is_asked_for()
    {
        using Session session = new Session().With("fs.img", "old").With("place", "old").With("bad", "import x y");

        session.Run("spiffs", "-f", "fs.img", "-c", "65536", "-r", "bad", "-o", "place");
        Assert.Equal(["bad", "fs.img", "place"], session.Files());

        session.Run("spiffs", "-f", "fs.img", "-c", "65536", "-r", "bad", "-o", "place", "-d");
        Assert.Equal(["bad"], session.Files());
    }

    [Fact]
    public void A_line_ends_after_126_bytes_and_at_a_zero()
    {
        using Session session = new Session()
            .With("script", "#" + new string(' ', 125) + "info\nls\0nothing\n");

        Ending ending = session.Run("spiffs", "-f", "fs.img", "-c", "32768", "-r", "script");

        Assert.Equal((0, "Total: 22841, Used: 0\n", ""), (ending.Code, ending.Text, ending.Error));
    }

    static Session WithFiles() => new Session()
        .With("a.lua", "return 1\n")
        .With("b.lua", new string('b', 600));
}
