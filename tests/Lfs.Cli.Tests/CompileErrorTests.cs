using System.Text;

namespace Lfs.Cli.Tests;

/// <summary>The errors of <c>lfs compile</c>, which are those of <c>luac.cross</c>.</summary>
public class CompileErrorTests
{
    [Theory]
    [InlineData("no input files given", "compile")]
    [InlineData("no input files given", "compile", "-f")]
    [InlineData("unrecognized option '-x'", "compile", "-x", "a.lua")]
    [InlineData("unrecognized option '-ss'", "compile", "-ss", "a.lua")]
    [InlineData("unrecognized option '-F'", "compile", "-F", "i.img", "-e", "a.lua")]
    [InlineData("'-o' needs argument", "compile", "-o")]
    [InlineData("'-o' needs argument", "compile", "-o", "", "a.lua")]
    [InlineData("'-e' needs argument", "compile", "-e")]
    [InlineData("'-e' needs argument", "compile", "-e", "-f", "a.lua")]
    [InlineData("'-a' needs argument", "compile", "-a")]
    [InlineData("'-m' needs argument", "compile", "-m")]
    [InlineData("'--target' needs argument", "compile", "--target")]
    [InlineData("'--time' needs argument", "compile", "--time")]
    [InlineData("'--hash-seed' needs argument", "compile", "--hash-seed")]
    [InlineData("'-e' absolute address must be valid flash address", "compile", "-a", "0", "a.lua")]
    [InlineData("'-e' absolute address must be valid flash address", "compile", "-a", "0x4020fffc", "a.lua")]
    [InlineData("'-e' absolute address must be valid flash address", "compile", "-a", "0x40310001", "a.lua")]
    [InlineData("'-e' absolute address must be valid flash address", "compile", "-a", "flash", "a.lua")]
    [InlineData("'-e' maximum size must be a multiple of 4,096", "compile", "-m", "5000", "a.lua")]
    [InlineData("'--time' needs a number of seconds, not 'now'", "compile", "--time", "now", "a.lua")]
    [InlineData("'--hash-seed' needs a number of 32 bits, not '1x'", "compile", "--hash-seed", "1x", "a.lua")]
    [InlineData("'--hash-seed' needs a number of 32 bits, not '-1'", "compile", "--hash-seed", "-1", "a.lua")]
    [InlineData(
        "unknown target '5.2'; there are 5.1, 5.1-int, 5.1-dword, 5.3, 5.3-64", "compile", "--target", "5.2")]
    [InlineData("cannot open none.lua: No such file or directory", "compile", "none.lua")]
    [InlineData("cannot open : No such file or directory", "compile", "")]
    [InlineData("cannot read .: Is a directory", "compile", ".")]
    [InlineData("cannot open .: Is a directory", "compile", "-o", ".", "a.lua")]
    [InlineData("cannot open no/x.lc: No such file or directory", "compile", "-o", "no/x.lc", "a.lua")]
    [InlineData("cannot open none.lua: No such file or directory", "compile", "-e", "none.lua")]
    [InlineData("bad.lua:2: unexpected symbol near '<eof>'", "compile", "bad.lua")]
    [InlineData("bad.lua:2: unexpected symbol near '<eof>'", "compile", "-p", "bad.lua")]
    [InlineData("bad.lc: unexpected end in precompiled chunk", "compile", "bad.lc")]
    public void One_line_says_what_is_wrong_and_no_file_appears(string message, params string[] args)
    {
        using Session session = CompileCommandTests.Two().With("bad.lua", "x =\n").With("bad.lc", "\x1BLua");

        Ending ending = session.Run(args);

        Assert.Equal((1, "", $"lfs: {message}\n"), (ending.Code, ending.Text, ending.Error));
        Assert.Equal(["a.lua", "b.lua", "bad.lc", "bad.lua"], session.Files());
    }

    [Theory]
    [InlineData("\"-e\" needs a file argument", "-e", "-f")]
    [InlineData("\"-F\" needs an LFS image file argument", "-F")]
    [InlineData("\"-a\" absolute address must be valid flash address", "-a", "0x40200000")]
    [InlineData("\"-a\" absolute address must be valid flash address", "-a", "0x40300001")]
    [InlineData("\"-e\" maximum size must be a multiple of 4,096", "-m", "1")]
    [InlineData("'-o' needs argument", "-o", "-x")]
    [InlineData("no input files given", "-F", "i.img")]
    public void Target_5_3_has_its_own_words(string message, params string[] args)
    {
        using var session = new Session();

        Ending ending = session.Run(["compile", "--target", "5.3", .. args]);

        Assert.Equal((1, "", $"lfs: {message}\n"), (ending.Code, ending.Text, ending.Error));
    }

    [Fact]
    public void Target_5_3_refuses_two_modules_of_one_name()
    {
        using Session session = CompileCommandTests.Two().With("d/a.lua", "");

        Ending ending = session.Run("compile", "--target", "5.3", "-f", "a.lua", "d/a.lua");

        Assert.Equal(
            (1, "lfs: Cannot have duplicate files ('a.lua') in LFS\n"), (ending.Code, ending.Error));
    }

    [Fact]
    public void Target_5_3_honours_the_size_limit()
    {
        using Session session = CompileCommandTests.Two();

        Ending ending = session.Run("compile", "--target", "5.3", "-m", "0", "a.lua");

        Assert.Equal(
            (1, "", "lfs: The image is too large for specfied LFS size\n"),
            (ending.Code, ending.Text, ending.Error));
    }

    [Fact]
    public void An_image_that_is_too_large_leaves_the_old_file_alone()
    {
        using Session session = CompileCommandTests.Two().With("i.img", "old");

        Ending ending = session.Run("compile", "-m", "0", "-o", "i.img", "a.lua");

        Assert.Equal((1, "lfs: The image is too large for specfied LFS size\n"), (ending.Code, ending.Error));
        Assert.StartsWith("Image size: ", ending.Text, StringComparison.Ordinal);
        Assert.Equal("old", Encoding.ASCII.GetString(session.Read("i.img")));
    }

    [Fact]
    public void An_image_larger_than_any_region_has_no_size()
    {
        using Session session = new Session().With("a.lua", $"return '{new string('x', 0x40000)}'");

        Ending ending = session.Run("compile", "-m", "0x100000", "a.lua");

        Assert.Equal((1, "", "lfs: Out of Flash memory\n"), (ending.Code, ending.Text, ending.Error));
    }

    [Theory]
    [InlineData("-f")]
    [InlineData("-i")]
    public void More_than_50_modules_are_refused(string option)
    {
        using Session session = CompileCommandTests.Two();
        string[] files = [.. Enumerable.Repeat("a.lua", 51)];

        Ending ending = session.Run(["compile", option, .. files]);

        Assert.Equal((1, "lfs: '-f': Number of modules > 50\n"), (ending.Code, ending.Error));
        Assert.Equal(0, session.Run(["compile", option, .. files[1..]]).Code);
        Assert.Equal(0, session.Run(["compile", .. files]).Code);
    }

    [Fact]
    public void A_build_time_in_the_environment_must_be_a_number()
    {
        using var session = new Session { SourceDateEpoch = "today" };
        session.With("a.lua", "");

        Ending ending = session.Run("compile", "-f", "a.lua");

        Assert.Equal(
            (1, "lfs: SOURCE_DATE_EPOCH is no number of seconds: 'today'\n"), (ending.Code, ending.Error));
        Assert.Equal(0, session.Run("compile", "a.lua").Code);
    }

    [Fact]
    public void Long_paths_are_shortened_in_messages_as_by_the_reference()
    {
        string folder = new('d', 90);
        using Session session = new Session().With(folder + "/bad.lua", "x =");

        string error = session.Run("compile", folder + "/bad.lua").Error;

        Assert.Equal($"lfs: ...{new string('d', 64)}/bad.lua:1: unexpected symbol near '<eof>'\n", error);
    }

    // nodemcu-firmware#3192: paths as typed. The references print these.
    [Theory]
    [InlineData(
        "5.1", "...ike/solar/humidity/measurements/oldies/archive-of-the-year-2019/main.lua")]
    [InlineData(
        "5.3", "...ty/measurements/oldies/archive-of-the-year-2019/main.lua")]
    public void A_long_path_is_shortened_as_the_version_shortens_it(string target, string shown)
    {
        const string File = "zuzu-like/solar/humidity/measurements/oldies/archive-of-the-year-2019/main.lua";
        using Session session = new Session().With(File, "x = = 1\n");

        Ending ending = session.Run("compile", "--target", target, "-p", File);

        Assert.Equal((1, $"lfs: {shown}:1: unexpected symbol near '='\n"), (ending.Code, ending.Error));
    }
}
