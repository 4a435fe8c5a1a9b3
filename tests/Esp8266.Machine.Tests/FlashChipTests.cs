using CsCheck;
using Esp8266.Flash;

namespace Esp8266.Tests;

public class FlashChipTests
{
    static readonly FlashOffset Zero = new(0);

    [Fact]
    public void A_new_chip_is_blank()
    {
        var chip = new FlashChip(2 * FlashChip.SectorSize);

        Assert.Equal(-1, BytesOf(chip).AsSpan().IndexOfAnyExcept((byte)0xFF));
        Assert.Equal(0, chip.Operations);
    }

    [Fact]
    public void Programming_only_clears_bits()
    {
        var chip = new FlashChip(FlashChip.SectorSize);

        chip.Program(Zero, [0xF0, 0xFF, 0xFF, 0xFF]);
        chip.Program(Zero, [0x0F, 0xFF, 0xFF, 0xFF]);

        Assert.Equal(0x00, BytesOf(chip)[0]);
    }

    [Fact]
    public void Trying_to_set_a_bit_by_programming_is_counted_and_the_first_is_kept()
    {
        var chip = new FlashChip(FlashChip.SectorSize);
        chip.Program(new(7), [0xF0]);

        chip.Program(new(5), [0xAA, 0xBB, 0x70, 0xCC]);
        Assert.Equal(0, chip.Violations);
        chip.Program(new(6), [0xBB, 0x71, 0xCD]);

        Assert.Equal(2, chip.Violations);
        Assert.Equal(new NandViolation(3, new(7), 0x70, 0x71), chip.FirstViolation);
        Assert.Equal([0xBB, 0x70, 0xCC], BytesOf(chip)[6..9]);
    }

    [Fact]
    public void Erasing_sets_all_of_one_sector_and_none_elsewhere()
    {
        var chip = new FlashChip(3 * FlashChip.SectorSize);
        chip.Program(Zero, new byte[chip.Bytes]);

        chip.EraseSector(FlashOffset.OfSector(1));

        byte[] bytes = BytesOf(chip);
        Assert.Equal(-1, bytes.AsSpan(4096, 4096).IndexOfAnyExcept((byte)0xFF));
        Assert.Equal(-1, bytes.AsSpan(0, 4096).IndexOfAnyExcept((byte)0));
        Assert.Equal(-1, bytes.AsSpan(8192).IndexOfAnyExcept((byte)0));
        Assert.Equal([0u, 1u, 0u], chip.Wear.ToArray());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 256, 1)]
    [InlineData(255, 2, 2)]
    [InlineData(0, 4096, 16)]
    [InlineData(4000, 1000, 5)]
    public void Every_page_program_is_one_operation(uint start, int count, int operations)
    {
        var chip = new FlashChip(2 * FlashChip.SectorSize);

        chip.Program(new(start), new byte[count]);

        Assert.Equal(operations, chip.Operations);
        Assert.Equal(count, chip.BytesProgrammed);
    }

    [Fact]
    public void Every_erase_is_one_operation()
    {
        var chip = new FlashChip(2 * FlashChip.SectorSize);

        chip.EraseSector(FlashOffset.OfSector(1));
        chip.EraseSector(FlashOffset.OfSector(1));

        Assert.Equal(2, chip.Operations);
        Assert.Equal(2, chip.Erases);
    }

    [Fact]
    public void Nothing_reaches_beyond_the_chip()
    {
        var chip = new FlashChip(FlashChip.SectorSize);

        Assert.Throws<ArgumentOutOfRangeException>(() => chip.Read(new(4090), new byte[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => chip.Program(new(4096), [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => chip.EraseSector(new(4096)));
        Assert.Throws<ArgumentOutOfRangeException>(() => chip.EraseSector(new(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlashChip(4097));
    }

    [Fact]
    public void The_hash_tells_whether_two_chips_hold_the_same()
    {
        var one = new FlashChip(4 * FlashChip.SectorSize);
        var other = new FlashChip(4 * FlashChip.SectorSize);
        byte[] blank = one.ContentHash();

        one.Program(new(5000), [1, 2, 3]);
        Assert.NotEqual(blank, one.ContentHash());
        other.Program(new(5002), [3]);
        other.Program(new(5000), [1, 2]);
        Assert.Equal(one.ContentHash(), other.ContentHash());

        one.EraseSector(new(4096));
        Assert.Equal(blank, one.ContentHash());
    }

    [Fact]
    public void A_saved_chip_loads_as_it_was()
    {
        var chip = new FlashChip(4 * FlashChip.SectorSize);
        chip.Program(new(4095), [1, 2, 3]);
        var file = new MemoryStream();
        var copy = new FlashChip(chip.Bytes);
        copy.Program(new(9000), [0]);

        chip.Save(file);
        file.Position = 0;
        copy.Load(file);

        Assert.Equal(chip.Bytes, file.Length);
        Assert.Equal(BytesOf(chip), BytesOf(copy));
        Assert.Equal(chip.ContentHash(), copy.ContentHash());
    }

    // A chip keeps only the first pages of a sector whose rest is blank.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(3840)]
    [InlineData(4095)]
    [InlineData(4096)]
    public void A_loaded_sector_with_a_blank_rest_is_like_one_that_was_programmed(int count)
    {
        byte[] content = new byte[2 * FlashChip.SectorSize];
        content.AsSpan().Fill(0xFF);
        content.AsSpan((int)FlashChip.SectorSize, count).Fill(0x5A);
        var programmed = new FlashChip((uint)content.Length);
        programmed.Program(new(FlashChip.SectorSize), content.AsSpan((int)FlashChip.SectorSize, count));
        var loaded = new FlashChip((uint)content.Length);
        loaded.Load(content);
        FlashContent captured = loaded.Capture();

        AssertSame(programmed, loaded);
        for (uint at = FlashChip.SectorSize + 100; at + 3 <= content.Length; at += 1000)
        {
            programmed.Program(new(at), [0xF0, 0x0F, 0]);
            loaded.Program(new(at), [0xF0, 0x0F, 0]);
            AssertSame(programmed, loaded);
        }
        loaded.Restore(captured);
        Assert.Equal(content, BytesOf(loaded));
        loaded.EraseSector(new(FlashChip.SectorSize));
        Assert.Equal(new FlashChip(loaded.Bytes).ContentHash(), loaded.ContentHash());
    }

    static void AssertSame(FlashChip expected, FlashChip actual)
    {
        byte[] cells = BytesOf(expected);
        Assert.Equal(cells, BytesOf(actual));
        Assert.Equal(expected.ContentHash(), actual.ContentHash());
        var file = new MemoryStream();
        actual.Save(file);
        Assert.Equal(cells, file.ToArray());
        for (int at = 0; at <= cells.Length; at += 251)
        {
            byte[] part = new byte[Math.Min(300, cells.Length - at)];
            actual.Read(new((uint)at), part);
            Assert.Equal(cells.AsSpan(at, part.Length).ToArray(), part);
        }
    }

    [Fact]
    public void A_captured_content_does_not_change_with_the_chip()
    {
        var chip = new FlashChip(4 * FlashChip.SectorSize);
        chip.Program(Zero, [1, 2, 3]);
        byte[] before = chip.ContentHash();
        FlashContent content = chip.Capture();

        chip.Program(Zero, [0, 0, 0, 0]);
        chip.EraseSector(new(4096));
        Assert.NotEqual(before, chip.ContentHash());
        chip.Restore(content);
        Assert.Equal(before, chip.ContentHash());
        chip.Program(Zero, [0]);

        var other = new FlashChip(chip.Bytes);
        other.Restore(content);
        Assert.Equal(before, other.ContentHash());
    }

    [Fact]
    public void Any_programming_without_an_erase_loses_bits_and_gains_none() =>
        Gen.Select(Gen.UInt[0, 8000], Gen.Byte.Array[0, 600]).Array[1, 8].Sample(programs =>
        {
            var chip = new FlashChip(3 * FlashChip.SectorSize);
            byte[] model = BytesOf(chip);

            foreach ((uint start, byte[] bytes) in programs)
            {
                chip.Program(new(start), bytes);
                for (int i = 0; i < bytes.Length; i++)
                    model[start + i] &= bytes[i];
                Assert.Equal(model, BytesOf(chip));
            }
        }, iter: 300);

    static byte[] BytesOf(FlashChip chip)
    {
        byte[] bytes = new byte[chip.Bytes];
        chip.Read(Zero, bytes);
        return bytes;
    }
}
