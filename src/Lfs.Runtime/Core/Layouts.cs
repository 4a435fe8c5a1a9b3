using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lfs.Runtime.Core;

// Views of objects as they lie in the flat memory, sizes and offsets as the lx106 compiler lays them out
// (LayoutTests compares them). A reference is a 32-bit device address. Where the two
// versions put a field at different places, the view stores words and names them by version.

/// <summary>The header of every collectable object: lobject.h, <c>CommonHeader</c>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct GcHeader
{
    public uint Next;
    public byte Type;
    public byte Marked;
}

/// <summary>A string: this header, the bytes, a NUL.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
struct TString
{
    [FieldOffset(0)] public uint Next;
    [FieldOffset(4)] public byte Type;
    [FieldOffset(5)] public byte Marked;

    /// <summary>5.3: number of a reserved word (short), or whether the hash is known (long).</summary>
    [FieldOffset(6)] public byte Extra;

    /// <summary>5.3: length of a short string.</summary>
    [FieldOffset(7)] public byte ShortLength;
    [FieldOffset(8)] public uint Hash;

    /// <summary>5.1: length. 5.3: length of a long string; next in the bucket of a short one.</summary>
    [FieldOffset(12)] public uint LengthOrChain;
}

/// <summary>A userdata: this header, then the payload.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
unsafe struct Udata<T> where T : unmanaged, ITarget<T>
{
    public uint Next;
    public byte Type;
    public byte Marked;

    /// <summary>5.3: tag of the user value.</summary>
    public byte UserTag;
    byte _pad;
    public uint Metatable;
    fixed uint _w[3];

    /// <summary>Bytes of the header. 5.3 ends it with a value.</summary>
    public static int Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.Pick(24, 16 + T.IntegerBits / 8);
    }

    /// <summary>5.1: the environment.</summary>
    public uint Env { readonly get => _w[0]; set => _w[0] = value; }

    public uint Length { readonly get => _w[T.UdataLength]; set => _w[T.UdataLength] = value; }

    /// <summary>5.3: the user value, low word first.</summary>
    public ulong User
    {
        readonly get => _w[1] | (T.IntegerBits == 64 ? (ulong)_w[2] << 32 : 0);
        set
        {
            _w[1] = (uint)(value & 0xFFFFFFFF);
            if (T.IntegerBits == 64)
                _w[2] = (uint)(value >> 32);
        }
    }
}

/// <summary>A table in RAM.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
unsafe struct Table<T> where T : unmanaged, ITarget<T>
{
    public uint Next;
    public byte Type;
    public byte Marked;

    /// <summary>Bit n set: metamethod n is known to be absent.</summary>
    public byte Flags;
    public byte LogSizeNode;

    /// <summary>0, a table in RAM, or a ROTable.</summary>
    public uint Metatable;
    fixed uint _w[5];

    public uint Array
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[T.TableArray];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _w[T.TableArray] = value;
    }

    public uint Node
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[T.TableNode];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _w[T.TableNode] = value;
    }

    /// <summary>All nodes from this one on are in use.</summary>
    public uint LastFree
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[T.TableLastFree];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _w[T.TableLastFree] = value;
    }

    public uint GcList
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[T.TableGcList];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _w[T.TableGcList] = value;
    }

    public uint SizeArray
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[T.TableSizeArray];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _w[T.TableSizeArray] = value;
    }

    public readonly uint SizeNode => 1u << LogSizeNode;
}

/// <summary>A table in ROM: names with values, ended by an entry without a name.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct RoTable
{
    public uint Next;
    public byte Type;
    public byte Marked;
    public byte Flags;

    /// <summary>The number of entries, without the end mark.</summary>
    public byte Count;
    public uint Metatable;
    public uint Entries;
}

/// <summary>A function prototype.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
unsafe struct Proto<T> where T : unmanaged, ITarget<T>
{
    public uint Next;
    public byte Type;
    public byte Marked;
    byte _b6;
    byte _b7;
    fixed uint _w[17];

    /// <summary>Bytes of the record.</summary>
    public static int Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.ProtoBytes;
    }

    // Word n of the array lies at byte 8 + 4 n.
    public uint K
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[T.ProtoK];
        set => _w[T.ProtoK] = value;
    }

    public uint Code
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[T.ProtoCode];
        set => _w[T.ProtoCode] = value;
    }

    public uint P { readonly get => _w[T.ProtoP]; set => _w[T.ProtoP] = value; }
    public uint LineInfo { readonly get => _w[T.ProtoLineInfo]; set => _w[T.ProtoLineInfo] = value; }
    public uint LocVars { readonly get => _w[T.ProtoLocVars]; set => _w[T.ProtoLocVars] = value; }

    /// <summary>5.1: names. 5.3: descriptors.</summary>
    public uint Upvalues { readonly get => _w[T.ProtoUpvalues]; set => _w[T.ProtoUpvalues] = value; }
    public uint Source { readonly get => _w[T.ProtoSource]; set => _w[T.ProtoSource] = value; }
    public uint SizeUpvalues
    {
        readonly get => _w[T.ProtoSizeUpvalues];
        set => _w[T.ProtoSizeUpvalues] = value;
    }

    public uint SizeK { readonly get => _w[T.ProtoSizeK]; set => _w[T.ProtoSizeK] = value; }

    public uint SizeCode
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[T.ProtoSizeCode];
        set => _w[T.ProtoSizeCode] = value;
    }

    public uint SizeP { readonly get => _w[T.ProtoSizeP]; set => _w[T.ProtoSizeP] = value; }
    public uint SizeLocVars { readonly get => _w[T.ProtoSizeLocVars]; set => _w[T.ProtoSizeLocVars] = value; }
    public uint LineDefined { readonly get => _w[T.ProtoLineDefined]; set => _w[T.ProtoLineDefined] = value; }
    public uint LastLine { readonly get => _w[T.ProtoLastLine]; set => _w[T.ProtoLastLine] = value; }
    public uint GcList { readonly get => _w[T.ProtoGcList]; set => _w[T.ProtoGcList] = value; }

    /// <summary>5.3 only: bytes of line info. 5.1 ends it with a 0 byte.</summary>
    public uint SizeLineInfo { readonly get => _w[4]; set => _w[4] = value; }

    /// <summary>Upvalues of a closure. (In 5.3 the low byte of <see cref="SizeUpvalues"/>.)</summary>
    public byte NumUpvalues
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => Record[T.ProtoNumUpvalues];
        set => Record[T.ProtoNumUpvalues] = value;
    }

    public byte NumParams
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => Record[T.ProtoNumParams];
        set => Record[T.ProtoNumParams] = value;
    }

    public byte IsVararg
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => Record[T.ProtoIsVararg];
        set => Record[T.ProtoIsVararg] = value;
    }

    public byte MaxStackSize
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => Record[T.ProtoMaxStackSize];
        set => Record[T.ProtoMaxStackSize] = value;
    }

    // The record lies in the flat memory, which does not move.
    readonly byte* Record
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
    }
}

/// <summary>A local variable's debug record.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct LocVarRecord
{
    public uint Name;
    public int StartPc;
    public int EndPc;
}

/// <summary>5.3: where a closure finds an upvalue.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 8)]
struct UpvalDesc
{
    public uint Name;
    public byte InStack;
    public byte Index;
}

/// <summary>A closure, Lua's or the host's; upvalues follow the header.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
unsafe struct Closure<T> where T : unmanaged, ITarget<T>
{
    public uint Next;
    public byte Type;
    public byte Marked;
    fixed byte _b[2];
    public uint GcList;
    fixed uint _w[2];

    /// <summary>Bytes before the upvalues.</summary>
    public static int Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.ClosureBytes;
    }

    /// <summary>A closure of a host function rather than of Lua code.</summary>
    public bool IsHost
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.TypeSaysHost ? (Type & ObjectType.Mask) == ObjectType.HostClosure : _b[0] != 0;
        set => _b[0] = T.TypeSaysHost ? _b[0] : (byte)(value ? 1 : 0);
    }

    public byte NumUpvalues
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _b[T.ClosureNumUpvalues];
        set => _b[T.ClosureNumUpvalues] = value;
    }

    /// <summary>5.1: the environment.</summary>
    public uint Env
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[0];
        set => _w[0] = value;
    }

    /// <summary>The Proto of a Lua closure; the code address of a host closure.</summary>
    public uint Code
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[T.ClosureCode];
        set => _w[T.ClosureCode] = value;
    }
}

/// <summary>5.1: an upvalue, open (<see cref="V"/> points into a stack) or closed (into itself).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct UpVal51<T> where T : unmanaged, ITarget<T>
{
    public uint Next;
    public byte Type;
    public byte Marked;

    /// <summary>Address of the value.</summary>
    public uint V;

    /// <summary>The value once closed; while open, its first words are <see cref="OpenLinks"/>.</summary>
    public T Value;
}

/// <summary>5.1: how open upvalues of all threads hang together.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct OpenLinks
{
    public uint Prev;
    public uint Next;
}

/// <summary>5.1: an active call.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct CallInfo51
{
    public uint Base;
    public uint Func;
    public uint Top;
    public uint SavedPc;

    /// <summary>
    /// Results wanted, or -1 for all. (The device has an int here; it never needs more than 16 bits.)
    /// </summary>
    public short NumResults;
    public FrameStatus Status;

    /// <summary>
    /// Lua function: tail calls lost under it. Protected call: the C-call depth to go back to.
    /// </summary>
    public int TailCalls;
}

/// <summary>The state of a call frame.</summary>
[Flags]
enum FrameStatus : ushort
{
    None = 0,

    /// <summary>Runs Lua code.</summary>
    Lua = 1,

    /// <summary>
    /// The interpreter was entered for this frame: returning from it leaves the interpreter.
    /// </summary>
    Fresh = 2,

    /// <summary>A <c>pcall</c>: an error above it ends here.</summary>
    Protected = 4,

    /// <summary>An <c>xpcall</c>: as above; the handler lies in the frame's first slot.</summary>
    Handler = 8,

    /// <summary>5.3: called by a tail call.</summary>
    Tail = 16,

    /// <summary>5.3: the call is for a finalizer.</summary>
    Finalizer = 32,

    /// <summary>5.3: <c>__lt</c> stands in for <c>__le</c>.</summary>
    LessOrEqual = 128,

    /// <summary>5.3: a hook runs on behalf of this function.</summary>
    Hooked = 256,

    /// <summary>5.3: a <c>pcall</c> in a hook or finalizer, where hooks are off.</summary>
    HooksOff = 512,
}

/// <summary>The fields that the records of a thread share. The records differ in length.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
unsafe struct Thread<T> where T : unmanaged, ITarget<T>
{
    public uint NextObject;
    public byte Type;
    public byte Marked;
    ushort _pad;
    fixed uint _w[2];
    public uint GlobalState;
    public uint Ci;
    uint _w24;
    public uint StackLast;
    public uint Stack;

    /// <summary>The first free slot.</summary>
    public uint Top
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w[T.ThreadTop];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _w[T.ThreadTop] = value;
    }
}

/// <summary>5.1: a thread.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct Thread51<T> where T : unmanaged, ITarget<T>
{
    public uint NextObject;
    public byte Type;
    public byte Marked;
    public byte Status;
    byte _pad;
    public uint Top;
    public uint Base;
    public uint GlobalState;
    public uint Ci;
    public uint SavedPc;
    public uint StackLast;
    public uint Stack;
    public uint EndCi;
    public uint BaseCi;
    public int StackSize;
    public int SizeCi;
    public ushort NumCCalls;
    public ushort BaseCCalls;
    public byte HookMask;
    public byte AllowHook;
    short _pad2;
    public int BaseHookCount;
    public int HookCount;
    public uint Hook;
    public T Globals;
    public T Env;
    public uint OpenUpval;
    public uint GcList;
    public uint ErrorJmp;

    /// <summary>Byte distance of the error handler from the stack's start; 0 if none.</summary>
    public uint ErrFunc;
}
