using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lfs.Runtime.Core;

// Views of objects as they lie in the flat memory, sizes and offsets as the lx106 compiler lays them out
// (spec lfs-formats 2e; LayoutTests compares them). A reference is a 32-bit device address. Where the two
// versions put a field at different places, the view stores words and names them by version.

/// <summary>What every collectable object starts with: lobject.h, <c>CommonHeader</c>.</summary>
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
struct Udata<T> where T : unmanaged, ITarget<T>
{
    public uint Next;
    public byte Type;
    public byte Marked;

    /// <summary>5.3: tag of the user value.</summary>
    public byte UserTag;
    byte _pad;
    public uint Metatable;
    uint _w12;
    uint _w16;
    uint _w20;

    /// <summary>Bytes of the header.</summary>
    public static int Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.Is53 && T.IntegerBits == 32 ? 20 : 24;
    }

    /// <summary>5.1: the environment.</summary>
    public uint Env { readonly get => _w12; set => _w12 = value; }

    public uint Length
    {
        readonly get => T.Is53 ? _w12 : _w16;
        set
        {
            if (T.Is53)
                _w12 = value;
            else
                _w16 = value;
        }
    }

    /// <summary>5.3: the user value, low word first.</summary>
    public ulong User
    {
        readonly get => _w16 | (T.IntegerBits == 64 ? (ulong)_w20 << 32 : 0);
        set
        {
            _w16 = (uint)(value & 0xFFFFFFFF);
            if (T.IntegerBits == 64)
                _w20 = (uint)(value >> 32);
        }
    }
}

/// <summary>A table in RAM.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
struct Table<T> where T : unmanaged, ITarget<T>
{
    public uint Next;
    public byte Type;
    public byte Marked;

    /// <summary>Bit n set: metamethod n is known to be absent.</summary>
    public byte Flags;
    public byte LogSizeNode;

    /// <summary>0, a table in RAM, or a ROTable.</summary>
    public uint Metatable;
    uint _w12;
    uint _w16;
    uint _w20;
    uint _w24;
    uint _w28;

    public uint Array
    {
        readonly get => T.Is53 ? _w16 : _w12;
        set
        {
            if (T.Is53)
                _w16 = value;
            else
                _w12 = value;
        }
    }

    public uint Node
    {
        readonly get => T.Is53 ? _w20 : _w16;
        set
        {
            if (T.Is53)
                _w20 = value;
            else
                _w16 = value;
        }
    }

    /// <summary>All nodes from this one on are in use.</summary>
    public uint LastFree
    {
        readonly get => T.Is53 ? _w24 : _w20;
        set
        {
            if (T.Is53)
                _w24 = value;
            else
                _w20 = value;
        }
    }

    public uint GcList
    {
        readonly get => T.Is53 ? _w28 : _w24;
        set
        {
            if (T.Is53)
                _w28 = value;
            else
                _w24 = value;
        }
    }

    public uint SizeArray
    {
        readonly get => T.Is53 ? _w12 : _w28;
        set
        {
            if (T.Is53)
                _w12 = value;
            else
                _w28 = value;
        }
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

    /// <summary>How many entries, the end not counted.</summary>
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
        get => T.Is53 ? 76 : 72;
    }

    // Word n of the array lies at byte 8 + 4 n.
    public uint K
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.Is53 ? _w[9] : _w[0];
        set => _w[T.Is53 ? 9 : 0] = value;
    }

    public uint Code
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.Is53 ? _w[10] : _w[1];
        set => _w[T.Is53 ? 10 : 1] = value;
    }

    public uint P { readonly get => T.Is53 ? _w[11] : _w[2]; set => _w[T.Is53 ? 11 : 2] = value; }
    public uint LineInfo { readonly get => T.Is53 ? _w[12] : _w[3]; set => _w[T.Is53 ? 12 : 3] = value; }
    public uint LocVars { readonly get => T.Is53 ? _w[13] : _w[4]; set => _w[T.Is53 ? 13 : 4] = value; }

    /// <summary>5.1: names. 5.3: descriptors.</summary>
    public uint Upvalues { readonly get => T.Is53 ? _w[14] : _w[5]; set => _w[T.Is53 ? 14 : 5] = value; }
    public uint Source { readonly get => T.Is53 ? _w[15] : _w[6]; set => _w[T.Is53 ? 15 : 6] = value; }
    public uint SizeUpvalues { readonly get => T.Is53 ? _w[1] : _w[7]; set => _w[T.Is53 ? 1 : 7] = value; }
    public uint SizeK { readonly get => T.Is53 ? _w[2] : _w[8]; set => _w[T.Is53 ? 2 : 8] = value; }

    public uint SizeCode
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.Is53 ? _w[3] : _w[9];
        set => _w[T.Is53 ? 3 : 9] = value;
    }

    public uint SizeP { readonly get => T.Is53 ? _w[5] : _w[10]; set => _w[T.Is53 ? 5 : 10] = value; }
    public uint SizeLocVars { readonly get => T.Is53 ? _w[6] : _w[11]; set => _w[T.Is53 ? 6 : 11] = value; }
    public uint LineDefined { readonly get => T.Is53 ? _w[7] : _w[12]; set => _w[T.Is53 ? 7 : 12] = value; }
    public uint LastLine { readonly get => T.Is53 ? _w[8] : _w[13]; set => _w[T.Is53 ? 8 : 13] = value; }
    public uint GcList { readonly get => T.Is53 ? _w[16] : _w[14]; set => _w[T.Is53 ? 16 : 14] = value; }

    /// <summary>5.3 only: bytes of line info. 5.1 ends it with a 0 byte.</summary>
    public uint SizeLineInfo { readonly get => _w[4]; set => _w[4] = value; }

    /// <summary>5.1: upvalues of a closure. (5.3 has <see cref="SizeUpvalues"/> for that.)</summary>
    public byte NumUpvalues
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.Is53 ? (byte)_w[1] : (byte)(_w[15] & 0xFF);
        set => _w[15] = (_w[15] & 0xFFFFFF00) | value;
    }

    public byte NumParams
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.Is53 ? _b6 : (byte)(_w[15] >> 8 & 0xFF);
        set
        {
            if (T.Is53)
                _b6 = value;
            else
                _w[15] = (_w[15] & 0xFFFF00FF) | (uint)value << 8;
        }
    }

    public byte IsVararg
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.Is53 ? _b7 : (byte)(_w[15] >> 16 & 0xFF);
        set
        {
            if (T.Is53)
                _b7 = value;
            else
                _w[15] = (_w[15] & 0xFF00FFFF) | (uint)value << 16;
        }
    }

    public byte MaxStackSize
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.Is53 ? (byte)(_w[0] & 0xFF) : (byte)(_w[15] >> 24);
        set
        {
            if (T.Is53)
                _w[0] = (_w[0] & 0xFFFFFF00) | value;
            else
                _w[15] = (_w[15] & 0x00FFFFFF) | (uint)value << 24;
        }
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
struct Closure<T> where T : unmanaged, ITarget<T>
{
    public uint Next;
    public byte Type;
    public byte Marked;
    byte _b6;
    byte _b7;
    public uint GcList;
    uint _w12;
    uint _w16;

    /// <summary>Bytes before the upvalues.</summary>
    public static int Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.Is53 ? 16 : 20;
    }

    /// <summary>A closure of a host function rather than of Lua code.</summary>
    public bool IsHost
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.Is53 ? (Type & ObjectType.Mask) == ObjectType.HostClosure : _b6 != 0;
        set => _b6 = T.Is53 ? _b6 : (byte)(value ? 1 : 0);
    }

    public byte NumUpvalues
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.Is53 ? _b6 : _b7;
        set
        {
            if (T.Is53)
                _b6 = value;
            else
                _b7 = value;
        }
    }

    /// <summary>5.1: the environment.</summary>
    public uint Env
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _w12;
        set => _w12 = value;
    }

    /// <summary>The Proto of a Lua closure; the code address of a host closure.</summary>
    public uint Code
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => T.Is53 ? _w12 : _w16;
        set
        {
            if (T.Is53)
                _w12 = value;
            else
                _w16 = value;
        }
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

/// <summary>What a call frame is.</summary>
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

    /// <summary>5.3: a call from an instruction that has to be finished after a yield.</summary>
    Continuation = 64,

    /// <summary>5.3: <c>__lt</c> stands in for <c>__le</c>.</summary>
    LessOrEqual = 128,

    /// <summary>5.3: a hook runs on behalf of this function.</summary>
    Hooked = 256,

    /// <summary>5.3: a <c>pcall</c> in a hook or finalizer, where hooks are off.</summary>
    HooksOff = 512,
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
