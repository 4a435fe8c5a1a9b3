using System.Diagnostics;

namespace Lfs.Cli.Tests;

/// <summary>Standard streams that fail: one line and exit code 1, whatever the command.</summary>
public class StreamTests
{
    const string Full = "cannot write standard output: No space left on device";

    public static TheoryData<string> Commands => new()
    {
        "help", "--version", "help run", "compile -v", "compile -l -p a.lua", "compile -o - a.lua",
        "compile -f -o i.img a.lua", "compile -e a.lua", "inspect i.lc", "run a.lua", "run --host-libs b.lua",
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_full_standard_output_is_one_line(string command)
    {
        using Session session = Prepare(output: new FailingStream(28, "No space left on device"));

        Ending ending = session.Run(command.Split(' '));

        Assert.Equal((1, $"lfs: {Full}\n"), (ending.Code, ending.Error));
    }

    [Theory]
    [InlineData("compile none.lua")]
    [InlineData("run none.lua")]
    [InlineData("run c.lua")]
    public void A_full_standard_error_leaves_the_exit_code(string command)
    {
        using Session session = Prepare(error: new FailingStream(28, "No space left on device"));

        Assert.Equal(1, session.Run(command.Split(' ')).Code);
    }

    [Fact]
    public void A_program_hears_that_it_cannot_write()
    {
        using Session session = Prepare(output: new FailingStream(28, "No space left on device"));
        session.With("d.lua", """
            io.stderr:write(tostring(select(2, io.write('x'))), select(3, io.write('x')), '\n')
            io.stderr:write(tostring(select(2, pcall(print, 'x'))), '\n')
            """);

        Ending ending = session.Run("run", "--host-libs", "d.lua");

        Assert.Equal(1, ending.Code);
        Assert.StartsWith("No space left on device28\n", ending.Error, StringComparison.Ordinal);
        Assert.EndsWith($"lfs: {Full}\n", ending.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("while true do pcall(print, 'x') end")]
    [InlineData("while true do io.write 'x' end")]
    public void A_program_ends_when_no_one_reads_what_it_writes(string program)
    {
        using Session session = Prepare(output: new FailingStream(32, "Broken pipe"));

        Ending ending = session.With("d.lua", program).Run("run", "--host-libs", "d.lua");

        Assert.Equal(
            (1, "lfs: cannot write standard output: Broken pipe\n"), (ending.Code, ending.Error));
    }

    [ShellTheory]
    [InlineData("run a.lua > /dev/full", "lfs: " + Full + "\n1\n")]
    [InlineData("run a.lua >&-", "lfs: cannot write standard output: Bad file descriptor\n1\n")]
    [InlineData("run c.lua 2>&-", "1\n")]
    [InlineData("run a.lua >&- 2>&-", "1\n")]
    [InlineData("run - <&-", "lfs: cannot read standard input: Bad file descriptor\n1\n")]
    [InlineData("run - < .", "lfs: cannot read standard input: Is a directory\n1\n")]
    [InlineData("compile -p - <&-", "lfs: cannot read standard input: Bad file descriptor\n1\n")]
    [InlineData("run --host-libs e.lua | head -n 1", "x\nlfs: cannot write standard output: Broken pipe\n0\n")]
    [InlineData("run /dev/zero", "lfs: cannot open /dev/zero: File too large\n1\n")]
    [InlineData("compile -p /dev/zero", "lfs: cannot open /dev/zero: File too large\n1\n")]
    [InlineData("run a.lua <&-", "hi\n0\n")]
    [InlineData("run a.lua 2>&-", "hi\n0\n")]
    public void The_process_keeps_the_rule(string command, string output)
    {
        using Session session = Prepare();
        string tool = $"dotnet exec {Path.Combine(AppContext.BaseDirectory, "lfs.dll")}";
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{{ {tool} {command}; echo $?; }} 2>&1"])
        {
            WorkingDirectory = session.Root,
            RedirectStandardOutput = true,
        })!;

        string text = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();

        Assert.Equal(Sorted(output), Sorted(text));
    }

    // A pipe's end and the error race.
    static string[] Sorted(string text) => [.. text.Split('\n').Order(StringComparer.Ordinal)];

    static Session Prepare(Stream? output = null, Stream? error = null)
    {
        var session = new Session { Output = output, Error = error };
        File.WriteAllBytes(session.PathOf("i.lc"), Compiled());
        return session.With("a.lua", "print 'hi'").With("b.lua", "io.write 'hi' io.stdout:flush()")
            .With("c.lua", "error 'no'").With("e.lua", "while true do io.write 'x\\n' end");
    }

    static byte[] Compiled()
    {
        using Session session = new Session().With("a.lua", "print 'hi'");
        session.Run("compile", "-o", "a.lc", "a.lua");
        return session.Read("a.lc");
    }

    sealed class FailingStream(int number, string reason) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException(reason, number);

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException(reason, number);
    }
}

/// <summary>A test that starts the tool from a shell; skipped on Windows.</summary>
sealed class ShellTheoryAttribute : TheoryAttribute
{
    public ShellTheoryAttribute()
    {
        if (OperatingSystem.IsWindows() || !File.Exists("/dev/full"))
            Skip = "there is no /bin/sh with /dev/full";
    }
}
