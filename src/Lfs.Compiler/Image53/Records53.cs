using System.Runtime.InteropServices;

namespace Lfs.Compiler.Image;

/// <summary>The first 48 bytes of a Lua 5.3 region. It holds no pointers: offsets count words.</summary>
/// <remarks>Source: lua53/lundump.h, <c>LFSHeader</c>.</remarks>
/// <param name="Signature">0xFAFAA250.</param>
/// <param name="Size">The used bytes of the region, including this header; a multiple of 4.</param>
/// <param name="Seed">The seed of the string hash.</param>
/// <param name="Timestamp">The build time in seconds since 1970.</param>
/// <param name="RoUse">The number of short strings.</param>
/// <param name="RoSize">The number of buckets; a power of two.</param>
/// <param name="RoHash">The offset of the buckets.</param>
/// <param name="ProtoRoTable">The offset of the table that finds modules.</param>
/// <param name="ProtoHead">The offset of the last function; 0 if there is none.</param>
/// <param name="ShortHead">The offset of the last short string; 0 if there is none.</param>
/// <param name="LongHead">The offset of the last long string; 0 if there is none.</param>
/// <param name="SystemCheck"> 0, as in the reference. In an Application region it is the
/// <see cref="Image.SystemCheck"/> of the System region that it points into.
/// </param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct LfsHeader53(
    uint Signature, int Size, uint Seed, uint Timestamp, int RoUse, int RoSize, int RoHash,
    int ProtoRoTable, int ProtoHead, int ShortHead, int LongHead, uint SystemCheck);

/// <summary>The head of a string of at most 40 bytes. Its characters follow.</summary>
/// <remarks>Source: lobject.h, <c>TString</c>; lundump.c, <c>addTS</c>.</remarks>
/// <param name="Next">The short string written before it; the start of the region for the first.</param>
/// <param name="Type"><see cref="Tag"/>.</param>
/// <param name="Marked"><see cref="InLfs"/>.</param>
/// <param name="Extra">1 to 22 for a reserved word, in the lexer's order; otherwise 0.</param>
/// <param name="Length">The length in bytes, without the NUL.</param>
/// <param name="Hash">The hash that chose the bucket.</param>
/// <param name="NextInBucket">The next string of the bucket.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct ShortStringRecord(
    FlashAddr Next, byte Type, byte Marked, byte Extra, byte Length, uint Hash, FlashAddr NextInBucket)
{
    /// <summary>The type of a short string.</summary>
    public const byte Tag = 0x04;

    /// <summary>LFSBIT is bit 5 of marked. Bit 6 is set with it and has no meaning.</summary>
    public const byte InLfs = 0x60;
}

/// <summary>The head of a string of more than 40 bytes. Its characters follow.</summary>
/// <remarks>Source: lobject.h, <c>TString</c>; lundump.c, <c>addTS</c>.</remarks>
/// <param name="Next">The long string written before it; the start of the region for the first.</param>
/// <param name="Type"><see cref="Tag"/>.</param>
/// <param name="Marked"><see cref="ShortStringRecord.InLfs"/>.</param>
/// <param name="Extra">1: the hash is computed.</param>
/// <param name="ShortLength">0.</param>
/// <param name="Hash">The hash, computed like that of short strings.</param>
/// <param name="Length">The length in bytes, without the NUL.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct LongStringRecord(
    FlashAddr Next, byte Type, byte Marked, byte Extra, byte ShortLength, uint Hash, int Length)
{
    /// <summary>The type of a long string.</summary>
    public const byte Tag = 0x14;
}

/// <summary>The place where a new closure finds one of its upvalues.</summary>
/// <remarks>Source: lobject.h, <c>Upvaldesc</c>.</remarks>
/// <param name="Name">The name; null if debug names were dropped.</param>
/// <param name="InStack">1 if it is a register of the enclosing function.</param>
/// <param name="Index">That register, or the index among the enclosing function's upvalues.</param>
/// <param name="Fill">0. In an image of the reference it can have any value.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct UpvalueRecord(FlashAddr Name, byte InStack, byte Index, ushort Fill);

/// <summary>A function. The vectors it points to lie before it.</summary>
/// <remarks>
/// An empty vector has the address of the object after it. Only upvalues and line info are null if empty.
/// Source: lobject.h, <c>Proto</c>; lundump.c, <c>LoadFunction</c>.
/// </remarks>
/// <param name="Next">The function completed before it; the start of the region for the first.</param>
/// <param name="Type">9.</param>
/// <param name="Marked"> LFSBIT and a white bit. In the reference, the collector's phase during the load
/// decides which white bit.
/// </param>
/// <param name="NumParams">The number of fixed parameters.</param>
/// <param name="IsVararg">0 or 1.</param>
/// <param name="MaxStackSize">The number of registers it needs.</param>
/// <param name="Fill1">0.</param>
/// <param name="Fill2">0.</param>
/// <param name="SizeUpvalues">The number of upvalues.</param>
/// <param name="SizeK">The number of constants.</param>
/// <param name="SizeCode">The number of instructions.</param>
/// <param name="SizeLineInfo">The length of the packed line info in bytes, including its final 0.</param>
/// <param name="SizeP">The number of inner functions.</param>
/// <param name="SizeLocVars">The number of names of locals.</param>
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

    /// <summary>The white bit of a state that has not collected yet.</summary>
    public const byte White = 0x01;
}

/// <summary>The table that finds modules: a read-only table, like those of the
/// firmware's libraries.</summary>
/// <remarks>
/// Its entries lie in front of it. Each is a pointer to the characters of a name and a TValue; an entry of
/// zeros ends them. Source: lobject.h, <c>ROTable</c>; lundump.c, <c>LoadAllProtos</c>.
/// </remarks>
/// <param name="Next">1.</param>
/// <param name="Type">0x15.</param>
/// <param name="Marked">0.</param>
/// <param name="Flags">0xFF: no metamethod is among the names.</param>
/// <param name="Count">The number of modules.</param>
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
