using Lfs.Runtime;

namespace Lfs.Tests;

// What a host gives to a device beside calls: streams, files, a clock, variables.
public partial class ApiMisuseTests
{
    [Theory]
    [MemberData(nameof(Targets))]
    public void Streams_and_files_that_were_disposed_or_hold_null_are_errors_of_Lua(string target)
    {
        var closed = new MemoryStream();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HostLibraries = true,
            Output = closed,
            Input = closed,
            HostFiles = _ => throw new ObjectDisposedException("files"),
        });
        closed.Dispose();

        foreach (string program in (string[])[
            "print(1)", "assert(io.write(1)) assert(io.flush())", "assert(io.read(1))", "dofile('x.lua')"])
        {
            Assert.False(device.Run($"return pcall(function() {program} end)")[0].IsTrue, program);
            Assert.Throws<LuaException>(() => device.Run(program));
        }
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_the_host_gave_may_throw_anything(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HostLibraries = true,
            Clock = new BrokenClock(),
            EnvironmentVariable = _ => throw new KeyNotFoundException("no variables"),
        });

        foreach (string program in (string[])["os.getenv('HOME')", "os.time()", "os.date()", "os.clock()"])
        {
            LuaValue[] results = device.Run($"return pcall(function() return {program} end)");
            Assert.Equal(LuaKind.Boolean, results[0].Kind);
            if (program != "os.clock()")
                Assert.False(results[0].IsTrue, program);
        }
        Assert.Null(device.State.FindFault());
        Assert.Equal(2, device.Run("return 1 + 1")[0].AsInteger());
    }

    sealed class BrokenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidTimeZoneException("no time");
    }
}
