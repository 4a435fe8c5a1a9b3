using System.Security.Cryptography;
using System.Text.Json;
using Lfs.Tests;
using Xunit.Abstractions;

namespace Esp8266.Spiffs.Tests;

/// <summary>Images as the reference's host tool makes them.</summary>
public class SpiffsImageTests(ITestOutputHelper output)
{
    /// <summary>The tool leaves a part of one of its addresses in each header. A run has one of two values.
    /// </summary>
    static readonly byte[] ChanceBytes = [0x55, 0x56];

    [Fact]
    public void Images_are_those_of_spiffsimg()
    {
        JsonElement[] cases = Cases();
        foreach (JsonElement golden in cases)
        {
            SpiffsImage image = Make(golden);

            IReadOnlyList<ObjectStat> list = image.Files.List();
            string[] sums = [.. ChanceBytes.Select(chance => SumOf(Make(golden, chance)))];
            Assert.Equal(SumOf(image), sums[0]);
            Assert.Contains(golden.GetProperty("sha256").GetString(), sums);
            Assert.Equal(
                golden.GetProperty("list").EnumerateArray().Select(line => line.GetString()!),
                list.Select(stat => $"f {stat.Bytes,6} {stat.Name}"));
        }

        output.Print("spiffs-images", $"goldens/spiffs {cases.Length} of {cases.Length} images of spiffsimg");
        Assert.True(cases.Length >= 5);
    }

    [Fact]
    public void A_device_reads_and_changes_an_image_of_the_tool()
    {
        foreach (JsonElement golden in Cases())
        {
            var flash = new LoggedFlash(Make(golden).ToBytes());
            var options = new SpiffsOptions((uint)flash.Cells.Length, golden.GetProperty("block").GetInt32());
            Assert.Equal(SpiffsError.None, SpiffsFileSystem.Mount(flash, options, out SpiffsFileSystem? files));
            foreach (string name in Names(golden))
                Assert.Equal(Source(name), Volumes.Read(files!, name));
            Assert.Equal(SpiffsError.None, Volumes.Write(files!, "init.lua", [1, 2, 3]));
            Assert.Equal(SpiffsError.None, files!.Check());
            files.Unmount();

            Assert.Equal(SpiffsError.None, SpiffsImage.Open(flash.Cells, out SpiffsImage? image));

            Assert.Equal(SpiffsError.None, image!.Export("init.lua"u8, out byte[] content));
            Assert.Equal([1, 2, 3], content);
            foreach (string name in Names(golden))
            {
                Assert.Equal(SpiffsError.None, image.Export(Volumes.Name(name), out content));
                Assert.Equal(Source(name), content);
            }
        }
    }

    [Fact]
    public void What_is_no_image_is_refused()
    {
        Assert.Equal(SpiffsError.NotAFileSystem, SpiffsImage.Open(new byte[65536], out SpiffsImage? image));
        Assert.Null(image);
        Assert.False(SpiffsImage.IsSize(12288));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpiffsImage.Create(12288));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpiffsImage.Create(SpiffsOptions.MostBytes + 1));
    }

    static string SumOf(SpiffsImage image)
    {
        image.Files.Unmount();
        return Convert.ToHexStringLower(SHA256.HashData(image.ToBytes()));
    }

    static SpiffsImage Make(JsonElement golden, byte? chanceByte = null)
    {
        uint bytes = golden.GetProperty("bytes").GetUInt32();
        SpiffsImage image = chanceByte is { } chance ? SpiffsImage.Create(bytes, chance) : SpiffsImage.Create(bytes);
        foreach (string name in Names(golden))
            Assert.Equal(SpiffsError.None, image.Import(Volumes.Name(name), Source(name)));
        return image;
    }

    static IEnumerable<string> Names(JsonElement golden) =>
        golden.GetProperty("files").EnumerateArray().Select(name => name.GetString()!);

    static byte[] Source(string name) =>
        File.ReadAllBytes(Repo.PathOf("tests/Lfs.Compiler.Tests/goldens/src/" + name));

    static JsonElement[] Cases() => [.. JsonDocument
        .Parse(File.ReadAllBytes(Repo.PathOf("tests/Esp8266.Spiffs.Tests/goldens/manifest.json")))
        .RootElement.GetProperty("spiffsimg").EnumerateArray()];
}
