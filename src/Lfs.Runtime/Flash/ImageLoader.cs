using System.Buffers.Binary;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Runtime.Flash;

/// <summary>Checks an image file and loads it into the LFS region.</summary>
/// <remarks>Source: lflash.c, <c>loadLFS</c>, <c>procFirstPass</c> of 5.1; lua53/lundump.c,
/// <c>luaU_undumpLFS</c>. All checks are made before the first erase.</remarks>
/// <param name="flash">The chip.</param>
/// <param name="config">Its reboot-config records.</param>
/// <param name="regions">The regions that the boot has found.</param>
/// <param name="target">The build of the firmware.</param>
sealed class ImageLoader(FlashChip flash, RebootConfig config, LfsRegions regions, LuaTarget target)
{
    // Source: lflash.c, loadLFS: the size of an empty image.
    const int SmallestFile = 200;

    /// <summary>The message of the reference for an image that is larger than its region.</summary>
    public const string TooBig = "LFS Image too big for configured LFS region";

    const string ReadError = "read error on LFS image file";

    /// <summary>The region that the next image goes to.</summary>
    public LfsRegion Region => regions.Spare ?? regions.Application;

    /// <summary>Checks a file of 5.1 in the order of the reference, then what it does not check.</summary>
    /// <param name="file">The file.</param>
    /// <param name="beginFlags">Called with the number of words of the relocation bits, when the header has
    /// passed.</param>
    /// <param name="content">The bytes for the region; null if there is an error.</param>
    /// <returns>The message of the reference for what is wrong, or one of ours; null if nothing is.</returns>
    public string? Check51(byte[] file, Action<uint> beginFlags, out byte[]? content)
    {
        content = null;
        if (file.Length <= SmallestFile)
            return ReadError;
        uint length = Inflate.UnpackedLength(file);
        string? refusal = null;
        bool isFirst = true;
        uint signature = 0;
        InflateStatus status = Inflate.Run(file, (buffer, start, count) =>
        {
            if (isFirst)
            {
                isFirst = false;
                byte[] first = new byte[Relocation<LfsHeader>.Words * LfsImage.WordBytes];
                Array.Copy(buffer, start, first, 0, Math.Min(count, first.Length));
                signature = BinaryPrimitives.ReadUInt32LittleEndian(first);
                refusal = HeaderError(first, length);
                if (refusal is null)
                    beginFlags((length - BinaryPrimitives.ReadUInt32LittleEndian(first.AsSpan(4)))
                        / LfsImage.WordBytes);
            }
            return refusal is null;
        });
        if (status != InflateStatus.Done)
            return refusal ?? Inflate.MessageOf(status);
        LoadedImage loaded = Region.Place(LfsImage.Read(file), null);
        if (loaded.Image is not { } image)
            return $"LFS image is damaged: {loaded.Diagnostics[0].Message}";
        content = [.. image.Region];
        // The reference keeps the signature of the file.
        BinaryPrimitives.WriteUInt32LittleEndian(content, signature);
        return null;
    }

    string? HeaderError(byte[] header, uint length)
    {
        uint signature = BinaryPrimitives.ReadUInt32LittleEndian(header);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
        uint difference = (signature & ~Signature.Absolute) ^ Signature.Of(target);
        if ((difference & Signature.VersionMask) != 0)
            return "Incorrect LFS header version";
        if ((difference & Signature.Packed) != 0)
            return "Incorrect LFS build type";
        if (difference != 0)
            return "incorrect LFS header signature";
        if (size > Region.Bytes)
            return TooBig;
        bool agrees = size >= header.Length && size % LfsImage.WordBytes == 0 && length > size
            && length - size == (uint)LfsImage.RelocationBytesOf((int)size / LfsImage.WordBytes);
        return agrees ? null : "LFS length mismatch";
    }

    /// <summary>Checks a file of 5.3, of which the reference checks the header alone.</summary>
    /// <param name="file">The file.</param>
    /// <param name="hasMemory">Called with the image that the file holds: true if the device has the memory
    /// for loading it.</param>
    /// <param name="image">The placed image; null if there is an error.</param>
    /// <returns>The message of the reference for what is wrong, or one of ours; null if nothing is.</returns>
    public string? Check53(byte[] file, Func<LfsImage, bool> hasMemory, out LfsImage? image)
    {
        const byte Escape = 0x1B;
        image = null;
        if (file.Length == 0 || file[0] != Escape)
            return "(null): invalid header in precompiled chunk";
        LoadedImage read = LfsImage.Read(file);
        if (read.Image is null)
            return Message53(read.Diagnostics[0].Message);
        if (!hasMemory(read.Image))
            return "not enough memory";
        LoadedImage placed = Region.Place(read, regions.System.Mounted);
        image = placed.Image;
        return image is null ? placed.Diagnostics[0].Message : null;
    }

    // The reference reads the file through a buffer that has no name.
    static string Message53(string message) =>
        message.EndsWith("precompiled chunk", StringComparison.Ordinal) ? $"(null): {message}"
        : message == TooBig ? message
        : $"LFS image is damaged: {message}";

    /// <summary>Writes what has passed the checks, and makes it the image of the next boot.</summary>
    /// <returns>False if flash does not take it.</returns>
    /// <exception cref="PowerLoss">The power failed.</exception>
    public bool TryLoad(byte[] content)
    {
        if (!new RegionLoad(flash, config, Region).TryWrite(content))
            return false;
        return regions.Spare is null
            || config.Write(RebootRecord.ActiveRegion, [(byte)regions.SpareIndex]);
    }

    /// <summary>Decides about loads that a power failure has interrupted.</summary>
    /// <returns>True if flash has changed.</returns>
    /// <exception cref="PowerLoss">The power failed again.</exception>
    public bool Recover()
    {
        bool hasChanged = false;
        foreach (LfsRegion? region in (LfsRegion?[])[regions.Application, regions.System, regions.Spare])
        {
            if (region is not null)
                hasChanged |= new RegionLoad(flash, config, region).Recover();
        }
        return hasChanged;
    }
}
