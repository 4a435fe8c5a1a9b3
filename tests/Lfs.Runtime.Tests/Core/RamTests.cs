using System.Text.Json;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Small programs leave the same number of bytes in use as on the reference firmware.</summary>
/// <remarks>
/// The programs, the protocol and the bytes stand in <c>goldens/ram.json</c>. They were measured on the
/// reference's C code over an emulated flash, with a reduced set of libraries and a driver program around each
/// case. Four things change by what ran before and around a case, so a device is led to the state of that
/// emulator first; what a case itself allocates is not touched:
/// <list type="bullet">
/// <item>the globals: without <c>package</c> they have a free place, so that one more does not double them;</item>
/// <item>the table of strings: it doubles at a number of strings, and the driver's were among them;</item>
/// <item>the stack of 5.1: a collection halves it at a number of slots in use, and the driver had a few;</item>
/// <item>the stack of 5.3: a cycle of the collector that begins within a case cuts it when it comes so far, which
/// depends on how much else there is to traverse; with 64-bit numbers the driver was enough to keep the cases
/// from it.</item>
/// </list>
/// </remarks>
public class RamTests
{
    const string Goldens = "tests/Lfs.Runtime.Tests/goldens/ram.json";

    /// <summary>Takes <c>package</c> away, which the emulator did not have.</summary>
    const string FewerLibraries51 = """
        package, module, require, newproxy = nil
        debug.getregistry()._LOADED = nil
        """;

    const string FewerLibraries53 = """
        package, require = nil
        debug.getregistry()._LOADED = nil
        """;

    /// <summary>Three slots of stack; the buffer that joins strings has its first 32 bytes.</summary>
    const string Preamble51 = """
        local level1, level2, level3 = ""
        level1 = level1 .. level1 .. "x"

        """;

    /// <summary>24 strings that live as long as the chunk.</summary>
    static string Preamble53 { get; } =
        "do local s\n" + string.Concat(Enumerable.Range(1, 24).Select(i => $"s = 'x{i}' ")) + "end\n";

    /// <summary>A table that the collector goes through before it comes to the stack.</summary>
    const string MoreToTraverse = """
        do local more = {} for i = 1, 200 do more[i] = i end debug.getregistry()[3] = more end

        """;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Programs_leave_as_many_bytes_in_use_as_on_a_device(string target)
    {
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(Repo.PathOf(Goldens)));
        string protocol = goldens.RootElement.GetProperty("protocol").GetString()!;
        JsonElement[] cases = [.. goldens.RootElement.GetProperty("cases").EnumerateArray()];

        (string Name, long Difference)[] differences = [.. cases
            .Select(one => (Name: one.GetProperty("name").GetString()!,
                Difference: BytesLeft(target, protocol, one.GetProperty("body").GetString()!)
                    - one.GetProperty(target).GetInt64()))
            .Where(one => one.Difference != 0)];

        Assert.Equal(42, cases.Length);
        Assert.Empty(differences);
    }

    static long BytesLeft(string target, string protocol, string body)
    {
        bool is53 = target.StartsWith("5.3", StringComparison.Ordinal);
        // In the integer build "count" has no fraction: the count of bytes is the firmware's own.
        string program = (is53 ? Preamble53 : Preamble51)
            + (target == "5.3-64" ? MoreToTraverse : "")
            + (is53 ? protocol : protocol.Replace("node.meminfo", "node.egc.meminfo", StringComparison.Ordinal))
            + "local keep, a, b = {false}\n"
            + "local body = function() " + body + " end\n"
            + "settle() a = used() keep[1] = body() settle() b = used() return b - a";
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        device.Run(is53 ? FewerLibraries53 : FewerLibraries51);
        return (long)device.Run(program)[0].AsNumber();
    }
}
