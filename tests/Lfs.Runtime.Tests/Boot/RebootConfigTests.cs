using System.Text;
using Esp8266.Flash;
using Lfs.Runtime.Flash;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>The messages to the next boot: the reference's format, and what the reference does not
/// promise.</summary>
public sealed class RebootConfigTests(ITestOutputHelper output)
{
    const RebootRecord StartCommand = (RebootRecord)5;
    const RebootRecord StartOptions = (RebootRecord)6;

    static readonly byte[] _table = new PartitionTable(
        new(PartitionType.EagleRom, new(0), 0xB000), new(PartitionType.Lfs0, new(0x20000), 0x10000)).ToBytes();

    static readonly byte[] _otherTable = new PartitionTable(
        new(PartitionType.EagleRom, new(0), 0xB000), new(PartitionType.Lfs0, new(0x30000), 0x20000)).ToBytes();

    [Fact]
    public void A_record_has_the_bytes_of_the_reference()
    {
        FlashChip flash = Chip();
        RebootConfig config = new(flash);

        config.Write(RebootRecord.PhyData, []);
        config.Write(StartCommand, "@a.lua\0"u8);
        config.Write(StartCommand, "=1\0"u8);

        byte[] sector = Read(flash, RebootConfig.Place, 24);
        Assert.Equal(
            [0, 2, 0, 0, 2, 0, 0, 0, .. "@a.lua\0\0"u8, 1, 5, 0, 0, .. "=1\0\0"u8], sector);
        Assert.Equal("=1\0\0"u8, config.Read(StartCommand)!);
    }

    [Fact]
    public void The_same_content_is_not_written_again()
    {
        FlashChip flash = Chip();
        RebootConfig config = new(flash);
        config.Write(StartOptions, [1, 0, 0, 0]);
        long before = flash.Operations;

        config.Write(StartOptions, [1]);

        Assert.Equal(before, flash.Operations);
    }

    [Fact]
    public void A_full_sector_is_compacted_and_keeps_every_other_record()
    {
        FlashChip flash = Chip();
        RebootConfig config = new(flash);
        config.Write(RebootRecord.PartitionTable, _table);
        config.Write((RebootRecord)0x77, [7]);

        for (int i = 0; i < 1000; i++)
            Assert.True(config.Write(StartCommand, Encoding.ASCII.GetBytes($"={i}\0")));

        Assert.Equal(_table, config.Read(RebootRecord.PartitionTable));
        Assert.Equal([7, 0, 0, 0], config.Read((RebootRecord)0x77));
        Assert.Equal("=999\0\0\0\0"u8, config.Read(StartCommand)!);
        Assert.InRange(flash.Wear[(int)RebootConfig.Place.Sector], 1u, 4u);
        Assert.Equal(0, flash.Violations);
    }

    [Fact]
    public void A_sector_without_room_refuses_a_record_and_keeps_what_it_has()
    {
        FlashChip flash = Chip();
        RebootConfig config = new(flash);
        byte[] large = new byte[RebootConfig.LargestContent];
        byte kind = 0x80;
        while (config.Write((RebootRecord)kind, large))
            kind++;

        Assert.Equal(0x80 + 4092 / 260, kind);
        Assert.Equal(256, config.Read((RebootRecord)0x80)!.Length);
        Assert.Null(config.Read((RebootRecord)kind));
    }

    [Fact]
    public void Deleting_a_start_command_never_shows_the_request_to_load_a_file()
    {
        Visit("delete", config => config.Delete(StartCommand), config =>
        {
            config.Write(RebootRecord.PartitionTable, _table);
            config.Write(StartCommand, "@init.lua\0"u8);
        }, config =>
        {
            Assert.Null(config.Read(RebootRecord.LfsImage));
            Assert.Equal(_table, config.Read(RebootRecord.PartitionTable));
            return config.Read(StartCommand) is null ? "new" : "old";
        });
    }

    public static IEnumerable<object[]> Fillings() => [[0], [300], [501], [503], [504], [505], [506], [507], [508]];

    /// <summary>Some of the fillings leave no room, so that the sector is compacted.</summary>
    [Theory]
    [MemberData(nameof(Fillings))]
    public void A_power_cut_leaves_the_old_partition_table_or_the_new_one(int used)
    {
        Visit($"{used} used", config => config.Write(RebootRecord.PartitionTable, _otherTable), config =>
        {
            config.Write(StartCommand, "@init.lua\0"u8);
            config.Write(RebootRecord.PartitionTable, _table);
            for (int i = 0; i < used; i++)
                config.Write(StartOptions, [(byte)i, 1, (byte)(i >> 8)]);
        }, config =>
        {
            Assert.Equal("@init.lua\0\0\0"u8, config.Read(StartCommand)!);
            if (used > 0)
                Assert.Equal([(byte)(used - 1), 1, (byte)(used - 1 >> 8), 0], config.Read(StartOptions));
            byte[]? table = config.Read(RebootRecord.PartitionTable);
            Assert.True(table is not null, "The table is lost");
            Assert.True((table.SequenceEqual(_table) || table.SequenceEqual(_otherTable)));
            return table.SequenceEqual(_table) ? "old" : "new";
        });
    }

    /// <summary>Cuts each operation of a change in each way, then each operation of the boot after it; what a
    /// boot has read must be read by every later boot.</summary>
    void Visit(string what, Action<RebootConfig> change, Action<RebootConfig> prepare, Func<RebootConfig, string> read)
    {
        const int Seeds = 6;
        FlashChip flash = Chip();
        prepare(new RebootConfig(flash));
        FlashContent start = flash.Capture();
        HashSet<string> seen = [];
        Dictionary<string, int> outcomes = [];
        foreach (FlashContent state in Cuts(flash, start, () => change(new RebootConfig(flash)), Seeds, seen))
        {
            foreach (FlashContent again in Cuts(flash, state, () => new RebootConfig(flash).Settle(), 2, seen))
                Check(again);
            Check(state);
        }
        output.WriteLine($"{what}: {seen.Count} distinct states, {string.Join(", ", outcomes)}");
        Assert.Equal(["new", "old"], outcomes.Keys.Order());

        void Check(FlashContent state)
        {
            flash.Restore(state);
            new RebootConfig(flash).Settle();
            string outcome = read(new RebootConfig(flash));
            for (int boot = 0; boot < 3; boot++)
            {
                new RebootConfig(flash).Settle();
                Assert.Equal(outcome, read(new RebootConfig(flash)));
            }
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            // It can be written, whatever was left.
            Assert.True(new RebootConfig(flash).Write(RebootRecord.PartitionTable, _table));
            Assert.Equal(_table, new RebootConfig(flash).Read(RebootRecord.PartitionTable));
        }
    }

    static IEnumerable<FlashContent> Cuts(
        FlashChip flash, FlashContent start, Action work, int seeds, HashSet<string> seen)
    {
        for (int operation = 1; ; operation++)
        {
            foreach (TearModel tear in Enum.GetValues<TearModel>())
            {
                for (ulong seed = 0; seed < (ulong)seeds; seed++)
                {
                    flash.Restore(start);
                    flash.Faults = new FlashFaults(flash.Operations + operation, tear, seed);
                    try
                    {
                        work();
                        flash.Faults = null;
                        yield break;
                    }
                    catch (PowerLoss)
                    {
                        flash.PowerOn();
                    }
                    FlashContent left = flash.Capture();
                    if (seen.Add(Convert.ToHexString(flash.ContentHash()) + (tear == TearModel.WeakBits ? seed : "")))
                        yield return left;
                }
            }
        }
    }

    static FlashChip Chip() => new(512 * 1024);

    static byte[] Read(FlashChip flash, FlashOffset at, int count)
    {
        byte[] bytes = new byte[count];
        flash.Read(at, bytes);
        return bytes;
    }
}
