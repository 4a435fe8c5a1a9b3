using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Lfs.Runtime;

/// <summary>A device at one moment: memory, flash, clock, registers. <see cref="LfsDevice.Save"/> makes one,
/// and <see cref="LfsDevice.Restore"/> a device that goes on from there.</summary>
/// <remarks>A value: it does not change, it belongs to no device, and any number of devices can be made of it
/// on any thread. Only the version of this library that made it can restore it.</remarks>
public sealed class LfsSnapshot
{
    // The form of the bytes: magic, SHA-256 of the content, its length, and the content, deflated.
    const int LengthAt = 8 + SHA256.HashSizeInBytes;
    const int ContentAt = LengthAt + sizeof(int);

    // Deflate makes no content longer than this many times its bytes (RFC 1951: 258 bytes in two bits).
    const long MostDeflated = 1032;

    internal LfsSnapshot(byte[] content) => Content = content;

    static ReadOnlySpan<byte> Magic => "LfsSnap1"u8;

    /// <summary>The content: what it was made by, and the state.</summary>
    internal byte[] Content { get; }

    /// <summary>The bytes of the snapshot, for a file. The same state gives the same bytes.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream target = new();
        target.Write(Magic);
        target.Write(SHA256.HashData(Content));
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, Content.Length);
        target.Write(length);
        using (DeflateStream deflate = new(target, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(Content);
        return target.ToArray();
    }

    /// <summary>Reads the bytes of a snapshot.</summary>
    /// <param name="bytes">The result of <see cref="ToBytes"/>.</param>
    /// <exception cref="LfsSnapshotException">They are no snapshot, or damaged.</exception>
    public static LfsSnapshot FromBytes(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (!bytes.AsSpan().StartsWith(Magic))
            throw new LfsSnapshotException("The bytes are no snapshot of a device of this library.");
        if (bytes.Length < ContentAt)
            throw new LfsSnapshotException("The snapshot is cut short.");
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(LengthAt));
        if (length < 0 || length > (bytes.Length - ContentAt) * MostDeflated)
            throw new LfsSnapshotException("The snapshot is damaged: its length is impossible.");
        byte[] content = Inflate(bytes, length);
        ReadOnlySpan<byte> checksum = bytes.AsSpan(Magic.Length, SHA256.HashSizeInBytes);
        if (!checksum.SequenceEqual(SHA256.HashData(content)))
            throw new LfsSnapshotException("The snapshot is damaged: its checksum differs.");
        return new LfsSnapshot(content);
    }

    static byte[] Inflate(byte[] bytes, int length)
    {
        try
        {
            using MemoryStream source = new(bytes, ContentAt, bytes.Length - ContentAt);
            using DeflateStream inflate = new(source, CompressionMode.Decompress);
            byte[] content = new byte[length];
            inflate.ReadExactly(content);
            if (inflate.ReadByte() < 0)
                return content;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new LfsSnapshotException($"The snapshot is damaged: {e.Message}", e);
        }
        throw new LfsSnapshotException("The snapshot is damaged: it is longer than it says.");
    }
}

/// <summary>The bytes of a snapshot are damaged, or another version of this library made them.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="cause">The failure behind it; null if there is none.</param>
public sealed class LfsSnapshotException(string message, Exception? cause = null) : Exception(message, cause);
