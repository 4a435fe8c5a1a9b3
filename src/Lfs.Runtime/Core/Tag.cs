using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

/// <summary>The type bytes of values and objects. 5.3 adds bit 6 to the tag of a collectable value.</summary>
/// <remarks>
/// All of it is inlined by demand: the interpreter is so large that the JIT would stop inlining half-way.
/// Source: lobject.h and lua.h, the type tags.
/// </remarks>
static class Tag<T> where T : unmanaged, ITarget<T>
{
    public const int None = -1;
    public const int Nil = 0;
    public const int Boolean = 1;
    public const int LightUserdata = 2;

    /// <summary>Every number of 5.1; the floats of 5.3.</summary>
    public const int Number = 3;

    /// <summary>The integers of 5.3.</summary>
    public const int Integer = 0x13;

    /// <summary>A table in ROM.</summary>
    public static int RoTable => 0x15;

    /// <summary>5.1: every string. 5.3: strings of up to 40 bytes, which are interned.</summary>
    public static int String
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.CollectableBit | 4;
    }

    /// <summary>5.3: longer strings.</summary>
    public const int LongString = 0x54;

    public static int Table
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.CollectableBit | 5;
    }

    /// <summary>5.1: any closure. 5.3: a Lua closure.</summary>
    public static int Function
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.CollectableBit | 6;
    }

    /// <summary>A C function without upvalues: the value is its code address.</summary>
    public static int LightFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.LightFunctionTag;
    }

    /// <summary>
    /// 5.3: a C closure. (5.1 tells the two kinds of closure apart by a byte in the object.)
    /// </summary>
    public static int HostClosure
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.HostClosureTag;
    }

    public static int Userdata
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.CollectableBit | 7;
    }

    public static int Thread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.CollectableBit | 8;
    }

    public static int Proto
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.CollectableBit | 9;
    }

    /// <summary>5.1: upvalues are objects of their own.</summary>
    public const int UpVal = 10;

    /// <summary>The key of a removed entry; never equal to a live key.</summary>
    public static int DeadKey
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.DeadKeyTag;
    }

    /// <summary>The part of a tag that <c>type()</c> shows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Basic(int tag) => tag & 0x0F;

    /// <summary>The value refers to an object that the collector may own (or that is in ROM).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsCollectable(int tag) => T.Is53 ? (tag & 0x40) != 0 : (uint)(tag - 4) < 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsString(int tag) => (tag & T.BasicTypeMask) == 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNumber(int tag) => (tag & T.BasicTypeMask) == 3;

    /// <summary><c>nil</c> or <c>false</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe bool IsFalse(T* value) =>
        value->Tag == Nil || (value->Tag == Boolean && value->Ref == 0);
}

/// <summary>The type byte of an object: the tag of its values without bit 6.</summary>
static class ObjectType
{
    /// <summary>5.1: every string. 5.3: the short ones.</summary>
    public const byte String = 4;
    public const byte Table = 5;

    /// <summary>5.1: any closure. 5.3: a Lua closure.</summary>
    public const byte Closure = 6;
    public const byte Userdata = 7;
    public const byte Thread = 8;
    public const byte Proto = 9;

    /// <summary>5.1 only.</summary>
    public const byte UpVal = 10;

    /// <summary>5.3 only.</summary>
    public const byte LongString = 0x14;

    /// <summary>5.3 only.</summary>
    public const byte HostClosure = 0x26;

    /// <summary>The bits of a type in a tag.</summary>
    public const int Mask = 0x3F;

    /// <summary>The type of the objects that values with a tag refer to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(int tag) => (byte)(tag & Mask);

    /// <summary>The tag of the values of 5.3 that refer to an object.</summary>
    public static int Tag53(byte type) => type | 0x40;

    /// <summary>The type without what tells variants apart.</summary>
    public static byte Basic(byte type) => (byte)(type & 0x0F);
}

/// <summary>Basic types, as <c>type()</c> and <c>lua_type</c> number them.</summary>
enum BasicType
{
    None = -1,
    Nil = 0,
    Boolean = 1,
    LightUserdata = 2,
    Number = 3,
    String = 4,
    Table = 5,
    Function = 6,
    Userdata = 7,
    Thread = 8,
}
