using System.Reflection;
using Lfs.Compiler.Image;

namespace Lfs.Runtime;

/// <summary>The images that the build embeds in an assembly. The generated accessors read them
/// here.</summary>
public static class EmbeddedImage
{
    /// <summary>Reads an image and compares it with the checksum that the build has embedded beside
    /// it.</summary>
    /// <param name="assembly">The assembly that holds the image.</param>
    /// <param name="name">The name of the resource, such as <c>Lfs.Image</c>. The checksum is the resource
    /// <c>Lfs.Image.crc32</c>; an image that was embedded by other means may lack it.</param>
    /// <returns>The bytes of the image, which belong to the caller.</returns>
    /// <exception cref="LfsImageException">The image is not the one that was built.</exception>
    /// <exception cref="InvalidOperationException">The assembly has no such resource.</exception>
    public static byte[] Read(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentNullException.ThrowIfNull(name);
        byte[] image = Resource(assembly, name) ?? throw new InvalidOperationException(
            $"This assembly holds no {name}: set LfsEmbedImage, or Device.");
        return Checked(name, image, Resource(assembly, name + ImageChecksum.Suffix));
    }

    /// <summary>The image, if it agrees with its checksum.</summary>
    /// <param name="name">Its name in messages.</param>
    /// <param name="image">The image.</param>
    /// <param name="checksum">The content of the checksum's resource; null if there is none.</param>
    /// <exception cref="LfsImageException">It does not agree.</exception>
    internal static byte[] Checked(string name, byte[] image, byte[]? checksum)
    {
        if (checksum is not null && ImageChecksum.Differs(image, checksum) is { } difference)
        {
            throw new LfsImageException(
                $"The embedded {name} is damaged: {difference} as when it was built. "
                + "Build the project again.");
        }
        return image;
    }

    static byte[]? Resource(Assembly assembly, string name)
    {
        using Stream? stream = assembly.GetManifestResourceStream(name);
        if (stream is null)
            return null;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
