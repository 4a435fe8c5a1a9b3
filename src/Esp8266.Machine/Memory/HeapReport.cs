namespace Esp8266.Memory;

/// <summary>What a walk over all blocks of a heap counted.</summary>
/// <param name="UsedBlocks">Blocks given out.</param>
/// <param name="FreeBlocks">Blocks on the free lists; the untouched top of the heap is not one of
/// them.</param>
/// <param name="UsedBytes">Usable bytes of the blocks given out.</param>
/// <param name="FreeBytes">Bytes not given out, with the headers of free blocks.</param>
/// <param name="OverheadBytes">Headers of the blocks given out, and the header that ends the heap.</param>
public readonly record struct HeapReport(
    uint UsedBlocks, uint FreeBlocks, uint UsedBytes, uint FreeBytes, uint OverheadBytes);
