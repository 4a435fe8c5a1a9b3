using CsCheck;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public sealed class RelocationTests
{
    static readonly Gen<uint> Bases = Gen.UInt[0x40200000, 0x40300000].Select(address => address & ~3u);

    [Fact]
    public void The_mask_of_a_record_marks_its_pointers()
    {
        Assert.Equal(0b1100u, Relocation<LfsHeader>.Mask);
        Assert.Equal(0b1u, Relocation<TStringRecord>.Mask);
        Assert.Equal(0b1u, Relocation<LocVarRecord>.Mask);
        Assert.Equal(0b1_0000_0001_1111_1101u, Relocation<ProtoRecord>.Mask);
        Assert.Equal(0u, Relocation<LfsHeader53>.Mask);
        Assert.Equal(0b1001u, Relocation<ShortStringRecord>.Mask);
        Assert.Equal(0b0001u, Relocation<LongStringRecord>.Mask);
        Assert.Equal(0b1u, Relocation<UpvalueRecord>.Mask);
        Assert.Equal(0b111_1111_1000_0000_0001u, Relocation<ProtoRecord53>.Mask);
        Assert.Equal(0b1100u, Relocation<RoTableRecord>.Mask);
    }

    [Fact]
    public void Moving_the_base_changes_the_pointers_by_as_much_and_nothing_else() =>
        Gen.Select(Gen.Int[0, Images.Targets.Count - 1], Bases, Bases).Sample((target, first, second) =>
        {
            LfsImage image = Images.Varied(Images.Targets[target]);
            LfsImage one = image.ToAbsolute(first);
            LfsImage other = image.ToAbsolute(second);
            for (int word = 0; word < image.Size / 4; word++)
            {
                uint moved = unchecked(other[word] - one[word]);
                uint unmoved = word == 0 ? Signature.Placed(image[word], isAbsolute: true) : image[word];
                Assert.Equal(image.IsPointer(word) ? unchecked(second - first) : 0, moved);
                Assert.Equal(image.IsPointer(word) ? first + 4 * image[word] : unmoved, one[word]);
            }
        }, iter: 30);

    [Fact]
    public void Placing_an_image_and_taking_it_back_gives_the_same_file() =>
        Gen.Select(Gen.Int[0, Images.Targets.Count - 1], Bases, Bases).Sample((target, first, second) =>
        {
            LfsImage image = Images.Varied(Images.Targets[target]);

            byte[] direct = image.ToAbsolute(second).ToBytes();

            Assert.Equal(direct, image.ToAbsolute(first).ToAbsolute(second).ToBytes());
            Assert.Equal(image.ToBytes(), image.ToAbsolute(first).ToRelocatable().ToBytes());
        }, iter: 30);

    [Fact]
    public void An_absolute_file_tells_its_base_and_its_pointers()
    {
        foreach (LuaTarget target in Images.Targets)
        {
            LfsImage image = Images.Varied(target);

            LfsImage read = LfsImage.Read(image.ToAbsolute(0x40271000).ToBytes()).Image!;

            Assert.Equal((target, 0x40271000u), (read.Target, read.BaseAddress));
            Assert.Equal(image.Relocation, read.Relocation);
            Assert.Equal(image.ToBytes(), read.ToRelocatable().ToBytes());
        }
    }
}
