using System.Text;
using CsCheck;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public sealed class RoStrt53Tests
{
    [Fact]
    public void Every_string_is_found_through_its_bucket_and_none_is_there_twice() =>
        Gen.Select(Gen.UInt, Gen.String[Gen.Char['a', 'd'], 0, 5].Array[0, 300]).Sample((seed, texts) =>
        {
            LfsImage image = Link(seed, texts);
            string[] expected = ["=(luac.cross)", "@strings", "strings", "proto", "_ENV", .. texts];

            foreach (string text in expected)
                Assert.Equal(1, CountInBucket(image, Encoding.ASCII.GetBytes(text)));
            Assert.Equal(71 + 3 + texts.Distinct().Count(), image.Header53.RoUse);
        }, iter: 100);

    [Theory]
    [InlineData(0, 128)]
    [InlineData(54, 128)]
    [InlineData(55, 256)]
    public void There_are_as_many_buckets_as_strings_or_more(int constants, int buckets)
    {
        LfsImage image = Link(0, [.. Enumerable.Range(0, constants).Select(i => "x" + (char)('0' + i))]);

        Assert.Equal((71 + 3 + constants, buckets), (image.Header53.RoUse, image.Header53.RoSize));
    }

    [Fact]
    public void A_string_of_more_than_forty_bytes_is_in_no_bucket()
    {
        string[] texts = [new('s', 40), new('l', 41)];

        LfsImage image = Link(1, texts);

        IReadOnlyList<RomString> strings = image.ReadContents().Strings;
        RomString text = Assert.Single(strings, text => text.Bucket == RomString.NoBucket);
        Assert.Equal(texts[1], text.Text.ToString());
        Assert.Equal(image.Header53.LongHead, text.Word);
        Assert.Equal(1, CountInBucket(image, Encoding.ASCII.GetBytes(texts[0])));
    }

    [Fact]
    public void Reserved_words_are_marked_for_the_lexer()
    {
        LfsImage image = Link(0, ["until2"]);

        string[] marked = [.. image.ReadContents().Strings
            .Where(text => (image[text.Word + 1] >> 16 & 0xFF) != 0)
            .OrderBy(text => image[text.Word + 1] >> 16 & 0xFF)
            .Select(text => text.Text.ToString())];

        Assert.Equal(
            "and break do else elseif end false for function goto if in local nil not or repeat return then true "
            + "until while", string.Join(' ', marked));
    }

    [Fact]
    public void The_names_of_types_are_themselves_unless_it_is_to_be_as_in_the_reference()
    {
        LfsImage image = Link(0, ["userdata", "thread", "proto"]);

        LfsImage reference = image.AsReferenceLoads();

        Assert.Equal(["userdata", "thread", "proto"], ConstantsOf(image));
        Assert.Equal(["userdata", "userdata", "thread"], ConstantsOf(reference));
        Assert.Equal(16 + 12, reference.Size - image.Size);
        Assert.Equal(reference.Size, image.SizeAsReferenceLoads);
        Assert.Equal(reference.Size, reference.SizeAsReferenceLoads);
        Assert.Equal(reference.Size, image.ToAbsolute(Images.Base).SizeAsReferenceLoads);
        Assert.Equal(image.Header53.RoUse, reference.Header53.RoUse);
        Assert.NotNull(LfsImage.Read(reference.ToAbsolute(Images.Base).ToBytes()).Image);
    }

    static string[] ConstantsOf(LfsImage image) =>
        [.. image.ReadContents().Modules[0].Main.Constants.Select(constant => constant.Text!.ToString())];

    static LfsImage Link(uint seed, string[] texts)
    {
        var module = new Proto
        {
            Source = LuaString.FromText("@strings"),
            MaxStackSize = 2,
            Code = [0x00800026],
            Constants = [.. texts.Select(text => Constant.String(LuaString.FromText(text)))],
        };
        return LfsCompiler.Link([module], new(LuaTarget.Lua53, HashSeed: seed)).Image!;
    }

    static int CountInBucket(LfsImage image, byte[] text)
    {
        LfsHeader53 header = image.Header53;
        uint bucket = RoStrt.Hash(text, text.Length, header.Seed) & (uint)(header.RoSize - 1);
        int count = 0;
        for (uint at = image[header.RoHash + (int)bucket]; at != 0; at = image[(int)at + 3])
        {
            int length = (int)(image[(int)at + 1] >> 24);
            if (image.Region.AsSpan(4 * ((int)at + 4), length).SequenceEqual(text))
                count++;
        }
        return count;
    }
}
