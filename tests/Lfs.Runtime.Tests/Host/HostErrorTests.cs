using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The information that a host gets about an error that no program caught.</summary>
public class HostErrorTests
{
    const string Program = """
        local function inner(x)
          error(x, 0)
        end
        function outer(x)
          inner(x)
          return 1
        end
        outer(...)
        return 2
        """;

    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    [Theory]
    [InlineData("5.1", "[C]: in function 'error'\n\tt:2: in function 'inner'\n\tt:5: in function 'outer'\n\tt:8: in main chunk")]
    [InlineData("5.3", "[C]: in function 'error'\n\tt:2: in upvalue 'inner'\n\tt:5: in function 'outer'\n\tt:8: in main chunk")]
    public void The_calls_that_were_running_are_told(string target, string calls)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        device.Run("node.stripdebug(1)");       // Keep names.

        LuaException error = Fails(device, "went wrong");

        Assert.Equal("went wrong", error.Message);
        Assert.Equal("stack traceback:\n\t" + calls, error.Traceback);
        Assert.Contains("LuaException: went wrong\nstack traceback:\n\t[C]", error.ToString());
        Assert.Contains(nameof(Fails), error.ToString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_value_of_an_error_is_kept(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        LuaValue table = device.Run("thrown = { code = 7 } return thrown")[0];

        Assert.Equal(7, Fails(device, table).Value.AsObject()["code"].AsInteger());
        Assert.Equal(LuaKind.Nil, Fails(device, LuaValue.Nil).Value.Kind);
        Assert.Equal(new byte[] { 255, 0, 1 }, Fails(device, LuaValue.FromBytes([255, 0, 1])).Value.AsBytes().ToArray());
        Assert.Equal(5, Fails(device, 5).Value.AsNumber());
        Assert.Equal("(error object is a table value)", Fails(device, table).Message);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Endless_work_is_told_by_its_place(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        device.SetBudget(100_000);

        LuaException error = Assert.Throws<LuaException>(() => device.Run(
            "local function stuck()\n  while true do\n  end\nend\nstuck()\nreturn"u8.ToArray(), "=t"));

        Assert.Equal(LuaErrorKind.Budget, error.Kind);
        Assert.Matches("^stack traceback:\n\tt:[23]: in .*\n\tt:5: in main chunk$", error.Traceback);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_deep_stack_is_told_in_part(string target)
    {
        using LfsDevice device = LfsDevice.Boot(
            new LfsDeviceOptions { TargetName = target, HeapBytes = 4 << 20, EmergencyCollection = false });

        LuaException error = Assert.Throws<LuaException>(
            () => device.Run("local function deep() return 1 + deep() end local n = deep()"));

        Assert.Contains("stack overflow", error.Message);
        Assert.Equal(SafetyDevices.Is53(target) ? 10 + 11 : 12 + 10, error.Traceback!.Split('\n').Count(line => line.StartsWith('\t')) - 1);
        Assert.Contains("\n\t...\n", error.Traceback);
        Assert.EndsWith(" in main chunk", error.Traceback);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_error_of_the_compiler_has_no_calls(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });

        LuaException error = Assert.Throws<LuaException>(() => device.Run("x ="));

        Assert.Equal(LuaErrorKind.Syntax, error.Kind);
        Assert.Null(error.Traceback);
        Assert.Equal(error.Message, error.Value.AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Exhausted_memory_leaves_the_device_as_it_was(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        device.Try("error('first')");
        device.Settle();
        uint before = device.LuaBytesInUse;

        LuaException? error = device.Try("local t = {} while true do t[#t + 1] = {} end");

        Assert.Equal(LuaErrorKind.Memory, error?.Kind);
        device.Settle();
        Assert.Equal(before, device.LuaBytesInUse);
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_name_of_a_chunk_may_be_any_bytes(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });

        LuaException error = Assert.Throws<LuaException>(() => device.Run("error('x')"u8.ToArray(), "@grün.lua"));
        LuaValue[] raw = device.Run("local f = (loadstring or load)('error(1)\\nx()', '=\\255\\1') return pcall(f)");
        LuaValue[] wrong = device.Run("return (loadstring or load)('x = = 1', '=\\255\\1')");
        LuaValue[] running = device.Run("return pcall((loadstring or load)('x()', '=\\255\\1'))");

        Assert.Equal("grün.lua:1: x", error.Message);
        Assert.StartsWith("stack traceback:\n\t[C]: in function 'error'\n\tgrün.lua:1: in ", error.Traceback);
        Assert.False(raw[0].IsTrue);
        Assert.Equal([255, 1, (byte)':', (byte)'1', (byte)':'], wrong[1].AsBytes()[..5].ToArray());
        Assert.Equal([255, 1, (byte)':', (byte)'1', (byte)':'], running[1].AsBytes()[..5].ToArray());
    }

    static LuaException Fails(LfsDevice device, LuaValue value) => Assert.Throws<LuaException>(
        () => device.Run(Encoding.ASCII.GetBytes(Program), "=t", value));
}
