namespace Lfs.Runtime.Core;

/// <summary>What some bytes of the heap are.</summary>
enum HeapPartKind
{
    /// <summary>The state's own: its global part, the string table, buffers.</summary>
    State,
    String,
    Table,
    Function,
    Userdata,
    Thread,
    Prototype,
    Upvalue,
}

/// <summary>A block of the heap that an object owns: the object itself, or a vector of it.</summary>
/// <param name="Object">The object's address; 0 for the state.</param>
/// <param name="Block">The block's address. The first block of an object is the object itself; that of the
/// main thread, which is the state's, is missing.</param>
/// <param name="Kind">What the object is.</param>
/// <param name="Bytes">The size, as Lua counts it.</param>
readonly record struct HeapPart(uint Object, uint Block, HeapPartKind Kind, ulong Bytes);
