using System.IO.Compression;
using CsCheck;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public sealed class InflateTests
{
    // The first byte comes only once, so that no match reaches it.
    static readonly byte[] Text = [200, .. Enumerable.Range(1, 8999).Select(i => (byte)(i * i % 251 / 9))];

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Any_gzip_member_is_unpacked(CompressionLevel level)
    {
        (InflateStatus status, byte[] content) = Unpack(GzipElsewhere(Text, level));

        Assert.Equal(InflateStatus.Done, status);
        Assert.Equal(Text, content);
    }

    [Fact]
    public void Blocks_are_full_but_for_the_last()
    {
        var counts = new List<int>();

        Inflate.Run(Deflate.Gzip(Text), (_, _, count) =>
        {
            counts.Add(count);
            return true;
        });

        Assert.Equal([2048, 2048, 2048, 2048, 9000 - 4 * 2048], counts);
    }

    [Fact]
    public void The_receiver_can_stop()
    {
        int blocks = 0;

        InflateStatus status = Inflate.Run(Deflate.Gzip(Text), (_, _, _) => ++blocks < 2);

        Assert.Equal((InflateStatus.Stopped, 2), (status, blocks));
    }

    [Fact]
    public void A_match_further_back_than_the_window_is_a_dictionary_error()
    {
        var noise = new byte[20_400];
        new Random(1).NextBytes(noise);
        Array.Copy(noise, 1, noise, 20_000, 400);
        byte[] file = GzipElsewhere(noise, CompressionLevel.SmallestSize);

        Assert.Equal(InflateStatus.DictionaryError, Unpack(file).Status);
    }

    [Fact]
    public void A_match_that_reaches_the_first_byte_is_a_dictionary_error() =>
        Assert.Equal(InflateStatus.DictionaryError, Unpack(Deflate.Gzip("abcabcabc"u8.ToArray())).Status);

    [Fact]
    public void A_changed_trailer_is_a_checksum_error()
    {
        byte[] file = Deflate.Gzip(Text);
        for (int fromEnd = 1; fromEnd <= 8; fromEnd++)
        {
            byte[] changed = [.. file];
            changed[^fromEnd] ^= 1;

            Assert.Equal(InflateStatus.ChecksumError, Unpack(changed).Status);
        }
    }

    [Fact]
    public void More_data_than_the_trailer_says_is_a_checksum_error_and_ends_there()
    {
        byte[] file = Deflate.Gzip(Text);
        BitConverter.TryWriteBytes(file.AsSpan(file.Length - 4), 2100);

        (InflateStatus status, byte[] content) = Unpack(file);

        Assert.Equal(InflateStatus.ChecksumError, status);
        Assert.True(content.Length <= 2100);
    }

    [Fact]
    public void Every_file_cut_short_is_an_error()
    {
        byte[] file = Images.Varied(LuaTarget.Lua51).ToBytes();
        for (int length = 0; length < file.Length; length++)
            Assert.NotEqual(InflateStatus.Done, Unpack(file[..length]).Status);
    }

    [Fact]
    public void Any_bytes_end_in_a_status() =>
        Gen.Byte.Array[0, 200].Sample(
            bytes => Unpack([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, .. bytes, 0, 8, 0, 0]), iter: 5000);

    static (InflateStatus Status, byte[] Content) Unpack(byte[] gzip)
    {
        var content = new MemoryStream();
        InflateStatus status = Inflate.Run(gzip, (buffer, start, count) =>
        {
            content.Write(buffer, start, count);
            return true;
        });
        return (status, content.ToArray());
    }

    static byte[] GzipElsewhere(byte[] content, CompressionLevel level)
    {
        var file = new MemoryStream();
        using (var gzip = new GZipStream(file, level))
            gzip.Write(content);
        return file.ToArray();
    }
}
