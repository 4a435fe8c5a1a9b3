namespace Lfs.Cli.Tests;

public class CIntegerTests
{
    [Theory]
    [InlineData("42", 42)]
    [InlineData("  +42", 42)]
    [InlineData("-42", -42)]
    [InlineData("0x1F", 31)]
    [InlineData("0X1f", 31)]
    [InlineData("017", 15)]
    [InlineData("08", 0)]
    [InlineData("4096K", 4096)]
    [InlineData("0x", 0)]
    [InlineData("", 0)]
    [InlineData("flash", 0)]
    [InlineData("99999999999999999999", long.MaxValue)]
    [InlineData("-99999999999999999999", long.MinValue)]
    public void Numbers_are_read_as_by_strtol(string text, long number) =>
        Assert.Equal(number, CInteger.Parse(text));

    [Theory]
    [InlineData("0x12345678", 0x12345678L)]
    [InlineData("12x", null)]
    [InlineData("", null)]
    [InlineData("0x", null)]
    public void A_text_that_is_no_number_as_a_whole_can_be_told(string text, long? number) =>
        Assert.Equal(number, CInteger.ParseAll(text));
}
