using CsCheck;
using Esp8266.Flash;

namespace Esp8266.Tests;

public class TearTests
{
    static readonly FlashOffset Zero = new(0);

    public static TheoryData<TearModel> Models => new(Enum.GetValues<TearModel>());

    [Theory]
    [MemberData(nameof(Models))]
    public void Each_bit_of_a_torn_page_is_as_it_was_or_as_it_was_to_become(TearModel model) =>
        Gen.Select(Gen.Byte.Array[1, 256], Gen.ULong).Sample((bytes, seed) =>
        {
            (byte[] before, byte[] torn, byte[] target) = TornProgram(model, bytes, seed);

            RequireBetween(before, torn, target);
            Require(model, before, torn, target);
        }, iter: 500);

    [Theory]
    [MemberData(nameof(Models))]
    public void Each_bit_of_a_torn_sector_is_as_it_was_or_erased(TearModel model) =>
        Gen.Select(Gen.Byte.Array[4096], Gen.ULong).Sample((bytes, seed) =>
        {
            (byte[] before, byte[] torn, byte[] target) = TornErase(model, bytes, seed);

            RequireBetween(before, torn, target);
            Require(model, before, torn, target);
        }, iter: 40);

    [Theory]
    [MemberData(nameof(Models))]
    public void The_same_seed_tears_the_same_way(TearModel model)
    {
        byte[] bytes = Enumerable.Range(0, 256).Select(i => (byte)(i * 37)).ToArray();

        Assert.Equal(TornProgram(model, bytes, 5).Torn, TornProgram(model, bytes, 5).Torn);
    }

    [Theory]
    [InlineData(TearModel.Prefix)]
    [InlineData(TearModel.Suffix)]
    [InlineData(TearModel.RandomBytes)]
    [InlineData(TearModel.RandomBits)]
    [InlineData(TearModel.WeakBits)]
    public void Other_seeds_tear_in_other_ways(TearModel model)
    {
        byte[] bytes = Enumerable.Range(0, 256).Select(i => (byte)(i * 37)).ToArray();

        int states = Enumerable.Range(0, 50)
            .Select(seed => Convert.ToHexString(TornProgram(model, bytes, (ulong)seed).Torn))
            .Distinct().Count();

        Assert.InRange(states, 20, 50);
    }

    [Fact]
    public void Every_proper_prefix_of_a_short_program_occurs()
    {
        IEnumerable<string> states = Enumerable.Range(0, 100)
            .Select(seed => Convert.ToHexString(TornProgram(TearModel.Prefix, new byte[4], (ulong)seed).Torn))
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["0000005A", "00005A5A", "005A5A5A"], states);
    }

    [Fact]
    public void Pages_of_one_program_may_be_missing_before_the_cut_and_are_never_there_after_it()
    {
        var states = new HashSet<string>();
        for (ulong seed = 0; seed < 200; seed++)
        {
            var chip = new FlashChip(FlashChip.SectorSize) { Faults = new(4, TearModel.RandomPages, seed) };

            Assert.Throws<PowerLoss>(() => chip.Program(Zero, new byte[8 * 256]));

            byte[] bytes = BytesOf(chip);
            states.Add(string.Concat(bytes.Chunk(256).Take(8).Select(page => page[0] == 0 ? '1' : '0')));
            Assert.Equal(4, chip.Operations);
        }

        Assert.Equal(16, states.Count);
        Assert.All(states, pages => Assert.EndsWith("0000", pages, StringComparison.Ordinal));
    }

    [Fact]
    public void Operations_before_the_cut_are_done_and_those_after_it_are_not()
    {
        var chip = new FlashChip(FlashChip.SectorSize) { Faults = new(3, TearModel.Before) };

        PowerLoss loss = Assert.Throws<PowerLoss>(() => chip.Program(Zero, new byte[4 * 256]));

        Assert.Equal(3, loss.Operation);
        byte[] bytes = BytesOf(chip);
        Assert.Equal(512, bytes.AsSpan().IndexOfAnyExcept((byte)0));
        Assert.Equal(-1, bytes.AsSpan(512).IndexOfAnyExcept((byte)0xFF));
    }

    [Fact]
    public void Without_power_the_chip_does_nothing_until_it_is_powered_on()
    {
        var chip = new FlashChip(FlashChip.SectorSize) { Faults = new(1, TearModel.Before) };
        Assert.Throws<PowerLoss>(() => chip.Program(Zero, [0]));

        Assert.Throws<PowerLoss>(() => chip.Program(Zero, [0]));
        Assert.Throws<PowerLoss>(() => chip.EraseSector(Zero));
        Assert.Equal(0xFF, BytesOf(chip)[0]);
        chip.PowerOn();
        chip.Program(Zero, [0]);

        Assert.Equal(0, BytesOf(chip)[0]);
        Assert.Equal(2, chip.Operations);
    }

    [Fact]
    public void A_second_power_loss_can_strike_during_recovery()
    {
        var chip = new FlashChip(FlashChip.SectorSize) { Faults = new(1, TearModel.Before) };
        Assert.Throws<PowerLoss>(() => chip.EraseSector(Zero));

        chip.PowerOn();
        chip.Faults = new(chip.Operations + 2, TearModel.After);
        chip.EraseSector(Zero);

        Assert.Equal(3, Assert.Throws<PowerLoss>(() => chip.EraseSector(Zero)).Operation);
    }

    [Fact]
    public void A_weak_bit_reads_as_both_values_until_it_is_programmed_or_erased()
    {
        (FlashChip chip, byte[] weak) = WeakChip();
        Assert.Contains(weak, bits => bits != 0);

        chip.PowerOn();
        chip.Program(Zero, new byte[4096]);

        Assert.All(WeakBitsOf(chip), bits => Assert.Equal(0, bits));
        Assert.All(BytesOf(chip), cells => Assert.Equal(0, cells));

        (chip, _) = WeakChip();
        chip.PowerOn();
        chip.EraseSector(Zero);

        Assert.All(WeakBitsOf(chip), bits => Assert.Equal(0, bits));
    }

    [Fact]
    public void About_one_bit_in_a_hundred_is_weak_after_a_torn_erase()
    {
        (_, byte[] weak) = WeakChip();

        Assert.InRange(weak.Sum(bits => int.PopCount(bits)), 4096 * 8 / 130, 4096 * 8 / 75);
    }

    static (FlashChip Chip, byte[] Weak) WeakChip()
    {
        var chip = new FlashChip(FlashChip.SectorSize);
        chip.Program(Zero, new byte[4096]);
        chip.Faults = new(chip.Operations + 1, TearModel.WeakBits, 9);
        Assert.Throws<PowerLoss>(() => chip.EraseSector(Zero));
        return (chip, WeakBitsOf(chip));
    }

    static byte[] WeakBitsOf(FlashChip chip)
    {
        byte[] first = BytesOf(chip);
        byte[] weak = new byte[first.Length];
        for (int read = 0; read < 60; read++)
        {
            byte[] again = BytesOf(chip);
            for (int i = 0; i < weak.Length; i++)
                weak[i] |= (byte)(again[i] ^ first[i]);
        }

        return weak;
    }

    static (byte[] Before, byte[] Torn, byte[] Target) TornProgram(TearModel model, byte[] bytes, ulong seed)
    {
        var chip = new FlashChip(FlashChip.SectorSize);
        chip.Program(Zero, [.. bytes.Select(b => (byte)(b | 0x5A))]);
        byte[] before = BytesOf(chip)[..bytes.Length];
        chip.Faults = new(2, model, seed);

        Assert.Throws<PowerLoss>(() => chip.Program(Zero, bytes));

        byte[] target = [.. before.Zip(bytes, (cells, wanted) => (byte)(cells & wanted))];
        byte[] all = BytesOf(chip);
        Assert.Equal(-1, all.AsSpan(bytes.Length).IndexOfAnyExcept((byte)0xFF));
        return (before, all[..bytes.Length], target);
    }

    static (byte[] Before, byte[] Torn, byte[] Target) TornErase(TearModel model, byte[] bytes, ulong seed)
    {
        var chip = new FlashChip(2 * FlashChip.SectorSize);
        chip.Program(Zero, bytes);
        chip.Program(FlashOffset.OfSector(1), new byte[4096]);
        chip.Faults = new(chip.Operations + 1, model, seed);

        Assert.Throws<PowerLoss>(() => chip.EraseSector(Zero));

        byte[] all = BytesOf(chip);
        Assert.Equal(-1, all.AsSpan(4096).IndexOfAnyExcept((byte)0));
        return (bytes, all[..4096], FlashBlank());
    }

    static byte[] FlashBlank() => [.. Enumerable.Repeat((byte)0xFF, 4096)];

    static void RequireBetween(byte[] before, byte[] torn, byte[] target)
    {
        for (int i = 0; i < torn.Length; i++)
            Assert.Equal(0, (torn[i] ^ before[i]) & (torn[i] ^ target[i]));
    }

    static void Require(TearModel model, byte[] before, byte[] torn, byte[] target)
    {
        Assert.True(model switch
        {
            TearModel.Before => torn.SequenceEqual(before),
            TearModel.After => torn.SequenceEqual(target),
            TearModel.Prefix => IsCutOnce(torn, target, before),
            TearModel.Suffix => IsCutOnce(torn, before, target),
            TearModel.RandomBytes => Chunks(1).All(IsWhole),
            TearModel.RandomPages => Chunks(256).All(IsWhole),
            _ => true,
        });

        IEnumerable<Range> Chunks(int bytes) =>
            Enumerable.Range(0, (torn.Length + bytes - 1) / bytes)
                .Select(i => (i * bytes)..Math.Min((i + 1) * bytes, torn.Length));

        bool IsWhole(Range chunk) =>
            torn.AsSpan(chunk).SequenceEqual(before.AsSpan(chunk))
            || torn.AsSpan(chunk).SequenceEqual(target.AsSpan(chunk));
    }

    static bool IsCutOnce(byte[] torn, byte[] first, byte[] rest)
    {
        int cut = torn.AsSpan().CommonPrefixLength(first);
        return torn.AsSpan(cut).SequenceEqual(rest.AsSpan(cut));
    }

    static byte[] BytesOf(FlashChip chip)
    {
        byte[] bytes = new byte[chip.Bytes];
        chip.Read(Zero, bytes);
        return bytes;
    }
}
