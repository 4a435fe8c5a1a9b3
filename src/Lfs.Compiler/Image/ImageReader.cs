using System.Diagnostics;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>Reads and verifies an image. It trusts nothing: a damaged file gives a diagnostic.</summary>
/// <remarks>
/// Source: lflashimg.c for the layout; lflash.c, <c>loadLFS</c>, for the device's own checks and messages.
/// </remarks>
static class ImageReader
{
    const int GzipMagic1 = 0x1F;
    const int GzipMagic2 = 0x8B;

    // The device refuses files of up to this size, in bytes: lflash.c, loadLFS.
    const int SmallFileBytes = 200;

    /// <summary>Reads a file.</summary>
    public static LoadedImage Read(byte[] file, LfsImage? system)
    {
        if (IsContainer(file))
            return ReadContainer(file);
        if (file.Length > 0 && file[0] == ImageReader53.Escape)
            return ImageReader53.Read(file);
        bool is53 = file.Length >= LfsImage.WordBytes
            && RecordWords.ReadWord(file, 0) == (Signature.Magic | Signature.Version53);
        return is53 ? RegionReader53.Read(file, system) : ReadRegion(file, null);
    }

    // True for a gzip file, even if it was cut after one byte or none.
    internal static bool IsContainer(byte[] file) =>
        (file.Length < 1 || file[0] == GzipMagic1) && (file.Length < 2 || file[1] == GzipMagic2);

    /// <summary>Walks an image that is known to be valid.</summary>
    public static ImageContents ContentsOf(LfsImage image)
    {
        ImageWalk walk = image.Target.Version == LuaVersion.Lua51
            ? new ImageWalk51(image.Region, image.Target, image.BaseAddress)
            : new ImageWalk53(image.Region, image.Target, image.BaseAddress, image.System);
        bool isSound = walk.TryWalk();
        Debug.Assert(isSound, "An image that was built or read is sound.", walk.Error);
        return walk.ToContents(image);
    }

    // The claimed length of the file is not trusted until the first block agrees with it. Source: lflash.c,
    // loadLFS, procFirstPass.
    static LoadedImage ReadContainer(byte[] file)
    {
        if (file.Length <= SmallFileBytes && Inflate.Run(file, (_, _, _) => true) == InflateStatus.ReadError)
            return Bad(Inflate.MessageOf(InflateStatus.ReadError));
        uint length = Inflate.UnpackedLength(file);
        byte[] content = [];
        int at = 0;
        string? refusal = null;
        InflateStatus status = Inflate.Run(file, (buffer, start, count) =>
        {
            if (at == 0)
            {
                refusal = FirstBlockError(buffer, start, count, length);
                if (refusal is not null)
                    return false;
                content = new byte[length];
            }
            Array.Copy(buffer, start, content, at, count);
            at += count;
            return true;
        });
        if (status != InflateStatus.Done)
            return Bad(refusal ?? Inflate.MessageOf(status));
        return SplitContent(content);
    }

    static string? FirstBlockError(byte[] buffer, int start, int count, uint length)
    {
        var first = new byte[Relocation<LfsHeader>.Words * LfsImage.WordBytes];
        Array.Copy(buffer, start, first, 0, Math.Min(count, first.Length));
        LfsHeader header = RecordWords.Read<LfsHeader>(first, 0);
        if (SignatureError(header.Signature & ~Signature.Absolute) is string signatureError)
            return signatureError;
        uint size = unchecked((uint)header.Size);
        if (size > ImageLimits.MaxRegionBytes)
            return "LFS Image too big for configured LFS region";
        bool agrees = size >= first.Length && size % LfsImage.WordBytes == 0 && length >= size
            && length - size == LfsImage.RelocationBytesOf((int)size / LfsImage.WordBytes);
        return agrees ? null : "LFS length mismatch";
    }

    // The content is the words of the image, followed by one relocation bit for each word.
    static LoadedImage SplitContent(byte[] content)
    {
        int size = RecordWords.Read<LfsHeader>(content, 0).Size;
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
        if (relocation is null && BareSignatureError(header.Signature) is string signatureError)
            return Bad(signatureError);
        if (header.Size != region.Length || region.Length % LfsImage.WordBytes != 0)
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

    const string WrongSignature = "incorrect LFS header signature";

    static string? BareSignatureError(uint signature)
    {
        bool isHalfWritten = (signature & Signature.InProgress) != 0;
        if ((signature & ~(Signature.VersionMask | 0xFu)) != Signature.Magic)
            return WrongSignature;
        if (SignatureError(signature & ~Signature.InProgress) is string error)
            return error;
        if (isHalfWritten)
            return "the image was not completely written to flash";
        return (signature & Signature.Absolute) == 0
            ? "the image is relocatable but has no relocation bits"
            : null;
    }

    // A device compares the signature with its own build; a file may be for any build.
    static string? SignatureError(uint signature)
    {
        if ((signature & Signature.VersionMask) != Signature.Version51)
            return "Incorrect LFS header version";
        const uint build = Signature.Integer | Signature.Packed;
        if ((signature & ~(Signature.VersionMask | Signature.Absolute | build)) != Signature.Magic)
            return WrongSignature;
        return Signature.TargetOf(signature) is null ? "Incorrect LFS build type" : null;
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
