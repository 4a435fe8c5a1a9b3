using System.Globalization;

namespace Esp8266;

/// <summary>A place as the CPU sees it; never a place in the flash chip.</summary>
/// <param name="Value">The 32-bit device address.</param>
public readonly record struct Address(uint Value) : IComparable<Address>
{
    /// <summary>Orders addresses as unsigned numbers.</summary>
    public int CompareTo(Address other) => Value.CompareTo(other.Value);

    /// <summary>The address as the firmware prints it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Value:x8}");

    /// <summary>The address so many bytes further on.</summary>
    public static Address operator +(Address start, uint bytes) => new(start.Value + bytes);

    /// <summary>The distance in bytes from a lower address.</summary>
    public static uint operator -(Address end, Address start) => end.Value - start.Value;

    /// <summary>Whether the left address is the lower one.</summary>
    public static bool operator <(Address left, Address right) => left.Value < right.Value;

    /// <summary>Whether the left address is the higher one.</summary>
    public static bool operator >(Address left, Address right) => left.Value > right.Value;

    /// <summary>Whether the left address is not the higher one.</summary>
    public static bool operator <=(Address left, Address right) => left.Value <= right.Value;

    /// <summary>Whether the left address is not the lower one.</summary>
    public static bool operator >=(Address left, Address right) => left.Value >= right.Value;
}
