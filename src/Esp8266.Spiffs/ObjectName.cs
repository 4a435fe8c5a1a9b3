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
