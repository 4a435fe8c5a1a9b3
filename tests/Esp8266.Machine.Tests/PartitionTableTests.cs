using CsCheck;
using Esp8266.Flash;

namespace Esp8266.Tests;

public class PartitionTableTests
{
    const uint FlashBytes = 0x40_0000;

    static readonly Partition Firmware = new(PartitionType.Irom0Text, new(0x1_0000), 0x8_0000);
    static readonly Partition Lfs = new(PartitionType.Lfs0, new(0x9_0000), 0x2_0000);
    static readonly Partition Spiffs = new(PartitionType.Spiffs0, new(0x10_0000), 0x30_0000);

    [Fact]
    public void A_table_in_order_inside_the_flash_is_right() =>
        Assert.Equal(PartitionError.None, new PartitionTable(Firmware, Lfs, Spiffs).Check(FlashBytes));

    [Theory]
    [InlineData(0x9_0001u, 0x1000u, PartitionError.NotAligned)]
    [InlineData(0x9_0000u, 0x0FFFu, PartitionError.NotAligned)]
    [InlineData(0x8_F000u, 0x1000u, PartitionError.NotInOrder)]
    [InlineData(0x9_0000u, 0x0000u, PartitionError.None)]
    [InlineData(0x9_0000u, 0x37_0000u, PartitionError.None)]
    [InlineData(0x9_0000u, 0x37_1000u, PartitionError.OutsideFlash)]
    [InlineData(0xFFFF_F000u, 0xFFFF_F000u, PartitionError.OutsideFlash)]
    public void Each_rule_is_checked(uint start, uint bytes, PartitionError error)
    {
        var table = new PartitionTable(Firmware, new Partition(PartitionType.Lfs0, new(start), bytes));

        Assert.Equal(error, table.Check(FlashBytes));
    }

    [Fact]
    public void A_partition_is_found_by_its_type()
    {
        var table = new PartitionTable(Firmware, Lfs);

        Assert.True(table.TryFind(PartitionType.Lfs0, out Partition found));
        Assert.Equal(Lfs, found);
        Assert.False(table.TryFind(PartitionType.Spiffs0, out _));
    }

    [Fact]
    public void A_stored_entry_is_type_start_and_length()
    {
        byte[] bytes = new PartitionTable(Lfs).ToBytes();

        Assert.Equal([103, 0, 0, 0, 0, 0, 9, 0, 0, 0, 2, 0], bytes);
    }

    [Fact]
    public void Any_table_is_read_as_it_was_stored() =>
        Gen.Select(Gen.Int, Gen.UInt, Gen.UInt).Array[0, 10].Sample(rows =>
        {
            var table = new PartitionTable(rows.Select(
                row => new Partition((PartitionType)row.Item1, new(row.Item2), row.Item3)));

            var copy = PartitionTable.FromBytes(table.ToBytes());

            Assert.Equal<Partition>([.. table.Entries], [.. copy.Entries]);
        });
}
