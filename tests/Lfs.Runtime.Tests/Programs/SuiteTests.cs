using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Public test suites of Lua, from the folders that environment variables name.</summary>
/// <remarks>
/// docs/conformance.md says what runs. Each file gets a device, runs after the <see cref="Suite.Prelude"/>, and
/// is changed in memory as <see cref="Suite.Patches"/> lists.
/// </remarks>
public class SuiteTests
{
    const uint Heap = 512 * 1024 * 1024;

    /// <summary>As all.lua runs it: the file yields twice.</summary>
    const string RunAsCoroutine =
        "local f = coroutine.wrap(assert(loadfile 'big.lua')) assert(f() == 'b') assert(f() == 'a')";

    [SuiteTheory("LUA51_TESTS")]
    [MemberData(nameof(Files51))]
    public void A_file_of_the_suite_of_5_1_passes(string target, string file) => Run(Suite.Lua51, target, file);

    [SuiteTheory("LUA53_TESTS")]
    [MemberData(nameof(Files53))]
    public void A_file_of_the_suite_of_5_3_passes(string target, string file) => Run(Suite.Lua53, target, file);

    [SuiteTheory("NODEMCU53_TESTS")]
    [MemberData(nameof(FilesOfFirmware))]
    public void A_file_of_the_firmwares_copy_passes(string target, string file) =>
        Run(Suite.Firmware53, target, file);

    [SuiteTheory("LUA51_TESTS")]
    [InlineData("LUA51_TESTS")]
    public void Every_file_of_the_suite_of_5_1_is_listed(string _) => CheckListed(Suite.Lua51, Files51());

    [SuiteTheory("LUA53_TESTS")]
    [InlineData("LUA53_TESTS")]
    public void Every_file_of_the_suite_of_5_3_is_listed(string _) => CheckListed(Suite.Lua53, Files53());

    [SuiteTheory("NODEMCU53_TESTS")]
    [InlineData("NODEMCU53_TESTS")]
    public void Every_file_of_the_firmwares_copy_is_listed(string _) =>
        CheckListed(Suite.Firmware53, FilesOfFirmware());

    public static IEnumerable<object[]> Files51() => Rows("5.1",
        "attrib big calls closure constructs errors events gc literals locals math nextvar pm sort strings vararg "
        + "verybig")
        .Concat(Rows("5.1-int",
            "attrib big calls closure constructs errors events gc literals locals nextvar pm sort strings vararg"));

    public static IEnumerable<object[]> Files53() => Rows("5.3-64", Of53).Concat(Rows("5.3", Of53));

    public static IEnumerable<object[]> FilesOfFirmware() =>
        Rows("5.3-64", Of53 + " stackbreak").Concat(Rows("5.3", Of53 + " stackbreak"));

    const string Of53 =
        "attrib big bitwise calls closure constructs coroutine db errors events gc goto literals locals math nextvar "
        + "pm sort strings tpack utf8 vararg verybig";

    static IEnumerable<object[]> Rows(string target, string names) =>
        names.Split(' ').Select(name => new object[] { target, name + ".lua" });

    static void CheckListed(Suite suite, IEnumerable<object[]> run) =>
        Assert.Equal(
            [],
            suite.Files("").Keys.Where(name => name.EndsWith(".lua", StringComparison.Ordinal))
                .Except(suite.Skipped.Keys).Except(run.Select(row => (string)row[1])));

    static void Run(Suite suite, string target, string file)
    {
        Dictionary<string, byte[]> files = suite.Files(target);
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = Heap,
            EmergencyCollection = false,
            HostLibraries = true,
            Files = files,
        });
        device.Register("writefile", arguments =>
        {
            files[arguments[0].AsString()] = arguments[1].AsBytes().ToArray();
            return [];
        });
        device.Register("removefile", arguments => [files.Remove(arguments[0].AsString())]);
        device.Run(File.ReadAllBytes(Repo.PathOf("tests/Conformance/" + suite.Prelude)), "=prelude");

        device.Run(file == "big.lua" ? RunAsCoroutine : $"dofile '{file}'");
    }
}

/// <summary>A test that is reported as skipped where a suite is not at hand.</summary>
sealed class SuiteTheoryAttribute : TheoryAttribute
{
    public SuiteTheoryAttribute(string variable)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
            Skip = variable + " names no folder with the test suite";
    }
}
