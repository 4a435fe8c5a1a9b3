using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The official test suite of Lua 5.1, from the folder that <c>LUA51_TESTS</c> names.</summary>
/// <remarks>
/// The suite is public and not part of this repository; docs/conformance.md says what runs. Each file gets a
/// device, runs after <c>tests/Conformance/suite51.lua</c>, and is changed in memory as
/// <see cref="SuitePatches"/> lists.
/// </remarks>
public class SuiteTests
{
    const uint Heap = 512 * 1024 * 1024;

    /// <summary>As all.lua runs it: the file yields twice.</summary>
    const string RunAsCoroutine =
        "local f = coroutine.wrap(assert(loadfile 'big.lua')) assert(f() == 'b') assert(f() == 'a')";

    [SuiteTheory]
    [InlineData("5.1", "attrib.lua")]
    [InlineData("5.1", "big.lua")]
    [InlineData("5.1", "calls.lua")]
    [InlineData("5.1", "closure.lua")]
    [InlineData("5.1", "constructs.lua")]
    [InlineData("5.1", "errors.lua")]
    [InlineData("5.1", "events.lua")]
    [InlineData("5.1", "gc.lua")]
    [InlineData("5.1", "literals.lua")]
    [InlineData("5.1", "locals.lua")]
    [InlineData("5.1", "math.lua")]
    [InlineData("5.1", "nextvar.lua")]
    [InlineData("5.1", "pm.lua")]
    [InlineData("5.1", "sort.lua")]
    [InlineData("5.1", "strings.lua")]
    [InlineData("5.1", "vararg.lua")]
    [InlineData("5.1", "verybig.lua")]
    [InlineData("5.1-int", "events.lua")]
    [InlineData("5.1-int", "pm.lua")]
    public void A_file_of_the_suite_passes(string target, string file)
    {
        Dictionary<string, byte[]> files = Directory.GetFiles(SuiteTheoryAttribute.Folder!)
            .ToDictionary(path => Path.GetFileName(path), path => SuitePatches.Adapt(Path.GetFileName(path),
                File.ReadAllBytes(path)));
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
        device.Run(File.ReadAllBytes(Repo.PathOf("tests/Conformance/suite51.lua")), "=suite51");

        device.Run(file == "big.lua" ? RunAsCoroutine : $"dofile '{file}'");
    }
}

/// <summary>A test that is reported as skipped where the suite is not at hand.</summary>
sealed class SuiteTheoryAttribute : TheoryAttribute
{
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("LUA51_TESTS");

    public SuiteTheoryAttribute()
    {
        if (string.IsNullOrEmpty(Folder))
            Skip = "LUA51_TESTS names no folder with the official test suite";
    }
}
