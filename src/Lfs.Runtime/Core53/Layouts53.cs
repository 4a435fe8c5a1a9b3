using System.Runtime.InteropServices;

namespace Lfs.Runtime.Core;

/// <summary>5.3: an upvalue, open (<see cref="V"/> points into a stack) or closed (into itself). It is no
/// object of
/// the collector: the closures that share it count their references.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct UpVal53<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Address of the value.</summary>
    public uint V;
    public uint References;

    /// <summary>The value once closed; while open, its first words are <see cref="OpenUpval53"/>.</summary>
    public T Value;
}

/// <summary>5.3: how the open upvalues of a thread hang together.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct OpenUpval53
{
    public uint Next;

    /// <summary>A closure that was marked refers to it, so that its value has to be marked, too.</summary>
    public uint Touched;
}

/// <summary>
/// 5.3: an active call. Frames form a list; the device allocates one when it is first needed.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct CallInfo53
{
    public uint Func;
    public uint Top;
    public uint Previous;
    public uint Next;

    /// <summary>First slot. (The device keeps it for Lua functions only.)</summary>
    public uint Base;

    /// <summary>Lua function: its program counter. Protected call: the error handler to go back to.</summary>
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

    /// <summary>Frames in the list, the first not counted.</summary>
    public ushort NumCallInfos;
    public byte Status;
    byte _pad0;
    short _pad1;
    public uint Top;
    public uint GlobalState;
    public uint Ci;

    /// <summary>
    /// Protected calls among the frames. (On the device the program counter that a hook saw last.)
    /// </summary>
    public uint Protections;
    public uint StackLast;
    public uint Stack;
    public uint OpenUpval;
    public uint GcList;

    /// <summary>Next thread with open upvalues; the thread itself when it is not in that list.</summary>
    public uint TwUps;
    /// <summary>The program counter that a hook saw last. (On the device the innermost setjmp.)</summary>
    public uint OldPc;
    public CallInfo53 BaseCi;
    public uint Hook;

    /// <summary>Byte distance of the error handler from the stack's start; 0 if none.</summary>
    public uint ErrFunc;
    public int StackSize;
    public int BaseHookCount;
    public int HookCount;

    /// <summary>Calls on the way that cannot be yielded across.</summary>
    public ushort NonYieldable;
    public ushort NumCCalls;
    public int HookMask;
    public byte AllowHook;
    byte _pad2;
    short _pad3;
}

/// <summary>Where the collector of 5.3 is in its cycle.</summary>
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
