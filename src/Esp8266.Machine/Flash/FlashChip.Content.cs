namespace Esp8266.Flash;

// The whole content at once: to and from files, and as values for tests that visit many states.
public sealed partial class FlashChip
{
    /// <summary>Takes the content as a value. Counters and wear are not part of it.</summary>
    public FlashContent Capture()
    {
        Array.Clear(_owned);
        return new FlashContent([.. _sectors]);
    }

    /// <summary>Puts a content back. It may have been taken from another chip of the same size.</summary>
    public void Restore(FlashContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNotEqual(content.Bytes, Bytes);
        for (uint i = 0; i < _sectors.Length; i++)
        {
            if (ReferenceEquals(_sectors[i], content.Sectors[i]))
                continue;

            Change(i, content.Sectors[i]);
            _owned[i] = false;
        }
    }

    /// <summary>Writes all cells, as many bytes as the chip has.</summary>
    public void Save(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        FlashSector blank = FlashSector.Blank();
        foreach (FlashSector? sector in _sectors)
            target.Write((sector ?? blank).Cells);
    }

    /// <summary>Reads all cells, as many bytes as the chip has; what the chip held is gone.</summary>
    /// <exception cref="EndOfStreamException">There are fewer bytes than the chip has.</exception>
    public void Load(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        byte[] cells = new byte[SectorSize];
        for (uint i = 0; i < _sectors.Length; i++)
        {
            source.ReadExactly(cells);
            bool isBlank = !cells.AsSpan().ContainsAnyExcept((byte)0xFF);
            Change(i, isBlank ? null : new FlashSector([.. cells], null));
        }
    }
}
