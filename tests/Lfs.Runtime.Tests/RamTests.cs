using System.Text.Json;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>What small programs leave in use: the bytes that the reference firmware leaves.</summary>
/// <remarks>
/// The programs, the protocol and the bytes stand in <c>goldens/ram.json</c>. They were measured on a
/// firmware with few libraries, by a host that had loaded a file and called a few levels deep. Where a vector
/// doubles next depends on that: <see cref="FewerLibraries"/> and <see cref="Preamble"/> lead to that state.
/// </remarks>
public class RamTests
{
    const string Goldens = "tests/Lfs.Runtime.Tests/goldens/ram.json";

    /// <summary>Takes <c>package</c> away: about 45 strings stay in a table of 128 buckets.</summary>
    const string FewerLibraries = """
        package, module, require, newproxy = nil
        debug.getregistry()._LOADED = nil
        """;

    /// <summary>Some slots of stack in use; the buffer that joins strings has its first 32 bytes.</summary>
    const string Preamble = """
        local level1, level2, level3, level4 = ""
        level1 = level1 .. level1 .. "x"

        """;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void Programs_leave_as_many_bytes_in_use_as_on_a_device(string target)
    {
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(Repo.PathOf(Goldens)));
        string protocol = goldens.RootElement.GetProperty("protocol").GetString()!;
        JsonElement[] cases = [.. goldens.RootElement.GetProperty("cases").EnumerateArray()];

        string[] differences = [.. cases
            .Select(one => (Name: one.GetProperty("name").GetString()!, Body: one.GetProperty("body")
                .GetString()!,
                Expected: one.GetProperty(target).GetInt64()))
            .Select(one => (one.Name, one.Expected, Actual: BytesLeft(target, protocol, one.Body)))
            .Where(one => one.Expected != one.Actual)
            .Select(one => $"{one.Name}: {one.Actual} instead of {one.Expected}")];

        Assert.Equal(42, cases.Length);
        Assert.True(
            differences.Length == 0,
            $"{cases.Length - differences.Length} of {cases.Length} match. {string.Join("; ", differences)}");
    }

    static long BytesLeft(string target, string protocol, string body)
    {
        // In the integer build "count" has no fraction: the count of bytes is the firmware's own.
        string program = Preamble + protocol.Replace("node.meminfo", "node.egc.meminfo",
            StringComparison.Ordinal)
            + "local keep = {false}\n"
            + "local body = function() " + body + " end\n"
            + "settle() local a = used() keep[1] = body() settle() local b = used() return b - a";
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        device.Run(FewerLibraries);
        return device.Run(program)[0].AsInteger();
    }
}
