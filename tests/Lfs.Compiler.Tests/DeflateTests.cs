using System.IO.Compression;
using CsCheck;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public sealed class DeflateTests
{
    // Few values and long repeats, so that there are matches at every distance.
    static readonly Gen<byte[]> Repeating =
        Gen.Select(Gen.Byte[0, 3].Array[1, 400], Gen.Byte.Array[0, 200], Gen.Int[1, 200])
            .Select((few, any, times) => Enumerable.Repeat((byte[])[.. few, .. any], times))
            .Select(parts => parts.SelectMany(part => part).ToArray());

    static readonly Gen<byte[]> Contents = Gen.OneOf(Gen.Byte.Array[0, 600], Repeating);

    [Fact]
    public void What_is_compressed_can_be_unpacked_by_others() =>
        Contents.Sample(content => Assert.Equal(content, UnpackElsewhere(Deflate.Gzip(content))), iter: 200);

    [Fact]
    public void No_match_reaches_further_than_the_device_remembers()
    {
        // The same 400 bytes, 16,384 and then 16,385 bytes apart, with noise in between.
        foreach (int distance in new[] { Deflate.Window, Deflate.Window + 1 })
        {
            var noise = new byte[distance + 401];
            new Random(1).NextBytes(noise);
            Array.Copy(noise, 1, noise, distance + 1, 400);
            byte[] gzip = Deflate.Gzip(noise);

            Assert.Equal(noise, Unpack(gzip, InflateStatus.Done));
            Assert.Equal(distance == Deflate.Window, gzip.Length < noise.Length * 19 / 18 - 200);
        }
    }

    [Fact]
    public void Every_image_stays_within_the_window()
    {
        byte[] file = Images.Link(LuaTarget.Lua51, Images.GoldenModules(LuaTarget.Lua51)).ToBytes();

        Assert.Equal(UnpackElsewhere(file), Unpack(file, InflateStatus.Done));
    }

    static byte[] UnpackElsewhere(byte[] gzip)
    {
        var content = new MemoryStream();
        new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress).CopyTo(content);
        return content.ToArray();
    }

    static byte[] Unpack(byte[] gzip, InflateStatus expected)
    {
        var content = new MemoryStream();
        InflateStatus status = Inflate.Run(gzip, (buffer, start, count) =>
        {
            content.Write(buffer, start, count);
            return true;
        });
        Assert.Equal(expected, status);
        return content.ToArray();
    }
}
