using Esp8266.Flash;
using Esp8266.Spiffs;

namespace Lfs.Runtime.Core;

/// <summary>The part of a flash chip that a file system lies in.</summary>
/// <param name="flash">The chip.</param>
/// <param name="start">The first byte of the file system.</param>
sealed class SpiffsMedium(FlashChip flash, uint start) : IFlashMedium
{
    public int SectorSize => (int)FlashChip.SectorSize;

    public void Read(uint address, Span<byte> target) => flash.Read(new FlashOffset(start + address), target);

    // A one over a zero leaves the bit alone, which SPIFFS uses on purpose.
    public void Program(uint address, ReadOnlySpan<byte> source) =>
        flash.ClearBits(new FlashOffset(start + address), source);

    public void Erase(uint address) => flash.EraseSector(new FlashOffset(start + address));
}
