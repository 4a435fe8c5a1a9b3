using System.Text.Json;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>Small programs leave the same number of bytes in use as on the reference firmware.</summary>
/// <remarks>
/// The programs, the protocol and the bytes stand in <c>goldens/ram.json</c>. A device is booted and runs each of
/// them; nothing prepares its state. The bytes were measured with a driver around each program, which changes
/// three figures of 5.1 where a program comes to a border:
/// <list type="bullet">
/// <item>the buffer that joins strings had its first 32 bytes already;</item>
/// <item>with the driver's strings, the table of strings had doubled by 256 bytes already;</item>
/// <item>with the driver's slots, a collection does not halve a stack any more: 51 slots of 12 or 8 bytes.</item>
/// </list>
/// </remarks>
public sealed class RamTests(ITestOutputHelper output)
{
    const long Buffer = 32;
    const long Strings = 256;
    const long Slots = 51;

    static (string Name, long Difference)[] Differences(long valueBytes) =>
    [
        ("hash_100_strings", Buffer + Strings), ("strings_200_short", Buffer + Strings),
        ("strings_50_long", Buffer + Strings - Slots * valueBytes), ("concat_garbage", Buffer),
        ("table_insert_33", -Slots * valueBytes),
    ];

    const string Goldens = "tests/Lfs.Runtime.Tests/goldens/ram.json";

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

        output.WriteLine($"{target}: {cases.Length - differences.Length} of {cases.Length} are equal; others: "
            + string.Join(", ", differences));
        Assert.Equal(42, cases.Length);
        Assert.Equal(target switch
        {
            "5.1" => Differences(12),
            "5.1-int" => Differences(8),
            _ => [],
        }, differences);
    }

    static long BytesLeft(string target, string protocol, string body)
    {
        // The count of 5.1's integer build has no fraction: the count of bytes is the firmware's own.
        string program = protocol.Replace("node.meminfo", "node.egc.meminfo", StringComparison.Ordinal)
            + "local keep, a, b = {false}\n"
            + "local body = function() " + body + " end\n"
            + "settle() a = used() keep[1] = body() settle() b = used() return b - a";
        if (SafetyDevices.Is53(target))
            program = program.Replace("if node.egc.meminfo", "if false", StringComparison.Ordinal);
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        return (long)device.Run(program)[0].AsNumber();
    }
}
