using System.Globalization;
using Lfs.Testing;
using Lfs.Testing.Xunit;
using Xunit.Sdk;

namespace Lfs.Tests;

/// <summary>Tests in Lua that fail do so with their reason, at their line.</summary>
public sealed class LuaTestTests
{
    static readonly string _root = Repo.PathOf("tests/Lfs.Testing.Tests");

    static LuaTestOptions Options(string target) => new()
    {
        Root = _root,
        Modules = ["lua/*.lua"],
        Target = target,
        Limit = TimeSpan.FromSeconds(5),
    };

    static LfsAssertException Failure(string target, string name, long instructions = 300_000)
    {
        LuaTestOptions options = Options(target) with { Instructions = instructions };
        LuaTest test = LuaTest.Find("failing/failures.lua", options).Single(test => test.Name == name);
        return Assert.Throws<LfsAssertException>(() => test.Run());
    }

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void The_tests_of_a_file_have_names_and_lines(string target)
    {
        IReadOnlyList<LuaTest> tests = LuaTest.Find("specs/counter_*.lua", Options(target));

        Assert.Equal(
            [
                (1, "counter counts from one", 6), (2, "counter with a step adds it", 16),
                (3, "counter with a step refuses a negative one", 21), (4, "counter works with a timer", 27),
                (5, "starts each test on a fresh device", 40), (6, "compares tables", 46),
            ],
            tests.Select(test => (test.Number, test.Name, test.Line)));
        Assert.All(tests, test => Assert.Equal("specs/counter_spec.lua", test.File));
    }

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void An_assertion_fails_at_its_line(string target)
    {
        LfsAssertException failure = Failure(target, "failing an assertion");

        Assert.StartsWith("failing/failures.lua:5: the lists: [\"a\"] [2] 2 differs from 3", failure.Message);
        Assert.StartsWith(Frame("failing an assertion", "failing/failures.lua", 5), failure.StackTrace);
    }

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void An_error_in_a_module_names_the_lines_that_led_there(string target)
    {
        LfsAssertException failure = Failure(target, "failing an error in a module");

        Assert.Equal(
            "lua/counter.lua:7: a step is not negative\nOutput:\nabout to step back", failure.Message);
        string[] frames = failure.StackTrace!.Split(Environment.NewLine);
        Assert.Equal(Frame("failing an error in a module", "lua/counter.lua", 7), frames[0]);
        Assert.EndsWith(Place("failing/failures.lua", 11), frames[1]);
        Assert.EndsWith(Place("failing/failures.lua", 13), frames[2]);
    }

    [Theory]
    [InlineData("failing never calls done", "failing/failures.lua:16: the test is not done after 5 s", 16)]
    [InlineData("failing an assertion in a callback", "failing/failures.lua:22: in the callback", 22)]
    [InlineData("failing an expected error that does not come",
        "failing/failures.lua:36: expected an error, but there was none", 36)]
    [InlineData("co an error in a coroutine", "failing/failures.lua:49: after the wait", 49)]
    [InlineData("after fails there", "failing/failures.lua:53: in after", 53)]
    public void A_failure_says_what_and_where(string name, string message, int line)
    {
        foreach (string target in LuaCase.AllTargets)
        {
            LfsAssertException failure = Failure(target, name);

            Assert.StartsWith(message, failure.Message);
            Assert.StartsWith(Frame(name, "failing/failures.lua", line), failure.StackTrace);
        }
    }

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void A_test_that_does_not_end_is_ended(string target)
    {
        LfsAssertException failure = Failure(target, "failing does not end");

        Assert.Contains("the test does not end", failure.Message);
        Assert.Contains(Place("failing/failures.lua", 28), failure.StackTrace);
    }

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void A_test_may_not_restart_the_device(string target) =>
        Assert.StartsWith(
            "The device restarted or stopped while the test ran",
            Failure(target, "failing restarts the device").Message);

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void Memory_is_the_devices(string target) =>
        Assert.Equal("not enough memory", Failure(
            target, "failing uses all memory", LuaTestOptions.DefaultInstructions).Message);

    [Theory]
    [InlineData("failing/syntax.lua", "failing/syntax.lua:2: unexpected symbol near '='")]
    [InlineData("failing/load.lua", "module 'no such module' not found")]
    [InlineData("failing/empty.lua", "failing/empty.lua has no test.")]
    public void A_file_without_tests_is_one_test_that_fails(string file, string message)
    {
        LuaTest test = Assert.Single(LuaTest.Find(file, Options("5.1")));

        Assert.Contains(message, Assert.Throws<LfsAssertException>(() => test.Run()).Message);
    }

    [Fact]
    public void No_file_is_an_error() => Assert.Throws<FileNotFoundException>(
        () => LuaTest.Find("none/**/*.lua", Options("5.1")));

    [Fact]
    public void A_device_can_be_prepared()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("lfs").FullName, "host.lua");
        File.WriteAllText(file, "local today = day() it('knows the host', function() ok(eq(today, 'Monday')) end)");
        LuaTest test = Assert.Single(LuaTest.Find(
            "host.lua", new LuaTestOptions { Root = Path.GetDirectoryName(file)! }));

        test.Run(device => device.Device.Register("day", _ => ["Monday"]));

        LfsAssertException failure = Assert.Throws<LfsAssertException>(
            () => test.Run(device => device.Device.Register("day", _ => ["Sunday"])));
        Assert.StartsWith("host.lua:1: expected a true value: \"Sunday\" differs from \"Monday\"", failure.Message);
    }

    [Fact]
    public void A_test_writes_the_coverage_of_the_modules()
    {
        string folder = Directory.CreateTempSubdirectory("lfs").FullName;
        LuaTestOptions options = Options("5.1") with { CoverageFolder = folder };

        LuaTest.Find("specs/counter_spec.lua", options)[0].Run();

        string xml = File.ReadAllText(Path.Combine(folder, "specs.counter_spec.lua.1.cobertura.xml"));
        Assert.Contains("filename=\"lua/counter.lua\"", xml);
        Assert.Contains("filename=\"lua/leaky.lua\"", xml);
        Assert.DoesNotContain("counter_spec", xml);
        Assert.DoesNotContain("lfstest", xml);
    }

    [Fact]
    public void A_test_case_survives_the_way_through_xunit()
    {
        LuaTestsAttribute attribute = new("specs/counter_spec.lua")
        {
            Modules = "lua/c*.lua; lua/l*.lua",
            Target = "5.3",
            LimitSeconds = 7,
            Instructions = 1234567,
            HeapBytes = 50000,
            CoverageFolder = "out",
        };
        object[][] rows = [.. attribute.GetData(typeof(LuaTestTests).GetMethod(nameof(No_file_is_an_error))!)];
        LuaTestCase third = Assert.IsType<LuaTestCase>(Assert.Single(rows[2]));

        LuaTestCase again = SerializationHelper.Deserialize<LuaTestCase>(SerializationHelper.Serialize(third));

        Assert.Equal(6, rows.Length);
        Assert.Equal("specs/counter_spec.lua: counter with a step refuses a negative one", again.ToString());
        Assert.Equal(third.Test with { Options = again.Test.Options }, again.Test);
        Assert.Equal(
            third.Test.Options with { Modules = again.Test.Options.Modules, Device = again.Test.Options.Device },
            again.Test.Options);
        Assert.Equal(["lua/c*.lua", "lua/l*.lua"], again.Test.Options.Modules);
        Assert.Equal(50000u, again.Test.Options.Device.HeapBytes);
        Assert.Equal(Path.TrimEndingDirectorySeparator(_root), again.Test.Options.Root);
    }

    static string Frame(string name, string file, int line) => $"   at {name}{Place(file, line)}";

    // What IDEs and runners turn into a link.
    static string Place(string file, int line) => string.Create(
        CultureInfo.InvariantCulture,
        $" in {Path.GetFullPath(Path.Combine(_root, file))}:line {line}");

    public static IEnumerable<object[]> AllTargets() => LuaCase.AllTargets.Select(target => new object[] { target });
}
