using System.Buffers.Binary;
using Lfs.Compiler.Image;

namespace Lfs.Runtime.Flash;

/// <summary>
/// What provisioning and reload note of the image in a region. A boot mounts no other bytes there.
/// </summary>
/// <remarks>It is a reboot-config record, because the region itself has the reference's layout, to the last
/// byte. The reference skips the record.</remarks>
/// <param name="FlashOffset">The start of the region. A record for another place is ignored.</param>
/// <param name="Bytes">The size of the image.</param>
/// <param name="Crc">The CRC-32 of the image as it lies in flash.</param>
/// <param name="IsLoading">True while the image is being loaded. Nothing is mounted then.</param>
readonly record struct RegionChecksum(uint FlashOffset, uint Bytes, uint Crc, bool IsLoading = false)
{
    const int RecordBytes = 16;

    /// <summary>The checksum of an image.</summary>
    public static RegionChecksum Of(uint flashOffset, byte[] image) =>
        new(flashOffset, (uint)image.Length, Crc32.Of(image, image.Length));

    /// <summary>The content of the record.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[RecordBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, FlashOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Crc);
        bytes[12] = (byte)(IsLoading ? 1 : 0);
        return bytes;
    }

    /// <summary>Reads a record; null if there is none for the region.</summary>
    public static RegionChecksum? Read(byte[]? record, uint flashOffset)
    {
        if (record?.Length != RecordBytes)
            return null;
        RegionChecksum checksum = new(
            BinaryPrimitives.ReadUInt32LittleEndian(record),
            BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(4)),
            BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(8)),
            record[12] != 0);
        return checksum.FlashOffset == flashOffset ? checksum : null;
    }
}
