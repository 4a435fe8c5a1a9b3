using Esp8266.Boot;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary><c>node.getpartitiontable</c> and <c>node.setpartitiontable</c>.</summary>
public sealed class PartitionTableTests
{
    const string Show = """
        local s, p = {}, node.getpartitiontable()
        for _, k in ipairs{'lfs_addr', 'lfs_size', 'spiffs_addr', 'spiffs_size'} do
          s[#s + 1] = '%s = 0x%06x' % {k, p[k]}
        end
        return '{ %s }' % table.concat(s, ', ')
        """;

    public static IEnumerable<object[]> Targets() => MountTests.Targets();

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_examples_of_the_paper_print_what_it_shows(string target)
    {
        using LfsDevice device = Boot(target);
        Assert.Equal(
            "{ lfs_addr = 0x096000, lfs_size = 0x010000, spiffs_addr = 0x100000, spiffs_size = 0x100000 }",
            device.Run(Show)[0].AsString());

        Assert.Empty(device.Run(
            "node.setpartitiontable{ lfs_addr = 0x096000, lfs_size = 0x020000, "
            + "spiffs_addr = 0x100000, spiffs_size = 0x100000 }"));

        Assert.Equal(
            "{ lfs_addr = 0x096000, lfs_size = 0x020000, spiffs_addr = 0x100000, spiffs_size = 0x100000 }",
            device.Run(Show)[0].AsString());
        Assert.Equal(ResetReason.SoftwareWatchdog, device.Machine.LastReset.Reason);
        Assert.Equal(0x20000, device.Run("return node.LFS.config.lfs_size")[0].AsNumber());
    }

    [Theory]
    [InlineData("'x'", "bad argument #1 to 'setpartitiontable' (must be table)")]
    [InlineData("", "bad argument #1 to 'setpartitiontable' (must be table)")]
    [InlineData("{1}", "bad argument #1 to 'setpartitiontable' (invalid partition setting)")]
    [InlineData("{lfs_addr = true}", "bad argument #1 to 'setpartitiontable' (invalid partition setting)")]
    [InlineData("{lfs_base = 0x96000}", "bad argument #1 to 'setpartitiontable' (invalid partition setting)")]
    [InlineData("{system_addr = 0x96000}", "bad argument #1 to 'setpartitiontable' (invalid partition setting)")]
    [InlineData("{[true] = 1}", "bad argument #1 to 'setpartitiontable' (invalid partition setting)")]
    [InlineData("{lfs_addr = 0x96800}", "Partition value out of range")]
    [InlineData("{lfs_size = 0x1001}", "Partition value out of range")]
    [InlineData("{lfs_addr = 0x95000}", "Partition value out of range")]
    [InlineData("{lfs_size = 0x80000}", "Partition value out of range")]
    [InlineData("{spiffs_size = 0x358000}", "Partition value out of range")]
    [InlineData("{spiffs_addr = 0xA0000}", "Partition value out of range")]
    [InlineData("{spiffs_addr = 0x400000}", "Partition value out of range")]
    [InlineData("{spiffs_addr = 0x7FFFF000, spiffs_size = 0x7FFFF000}", "Partition value out of range")]
    public void A_wrong_setting_is_an_error_and_changes_nothing(string settings, string error)
    {
        foreach (object[] target in Targets())
        {
            using LfsDevice device = Boot((string)target[0]);
            byte[] before = device.Machine.Flash.ContentHash();

            LuaException raised = Assert.Throws<LuaException>(() => device.Run($"node.setpartitiontable({settings})"));

            Assert.EndsWith(error, raised.Message, StringComparison.Ordinal);
            Assert.Equal(before, device.Machine.Flash.ContentHash());
        }
    }

    [Theory]
    [InlineData("{}", "0x096000 0x010000 0x100000 0x100000")]
    [InlineData("{lfs_size = 0}", "0x000000 0x000000 0x100000 0x100000")]
    [InlineData("{lfs_size = 0, spiffs_size = 0}", "0x000000 0x000000 0x000000 0x000000")]
    [InlineData("{spiffs_size = 0}", "0x096000 0x010000 0x000000 0x000000")]
    [InlineData("{spiffs_size = 0x2FD000}", "0x096000 0x010000 0x100000 0x2fd000")]
    [InlineData("{spiffs_size = 0x300000, spiffs_addr = 0xFD000}", "0x096000 0x010000 0x0fd000 0x300000")]
    // A size that does not fit behind 1 MB goes behind the LFS region.
    [InlineData("{spiffs_size = 0x2FE000}", "0x096000 0x010000 0x0a6000 0x2fe000")]
    [InlineData("{spiffs_addr = 0xA6000}", "0x096000 0x010000 0x0a6000 0x100000")]
    [InlineData("{lfs_addr = '0x98000'}", "0x098000 0x010000 0x100000 0x100000")]
    public void Settings_are_applied_as_the_reference_does(string settings, string table)
    {
        foreach (object[] target in Targets())
        {
            using LfsDevice device = Boot((string)target[0]);

            device.Run($"node.setpartitiontable({settings})");

            Assert.Equal(table, device.Run("""
                local p = node.getpartitiontable()
                return '0x%06x 0x%06x 0x%06x 0x%06x' % {p.lfs_addr, p.lfs_size, p.spiffs_addr, p.spiffs_size}
                """)[0].AsString());
        }
    }

    [Fact]
    public void Regions_that_were_dropped_come_back_behind_the_firmware()
    {
        using LfsDevice device = Boot("5.1");
        device.Run("node.setpartitiontable{lfs_size = 0, spiffs_size = 0}");

        device.Run("node.setpartitiontable{lfs_size = 0x8000, spiffs_size = 0x10000}");

        Assert.Equal(
            "{ lfs_addr = 0x096000, lfs_size = 0x008000, spiffs_addr = 0x100000, spiffs_size = 0x010000 }",
            device.Run(Show)[0].AsString());
    }

    [Fact]
    public void A_region_outside_the_mapped_megabyte_is_no_region()
    {
        using MemoryStream output = new();
        using LfsDevice device = Boot("5.1", output);
        device.Run("node.setpartitiontable{lfs_addr = 0x100000, spiffs_addr = 0x200000}");

        Assert.Contains("0x100000 is not mapped", System.Text.Encoding.ASCII.GetString(output.ToArray()), StringComparison.Ordinal);
        Assert.Equal("No LFS partition allocated", device.Run("return node.LFS.reload('x')")[0].AsString());
    }

    [Fact]
    public void The_table_that_is_read_can_be_written_with_a_System_region_too()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = "5.3", SystemBytes = 0x2000 });
        device.Run("local t = node.getpartitiontable() t.system_size = 0x3000 t.spiffs_addr = 0x100000 "
            + "t.spiffs_size = 0x1000 node.setpartitiontable(t)");

        Assert.Equal(0x3000, device.Run("return node.LFS.config.system_size")[0].AsNumber());
    }

    static LfsDevice Boot(string target, Stream? output = null) => LfsDevice.Boot(new LfsDeviceOptions
    {
        TargetName = target,
        LfsBytes = 0x10000,
        SpiffsBytes = 0x100000,
        Output = output,
    });
}
