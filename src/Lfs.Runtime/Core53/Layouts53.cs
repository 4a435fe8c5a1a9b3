using System.Runtime.InteropServices;

namespace Lfs.Runtime.Core;

/// <summary>5.3: an upvalue, open (<see cref="V"/> points into a stack) or closed (at <see cref="Value"/>).
/// Not an object of the collector: it lives while closures refer to it (lfunc.h, UpVal).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct UpVal53<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Address of the value.</summary>
    public uint V;
    public uint References;

    /// <summary>The value once closed; while open, its first words are <see cref="OpenUpval53"/>.</summary>
    public T Value;
}

/// <summary>5.3: the part of an open upvalue that links it into the list of its thread.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct OpenUpval53
{
    public uint Next;

    /// <summary>Nonzero if a marked closure refers to it, so that its value must be marked too.</summary>
    public uint Touched;
}

/// <summary>
/// 5.3: an active call. Frames form a doubly linked list; those beyond the current one are kept for reuse.
/// Unlike the array of 5.1, a frame never moves.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct CallInfo53
{
    public uint Func;
    public uint Top;
    public uint Previous;
    public uint Next;

    /// <summary>First register. (On the device, valid for Lua functions only.)</summary>
    public uint Base;

    /// <summary>The saved program counter; in a protected call, the caller's error handler.</summary>
    public uint SavedPc;
    public uint Context;
    public uint Extra;

    /// <summary>Results wanted, or -1 for all.</summary>
    public short NumResults;
    public FrameStatus Status;
}

/// <summary>5.3: a thread. Four bytes of extra space lie before it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct Thread53<T> where T : unmanaged, ITarget<T>
{
    public uint NextObject;
    public byte Type;
    public byte Marked;

    /// <summary>Number of frames in the list, without the first.</summary>
    public ushort NumCallInfos;
    public byte Status;
    byte _pad0;
    short _pad1;
    public uint Top;
    public uint GlobalState;
    public uint Ci;

    /// <summary>
    /// Number of protected calls among the frames. (On the device, the last program counter a hook saw.)
    /// </summary>
    public uint Protections;
    public uint StackLast;
    public uint Stack;
    public uint OpenUpval;
    public uint GcList;

    /// <summary>Next thread with open upvalues; the thread itself when it is not in that list.</summary>
    public uint TwUps;
    /// <summary>The last program counter a hook saw. (On the device, the innermost setjmp.)</summary>
    public uint OldPc;
    public CallInfo53 BaseCi;
    public uint Hook;

    /// <summary>Offset of the error handler in the stack, in bytes; 0 if none.</summary>
    public uint ErrFunc;
    public int StackSize;
    public int BaseHookCount;
    public int HookCount;

    /// <summary>Number of active calls that cannot be yielded across.</summary>
    public ushort NonYieldable;
    public ushort NumCCalls;
    public int HookMask;
    public byte AllowHook;
    byte _pad2;
    short _pad3;
}

/// <summary>The phases of a collection of 5.3 (lgc.h, GCSpropagate and the rest), in order.</summary>
enum GcPhase : byte
{
    Propagate,
    Atomic,
    InsideAtomic,
    SweepAll,
    SweepFinalizable,
    SweepToFinalize,
    SweepEnd,
    CallFinalizers,
    Pause,
}
