using System.Globalization;
using System.Text;

namespace Lfs.Compiler.Image;

/// <summary>The checksum of an image file, in a file or a resource beside it.</summary>
/// <remarks>An image keeps the reference's bytes, and most forms of it have no room for a checksum. The text
/// is that of the tool <c>crc32</c>: eight hexadecimal digits and a line feed.</remarks>
public static class ImageChecksum
{
    /// <summary>What the name of the checksum adds to that of the image.</summary>
    public const string Suffix = ".crc32";

    /// <summary>The content of the checksum's file.</summary>
    /// <param name="image">The file of the image.</param>
    public static byte[] Of(byte[] image) => Encoding.ASCII.GetBytes(TextOf(image) + "\n");

    /// <summary>Compares an image with the checksum beside it.</summary>
    /// <param name="image">The file of the image.</param>
    /// <param name="checksum">The content of the checksum's file.</param>
    /// <returns>What differs, as the rest of a sentence; null if nothing does.</returns>
    public static string? Differs(byte[] image, byte[] checksum)
    {
        if (Of(image).AsEnumerable().SequenceEqual(checksum))
            return null;
        // What is no checksum is quoted as far as it can be read.
        string noted = new([.. checksum.Take(8).Select(b => b is > 0x20 and < 0x7F ? (char)b : '?')]);
        return $"its checksum is {TextOf(image)}, not {noted}";
    }

    /// <summary>True if a file checks itself: a relocatable 5.1 image has the checksum of gzip.</summary>
    /// <param name="image">The file of the image.</param>
    public static bool IsIn(byte[] image) => ImageReader.IsContainer(image);

    static string TextOf(byte[] image) =>
        Crc32.Of(image, image.Length).ToString("x8", CultureInfo.InvariantCulture);
}
