using Esp8266.Spiffs;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>A device whose file system is provisioned as an image.</summary>
public class SpiffsProvisioningTests
{
    [Theory]
    [InlineData(0x4000u)]
    [InlineData(0x8000u)]
    [InlineData(0x10000u)]
    [InlineData(0x20000u)]
    [InlineData(0x22000u)]
    [InlineData(0x100000u)]
    public void The_files_of_an_image_for_a_device_are_there_at_the_first_boot(uint bytes)
    {
        byte[] image = Image(bytes);

        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { SpiffsImage = image, SpiffsBytes = bytes });

        Assert.True(SpiffsImage.OpensOnDevice(image));
        Assert.Equal(["a/b.txt"], device.Files.Names);
        Assert.Equal("text"u8.ToArray(), device.Files.Read("a/b.txt"));
        device.Files.Write("c", "more");
        device.Restart();
        Assert.Equal("more"u8.ToArray(), device.Files.Read("c"));
    }

    [Fact]
    public void An_image_may_be_smaller_than_its_partition()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { SpiffsImage = Image(0x40000) });

        Assert.Equal("text"u8.ToArray(), device.Files.Read("a/b.txt"));
    }

    [Fact]
    public void The_files_in_an_image_are_read_without_a_device()
    {
        IReadOnlyDictionary<string, byte[]> files = LfsFiles.InImage(Image(0x10000));

        Assert.Equal("text"u8.ToArray(), Assert.Single(files, file => file.Key == "a/b.txt").Value);
        Assert.Throws<ArgumentException>(() => LfsFiles.InImage([]));
        Assert.Throws<ArgumentException>(() => LfsFiles.InImage(new byte[0x10000]));
        Assert.Throws<ArgumentNullException>(() => LfsFiles.InImage(null!));
    }

    [Fact]
    public void An_image_that_cannot_be_used_is_refused_with_what_to_do()
    {
        LfsDeviceOptions image = new() { SpiffsImage = Image(0x40000) };

        Assert.Contains("not both", Refusal(image with { Files = new Dictionary<string, byte[]>() }), StringComparison.Ordinal);
        Assert.Contains("raise SpiffsBytes", Refusal(image with { SpiffsBytes = 0x20000 }), StringComparison.Ordinal);
        Assert.Contains("raise SpiffsBytes", Refusal(image with { SpiffsBytes = 0 }), StringComparison.Ordinal);
        Assert.Contains("no file system", Refusal(image with { SpiffsImage = new byte[0x8000] }), StringComparison.Ordinal);
        // The tool's image of this size has blocks that a device does not expect.
        byte[] small = SpiffsImage.Create(0x10000).ToBytes();
        Assert.False(SpiffsImage.OpensOnDevice(small));
        Assert.Contains("blocks of 8 KB", Refusal(image with { SpiffsImage = small }), StringComparison.Ordinal);
    }

    static string Refusal(LfsDeviceOptions options) =>
        Assert.Throws<ArgumentException>(() => LfsDevice.Boot(options).Dispose()).Message;

    static byte[] Image(uint bytes)
    {
        SpiffsImage image = SpiffsImage.CreateForDevice(bytes);
        Assert.Equal(SpiffsError.None, image.Import("a/b.txt"u8, "text"u8));
        image.Files.Unmount();
        Assert.Equal(SpiffsError.None, SpiffsImage.Open(image.ToBytes(), out _));
        if (bytes is < 0x8000 or > 0x20000)
        {
            SpiffsImage tool = SpiffsImage.Create(bytes);
            tool.Import("a/b.txt"u8, "text"u8);
            tool.Files.Unmount();
            Assert.Equal(tool.ToBytes(), image.ToBytes());
        }

        return image.ToBytes();
    }
}
