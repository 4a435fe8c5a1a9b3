using System.Runtime.InteropServices;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The first 32 bytes of a Lua 5.1 image.</summary>
/// <remarks>Source: lflash.h, <c>FlashHeader</c>.</remarks>
/// <param name="Signature">Format, build variant and state: see <see cref="Image.Signature"/>.</param>
/// <param name="Size">Bytes of the image, this header included; a multiple of 4.</param>
/// <param name="MainProto">The function that finds a module by its name.</param>
/// <param name="RoHash">The buckets of ROstrt, one pointer each.</param>
/// <param name="RoUse">The number of strings.</param>
/// <param name="RoSize">The number of buckets; a power of two.</param>
/// <param name="Fill1">Reserved, 0.</param>
/// <param name="Fill2">Reserved, 0.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct LfsHeader(
    uint Signature, int Size, FlashAddr MainProto, FlashAddr RoHash,
    int RoUse, int RoSize, uint Fill1, uint Fill2);

/// <summary>
/// The head of a string. Its characters follow, then a NUL and zeros up to a whole word.
/// </summary>
/// <remarks>Source: lobject.h, <c>TString</c>.</remarks>
/// <param name="Next">The next string of the same bucket.</param>
/// <param name="Type">The tag of a string, 4.</param>
/// <param name="Marked">The collector's bits: LFSBIT and no other.</param>
/// <param name="Reserved">0.</param>
/// <param name="Hash">The hash that chose the bucket.</param>
/// <param name="Length">The length in bytes, without the NUL.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct TStringRecord(
    FlashAddr Next, byte Type, byte Marked, ushort Reserved, uint Hash, int Length)
{
    /// <summary>LFSBIT, bit 6 of <see cref="Marked"/>: the object is in ROM.</summary>
    public const byte InLfs = 0x40;
}

/// <summary>The name of a local variable and its range of instructions.</summary>
/// <remarks>Source: lobject.h, <c>LocVar</c>.</remarks>
/// <param name="VarName">The name.</param>
/// <param name="StartPc">The first instruction at which it is active.</param>
/// <param name="EndPc">The first instruction at which it is dead.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct LocVarRecord(FlashAddr VarName, int StartPc, int EndPc);

/// <summary>
/// A function. The vectors it points to lie before it, in the order K, Code, LocVars, Upvalues.
/// </summary>
/// <remarks>
/// <see cref="Type"/> and <see cref="Marked"/> are 0: the reference clears the whole word, LFSBIT included.
/// Source: lobject.h, <c>Proto</c>; lflashimg.c, <c>PROTO_COPY_MASK</c>.
/// </remarks>
/// <param name="Next">Null.</param>
/// <param name="Type">0.</param>
/// <param name="Marked">0.</param>
/// <param name="Reserved">0.</param>
/// <param name="K">The constants, TValues.</param>
/// <param name="Code">The instructions.</param>
/// <param name="P">The functions defined inside this one, a vector of pointers.</param>
/// <param name="PackedLineInfo">The characters of a string that is the packed line info.</param>
/// <param name="LocVars">The names of locals.</param>
/// <param name="Upvalues">The names of upvalues, a vector of pointers.</param>
/// <param name="Source">The chunk name.</param>
/// <param name="SizeUpvalues">The number of names of upvalues.</param>
/// <param name="SizeK">The number of constants.</param>
/// <param name="SizeCode">The number of instructions.</param>
/// <param name="SizeP">The number of inner functions.</param>
/// <param name="SizeLocVars">The number of names of locals.</param>
/// <param name="LineDefined">The line of <c>function</c>.</param>
/// <param name="LastLineDefined">The line of <c>end</c>.</param>
/// <param name="GcList">Null.</param>
/// <param name="Nups">The number of upvalues, named or not.</param>
/// <param name="NumParams">The number of fixed parameters.</param>
/// <param name="IsVararg">Bits 1 (has arg), 2 (is vararg), 4 (needs arg).</param>
/// <param name="MaxStackSize">The number of registers it needs.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct ProtoRecord(
    FlashAddr Next, byte Type, byte Marked, ushort Reserved,
    FlashAddr K, FlashAddr Code, FlashAddr P, FlashAddr PackedLineInfo, FlashAddr LocVars, FlashAddr Upvalues,
    FlashAddr Source, int SizeUpvalues, int SizeK, int SizeCode, int SizeP, int SizeLocVars,
    int LineDefined, int LastLineDefined, FlashAddr GcList,
    byte Nups, byte NumParams, byte IsVararg, byte MaxStackSize);

/// <summary>The layout of a constant in flash: its value, then its tag, then zeros.</summary>
/// <remarks>
/// This is not a record, because each target and each kind of value would need its own struct. Source:
/// lobject.h, <c>TValue</c>.
/// </remarks>
/// <param name="Words">The number of words of one constant.</param>
/// <param name="TagWord">The index of the tag; the words before it are the value.</param>
public readonly record struct TValueLayout(int Words, int TagWord)
{
    /// <summary>Tags of the values that a constant can have.</summary>
    public const uint Nil = 0, Boolean = 1, Number = 3, String = 4;

    /// <summary>The layout of a target's constants.</summary>
    public static TValueLayout Of(LuaTarget target) =>
        new(target.TValueBytes / LfsImage.WordBytes, target.NumberBytes / LfsImage.WordBytes);
}
