using System.Text;
using Lfs.Compiler.Image;

namespace Lfs.Cli.Tests;

/// <summary>The checksum beside an image.</summary>
public class ChecksumTests
{
    const string Warning =
        "lfs: warning: i.img has no checksum, so damage to it can pass unnoticed: lfs compile --checksum writes "
        + "i.img.crc32, which lfs compares\n";

    [Theory]
    [InlineData("5.3", "-f", Warning)]
    [InlineData("5.3-64", "-f", Warning)]
    [InlineData("5.3", "-a", Warning)]
    [InlineData("5.1", "-a", Warning)]
    [InlineData("5.1", "-f", "")]
    public void An_image_without_a_checksum_is_told_of_where_it_is_looked_at_and_where_it_goes_to_a_device(
        string target, string form, string warning)
    {
        using Session session = Sources();
        string[] how = form == "-a" ? ["-a", "0x40296000"] : ["-f"];
        Assert.Equal("", session.Run(["compile", "--target", target, .. how, "-o", "i.img", "a.lua"]).Error);

        Assert.Equal((0, warning), Outcome(session.Run("inspect", "i.img")));
        Assert.Equal((0, warning), Outcome(session.Run("flash", "--image", "i.img", "-o", "flash.bin")));
        // A device that runs it verifies it, and nothing is lost with it.
        Assert.Equal((0, ""), Outcome(session.Run("run", "--image", "i.img", "a")));
    }

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.1")]
    public void Every_single_bit_flip_of_an_image_with_a_checksum_is_refused_by_name(string target)
    {
        using Session session = Sources();
        session.Run("compile", "--target", target, "-f", "--checksum", "-o", "i.img", "a.lua");
        byte[] image = session.Read("i.img");
        byte[] checksum = session.Read("i.img.crc32");
        Assert.Equal(ImageChecksum.Of(image), checksum);
        Assert.Equal((0, ""), Outcome(session.Run("inspect", "i.img")));
        Assert.Equal((0, ""), Outcome(session.Run("flash", "--image", "i.img", "-o", "flash.bin")));

        for (int bit = 0; bit < image.Length * 8; bit++)
        {
            byte[] changed = [.. image];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(session.PathOf("i.img"), changed);
            Ending ending = bit == 0 ? session.Run("run", "--image", "i.img", "a") : session.Run("inspect", "i.img");
            Assert.Equal(1, ending.Code);
            Assert.Matches(
                "^lfs: i\\.img: the image is damaged: its checksum is [0-9a-f]{8}, not "
                + Encoding.ASCII.GetString(checksum).Trim()
                + " as in i\\.img\\.crc32: make the image again, or delete i\\.img\\.crc32\n$", ending.Error);
        }
    }

    [Fact]
    public void A_new_image_renews_the_checksum_that_lies_beside_the_old_one()
    {
        using Session session = Sources();
        session.Run("compile", "--target", "5.3", "-f", "--checksum", "-o", "i.img", "a.lua");

        session.Run("compile", "--target", "5.3", "-f", "-o", "i.img", "a.lua", "b.lua");
        session.Run("compile", "--target", "5.3", "-o", "other.lc", "a.lua");

        Assert.Equal(ImageChecksum.Of(session.Read("i.img")), session.Read("i.img.crc32"));
        Assert.Equal((0, ""), Outcome(session.Run("inspect", "i.img")));
        Assert.False(session.Has("other.lc.crc32"));
    }

    [Theory]
    [InlineData("--checksum -o a.lc a.lua")]
    [InlineData("-f --checksum -o - a.lua")]
    public void Only_the_file_of_an_image_can_have_one(string options)
    {
        using Session session = Sources();

        Ending ending = session.Run(["compile", .. options.Split(' ')]);

        Assert.Equal("lfs: '--checksum' needs the file of an image: add -f, and -o FILE\n", ending.Error);
        Assert.Equal(1, ending.Code);
    }

    static (int Code, string Error) Outcome(Ending ending) => (ending.Code, ending.Error);

    static Session Sources() => new Session().With("a.lua", "return 'a'\n").With("b.lua", "return 'b'\n");
}
