using System.Runtime.InteropServices;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

/// <summary>
/// What the four builds of the firmware differ in. The implementing struct IS the TValue of that build, so
/// that
/// <c>T*</c> has the device's size, and every constant folds when the JIT specialises code for it.
/// </summary>
/// <remarks>Source: lobject.h, <c>TValue</c> and <c>Node</c>.</remarks>
interface ITarget<T> : IVersion where T : unmanaged, ITarget<T>
{
    /// <summary>The same target as the compiler knows it.</summary>
    static abstract LuaTarget Target { get; }

    /// <summary>False for the 5.1 integer build only.</summary>
    static abstract bool HasFloats { get; }

    /// <summary>Bits of a Lua integer.</summary>
    static abstract int IntegerBits { get; }

    /// <summary>Bytes of a <c>Node</c>: 32, or 20 when numbers have 4 bytes.</summary>
    static abstract int NodeBytes { get; }

    /// <summary>Where in a <c>Node</c> its key lies. (Its value lies at 0.)</summary>
    static abstract int NodeKey { get; }

    /// <summary>
    /// Where in a <c>Node</c> the distance to the next one of its chain lies, counted in nodes.
    /// </summary>
    static abstract int NodeNext { get; }

    /// <summary>The type of the value: one of <see cref="Tag{T}"/>.</summary>
    int Tag { get; set; }

    /// <summary>The address of an object, or a boolean, light userdata or light function.</summary>
    uint Ref { get; set; }

    /// <summary>The number as a float. Storing rounds to the target's float.</summary>
    double Float { get; set; }

    /// <summary>The number as an integer. Storing keeps the low bits of the target's integer.</summary>
    long Int { get; set; }
}

/// <summary>5.1, numbers are doubles.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12, Pack = 4)]
struct Value51 : ITarget<Value51>, IVersion51
{
    [FieldOffset(0)] double _float;
    [FieldOffset(0)] uint _ref;
    [FieldOffset(8)] int _tag;

    public static LuaTarget Target => LuaTarget.Lua51;
    public static bool HasFloats => true;
    public static int IntegerBits => 32;
    public static int NodeBytes => 32;
    public static int NodeKey => 16;
    public static int NodeNext => 28;
    public int Tag { readonly get => _tag; set => _tag = value; }
    public uint Ref { readonly get => _ref; set => _ref = value; }
    public double Float { readonly get => _float; set => _float = value; }
    public long Int { readonly get => (long)_float; set => _float = value; }
}

/// <summary>5.1, numbers are 32-bit integers.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8, Pack = 4)]
struct Value51Int : ITarget<Value51Int>, IVersion51
{
    [FieldOffset(0)] int _int;
    [FieldOffset(0)] uint _ref;
    [FieldOffset(4)] int _tag;

    public static LuaTarget Target => LuaTarget.Lua51Int;
    public static bool HasFloats => false;
    public static int IntegerBits => 32;
    public static int NodeBytes => 20;
    public static int NodeKey => 8;
    public static int NodeNext => 16;
    public int Tag { readonly get => _tag; set => _tag = value; }
    public uint Ref { readonly get => _ref; set => _ref = value; }
    public double Float { readonly get => _int; set => _int = unchecked((int)(long)value); }
    public long Int { readonly get => _int; set => _int = unchecked((int)value); }
}

/// <summary>5.3, 32-bit integers and floats.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8, Pack = 4)]
struct Value53 : ITarget<Value53>, IVersion53
{
    [FieldOffset(0)] int _int;
    [FieldOffset(0)] float _float;
    [FieldOffset(0)] uint _ref;
    [FieldOffset(4)] int _tag;

    public static LuaTarget Target => LuaTarget.Lua53;
    public static bool HasFloats => true;
    public static int IntegerBits => 32;
    public static int NodeBytes => 20;
    public static int NodeKey => 8;
    public static int NodeNext => 16;
    public int Tag { readonly get => _tag; set => _tag = value; }
    public uint Ref { readonly get => _ref; set => _ref = value; }
    public double Float { readonly get => _float; set => _float = (float)value; }
    public long Int { readonly get => _int; set => _int = unchecked((int)value); }
}

/// <summary>5.3, 64-bit integers and doubles.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12, Pack = 4)]
struct Value53Long : ITarget<Value53Long>, IVersion53
{
    [FieldOffset(0)] long _int;
    [FieldOffset(0)] double _float;
    [FieldOffset(0)] uint _ref;
    [FieldOffset(8)] int _tag;

    public static LuaTarget Target => LuaTarget.Lua53Long;
    public static bool HasFloats => true;
    public static int IntegerBits => 64;
    public static int NodeBytes => 32;
    public static int NodeKey => 16;
    public static int NodeNext => 28;
    public int Tag { readonly get => _tag; set => _tag = value; }
    public uint Ref { readonly get => _ref; set => _ref = value; }
    public double Float { readonly get => _float; set => _float = value; }
    public long Int { readonly get => _int; set => _int = value; }
}
