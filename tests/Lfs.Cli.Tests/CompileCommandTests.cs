using System.Text;
using Lfs.Compiler.Image;

namespace Lfs.Cli.Tests;

/// <summary>The output for each option of <c>lfs compile</c>.</summary>
public class CompileCommandTests
{
    const byte Escape = 0x1B;

    [Fact]
    public void Without_options_a_file_becomes_luac_out()
    {
        using Session session = Two();

        Ending ending = session.Run("compile", "a.lua");

        Assert.Equal((0, "", ""), (ending.Code, ending.Text, ending.Error));
        Assert.Equal(Escape, session.Read("luac.out")[0]);
        Assert.Contains("@a.lua", Latin(session.Read("luac.out")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_output_has_the_name_that_was_asked_for_and_nothing_is_left_beside_it()
    {
        using Session session = Two();

        session.Run("compile", "-o", "x.lc", "a.lua");

        Assert.Equal(["a.lua", "b.lua", "x.lc"], session.Files());
    }

    [Fact]
    public void A_dash_writes_to_standard_output_and_reads_standard_input()
    {
        using var session = new Session { Input = "return 1" };

        Ending ending = session.Run("compile", "-o", "-", "-");

        Assert.Equal(0, ending.Code);
        Assert.Contains("=stdin", Latin(ending.Output), StringComparison.Ordinal);
        Assert.Empty(session.Files());
    }

    [Fact]
    public void An_image_says_its_size()
    {
        using Session session = Two();

        Ending ending = session.Run("compile", "-f", "-o", "i.img", "a.lua", "b.lua");

        LfsImage image = LfsImage.Read(session.Read("i.img")).Image!;
        Assert.Equal((0, $"Image size: {image.Size}\n"), (ending.Code, ending.Text));
        Assert.False(image.IsAbsolute);
        Assert.Equal(["a", "b"], image.ReadContents().Modules.Select(m => m.Name.ToString()));
        Assert.Equal(Session.Time, image.ReadContents().BuildTime);
    }

    [Theory]
    [InlineData("0x40211000")]
    [InlineData("010010210000")]
    [InlineData("1075908608")]
    public void An_address_places_the_image(string address)
    {
        using Session session = Two();

        session.Run("compile", "-a", address, "-o", "i.img", "a.lua");

        Assert.Equal(0x40211000u, ReadImage(session).BaseAddress);
    }

    [Fact]
    public void A_size_limit_makes_an_image_too()
    {
        using Session session = Two();

        Ending ending = session.Run("compile", "-m", "0x1000", "-o", "i.img", "a.lua");

        Assert.Equal(0, ending.Code);
        Assert.False(ReadImage(session).IsAbsolute);
    }

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void An_image_of_5_3_is_placed_at_once_or_later_and_runs(string target)
    {
        using Session session = Two();

        session.Run("compile", "--target", target, "-f", "-o", "i.img", "a.lua");
        session.Run("compile", "--target", target, "-F", "i.img", "-a", "0x40296000", "-o", "later.img");
        session.Run("compile", "--target", target, "-a", "0x40296000", "-o", "at-once.img", "a.lua");

        Assert.Equal(session.Read("at-once.img"), session.Read("later.img"));
        string text = session.Run("run", "--image", "later.img", "a").Text;
        Assert.EndsWith("1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_modules_of_one_name_are_accepted_as_by_the_reference()
    {
        using Session session = Two().With("d/a.lua", "return 2");

        Ending ending = session.Run("compile", "-f", "-o", "i.img", "a.lua", "d/a.lua");

        Assert.Equal(0, ending.Code);
        Assert.Equal(2, ReadImage(session).ReadContents().Modules.Count);
    }

    [Fact]
    public void The_time_option_goes_before_the_environment_and_that_before_the_clock()
    {
        using Session session = Two();
        using var clock = new Session { SourceDateEpoch = null };
        clock.With("a.lua", "");

        session.Run("compile", "-f", "--time", "5", "-o", "i.img", "a.lua");
        clock.Run("compile", "-f", "-o", "i.img", "a.lua");

        Assert.Equal(5, ReadImage(session).ReadContents().BuildTime);
        Assert.Equal(1700000000, ReadImage(clock).ReadContents().BuildTime);
    }

    [Fact]
    public void An_index_can_be_made_without_an_image()
    {
        using Session session = Two();

        session.Run("compile", "-i", "-l", "-o", "x.lc", "a.lua");
        Ending listing = session.Run("compile", "-l", "x.lc");

        Assert.Contains("main <(luac):0,0> (10 instructions", listing.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_files_run_one_after_the_other()
    {
        using Session session = Two();

        Ending listing = session.Run("compile", "-l", "a.lua", "b.lua");

        Assert.Contains("main <(luac):0,0> (5 instructions", listing.Text, StringComparison.Ordinal);
        Assert.Contains("main <b.lua:0,0>", listing.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_l_lists_constants_as_well()
    {
        using Session session = Two();

        string once = session.Run("compile", "-l", "a.lua").Text;
        string twice = session.Run("compile", "-l", "-l", "a.lua").Text;

        Assert.DoesNotContain("constants (", once, StringComparison.Ordinal);
        Assert.Contains("constants (2) for", twice, StringComparison.Ordinal);
    }

    [Fact]
    public void Listing_without_a_file_lists_the_last_output_and_writes_nothing()
    {
        using Session session = Two();
        session.Run("compile", "a.lua");
        byte[] before = session.Read("luac.out");

        Ending ending = session.Run("compile", "-l");

        Assert.Contains("main <a.lua:0,0>", ending.Text, StringComparison.Ordinal);
        Assert.Equal(before, session.Read("luac.out"));
    }

    [Fact]
    public void Parsing_only_writes_nothing()
    {
        using Session session = Two();

        Ending ending = session.Run("compile", "-p", "a.lua");

        Assert.Equal((0, "", ""), (ending.Code, ending.Text, ending.Error));
        Assert.False(session.Has("luac.out"));
    }

    [Fact]
    public void Stripping_drops_the_source_name_from_a_chunk_but_not_from_an_image()
    {
        using Session session = Two();

        session.Run("compile", "-s", "-o", "x.lc", "a.lua");
        session.Run("compile", "-s", "-f", "-o", "i.img", "a.lua");
        session.Run("compile", "-f", "-o", "j.img", "a.lua");

        Assert.DoesNotContain("a.lua", Latin(session.Read("x.lc")), StringComparison.Ordinal);
        Assert.Equal(session.Read("j.img"), session.Read("i.img"));
    }

    [Theory]
    [InlineData("5.1", "Lua 5.1.4  Copyright (C) 1994-2011 Lua.org, PUC-Rio\n")]
    [InlineData("5.3", "Lua 5.3.6  Copyright (C) 1994-2020 Lua.org, PUC-Rio\n")]
    public void The_version_alone_is_no_error(string target, string text)
    {
        using var session = new Session();

        Ending ending = session.Run("compile", "--target", target, "-v", "-v");

        Assert.Equal((0, text, ""), (ending.Code, ending.Text, ending.Error));
    }

    [Fact]
    public void The_version_can_stand_before_work()
    {
        using Session session = Two();

        Assert.StartsWith("Lua 5.1.4", session.Run("compile", "-v", "a.lua").Text, StringComparison.Ordinal);
        Assert.True(session.Has("luac.out"));
        Assert.Equal(1, session.Run("compile", "-v", "-s").Code);
    }

    [Fact]
    public void Options_end_at_the_first_file_and_at_two_dashes()
    {
        using Session session = Two().With("-f", "return 3");

        Assert.Equal(
            "lfs: cannot open -p: No such file or directory\n", session.Run("compile", "a.lua", "-p").Error);
        Assert.Equal(0, session.Run("compile", "-o", "x.lc", "--", "-f").Code);
    }

    [Fact]
    public void Each_target_writes_its_own_kind_of_number()
    {
        using Session session = Two();

        session.Run("compile", "-o", "f.lc", "a.lua");
        session.Run("compile", "--target", "5.1-int", "-o", "i.lc", "a.lua");
        session.Run("compile", "--target", "5.1-dword", "-f", "-o", "i.img", "a.lua");

        Assert.Equal([8, 0], session.Read("f.lc")[10..12]);
        Assert.Equal([4, 1], session.Read("i.lc")[10..12]);
        Assert.Equal("5.1-dword", ReadImage(session).Target.Name);
    }

    [Fact]
    public void A_chunk_is_accepted_as_input()
    {
        using Session session = Two();
        session.Run("compile", "-o", "a.lc", "a.lua");

        session.Run("compile", "-o", "again.lc", "a.lc");

        Assert.Equal(session.Read("a.lc"), session.Read("again.lc"));
    }

    [Fact]
    public void An_existing_file_is_replaced_and_keeps_its_permissions()
    {
        using Session session = Two().With("x.lc", "before");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(session.PathOf("x.lc"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        session.Run("compile", "-o", "x.lc", "a.lua");

        Assert.Equal(Escape, session.Read("x.lc")[0]);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(session.PathOf("x.lc")));
        }
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        using Session session = Two().With("real.lc", "before");
        File.CreateSymbolicLink(session.PathOf("x.lc"), "real.lc");

        session.Run("compile", "-o", "x.lc", "a.lua");

        Assert.Equal(Escape, session.Read("real.lc")[0]);
        Assert.NotNull(File.ResolveLinkTarget(session.PathOf("x.lc"), false));
    }

    [Fact]
    public void A_device_stays_a_device()
    {
        if (!File.Exists("/dev/null"))
            return;
        using Session session = Two();

        Assert.Equal(0, session.Run("compile", "-o", "/dev/null", "a.lua").Code);
        Assert.Empty(File.ReadAllBytes("/dev/null"));
    }

    static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    internal static Session Two() => new Session().With("a.lua", "print(1)\n").With("b.lua", "x = 2\n");

    static LfsImage ReadImage(Session session) => LfsImage.Read(session.Read("i.img")).Image!;
}
