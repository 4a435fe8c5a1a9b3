using System.Diagnostics;
using System.Text;

namespace Esp8266.Spiffs;

/// <summary>The name of an object: at most 31 bytes without a zero.</summary>
public readonly struct ObjectName : IEquatable<ObjectName>
{
    /// <summary>The most bytes of a name.</summary>
    public const int MaxBytes = Layout.NameBytes - 1;

    readonly byte[]? _bytes;

    ObjectName(byte[] bytes) => _bytes = bytes;

    /// <summary>The bytes of the name, without a zero at the end.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Reads the name in an object index header. In a broken image it can lack its zero; the device
    /// shows 31 bytes then.</summary>
    internal static ObjectName Stored(ReadOnlySpan<byte> field)
    {
        Debug.Assert(field.Length == Layout.NameBytes, "a name field has 32 bytes");
        return new ObjectName(UpToZero(field.Slice(0, MaxBytes)).ToArray());
    }

    /// <summary>What C sees of a name: the bytes before the first zero.</summary>
    internal static ReadOnlySpan<byte> UpToZero(ReadOnlySpan<byte> name) =>
        name.IndexOf((byte)0) is var end and >= 0 ? name.Slice(0, end) : name;

    /// <summary>Whether the bytes are the same.</summary>
    public bool Equals(ObjectName other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ObjectName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = 17;
        foreach (byte b in Bytes)
            hash = (hash * 31) + b;
        return hash;
    }

    /// <summary>The name as UTF-8 text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_bytes ?? []);

    /// <summary>Whether the bytes are the same.</summary>
    public static bool operator ==(ObjectName left, ObjectName right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(ObjectName left, ObjectName right) => !left.Equals(right);
}

/// <summary>What a file system tells of an object.</summary>
/// <param name="Name">The name.</param>
/// <param name="Bytes">The size of the content.</param>
/// <param name="Kind">1 for a file; a device makes nothing else.</param>
/// <param name="Id">The object identifier, without the bit that marks index pages.</param>
/// <param name="Page">The page of the object index header.</param>
public readonly record struct ObjectStat(ObjectName Name, uint Bytes, byte Kind, ushort Id, ushort Page);

/// <summary>How far a listing has come. The default value is the start.</summary>
/// <param name="Block">The block to go on with.</param>
/// <param name="Entry">The lookup entry to go on with.</param>
public readonly record struct ListingPlace(int Block, int Entry);
