using Lfs.Compiler.Image;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>What the generated accessors read is what was built.</summary>
public sealed class EmbeddedImageTests(ITestOutputHelper output)
{
    public static IEnumerable<object[]> Targets() => MountTests.Targets();

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_single_bit_flip_of_an_embedded_image_is_refused_by_name(string target)
    {
        byte[] image = Devices.Image(target, ("@m.lua", "local t = {...} return 'from LFS', #t, 'twice'"));
        byte[] checksum = ImageChecksum.Of(image);
        int refused = 0;

        for (int bit = 0; bit < image.Length * 8; bit++)
        {
            byte[] changed = Flipped(image, bit);
            LfsImageException error = Assert.Throws<LfsImageException>(
                () => EmbeddedImage.Checked("Lfs.Image", changed, checksum));
            Assert.Matches(
                "^The embedded Lfs\\.Image is damaged: its checksum is [0-9a-f]{8}, not [0-9a-f]{8} as when it was "
                + "built\\. Build the project again\\.$", error.Message);
            refused++;
        }

        for (int bit = 0; bit < checksum.Length * 8; bit++)
        {
            byte[] changed = Flipped(checksum, bit);
            Assert.Throws<LfsImageException>(() => EmbeddedImage.Checked("Lfs.Image", image, changed));
        }
        output.Print(
            $"flips-embedded-{target}",
            $"{target}: {refused} of {image.Length * 8} single-bit flips of an embedded image are refused");
        Assert.Same(image, EmbeddedImage.Checked("Lfs.Image", image, checksum));
    }

    [Fact]
    public void An_image_that_was_embedded_without_a_checksum_is_accepted_and_what_is_no_checksum_is_not()
    {
        byte[] image = [1, 2, 3];

        Assert.Same(image, EmbeddedImage.Checked("x", image, null));
        Assert.Throws<LfsImageException>(() => EmbeddedImage.Checked("x", image, []));
        Assert.Throws<LfsImageException>(() => EmbeddedImage.Checked("x", image, [.. ImageChecksum.Of(image), 10]));
        Assert.EndsWith("not ??\u0061 as when it was built. Build the project again.", Assert.Throws<LfsImageException>(
            () => EmbeddedImage.Checked("x", image, [0, 255, 97])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_image_is_told_with_its_name()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => EmbeddedImage.Read(typeof(EmbeddedImageTests).Assembly, "Lfs.Image"));

        Assert.Equal("This assembly holds no Lfs.Image: set LfsEmbedImage, or Device.", error.Message);
    }

    static byte[] Flipped(byte[] bytes, int bit)
    {
        byte[] changed = [.. bytes];
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }
}
