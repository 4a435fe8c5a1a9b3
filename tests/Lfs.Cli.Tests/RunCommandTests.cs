using System.Globalization;
using System.Text.RegularExpressions;

namespace Lfs.Cli.Tests;

public class RunCommandTests
{
    [Fact]
    public void A_file_gets_its_arguments_and_prints()
    {
        using Session session = new Session().With(
            "a.lua", "print(select('#', ...), ...)\nprint(arg[0], arg[1], arg[2], #arg)");

        Ending ending = session.Run("run", "a.lua", "x", "-y");

        Assert.Equal((0, "2\tx\t-y\na.lua\tx\t-y\t2\n", ""), (ending.Code, ending.Text, ending.Error));
    }

    /// <summary>The first example of the LFS paper.</summary>
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_partitions_of_the_paper_print_its_line(string target)
    {
        using Session session = new Session().With("a.lua", """
            do
              local s, p = {}, node.getpartitiontable()
              for _, k in ipairs{'lfs_addr', 'lfs_size', 'spiffs_addr', 'spiffs_size'} do
                s[#s + 1] = '%s = 0x%06x' % {k, p[k]}
              end
              print('{ %s }' % table.concat(s, ', '))
            end
            """);

        Ending ending = session.Run("run", "--target", target, "--lfs-size", "64K", "--spiffs-size", "1M", "a.lua");

        Assert.EndsWith(
            "{ lfs_addr = 0x096000, lfs_size = 0x010000, spiffs_addr = 0x100000, spiffs_size = 0x100000 }\n",
            ending.Text, StringComparison.Ordinal);
        Assert.Equal(0, ending.Code);
    }

    [Theory]
    [InlineData("--lfs-size", "5000", "lfs: '--lfs-size' must be a multiple of 4K, at most 16M\n")]
    [InlineData("--spiffs-size", "1G", "lfs: '--spiffs-size' must be a multiple of 4K, at most 16M\n")]
    [InlineData("--spiffs-size", "x", "lfs: '--spiffs-size' needs a size like 44K or 512M, not 'x'\n")]
    [InlineData("--lfs-size", "1M", "lfs: The LFS region must lie in the first megabyte of flash, which is mapped.")]
    [InlineData("--spiffs-size", "4M", "lfs: The SPIFFS region must start and end at a multiple of 4096,")]
    public void A_partition_that_cannot_be_is_refused(string option, string size, string error)
    {
        using Session session = new Session().With("a.lua", "print(1)");

        Ending ending = session.Run("run", option, size, "a.lua");

        Assert.StartsWith(error, ending.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (ending.Code, ending.Text));
    }

    [Fact]
    public void Standard_input_can_be_the_program()
    {
        using var session = new Session { Input = "#!lua\nprint 'in'\nerror 'x'" };

        Ending ending = session.Run("run", "-");

        Assert.Equal("in\n", ending.Text);
        Assert.StartsWith("lfs: stdin:3: x\n", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_the_folder_are_found()
    {
        using Session session = new Session()
            .With("a.lua", "print(require 'b', dofile 'sub/c.lua', loadfile 'none.lua')")
            .With("b.lua", "return 'b'")
            .With("sub/c.lua", "return 'c'");

        Assert.Equal("b\tc\tnil\tcannot open none.lua: \n", session.Run("run", "a.lua").Text);
    }

    [Fact]
    public void A_chunk_runs_as_its_source_does()
    {
        using Session session = new Session().With("a.lua", "print 'hello'");
        session.Run("compile", "-o", "a.lc", "a.lua");

        Assert.Equal("hello\n", session.Run("run", "a.lc").Text);
    }

    // Source: lundump.c of both versions, error: the chunk's name without the sign before it.
    [Theory]
    [InlineData("5.1", "x.lc: unexpected end in precompiled chunk")]
    [InlineData("5.1-int", "x.lc: unexpected end in precompiled chunk")]
    [InlineData("5.3", "x.lc: truncated precompiled chunk")]
    [InlineData("5.3-64", "x.lc: truncated precompiled chunk")]
    public void Whatever_loads_a_chunk_that_is_cut_names_its_file(string target, string error)
    {
        using Session session = new Session().With("x.lc", "\u001bLua").With(
            "a.lua", """
            print(loadfile 'x.lc')
            print(pcall(dofile, 'x.lc'))
            package.path = '?.lc'
            print(pcall(require, 'x'))
            print((loadstring or load)('\27Lua', '=x.lc'))
            """);

        string printed = session.Run("run", "--target", target, "a.lua").Text;
        Ending itself = session.Run("run", "--target", target, "x.lc");

        Assert.Equal($"nil\t{error}\nfalse\t{error}\nfalse\terror loading module 'x' from file 'x.lc':\n\t{error}\n"
            + $"nil\t{error}\n", printed);
        Assert.Equal((1, $"lfs: {error}\n"), (itself.Code, itself.Error));
    }

    [Fact]
    public void A_module_of_the_image_runs_from_flash()
    {
        using Session session = new Session().With("mod.lua", "print('mod', ...)");
        session.Run("compile", "-f", "-o", "i.img", "mod.lua");
        File.Delete(session.PathOf("mod.lua"));

        Ending ending = session.Run("run", "--image", "i.img", "mod", "1");

        Assert.Equal((0, "mod\t1\n", ""), (ending.Code, ending.Text, ending.Error));
    }

    [Fact]
    public void With_an_image_a_file_can_still_be_run()
    {
        using Session session = new Session()
            .With("mod.lua", "return 7")
            .With("a.lua", "print(node.LFS.mod())");
        session.Run("compile", "-f", "-o", "i.img", "mod.lua");

        Assert.Equal("7\n", session.Run("run", "--image", "i.img", "a.lua").Text);
        Assert.Equal(
            "lfs: 'none' is neither a module of the image nor a file\n",
            session.Run("run", "--image", "i.img", "none").Error);
    }

    [Fact]
    public void The_target_is_that_of_the_image()
    {
        using Session session = new Session().With("mod.lua", "print(7 / 2)");
        session.Run("compile", "--target", "5.1-int", "-f", "-o", "i.img", "mod.lua");

        Assert.Equal("3\n", session.Run("run", "--image", "i.img", "mod").Text);
        Assert.Equal("3\n", session.Run("run", "--target", "5.1-int", "mod.lua").Text);
        Assert.Equal("3.5\n", session.Run("run", "mod.lua").Text);
        Assert.Equal(
            "lfs: i.img: The image is built for 5.1-int, the device runs 5.1.\n",
            session.Run("run", "--target", "5.1", "--image", "i.img", "mod").Error);
    }

    [Fact]
    public void An_error_shows_a_traceback_as_lua_does()
    {
        using Session session = new Session().With("a.lua", "local function f()\n  error 'no'\nend\nf()\n");

        Ending ending = session.Run("run", "a.lua");

        Assert.Equal(1, ending.Code);
        Assert.Equal(
            """
            lfs: a.lua:2: no
            stack traceback:
            	[C]: in function 'error'
            	a.lua:2: in function <a.lua:1>
            	a.lua:4: in main chunk
            	[C]: ?

            """,
            ending.Error);
    }

    [Theory]
    [InlineData("x =", "a.lua:1: unexpected symbol near '<eof>'")]
    [InlineData("error {}", "(error object is a table value)")]
    [InlineData("error()", "(error object is a nil value)")]
    public void Errors_without_a_traceback_are_one_line(string program, string message)
    {
        using Session session = new Session().With("a.lua", program);

        Ending ending = session.Run("run", "a.lua");

        Assert.Equal((1, $"lfs: {message}\n"), (ending.Code, ending.Error));
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Memory_is_reported_on_standard_error(string target)
    {
        using Session session = new Session().With("a.lua", "t = {} for i = 1, 100 do t[i] = i end print(#t)")
            .With("b.lua", "t = {} for i = 1, 400 do t[i] = i end t = nil collectgarbage() print(400)");

        Ending few = session.Run("run", "--memory", "--target", target, "a.lua");
        Ending more = session.Run("run", "--memory", "--target", target, "b.lua");
        Ending none = session.Run("run", "--target", target, "a.lua");

        Assert.Equal(("100\n", "400\n", "100\n", ""), (few.Text, more.Text, none.Text, none.Error));
        (int Start, int End, int Peak) first = MemoryOf(few), second = MemoryOf(more);
        Assert.True(first.Start == second.Start && first.Start < first.End && first.End <= first.Peak, $"{first}");
        Assert.True(second.End < first.End && second.Peak > first.Peak, $"{second}");
    }

    static (int Start, int End, int Peak) MemoryOf(Ending ending)
    {
        Match match = Regex.Match(
            ending.Error, @"^lfs: Lua data in bytes: ([0-9]+) after boot, ([0-9]+) at the end, ([0-9]+) at the most\n$");
        Assert.True(match.Success && ending.Code == 0, ending.Error);
        int[] figures = [.. match.Groups.Values.Skip(1).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
        return (figures[0], figures[1], figures[2]);
    }

    [Fact]
    public void Exhausted_memory_is_told_by_its_place()
    {
        using Session session = new Session().With("a.lua", "local t = {}\nfor i = 1, 1e6 do t[i] = {} end");

        Ending ending = session.Run("run", "a.lua");

        Assert.Equal(
            (1, "lfs: not enough memory\nstack traceback:\n\ta.lua:2: in main chunk\n\t[C]: ?\n"),
            (ending.Code, ending.Error));
    }

    [Fact]
    public void The_heap_is_a_device_s_unless_asked_otherwise()
    {
        using Session session = new Session().With("a.lua", "print(node.heap())");

        int small = int.Parse(session.Run("run", "a.lua").Text);
        int medium = int.Parse(session.Run("run", "--ram", "100K", "a.lua").Text);
        int large = int.Parse(session.Run("run", "--ram", "64M", "a.lua").Text);

        Assert.InRange(small, 30_000, 44 * 1024);
        Assert.InRange(medium, 86_000, 100 * 1024);
        Assert.InRange(large, 60_000_000, 64 * 1024 * 1024);
    }

    [Fact]
    public void Host_libraries_are_there_when_asked_for()
    {
        using var session = new Session { Input = "line 1\nline 2" };
        session.With("a.lua", "print(os, io)").With("b.lua", "io.write(io.read(), '\\n') os.exit(3)");

        Assert.Equal("nil\tnil\n", session.Run("run", "a.lua").Text);
        Ending ending = session.Run("run", "--host-libs", "b.lua");

        Assert.Equal((3, "line 1\n", ""), (ending.Code, ending.Text, ending.Error));
    }

    [Fact]
    public void A_budget_ends_an_endless_loop()
    {
        using Session session = new Session().With("a.lua", "pcall(function() while true do end end)");

        Ending ending = session.Run("run", "--instructions", "100000", "a.lua");

        Assert.Equal(1, ending.Code);
        Assert.StartsWith(
            "lfs: instruction budget exceeded\nstack traceback:\n\ta.lua:1: in function <a.lua:1>\n", ending.Error);
    }

    [Fact]
    public void An_interruption_ends_an_endless_loop()
    {
        using var interruption = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        using var session = new Session { Interruption = interruption.Token };
        session.With("a.lua", "print(1) while true do end");

        Ending ending = session.Run("run", "a.lua");

        Assert.Equal(
            (130, "1\n", "lfs: cancelled\nstack traceback:\n\ta.lua:1: in main chunk\n\t[C]: ?\n"),
            (ending.Code, ending.Text, ending.Error));
    }

    [Fact]
    public void A_restart_of_the_device_ends_the_program()
    {
        using Session session = new Session().With("a.lua", "print(1) node.restart() print(2)");

        Ending ending = session.Run("run", "a.lua");

        Assert.Equal((0, "1\n", ""), (ending.Code, ending.Text, ending.Error));
    }

    [Fact]
    public void Output_is_bytes()
    {
        using Session session = new Session().With("a.lua", "print('\\255\\0\\200')");

        Assert.Equal((byte)255, session.Run("run", "a.lua").Output[0]);
    }

    [Theory]
    [InlineData("nothing to run: no file or module given")]
    [InlineData("nothing to run: no file or module given", "--host-libs")]
    [InlineData("unrecognized option '-x'", "-x", "a.lua")]
    [InlineData("'--ram' needs argument", "--ram")]
    [InlineData("'--system' needs argument", "--system")]
    [InlineData("'--system' needs target 5.3 or 5.3-64: a device with 5.1 has one LFS region",
        "--target", "5.1", "--system", "a.lua", "a.lua")]
    [InlineData("'--ram' needs a size like 44K or 512M, not 'big'", "--ram", "big", "a.lua")]
    [InlineData("'--ram' must be from 8K to 1023M", "--ram", "1K", "a.lua")]
    [InlineData("'--ram' must be from 8K to 1023M", "--ram", "4G", "a.lua")]
    [InlineData("'--instructions' needs a number above 0, not '0'", "--instructions", "0", "a.lua")]
    [InlineData("no device runs '5.1-dword'", "--target", "5.1-dword", "a.lua")]
    [InlineData("cannot open none.lua: No such file or directory", "none.lua")]
    [InlineData("cannot read .: Is a directory", ".")]
    [InlineData("cannot open none.img: No such file or directory", "--image", "none.img", "a.lua")]
    [InlineData("a.lua: read error on LFS image file", "--image", "a.lua", "a.lua")]
    public void What_cannot_be_run_is_refused(string message, params string[] args)
    {
        using Session session = new Session().With("a.lua", "");

        Ending ending = session.Run(["run", .. args]);

        Assert.Equal((1, "", $"lfs: {message}\n"), (ending.Code, ending.Text, ending.Error));
    }

    [Theory]
    [InlineData("5.1", "[C]: ?")]
    [InlineData("5.1-int", "[C]: ?")]
    [InlineData("5.3", "[C]: in ?")]
    [InlineData("5.3-64", "[C]: in ?")]
    public void A_traceback_ends_at_the_chunk_that_calls_the_file_or_at_the_host(string target, string last)
    {
        using Session session = new Session().With("a.lua", "print(debug.traceback('here'))\nerror 'x'");

        Ending ending = session.Run("run", "--target", target, "a.lua");

        Assert.Equal("here\nstack traceback:\n\ta.lua:1: in main chunk\n\t[lfs]:12: in main chunk\n", ending.Text);
        Assert.EndsWith($"\ta.lua:2: in main chunk\n\t{last}\n", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_no_device_runs_is_refused_by_its_target()
    {
        using Session session = new Session().With("a.lua", "print 'hi'");
        session.Run("compile", "--target", "5.1-dword", "-f", "-o", "i.img", "a.lua");

        Ending ending = session.Run("run", "--image", "i.img", "a");

        Assert.Equal((1, "lfs: no device runs '5.1-dword'\n"), (ending.Code, ending.Error));
    }

    [Fact]
    public void Images_cut_short_are_named_and_refused()
    {
        using Session session = new Session().With(
            "big.lua", string.Concat(Enumerable.Range(0, 200).Select(i => $"print('line {i * 7919}')\n")));
        session.Run("compile", "-f", "-o", "i.img", "big.lua");
        byte[] whole = session.Read("i.img");

        for (int length = 0; length < whole.Length; length += 37)
        {
            File.WriteAllBytes(session.PathOf("cut.img"), whole[..length]);
            Ending ending = session.Run("run", "--image", "cut.img", "big");
            Assert.Equal((1, ""), (ending.Code, ending.Text));
            Assert.StartsWith("lfs: cut.img: ", ending.Error, StringComparison.Ordinal);
        }
    }
}
