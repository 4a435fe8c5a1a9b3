using System.Text;
using Lfs.Runtime;
using Lfs.Runtime.Core;
using Lfs.Runtime.Modules;

namespace Lfs.Tests;

/// <summary>The firmware's start-up: banner, first program, prompt, and what ends a device that keeps
/// failing.</summary>
public sealed class StartupTests
{
    public static TheoryData<string> Targets { get; } = ["5.1", "5.1-int", "5.3", "5.3-64"];

    static LfsDeviceOptions Started(string? init = null) => new()
    {
        Startup = true,
        Files = new Dictionary<string, byte[]>(
            init is null ? [] : [new("init.lua", Encoding.UTF8.GetBytes(init))]),
    };

    /// <summary>The bytes after a boot, collected, in the firmware's own main with node and pipe: figures of the
    /// reference built for 32 bits. The reference opens the libraries in that frame too, so its stack of 5.3 has
    /// grown once and is one slot longer after the collector has cut it.</summary>
    [Theory]
    [InlineData("5.1", 3837)]
    [InlineData("5.1-int", 3233)]
    [InlineData("5.3", 3652 - 8)]
    [InlineData("5.3-64", 4124 - 12)]
    public void Start_up_takes_the_memory_of_the_reference(string target, uint bytes)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Startup = true,
            Modules = [NodeModule.Module, PipeModule.Module],
        });

        // As in pmain, which has a frame of its own.
        ILuaState lua = device.State;
        uint inUse = 0;
        lua.PushHostFunction(lua.AddHostFunction(lua =>
        {
            lua.OpenModules();
            lua.SetCount(0);
            LuaMain.MakeInput(lua);
            lua.FullCollect();
            lua.FullCollect();
            inUse = lua.BytesInUse;
            return 0;
        }));
        Assert.Equal(LuaStatus.Ok, lua.ProtectedCall(0, 0));

        Assert.Equal(bytes, inUse);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_device_without_a_program_shows_a_prompt(string target)
    {
        using DeviceConsole console = new(target, Started());

        console.Device.RunUntilIdle();

        string version = target.StartsWith("5.1", StringComparison.Ordinal) ? "5.1.4" : "5.3.6";
        Assert.Equal(
            $"\nNodeMCU 3.0.0.0 build unspecified powered by Lua {version} on SDK 3.0.0\ncannot open init.lua: \n> ",
            console.Take());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_prompt_runs_what_is_typed(string target)
    {
        using DeviceConsole console = new(target, Started("print 'hello'"));
        console.Device.RunUntilIdle();
        Assert.EndsWith("\nhello\n> ", console.Take(), StringComparison.Ordinal);

        string Type(string text)
        {
            console.Device.Send(text);
            console.Device.RunUntilIdle();
            return console.Take();
        }

        Assert.Equal("print(1)\n1\n> ", Type("print(1)\r\n"));
        Assert.Equal("=6*7\n42\n> ", Type("=6*7\n"));
        Assert.Equal("for i=1,2 do\n>> ", Type("for i=1,2 do\n"));
        Assert.Equal("print(i)\n>> ", Type("print(i)\n"));
        Assert.Equal("end\n1\n2\n> ", Type("end\n"));
        Assert.Equal("print(1 \b \b\b \b2)\n2\n> ", Type("print(1 \b\u007f2)\n"));
        Assert.Equal("\n> ", Type("\n"));
        Assert.StartsWith("nix()\nLua error: \tstdin:1: attempt to call", Type("nix()\n"), StringComparison.Ordinal);
        Assert.StartsWith("x x\nLua error: \tstdin:1: ", Type("x x\n"), StringComparison.Ordinal);
        Assert.Equal("_PROMPT='$ '\n$ ", Type("_PROMPT='$ '\n"));
        Assert.Null(console.Device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_error_in_a_callback_is_printed_and_the_device_restarts_after_two_seconds(string target)
    {
        using DeviceConsole console = new(target, Started(
            "print('start') tmr.create():alarm(100, 1, function() error('oh') end)"));

        console.Device.Advance(TimeSpan.FromSeconds(2.05));
        string text = console.Take();
        Assert.Equal(1, Count(text, "start\n"));
        Assert.Equal(20, Count(text, "init.lua:1: oh\nstack traceback:"));

        console.Device.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(1, Count(console.Take(), "start\n"));
        Assert.Equal(4, console.Device.Run("return select(2, node.bootreason())")[0].AsNumber());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_program_takes_the_errors_of_callbacks(string target)
    {
        using DeviceConsole console = new(target, Started("""
            node.setonerror(function(text) print('caught ' .. text:match '^[^\n]*') end)
            node.task.post(function(priority) error('oh ' .. priority) end)
            """));

        console.Device.Advance(TimeSpan.FromSeconds(5));

        Assert.Contains("\ncaught init.lua:2: oh 1\n", console.Take(), StringComparison.Ordinal);
        Assert.Equal(0, console.Device.Run("return select(2, node.bootreason())")[0].AsNumber());
    }

    [Fact]
    public void A_device_that_restarts_over_and_over_is_stopped()
    {
        using DeviceConsole console = new("5.1", Started("print 'again' node.restart()"));

        console.Device.Advance(TimeSpan.FromHours(1));

        Assert.Equal(BootLoop.MostRestarts, Count(console.Take(), "again\n"));
        Assert.Equal(BootLoop.MostRestarts, console.Device.BootLoop?.Restarts);
        Assert.Equal(TimeSpan.FromHours(1), console.Device.Time);
        InvalidOperationException refused =
            Assert.Throws<InvalidOperationException>(() => console.Device.Run("return 1"));
        Assert.Contains("It restarted itself 10 times in a row", refused.Message, StringComparison.Ordinal);

        console.Device.Restart();
        Assert.Null(console.Device.BootLoop);
        Assert.Equal(1, console.Device.Run("return 1")[0].AsNumber());
    }

    [Fact]
    public void A_device_that_restarts_now_and_then_is_not_stopped()
    {
        using DeviceConsole console = new("5.3", Started("tmr.create():alarm(11000, 0, node.restart)"));

        console.Device.Advance(TimeSpan.FromHours(1));

        Assert.Null(console.Device.BootLoop);
        Assert.Equal(1 + 3600 / 11, Count(console.Take(), "\nNodeMCU "));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_error_that_nothing_can_catch_is_a_panic_and_the_watchdog_resets(string target)
    {
        using DeviceConsole console = new(target, Started());
        console.Device.RunUntilIdle();
        console.Take();
        console.Device.Run("debug.getregistry().stdin = {}");
        console.Device.Send("x\n");

        console.Device.RunUntilIdle();

        string said = console.Take();
        Assert.True(said.StartsWith(
            "x\nPANIC: unprotected error in call to Lua API (attempt to call a nil value)\n", StringComparison.Ordinal),
            said);
        Assert.Contains("\nNodeMCU ", said, StringComparison.Ordinal);
        Assert.Equal("3 3", console.Device.Run("return table.concat({node.bootreason()}, ' ')")[0].ToString());
    }

    static int Count(string text, string part) => (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length)
        / part.Length;
}
