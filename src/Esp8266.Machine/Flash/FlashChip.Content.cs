namespace Esp8266.Flash;

// Saves and restores the whole content: as a file, or as a value for tests that visit many states.
public sealed partial class FlashChip
{
    /// <summary>Returns the content as a value, without counters and wear. Sectors are shared,
    /// so this is cheap.</summary>
    public FlashContent Capture()
    {
        Array.Clear(_owned);
        return new FlashContent([.. _sectors]);
    }

    /// <summary>Restores a captured content, which may come from another chip of the same size.</summary>
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

    /// <summary>Writes all cells to a stream: <see cref="Bytes"/> bytes.</summary>
    public void Save(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        FlashSector blank = FlashSector.Blank();
        byte[] cells = new byte[SectorSize];
        foreach (FlashSector? sector in _sectors)
        {
            (sector ?? blank).Read(0, cells);
            target.Write(cells);
        }
    }

    /// <summary>Replaces all cells by bytes from a stream: <see cref="Bytes"/> bytes.</summary>
    /// <exception cref="EndOfStreamException">The stream is shorter than the chip.</exception>
    public void Load(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        byte[] cells = new byte[SectorSize];
        for (uint i = 0; i < _sectors.Length; i++)
        {
            source.ReadExactly(cells);
            Change(i, FlashSector.Of(cells));
        }
    }

    /// <summary>Replaces all cells.</summary>
    /// <param name="cells"><see cref="Bytes"/> bytes; they are copied.</param>
    internal void Load(ReadOnlySpan<byte> cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual((uint)cells.Length, Bytes, nameof(cells));
        for (uint i = 0; i < _sectors.Length; i++)
            Change(i, FlashSector.Of(cells.Slice((int)(i * SectorSize), (int)SectorSize)));
    }
}
