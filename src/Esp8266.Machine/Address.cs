using System.Globalization;

namespace Esp8266;

/// <summary>An address on the CPU's bus. A place in the flash chip is a
/// <see cref="Flash.FlashOffset"/>.</summary>
/// <param name="Value">The 32-bit device address.</param>
public readonly record struct Address(uint Value) : IComparable<Address>
{
    /// <summary>Orders addresses as unsigned numbers.</summary>
    public int CompareTo(Address other) => Value.CompareTo(other.Value);

    /// <summary>The address as the firmware prints it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Value:x8}");

    /// <summary>The address that lies <paramref name="bytes"/> further on.</summary>
    public static Address operator +(Address start, uint bytes) => new(start.Value + bytes);

    /// <summary>The distance in bytes from a lower address.</summary>
    public static uint operator -(Address end, Address start) => end.Value - start.Value;

    /// <summary>True if the left address is lower.</summary>
    public static bool operator <(Address left, Address right) => left.Value < right.Value;

    /// <summary>True if the left address is higher.</summary>
    public static bool operator >(Address left, Address right) => left.Value > right.Value;

    /// <summary>True if the left address is lower, or both are equal.</summary>
    public static bool operator <=(Address left, Address right) => left.Value <= right.Value;

    /// <summary>True if the left address is higher, or both are equal.</summary>
    public static bool operator >=(Address left, Address right) => left.Value >= right.Value;
}
