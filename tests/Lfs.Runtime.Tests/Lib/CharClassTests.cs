using Lfs.Runtime.Lib;

namespace Lfs.Tests;

public class CharClassTests
{
    [Theory]
    [InlineData('a', "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")]
    [InlineData('d', "0123456789")]
    [InlineData('l', "abcdefghijklmnopqrstuvwxyz")]
    [InlineData('p', "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")]
    [InlineData('s', "\t\n\v\f\r ")]
    [InlineData('u', "ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    [InlineData('w', "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")]
    [InlineData('x', "0123456789ABCDEFabcdef")]
    [InlineData('z', "\0")]
    public void A_class_has_exactly_its_bytes(char letter, string members)
    {
        Assert.Equal(members, Members(CharClass.Named((byte)letter, hasClassG: true)));
    }

    [Fact]
    public void Control_bytes_are_those_below_blank_and_127()
    {
        string controls = string.Concat(Enumerable.Range(0, 32).Append(127).Select(c => (char)c));

        Assert.Equal(controls, Members(CharClass.Named((byte)'c', hasClassG: false)));
    }

    [Fact]
    public void Printing_bytes_are_a_class_of_5_3_only()
    {
        Assert.Equal(94, Members(CharClass.Named((byte)'g', hasClassG: true)).Length);
        Assert.Equal(0, CharClass.Named((byte)'g', hasClassG: false));
    }

    [Fact]
    public void Bits_of_members_agree_with_the_classes_of_each_byte()
    {
        for (int classes = 1; classes < 256; classes++)
        {
            UInt128 members = CharClass.Members((byte)classes);
            for (int c = 0; c < 128; c++)
                Assert.Equal((CharClass.Of[c] & classes) != 0, ((members >> c) & 1) == 1);
        }
    }

    static string Members(byte classes) => string.Concat(
        Enumerable.Range(0, 256).Where(c => (CharClass.Of[c] & classes) != 0).Select(c => (char)c));
}
