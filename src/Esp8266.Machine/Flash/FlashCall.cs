namespace Esp8266.Flash;

/// <summary>One call that changes a flash chip, so that it can be repeated from the same content.</summary>
/// <param name="Before">The content before the call.</param>
/// <param name="Start">The first byte.</param>
/// <param name="Source">The bytes to program; null for the erase of a sector.</param>
sealed record FlashCall(FlashContent Before, FlashOffset Start, byte[]? Source)
{
    /// <summary>The number of operations that the call takes: one for each page, or one erase.</summary>
    public int Operations => Source is null ? 1
        : Source.Length == 0 ? 0
        : (int)((Start.Value + Source.Length - 1) / FlashChip.PageSize
            - Start.Value / FlashChip.PageSize + 1);

    /// <summary>Makes the call again.</summary>
    public void Repeat(FlashChip chip)
    {
        if (Source is null)
            chip.EraseSector(Start);
        else
            chip.Program(Start, Source);
    }
}
