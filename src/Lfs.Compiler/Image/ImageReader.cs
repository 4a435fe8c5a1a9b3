using System.Diagnostics;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>Checks an image and walks it. Trusts nothing: a damaged file gives a diagnostic.</summary>
/// <remarks>
/// Source: spec lfs-formats 2a.2 to 2a.8, and 2c for the device's own checks and their words.
/// </remarks>
static class ImageReader
{
    const int GzipMagic1 = 0x1F;
    const int GzipMagic2 = 0x8B;

    /// <summary>Reads a file.</summary>
    public static LoadedImage Read(byte[] file, LfsImage? system)
    {
        if (file.Length >= 2 && file[0] == GzipMagic1 && file[1] == GzipMagic2)
            return ReadContainer(file);
        if (file.Length > 0 && file[0] == ImageReader53.Escape)
            return ImageReader53.Read(file);
        bool is53 = file.Length >= LfsImage.WordBytes
            && RecordWords.ReadWord(file, 0) == (Signature.Magic | Signature.Version53);
        return is53 ? RegionReader53.Read(file, system) : ReadRegion(file, null);
    }

    /// <summary>Walks an image that is known to be sound.</summary>
    public static ImageContents ContentsOf(LfsImage image)
    {
        ImageWalk walk = image.Target.Version == LuaVersion.Lua51
            ? new ImageWalk51(image.Region, image.Target, image.BaseAddress)
            : new ImageWalk53(image.Region, image.Target, image.BaseAddress, image.System);
        bool isSound = walk.TryWalk();
        Debug.Assert(isSound, "an image that was built or read is sound", walk.Error);
        return walk.ToContents(image);
    }

    static LoadedImage ReadContainer(byte[] file)
    {
        const uint MostBytes = ImageLimits.MaxRegionBytes + ImageLimits.MaxRegionBytes / 32;
        uint length = Inflate.UnpackedLength(file);
        if (length > MostBytes)
            return Bad("LFS Image too big for configured LFS region");

        var content = new byte[length];
        int at = 0;
        InflateStatus status = Inflate.Run(file, (buffer, start, count) =>
        {
            Array.Copy(buffer, start, content, at, count);
            at += count;
            return true;
        });
        if (status != InflateStatus.Done)
            return Bad(Inflate.MessageOf(status));
        return SplitContent(content);
    }

    // The words of the image, then one relocation bit for each of them.
    static LoadedImage SplitContent(byte[] content)
    {
        const int HeaderBytes = 32;
        int size = content.Length < HeaderBytes ? 0 : RecordWords.Read<LfsHeader>(content, 0).Size;
        if (size < HeaderBytes || size % LfsImage.WordBytes != 0 || size > content.Length
            || content.Length - size != LfsImage.RelocationBytesOf(size / LfsImage.WordBytes))
            return Bad("LFS length mismatch");
        var region = new byte[size];
        var relocation = new byte[content.Length - size];
        Array.Copy(content, region, size);
        Array.Copy(content, size, relocation, 0, relocation.Length);
        return ReadRegion(region, relocation);
    }

    static LoadedImage ReadRegion(byte[] region, byte[]? relocation)
    {
        if (region.Length < Relocation<LfsHeader>.Words * LfsImage.WordBytes
            || region.Length > ImageLimits.MaxRegionBytes)
            return Bad("the file is no LFS image: it has " + Text(region.Length) + " bytes");
        LfsHeader header = RecordWords.Read<LfsHeader>(region, 0);
        if (SignatureError(header.Signature, relocation is null) is string signatureError)
            return Bad(signatureError);
        if (header.Size != region.Length)
            return Bad("LFS length mismatch");

        LuaTarget target = Signature.TargetOf(header.Signature)!;
        uint firstBucket = (uint)Relocation<LfsHeader>.Words * LfsImage.WordBytes;
        uint baseAddress = relocation is null ? unchecked(header.RoHash.Value - firstBucket) : 0;
        if (relocation is null && baseAddress == 0)
            return Bad("the pointer to the string table is no address");
        var walk = new ImageWalk51(region, target, baseAddress);
        if (!walk.TryWalk())
            return Bad(walk.Error);
        if (relocation is not null && FirstDifference(walk.Relocation, relocation) is int word)
            return Bad("word " + Text(word) + " has the wrong relocation bit");
        return new LoadedImage(new LfsImage(target, baseAddress, region, walk.Relocation), []);
    }

    static string? SignatureError(uint signature, bool isBare)
    {
        if ((signature & ~(Signature.VersionMask | 0xFu)) != Signature.Magic)
            return "incorrect LFS header signature";
        if ((signature & Signature.VersionMask) != Signature.Version51)
            return "Incorrect LFS header version";
        if ((signature & Signature.InProgress) != 0)
            return "the image was not completely written to flash";
        if (Signature.TargetOf(signature) is null)
            return "Incorrect LFS build type";
        return isBare && (signature & Signature.Absolute) == 0
            ? "the image is relocatable but has no relocation bits"
            : null;
    }

    static int? FirstDifference(byte[] expected, byte[] actual)
    {
        for (int word = 0; word < expected.Length * 8; word++)
        {
            if (((expected[word >> 3] ^ actual[word >> 3]) >> (word & 7) & 1) != 0)
                return word;
        }
        return null;
    }

    internal static LoadedImage Bad(string message, DiagnosticId id = DiagnosticId.BadImage) =>
        new(null, [new Diagnostic(id, null, null, 0, message)]);

    static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
