using System.Text;
using CsCheck;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public sealed class RoStrtTests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0x80u)]
    [InlineData("=(luac)", 0xbe5fc006u)]
    [InlineData("@ret1.lua", 0x8ebe594eu)]
    public void A_hash_is_the_one_of_the_device(string text, uint hash) =>
        Assert.Equal(hash, RoStrt.Hash(Encoding.ASCII.GetBytes(text), text.Length));

    [Fact]
    public void Every_string_is_found_through_its_bucket_and_none_is_there_twice() =>
        Gen.String[Gen.Char['a', 'd'], 0, 5].Array[0, 300].Sample(texts =>
        {
            LfsImage image = Images.Link(LuaTarget.Lua51, FunctionWith(texts));
            string[] expected = ["=(luac)", "@strings", "strings", .. texts];

            foreach (string text in expected)
                Assert.Equal(1, CountInBucket(image, Encoding.ASCII.GetBytes(text)));
            Assert.Equal(expected.Distinct().Count(), image.Header.RoUse);
        }, iter: 200);

    [Theory]
    [InlineData(1, 8)]
    [InlineData(4, 8)]
    [InlineData(5, 16)]
    [InlineData(12, 16)]
    [InlineData(13, 32)]
    public void There_are_always_more_buckets_than_strings(int constants, int buckets)
    {
        string[] texts = [.. Enumerable.Range(0, constants).Select(i => new string('x', i))];

        LfsImage image = Images.Link(LuaTarget.Lua51, FunctionWith(texts));

        Assert.Equal((constants + 3, buckets), (image.Header.RoUse, image.Header.RoSize));
    }

    static Proto FunctionWith(string[] texts) => new()
    {
        Source = LuaString.FromText("@strings"),
        MaxStackSize = 2,
        Code = [0x0080001E],
        Constants = [.. texts.Select(text => Constant.String(LuaString.FromText(text)))],
    };

    static int CountInBucket(LfsImage image, byte[] text)
    {
        uint bucket = RoStrt.Hash(text, text.Length) & (uint)(image.Header.RoSize - 1);
        int count = 0;
        for (uint at = image[8 + (int)bucket]; at != 0; at = image[(int)at])
        {
            int characters = 4 * ((int)at + 4);
            int length = (int)image[(int)at + 3];
            Assert.Equal(0, image.Region[characters + length]);
            if (image.Region.AsSpan(characters, length).SequenceEqual(text))
                count++;
        }
        return count;
    }
}
