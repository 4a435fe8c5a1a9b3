using System.Globalization;

namespace Esp8266.Flash;

/// <summary>A place in the flash chip. An address on the CPU's bus is an <see cref="Address"/>.</summary>
/// <param name="Value">The distance in bytes from the start of the chip.</param>
public readonly record struct FlashOffset(uint Value) : IComparable<FlashOffset>
{
    /// <summary>The number of the sector that holds this place.</summary>
    public uint Sector => Value / FlashChip.SectorSize;

    /// <summary>The first byte of a sector.</summary>
    public static FlashOffset OfSector(uint sector) => new(sector * FlashChip.SectorSize);

    /// <summary>Orders places from the start of the chip to its end.</summary>
    public int CompareTo(FlashOffset other) => Value.CompareTo(other.Value);

    /// <summary>The place as the firmware prints it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Value:x6}");

    /// <summary>The place that lies <paramref name="bytes"/> further on.</summary>
    public static FlashOffset operator +(FlashOffset start, uint bytes) => new(start.Value + bytes);

    /// <summary>The distance in bytes from an earlier place.</summary>
    public static uint operator -(FlashOffset end, FlashOffset start) => end.Value - start.Value;

    /// <summary>True if the left place is before the right one.</summary>
    public static bool operator <(FlashOffset left, FlashOffset right) => left.Value < right.Value;

    /// <summary>True if the left place is after the right one.</summary>
    public static bool operator >(FlashOffset left, FlashOffset right) => left.Value > right.Value;

    /// <summary>True if the left place is before the right one, or both are equal.</summary>
    public static bool operator <=(FlashOffset left, FlashOffset right) => left.Value <= right.Value;

    /// <summary>True if the left place is after the right one, or both are equal.</summary>
    public static bool operator >=(FlashOffset left, FlashOffset right) => left.Value >= right.Value;
}
