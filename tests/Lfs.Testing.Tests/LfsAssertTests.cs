using Esp8266.Flash;
using Lfs.Runtime;
using Lfs.Testing;

namespace Lfs.Tests;

/// <summary>Each check passes when it should, and fails with its reason when it should.</summary>
public sealed class LfsAssertTests
{
    static TestDevice Device(string target, string module = "", bool collectsAlways = false)
    {
        TestDeviceOptions options = new()
        {
            Target = target,
            Root = Repo.PathOf("tests/Lfs.Testing.Tests"),
            ModuleFiles = { "lua/*.lua" },
            Device = new LfsDeviceOptions { RecordsAllocations = true, EmergencyCollection = collectsAlways },
        };
        options.Modules.Add("extra", module);
        return new TestDevice(options);
    }

    static string Fails(Action check) => Assert.Throws<LfsAssertException>(check).Message;

    [Fact]
    public void Output_equals()
    {
        using TestDevice test = new();
        test.Run("print(1) print('two') print(3) print('a\\tb') for i = 5, 12 do print(i) end");
        string[] lines = ["1", "two", "3", "a\tb", .. Enumerable.Range(5, 8).Select(i => $"{i}")];

        LfsAssert.Output(string.Concat(lines.Select(line => line + "\n")), test);
        LfsAssert.OutputLines(lines, test);
        LfsAssert.OutputContains("two\n3", test);

        lines[2] = "drei";
        Assert.Equal(
            """
            The output is not what was expected. They differ from line 3, column 1.
              1
              two
            - drei
            + 3
              a\tb
              5
              ...
            """,
            Fails(() => LfsAssert.OutputLines(lines, test)));
        Assert.StartsWith(
            "The output is not what was expected. They differ from line 1, column 2.\n- 1 \n+ 1",
            Fails(() => LfsAssert.Output("1 \n", test)));
        Assert.Contains(
            "Expected: 2\t3\nOutput:\n1\ntwo", Fails(() => LfsAssert.OutputContains("2\t3", test)));
    }

    [Theory]
    [MemberData(nameof(LuaTestTests.AllTargets), MemberType = typeof(LuaTestTests))]
    public void Ram_has_bounds(string target)
    {
        using TestDevice test = Device(target, "data = {}\nfor i = 1, 50 do\n  data[i] = { i }\nend");
        test.CallModule("extra");
        test.Run("local s = ('x'):rep(10000)");

        LfsAssert.RamInUse(test.Device.LuaBytesInUse, test);
        LfsAssert.RamPeak(test.Device.LuaBytesPeak, test);

        Assert.Matches(
            @"^\d+ bytes of Lua data are in use; 3000 are allowed. What takes most now:\n +\d+ +50 table +extra.lua:3\n",
            Fails(() => LfsAssert.RamInUse(3000, test)));
        Assert.Matches(
            "^[0-9]{5} bytes of Lua data are in use at the peak; 10000 are allowed.",
            Fails(() => LfsAssert.RamPeak(10000, test)));
    }

    [Theory]
    [MemberData(nameof(LuaTestTests.AllTargets), MemberType = typeof(LuaTestTests))]
    public void A_call_leaves_no_garbage(string target)
    {
        using TestDevice test = Device(target);

        LfsAssert.NoGarbage(test, () => test.Run("require('counter').next()"));
        LfsAssert.NoGarbage(test, () => test.Run("require('leaky').drop('x')"));

        string message = Fails(() => LfsAssert.NoGarbage(test, () => test.Run("require('leaky').keep('x')")));
        Assert.Matches(@"^The call leaves \d+ bytes of Lua data: \d+ are in use after the first", message);
        Assert.Matches(@"\n +\d+ +1 table +lua/leaky.lua:4", message);
        Assert.Matches(@"\n +\d+ +1 string +lua/leaky.lua:4", message);
    }

    [Fact]
    public void Power_cuts_leave_one_of_some_states()
    {
        using TestDevice test = new(new TestDeviceOptions { Files = { ["state"] = "old" } });
        PowerCutOptions options = new()
        {
            Device = test.Options,
            Tears = [TearModel.Before, TearModel.After],
            Outcome = device => device.Run(
                "return file.getcontents('state') or (file.exists('state.new') and 'between') or 'none'")[0].AsString(),
        };
        static void Replace(LfsDevice device) => device.Run(
            "file.putcontents('state.new', 'new') file.remove('state') file.rename('state.new', 'state')");

        PowerCutReport report = LfsAssert.PowerCuts(options, Replace, "old", "new", "between");

        Assert.Equal("new", report.Uncut);
        Assert.True(report.Operations > 3);
        Assert.Contains(
            "the device had the outcome 'between'", Fails(() => LfsAssert.PowerCuts(options, Replace, "old", "new")));
        Assert.Contains(
            "does not change the flash", Fails(() => LfsAssert.PowerCuts(options, _ => { }, "old", "new")));
    }

    [Theory]
    [MemberData(nameof(LuaTestTests.AllTargets), MemberType = typeof(LuaTestTests))]
    public void Each_allocation_may_fail(string target)
    {
        using TestDevice test = Device(target);
        int checks = 0;

        int failed = LfsAssert.AllocationFailures(
            test, device => device.Run("local c = require 'counter' local t = {} for i = 1, 5 do t[i] = {c.next()} end"),
            _ => checks++);

        Assert.True(failed > 5, $"{failed} allocations failed");
        Assert.Equal(2 * (failed + 1), checks);
    }

    [Theory]
    [MemberData(nameof(LuaTestTests.AllTargets), MemberType = typeof(LuaTestTests))]
    public void A_program_that_loses_track_at_a_failure_is_found(string target)
    {
        // A device that collects before each allocation does not try again after a failure.
        using TestDevice test = Device(target, collectsAlways: true, module: """
            local isDone, made = pcall(function() return { { 1 }, { 2 }, { 3 } } end)
            return made[3][1]
            """);
        using TestDevice leaky = Device(target, """
            pending = pending or {}
            local mine = {}
            pending[mine] = true
            local list = { { 1 }, { 2 }, { 3 } }
            pending[mine] = nil
            """);

        string wrongError = Fails(() => LfsAssert.AllocationFailures(test, device => device.CallModule("extra")));
        string leak = Fails(() => LfsAssert.AllocationFailures(leaky, device => device.CallModule("extra")));

        Assert.Matches("^After allocation [0-9]+ has failed, the work ended with: extra.lua:2: attempt to index", wrongError);
        Assert.Matches(@"^After allocation \d+ has failed, \d+ bytes are left behind.\n", leak);
        Assert.Matches(@"table +extra.lua:2", leak);
    }

    [Fact]
    public void Work_without_an_end_is_found()
    {
        using TestDevice test = new();

        Assert.Equal(
            "The work still allocates after 3 allocations.",
            Fails(() => LfsAssert.AllocationFailures(
                test, device => device.Run("for i = 1, 9 do local t = {i} end"), mostAllocations: 3)));
    }

    [Fact]
    public void Null_is_refused()
    {
        using TestDevice test = new();

        Assert.Throws<ArgumentNullException>(() => LfsAssert.Output(null!, test));
        Assert.Throws<ArgumentNullException>(() => LfsAssert.NoGarbage(test, null!));
        Assert.Throws<ArgumentNullException>(() => LfsAssert.RamInUse(0, (TestDevice)null!));
        Assert.Throws<ArgumentNullException>(() => LfsAssert.PowerCuts(null!, _ => { }));
    }
}
