using System.Globalization;

namespace Esp8266.Flash;

/// <summary>A place in the flash chip; never an address of the CPU.</summary>
/// <param name="Value">Bytes from the start of the chip.</param>
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

    /// <summary>The place so many bytes further on.</summary>
    public static FlashOffset operator +(FlashOffset start, uint bytes) => new(start.Value + bytes);

    /// <summary>The distance in bytes from an earlier place.</summary>
    public static uint operator -(FlashOffset end, FlashOffset start) => end.Value - start.Value;

    /// <summary>Whether the left place comes first.</summary>
    public static bool operator <(FlashOffset left, FlashOffset right) => left.Value < right.Value;

    /// <summary>Whether the left place comes last.</summary>
    public static bool operator >(FlashOffset left, FlashOffset right) => left.Value > right.Value;

    /// <summary>Whether the left place does not come last.</summary>
    public static bool operator <=(FlashOffset left, FlashOffset right) => left.Value <= right.Value;

    /// <summary>Whether the left place does not come first.</summary>
    public static bool operator >=(FlashOffset left, FlashOffset right) => left.Value >= right.Value;
}
