using Lfs.Runtime;
using Lfs.Runtime.Core;

namespace Lfs.Tests;

/// <summary>
/// The module <c>pipe</c> prints what the reference prints. <c>goldens/modules</c> has the programs, and their output
/// for each build: <c>.out</c> for 5.3, <c>.51f.out</c> and <c>.51i.out</c> for 5.1.
/// </summary>
public sealed class PipeModuleTests
{
    const string Goldens = "tests/Lfs.Runtime.Tests/goldens/modules/";

    static readonly string[] _programs = ["chunks", "errors", "inside", "read_write", "reader", "unread"];

    static readonly (string Target, string Extension)[] _outputs =
        [("5.1", ".51f.out"), ("5.1-int", ".51i.out"), ("5.3", ".out")];

    public static IEnumerable<object[]> Programs() =>
        from program in _programs
        from output in _outputs
        select new object[] { $"pipe_{program}", output.Target, output.Extension };

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_prints_what_the_reference_prints(string program, string target, string extension)
    {
        Assert.Equal(
            File.ReadAllText(Repo.PathOf(Goldens + program + extension)), Print(program + ".lua", target));
    }

    /// <summary>
    /// <c>pipe_tasks.lua</c> took posted functions from a list, at most 50 in a row, and counted. Here they are the
    /// device's tasks.
    /// </summary>
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Readers_are_posted_as_by_the_reference(string target)
    {
        const int MostTasks = 50;
        string[] lines = File.ReadAllLines(Repo.PathOf(Goldens + "pipe_tasks.lua"));
        string[] trials = [.. lines.Where(line => line.StartsWith("trial(", StringComparison.Ordinal))];
        string[] printed = File.ReadAllLines(Repo.PathOf(Goldens + "pipe_tasks.out"));
        List<string> found = [];
        foreach (string trial in trials)
        {
            using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
            device.Run("""
                once = false
                function trial(n, cb, writes)
                  name, calls = n, 0
                  p = pipe.create(function(p) calls = calls + 1 return cb(p) end)
                  for i = 1, writes do p:write('line' .. i .. '\n') end
                end
                """);
            device.Run(trial);
            TaskQueue tasks = device.State.Device.Life.Tasks;
            int posted = tasks.Count;
            int ran = -1;
            device.RunUntil(() => ++ran == MostTasks || tasks.Count == 0, TimeSpan.Zero);
            found.Add(device.Run(
                $"return table.concat({{name, 'posted', {posted}, 'ran', {ran}, 'left', {tasks.Count}, 'calls', calls,"
                + "'nrec', p:nrec()}, '\t')")[0].ToString());
        }

        Assert.Equal(9, trials.Length);
        Assert.Equal(printed[..trials.Length], found);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void An_error_of_a_reader_is_reported_and_the_next_write_posts_it_again(string target)
    {
        using DeviceConsole console = new(target);

        console.Device.Run("p = pipe.create(function() error('boom') end) p:write('a')", "=test");
        console.Device.RunUntilIdle();
        console.Device.Run("p:write('b')");

        Assert.StartsWith("test:1: boom\nstack traceback:", console.Take(), StringComparison.Ordinal);
        Assert.Equal(1, console.Device.State.Device.Life.Tasks.Count);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3-64")]
    public void Readers_run_by_priority(string target)
    {
        const string Program = """
            log = {}
            function reader(name, result)
              return function(p) log[#log + 1] = name .. ':' .. (p:read(2) or 'nil'); return result end
            end
            a = pipe.create(reader('a', false)) a:write('12345')
            b = pipe.create(reader('b', true), node.task.LOW_PRIORITY) b:write('12345')
            c = pipe.create(reader('c', true), node.task.HIGH_PRIORITY) c:write('12') c:write('34')
            """;
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });

        device.Run(Program);
        device.RunUntilIdle();

        // a's function says false, so the rest stays; b and c go on until their pipes are empty.
        Assert.Equal(
            "c:12 c:34 a:12 b:12 b:34 b:5", device.Run("return table.concat(log, ' ')")[0].ToString());
        Assert.Equal("345", device.Run("return a:read(10)")[0].ToString());
    }

    /// <summary>The reference posts such a reader again for ever: its documents say otherwise.</summary>
    [Fact]
    public void A_reader_without_a_result_never_lets_the_device_become_idle()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Run("p = pipe.create(function(p) p:read(1) end) p:write('x')");

        LuaException error = Assert.Throws<LuaException>(device.RunUntilIdle);

        Assert.Equal(LuaErrorKind.Budget, error.Kind);
        Assert.Contains("does not become idle", error.Message, StringComparison.Ordinal);
        Assert.Equal(42, device.Run("return 42")[0].AsNumber());
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_program_that_puts_other_things_into_a_pipe_gets_errors(string target)
    {
        string[] programs =
        [
            "local p = pipe.create() p[2] = 'text' p:read(1)",
            "local p = pipe.create() p[2] = {} p:write('x')",
            "local p = pipe.create() p:write('x') p[2] = nil p[3] = 1 p:read(1)",
            "local p = pipe.create() p[1] = nil p:write('x')",
            "local p = pipe.create() p[1] = nil p:read(1)",
            "local p, q = pipe.create(), pipe.create() q:write('abc') p[2] = q[2] p:read(2) return #p, #q[2], q[2]()",
            "local p = pipe.create() p:write(('x'):rep(600)) p[3] = p[2] p[4] = p[2] return #p:read(1000) .. p.nothing",
            "return pipe.create()[{}]",
        ];
        using LfsDevice device = SafetyDevices.Boot(target, LfsDeviceOptions.DeviceHeapBytes);
        foreach (string program in programs)
        {
            device.Try(program);
            device.Collect();
            Assert.Null(device.State.FindFault());
        }
        Assert.Equal(42, device.Run("return 42")[0].AsNumber());
    }

    static string Print(string file, string target)
    {
        using DeviceConsole console = new(target);
        console.Device.Run(File.ReadAllBytes(Repo.PathOf(Goldens + file)), "@" + file);
        return console.Take();
    }
}
