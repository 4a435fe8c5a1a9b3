using System.Diagnostics;
using System.Text;
using Lfs.Tests;

namespace Lfs.Cli.Tests;

/// <summary><c>os</c> and <c>io</c> of <c>--host-libs</c>.</summary>
public class HostLibraryTests
{
    // What the integer build cannot read.
    const string Fractions = "1e15, 0.5, 2^31, 2^40, -2^40, 2^53, 1e17, 0/0, 1/0";

    static readonly TimeZoneInfo _newYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    public static TheoryData<string, string> AllTargets => Rows("5.1", "5.1-int", "5.3", "5.3-64");

    public static TheoryData<string, string> Zones =>
        Pairs(["5.1", "5.3-64"], ["UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata"]);

    [Theory]
    [InlineData("20-os-date-range", "5.1")]
    [InlineData("21-os-local-time", "5.1")]
    [InlineData("21-os-local-time", "5.1-int")]
    [InlineData("21-os-local-time", "5.3")]
    [InlineData("21-os-local-time", "5.3-64")]
    [InlineData("22-io-lines", "5.1")]
    [InlineData("22-io-lines", "5.1-int")]
    [InlineData("22-io-lines", "5.3")]
    [InlineData("22-io-lines", "5.3-64")]
    [InlineData("23-io-open", "5.1")]
    [InlineData("23-io-open", "5.1-int")]
    [InlineData("23-io-open", "5.3")]
    [InlineData("23-io-open", "5.3-64")]
    [InlineData("25-read-formats", "5.1")]
    [InlineData("25-read-formats", "5.3")]
    [InlineData("25-read-formats", "5.3-64")]
    public void A_case_prints_what_lua_prints(string name, string target)
    {
        using var session = new Session
        {
            Zone = name[..2] == "20" ? TimeZoneInfo.Utc : _newYork,
            Input = name[..2] switch
            {
                "22" => "a\nb\n",
                "25" => "1 2\n0x10 abc\nline\n\nend",
                _ => "",
            },
        };
        session.With("c.lua", File.ReadAllText(PathOf($"cases/{name}.lua")));

        Ending ending = session.Run("run", "--target", target, "--host-libs", "c.lua");

        Assert.Equal(
            (0, File.ReadAllText(PathOf($"cases/{name}.expected")), ""), (ending.Code, ending.Text, ending.Error));
    }

    [HostOracleTheory]
    [MemberData(nameof(Zones))]
    public void Each_call_of_os_tells_what_lua_tells(string target, string zone) =>
        CompareWithLua("os.lua", target, zone, leastLines: 1300);

    [HostOracleTheory]
    [InlineData("5.1")]
    [InlineData("5.3-64")]
    public void Each_call_of_io_tells_what_lua_tells(string target) =>
        CompareWithLua("io.lua", target, "UTC", leastLines: 3000);

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void Nothing_of_the_host_is_an_error_that_pcall_does_not_catch(string target, string _)
    {
        using Session session = new Session().With("a.lua", """
            local values = {0, -1, 1e15, 0.5, 2^31, 2^40, -2^40, 2^53, 1e17, 0/0, 1/0, '', '\0', '\255', ('x'):rep(9000),
              {}, print, true, io.stdout, io.open('none'), '*a', '%c', 'set', 'w', '../x', '/'}
            values[#values + 1] = newproxy and newproxy(true) or coroutine.create(print)
            local count = 0
            local stop = {exit = 1, close = 1, output = 1, input = 1}
            for _, lib in ipairs {os, io, getmetatable(io.stdout)} do
              for name, f in pairs(lib) do
                if type(f) == 'function' and not stop[name] then
                  for _, a in pairs(values) do
                    pcall(f, a)
                    for _, b in pairs(values) do
                      if name ~= 'write' then pcall(f, a, b) pcall(f, io.stdin, a, b) count = count + 2 end
                    end
                  end
                end
              end
            end
            io.stdout:write(count > 10000 and 'alive' or count, '\n')
            """.Replace(Fractions, target == "5.1-int" ? "2147483647" : Fractions));

        Ending ending = session.Run("run", "--target", target, "--ram", "4M", "--host-libs", "a.lua");

        Assert.Equal((0, ""), (ending.Code, ending.Error));
        Assert.EndsWith("alive\n", ending.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void Only_files_are_taken_for_files(string target, string _)
    {
        using Session session = new Session().With("a.lua", """
            local meta = getmetatable(io.stdout)
            for _, other in ipairs {coroutine.create(function() end), setmetatable({}, meta), 'x', 7, true, print} do
              for _, name in ipairs {'read', 'write', 'seek', 'close', 'lines', 'flush', 'setvbuf', '__gc'} do
                local ok, why = pcall(meta[name], other)
                assert(not ok and why:find('FILE* expected', 1, true), why)
              end
              assert(io.type(other) == nil)
            end
            if newproxy then print(select(2, pcall(meta.read, newproxy(true)))) end
            debug.getregistry()['FILE*'] = nil
            print(pcall(io.read), pcall(io.open, 'a.lua'))
            """);

        Ending ending = session.Run("run", "--target", target, "--host-libs", "a.lua");

        bool is51 = target.StartsWith("5.1", StringComparison.Ordinal);
        Assert.Equal("", ending.Error);
        Assert.Equal(
            (is51 ? "bad argument #1 to '?' (FILE* expected, got userdata)\n" : "")
            + "false\tfalse\tthe registry has lost the metatable of files\n",
            ending.Text);
    }

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void Only_so_many_files_are_open_at_once_and_collected_ones_make_room(string target, string _)
    {
        using Session session = new Session().With("x", "x").With("a.lua", """
            local kept, f, why, number = {}
            repeat f, why, number = io.open('x') kept[#kept + 1] = f until not f
            print(#kept, why, number)
            kept = nil
            for i = 1, 2000 do assert(io.open('x')) end
            print('room')
            """);

        Ending ending = session.Run("run", "--target", target, "--ram", "1M", "--host-libs", "a.lua");

        Assert.Equal(("253\tx: Too many open files\t24\nroom\n", ""), (ending.Text, ending.Error));
    }

    [Theory]
    [InlineData("os.exit(3)", 3)]
    [InlineData("error('x')", 1)]
    [InlineData("f = nil collectgarbage()", 0)]
    [InlineData("return", 0)]
    public void What_was_written_is_in_the_file_however_the_program_ends(string end, int code)
    {
        using Session session = new Session().With("a.lua", "f = io.open('o', 'w') f:write('text') " + end);

        Assert.Equal(code, session.Run("run", "--host-libs", "a.lua").Code);

        Assert.Equal("text", File.ReadAllText(session.PathOf("o")));
    }

    [Fact]
    public void Variables_of_the_environment_are_utf_8()
    {
        using Session session = new Session().With("a.lua", "io.write(os.getenv('HOME'), #os.getenv('HOME'))");

        Assert.Equal("/home/héloïse15", session.Run("run", "--host-libs", "a.lua").Text);
    }

    [Fact]
    public void Programs_of_the_host_are_not_started()
    {
        using Session session = new Session().With(
            "a.lua", "print(os.execute(), pcall(os.execute, 'true')) print(pcall(io.popen, 'true'))");

        Assert.Equal(
            "0\tfalse\t'execute' not supported\nfalse\t'popen' not supported\n",
            session.Run("run", "--host-libs", "a.lua").Text);
        Assert.Equal(
            "false\tfalse\t'execute' not supported\nfalse\t'popen' not supported\n",
            session.Run("run", "--target", "5.3", "--host-libs", "a.lua").Text);
    }

    [Fact]
    public void Standard_error_and_output_are_apart()
    {
        using Session session = new Session().With("a.lua", "io.write(1) io.stderr:write(2) print(3)");

        Ending ending = session.Run("run", "--host-libs", "a.lua");

        Assert.Equal(("13\n", "2"), (ending.Text, ending.Error));
    }

    static void CompareWithLua(string script, string target, string zone, int leastLines)
    {
        using var session = new Session { Zone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
        session.With("s.lua", File.ReadAllText(PathOf("oracle/" + script)));
        using var lua = new Session();
        lua.With("s.lua", File.ReadAllText(PathOf("oracle/" + script)));
        string[] expected = Print(target == "5.1" ? "lua5.1" : "lua5.3", lua.Root, zone).Split('\n');

        Ending ending = session.Run("run", "--target", target, "--ram", "8M", "--host-libs", "s.lua");

        Assert.Equal("", ending.Error);
        Assert.Equal(expected, Encoding.Latin1.GetString(ending.Output).Split('\n'));
        Assert.True(expected.Length > leastLines, expected.Length + " lines");
    }

    static string Print(string program, string folder, string zone)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["s.lua"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.Latin1,
            Environment = { ["TZ"] = zone, ["LC_ALL"] = "C" },
        })!;
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    static string PathOf(string file) => Repo.PathOf("tests/Lfs.Cli.Tests/" + file);

    static TheoryData<string, string> Rows(params string[] targets) => Pairs(targets, [""]);

    static TheoryData<string, string> Pairs(string[] firsts, string[] seconds)
    {
        var rows = new TheoryData<string, string>();
        foreach (string first in firsts)
        {
            foreach (string second in seconds)
                rows.Add(first, second);
        }
        return rows;
    }
}

/// <summary>A test that needs stock Lua 5.1 and 5.3; skipped where they are not installed.</summary>
sealed class HostOracleTheoryAttribute : TheoryAttribute
{
    public HostOracleTheoryAttribute()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!Array.TrueForAll(["lua5.1", "lua5.3"], name => folders.Any(f => File.Exists(Path.Combine(f, name)))))
            Skip = "lua5.1 and lua5.3 are not on the PATH";
    }
}
