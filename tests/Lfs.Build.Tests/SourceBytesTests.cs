using System.Text;
using Lfs.Generator;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Build.Tests;

public class SourceBytesTests
{
    const string Lua = "return 'größe €'";

    static readonly Encoding[] Encodings =
        [new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.Latin1];

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void A_file_that_the_compiler_reads_gives_its_bytes(int encoding, bool hasMark)
    {
        Encoding saved = Encodings[encoding];
        byte[] file = [.. hasMark ? saved.GetPreamble() : [], .. saved.GetBytes("return 'größe'")];

        SourceText text = SourceText.From(new MemoryStream(file), saved, SourceHashAlgorithm.Sha256);

        Assert.Equal(file, SourceBytes.Of(text, default));
    }

    [Theory]
    [InlineData(SourceHashAlgorithm.Sha1)]
    [InlineData(SourceHashAlgorithm.Sha256)]
    public void A_file_without_a_mark_has_none_whatever_its_encoding_would_write(SourceHashAlgorithm algorithm)
    {
        byte[] file = Encoding.UTF8.GetBytes(Lua);
        byte[] wide = Encoding.Unicode.GetBytes(Lua);

        SourceText text = SourceText.From(new MemoryStream(file), Encoding.UTF8, algorithm);
        SourceText wideText = SourceText.From(new MemoryStream(wide), Encoding.Unicode, algorithm);

        Assert.Equal(file, SourceBytes.Of(text, default));
        Assert.Equal(wide, SourceBytes.Of(wideText, default));
    }

    [Fact]
    public void An_editor_that_says_UTF_8_means_no_mark()
    {
        byte[] expected = Encoding.UTF8.GetBytes(Lua);

        Assert.Equal(expected, SourceBytes.Of(SourceText.From(Lua, new UTF8Encoding(false)), default));
        Assert.Equal(expected, SourceBytes.Of(SourceText.From(Lua, new UTF8Encoding(true)), default));
        Assert.Equal(expected, SourceBytes.Of(SourceText.From(Lua, Encoding.UTF8), default));
        Assert.Equal(expected, SourceBytes.Of(SourceText.From(Lua, encoding: null), default));
    }

    [Fact]
    public void An_editor_saves_UTF_16_with_its_mark_and_Latin_1_without()
    {
        const string Plain = "return 'größe'";

        byte[] wide = SourceBytes.Of(SourceText.From(Plain, Encoding.Unicode), default);
        byte[] big = SourceBytes.Of(SourceText.From(Plain, Encoding.BigEndianUnicode), default);

        Assert.Equal([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Plain)], wide);
        Assert.Equal([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Plain)], big);
        Assert.Equal(
            Encoding.Latin1.GetBytes(Plain), SourceBytes.Of(SourceText.From(Plain, Encoding.Latin1), default));
    }

    [Fact]
    public void An_edit_of_a_file_keeps_it_without_a_mark()
    {
        SourceText read = SourceText.From(new MemoryStream(Encoding.UTF8.GetBytes("return 1")), Encoding.UTF8);

        SourceText edited = read.WithChanges(new TextChange(new TextSpan(7, 1), "2"));

        Assert.Equal("return 2"u8.ToArray(), SourceBytes.Of(edited, default));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_come_from_the_build()
    {
        byte[] file = [.. "return '"u8, 0xE9, 0x81, 0xFF, .. "'"u8];
        byte[] other = [.. "return '"u8, 0xE8, 0x81, 0xFF, .. "'"u8];
        var exact = EquatableArray<string>.From([Convert.ToBase64String(other), Convert.ToBase64String(file)]);

        SourceText text = SourceText.From(new MemoryStream(file), Encoding.UTF8, SourceHashAlgorithm.Sha256);

        Assert.Equal(file, SourceBytes.Of(text, exact));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_exception()
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

        Assert.Equal([.. "x = '"u8, 0xEF, 0xBF, 0xBD], SourceBytes.Of(SourceText.From("x = '\uD800", strict), default));
    }
}
