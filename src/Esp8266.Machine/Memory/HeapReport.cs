namespace Esp8266.Memory;

/// <summary>The result of a walk over all blocks of a heap.</summary>
/// <param name="UsedBlocks">The number of allocated blocks.</param>
/// <param name="FreeBlocks">The number of blocks on the free lists.
/// The untouched top of the heap does not count.</param>
/// <param name="UsedBytes">The usable bytes of allocated blocks.</param>
/// <param name="FreeBytes">The bytes that are not allocated, including the headers of free blocks.</param>
/// <param name="OverheadBytes">The headers of allocated blocks, and the header that ends the heap.</param>
public readonly record struct HeapReport(
    uint UsedBlocks, uint FreeBlocks, uint UsedBytes, uint FreeBytes, uint OverheadBytes);
