using System.Runtime.InteropServices;

namespace Lfs.Compiler.Image;

/// <summary>The first 48 bytes of a Lua 5.3 region. It holds no pointers: offsets count words.</summary>
/// <remarks>Source: lundump.h, <c>LFSHeader</c>; spec lfs-formats 2d.6.</remarks>
/// <param name="Signature">0xFAFAA250.</param>
/// <param name="Size">Bytes of the region that are used, this header included; a multiple of 4.</param>
/// <param name="Seed">Start value of the string hash.</param>
/// <param name="Timestamp">Build time, seconds since 1970.</param>
/// <param name="RoUse">How many short strings.</param>
/// <param name="RoSize">How many buckets; a power of two.</param>
/// <param name="RoHash">Offset of the buckets.</param>
/// <param name="ProtoRoTable">Offset of the table that finds modules.</param>
/// <param name="ProtoHead">Offset of the last function; 0 if there is none.</param>
/// <param name="ShortHead">Offset of the last short string; 0 if there is none.</param>
/// <param name="LongHead">Offset of the last long string; 0 if there is none.</param>
/// <param name="SystemCheck">
/// 0, as in the reference; in an Application region, <see cref="Image.SystemCheck"/> of the System region
/// into which it points.
/// </param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct LfsHeader53(
    uint Signature, int Size, uint Seed, uint Timestamp, int RoUse, int RoSize, int RoHash,
    int ProtoRoTable, int ProtoHead, int ShortHead, int LongHead, uint SystemCheck);

/// <summary>What stands before the characters of a string of at most 40 bytes.</summary>
/// <remarks>Source: lobject.h, <c>TString</c>; lundump.c, <c>addTS</c>.</remarks>
/// <param name="Next">The short string written before it; the start of the region for the first.</param>
/// <param name="Type"><see cref="Tag"/>.</param>
/// <param name="Marked"><see cref="InLfs"/>.</param>
/// <param name="Extra">1 to 22 for a reserved word, in the lexer's order; otherwise 0.</param>
/// <param name="Length">Bytes, without the NUL.</param>
/// <param name="Hash">The hash that chose the bucket.</param>
/// <param name="NextInBucket">The next string of the bucket.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct ShortStringRecord(
    FlashAddr Next, byte Type, byte Marked, byte Extra, byte Length, uint Hash, FlashAddr NextInBucket)
{
    /// <summary>The type of a short string.</summary>
    public const byte Tag = 0x04;

    /// <summary>Bit 5 of marked is LFSBIT; bit 6 comes with it and means nothing.</summary>
    public const byte InLfs = 0x60;
}

/// <summary>What stands before the characters of a string of more than 40 bytes.</summary>
/// <remarks>Source: lobject.h, <c>TString</c>; lundump.c, <c>addTS</c>.</remarks>
/// <param name="Next">The long string written before it; the start of the region for the first.</param>
/// <param name="Type"><see cref="Tag"/>.</param>
/// <param name="Marked"><see cref="ShortStringRecord.InLfs"/>.</param>
/// <param name="Extra">1: the hash is computed.</param>
/// <param name="ShortLength">0.</param>
/// <param name="Hash">The hash, from the same function as that of short strings.</param>
/// <param name="Length">Bytes, without the NUL.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct LongStringRecord(
    FlashAddr Next, byte Type, byte Marked, byte Extra, byte ShortLength, uint Hash, int Length)
{
    /// <summary>The type of a long string.</summary>
    public const byte Tag = 0x14;
}

/// <summary>Where a closure finds one of its upvalues.</summary>
/// <remarks>Source: lobject.h, <c>Upvaldesc</c>.</remarks>
/// <param name="Name">The name; null when debug names were dropped.</param>
/// <param name="InStack">1 if it is a register of the enclosing function.</param>
/// <param name="Index">That register, or the index among the enclosing function's upvalues.</param>
/// <param name="Fill">0; in an image of the reference, anything.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct UpvalueRecord(FlashAddr Name, byte InStack, byte Index, ushort Fill);

/// <summary>A function. The vectors it points to lie before it.</summary>
/// <remarks>
/// An empty vector still has a place, that of what follows; only upvalues and line info are null.
/// Source: lobject.h, <c>Proto</c>; lundump.c, <c>LoadFunction</c>.
/// </remarks>
/// <param name="Next">The function completed before it; the start of the region for the first.</param>
/// <param name="Type">9.</param>
/// <param name="Marked">
/// LFSBIT and a white bit; which one depends, in the reference, on the collector's phase during the load.
/// </param>
/// <param name="NumParams">How many fixed parameters.</param>
/// <param name="IsVararg">0 or 1.</param>
/// <param name="MaxStackSize">Registers it needs.</param>
/// <param name="Fill1">0.</param>
/// <param name="Fill2">0.</param>
/// <param name="SizeUpvalues">How many upvalues.</param>
/// <param name="SizeK">How many constants.</param>
/// <param name="SizeCode">How many instructions.</param>
/// <param name="SizeLineInfo">Bytes of packed line info, with its final 0.</param>
/// <param name="SizeP">How many inner functions.</param>
/// <param name="SizeLocVars">How many names of locals.</param>
/// <param name="LineDefined">The line of <c>function</c>.</param>
/// <param name="LastLineDefined">The line of <c>end</c>.</param>
/// <param name="K">The constants, TValues.</param>
/// <param name="Code">The instructions.</param>
/// <param name="P">The functions defined inside this one, a vector of pointers.</param>
/// <param name="LineInfo">Packed line info.</param>
/// <param name="LocVars">The names of locals.</param>
/// <param name="Upvalues">The upvalues.</param>
/// <param name="Source">The chunk name.</param>
/// <param name="GcList">Null.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct ProtoRecord53(
    FlashAddr Next, byte Type, byte Marked, byte NumParams, byte IsVararg,
    byte MaxStackSize, byte Fill1, ushort Fill2,
    int SizeUpvalues, int SizeK, int SizeCode, int SizeLineInfo, int SizeP, int SizeLocVars,
    int LineDefined, int LastLineDefined,
    FlashAddr K, FlashAddr Code, FlashAddr P, FlashAddr LineInfo, FlashAddr LocVars, FlashAddr Upvalues,
    FlashAddr Source, FlashAddr GcList)
{
    /// <summary>The type of a function.</summary>
    public const byte Tag = 9;

    /// <summary>LFSBIT, bit 5 of <see cref="Marked"/>.</summary>
    public const byte InLfs = 0x20;

    /// <summary>The bits of <see cref="Marked"/> that the collector changes.</summary>
    public const byte Colour = 0x07;

    /// <summary>The white of a state that has not collected yet.</summary>
    public const byte White = 0x01;
}

/// <summary>The table that finds modules: a read-only table as the firmware's libraries are.</summary>
/// <remarks>
/// Its entries, each a pointer to the characters of a name and a TValue, lie before it, and one of zeros ends
/// them. Source: lobject.h, <c>ROTable</c>; lundump.c, <c>LoadAllProtos</c>.
/// </remarks>
/// <param name="Next">1.</param>
/// <param name="Type">0x15.</param>
/// <param name="Marked">0.</param>
/// <param name="Flags">0xFF: no metamethod is among the names.</param>
/// <param name="Count">How many modules.</param>
/// <param name="Metatable">Null.</param>
/// <param name="Entries">The first entry.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct RoTableRecord(
    uint Next, byte Type, byte Marked, byte Flags, byte Count, FlashAddr Metatable, FlashAddr Entries)
{
    /// <summary>The type of a read-only table.</summary>
    public const byte Tag = 0x15;

    /// <summary>The record of a table of modules.</summary>
    public static RoTableRecord Of(int count, FlashAddr entries) =>
        new(1, Tag, 0, 0xFF, (byte)count, FlashAddr.Null, entries);
}

/// <summary>Tags of the TValues in a 5.3 region.</summary>
/// <remarks>Source: lobject.h; a collectable value has 0x40 in its tag.</remarks>
static class TValueTag53
{
    public const uint Nil = 0, Boolean = 1, LightUserdata = 2, Float = 3, Integer = 0x13;
    public const uint ShortString = 0x44, LongString = 0x54;
}
