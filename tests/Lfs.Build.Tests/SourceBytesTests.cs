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

        Assert.Equal(file, SourceBytes.Of(text, "lua/a.lua", default));
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

        Assert.Equal(file, SourceBytes.Of(text, "lua/a.lua", default));
        Assert.Equal(wide, SourceBytes.Of(wideText, "lua/a.lua", default));
    }

    [Fact]
    public void An_editor_that_says_UTF_8_means_no_mark()
    {
        byte[] expected = Encoding.UTF8.GetBytes(Lua);

        Assert.Equal(expected, SourceBytes.Of(SourceText.From(Lua, new UTF8Encoding(false)), "lua/a.lua", default));
        Assert.Equal(expected, SourceBytes.Of(SourceText.From(Lua, new UTF8Encoding(true)), "lua/a.lua", default));
        Assert.Equal(expected, SourceBytes.Of(SourceText.From(Lua, Encoding.UTF8), "lua/a.lua", default));
        Assert.Equal(expected, SourceBytes.Of(SourceText.From(Lua, encoding: null), "lua/a.lua", default));
    }

    [Fact]
    public void A_mark_that_the_build_found_stays_while_the_file_is_edited()
    {
        ExactSources exact = List("mark " + Convert.ToBase64String("lua/größe.lua"u8));
        byte[] file = [0xEF, 0xBB, 0xBF, .. "return 1"u8];
        SourceText text = SourceText.From("return 1", Encoding.UTF8);

        Assert.Equal(file, SourceBytes.Of(text, "lua/größe.lua", exact));
        Assert.Equal(file[3..], SourceBytes.Of(text, "lua/a.lua", exact));
        Assert.Equal(file[3..], SourceBytes.Of(SourceText.From("return 1", new UTF8Encoding(false)), "lua/größe.lua", exact));
        Assert.Equal([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("x")],
            SourceBytes.Of(SourceText.From("x", Encoding.Unicode), "lua/größe.lua", exact));

        // What the compiler has read from a file is as it is now, whatever was found earlier.
        SourceText read = SourceText.From(new MemoryStream(file[3..]), Encoding.UTF8);
        Assert.Equal(file[3..], SourceBytes.Of(read, "lua/größe.lua", exact));
    }

    [Fact]
    public void A_list_with_lines_of_nothing_is_an_empty_list()
    {
        ExactSources exact = ExactSources.Read(SourceText.From("\nnothing\n"));

        Assert.Empty(exact.Files);
        Assert.False(exact.HasMark("nothing"));
        Assert.False(ExactSources.Read(null).HasMark(""));
    }

    [Fact]
    public void An_editor_saves_UTF_16_with_its_mark_and_Latin_1_without()
    {
        const string Plain = "return 'größe'";

        byte[] wide = SourceBytes.Of(SourceText.From(Plain, Encoding.Unicode), "lua/a.lua", default);
        byte[] big = SourceBytes.Of(SourceText.From(Plain, Encoding.BigEndianUnicode), "lua/a.lua", default);

        Assert.Equal([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Plain)], wide);
        Assert.Equal([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Plain)], big);
        Assert.Equal(
            Encoding.Latin1.GetBytes(Plain), SourceBytes.Of(SourceText.From(Plain, Encoding.Latin1), "lua/a.lua", default));
    }

    [Fact]
    public void An_edit_of_a_file_keeps_it_without_a_mark()
    {
        SourceText read = SourceText.From(new MemoryStream(Encoding.UTF8.GetBytes("return 1")), Encoding.UTF8);

        SourceText edited = read.WithChanges(new TextChange(new TextSpan(7, 1), "2"));

        Assert.Equal("return 2"u8.ToArray(), SourceBytes.Of(edited, "lua/a.lua", default));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_come_from_the_build()
    {
        byte[] file = [.. "return '"u8, 0xE9, 0x81, 0xFF, .. "'"u8];
        byte[] other = [.. "return '"u8, 0xE8, 0x81, 0xFF, .. "'"u8];
        ExactSources exact = List("bytes " + Convert.ToBase64String(other), "bytes " + Convert.ToBase64String(file));

        SourceText text = SourceText.From(new MemoryStream(file), Encoding.UTF8, SourceHashAlgorithm.Sha256);

        Assert.Equal(file, SourceBytes.Of(text, "lua/a.lua", exact));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_exception()
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

        Assert.Equal([.. "x = '"u8, 0xEF, 0xBF, 0xBD], SourceBytes.Of(SourceText.From("x = '\uD800", strict), "lua/a.lua", default));
    }

    static ExactSources List(params string[] lines) => ExactSources.Read(SourceText.From(string.Join('\n', lines)));
}
