using System.Text;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>What the writer and the reader of format 11 agree on.</summary>
/// <remarks>Source: lundump.h; spec lfs-formats 2d.1, 2d.2, 2d.4.</remarks>
static class ImageFormat
{
    /// <summary>Tags, in bits 4 to 6 of a first byte.</summary>
    public const int Nil = 0x00, Boolean = 0x10, Float = 0x20, Positive = 0x30, Negative = 0x40;

    /// <summary>Tags of strings.</summary>
    public const int ShortString = 0x50, LongString = 0x60;

    /// <summary>The bits of the tag, those of the value, and the one that says that more follow.</summary>
    public const int TagMask = 0x70, FirstBits = 0x0F, More = 0x80;

    /// <summary>Places in the header.</summary>
    public const int VersionAt = 4, FormatAt = 5, CheckAt = 6, SizesAt = 12, NumberAt = 16;

    const byte Format = 11;

    /// <summary>What stands before the strings.</summary>
    public static byte[] StringSignature { get; } = [0x19, (byte)'s', (byte)'s'];

    /// <summary>What stands before the functions.</summary>
    public static byte[] ProtoSignature { get; } = [0x19, (byte)'p', (byte)'r'];

    /// <summary>
    /// The first bytes of a file: magic, version, format, what text transfer would damage, sizes, 370.5.
    /// </summary>
    public static byte[] Header(LuaTarget target) =>
    [
        0x1B, .. Encoding.ASCII.GetBytes("Lua"), (byte)target.Version, Format,
        0x19, 0x93, (byte)'\r', (byte)'\n', 0x1A, (byte)'\n',
        4, 4, (byte)target.NumberBytes, (byte)target.NumberBytes,
        Float, .. FloatBytes(370.5, target),
    ];

    /// <summary>A float as it lies in a file.</summary>
    public static byte[] FloatBytes(double value, LuaTarget target) =>
        target.NumberBytes == sizeof(float)
            ? BitConverter.GetBytes((float)value)
            : BitConverter.GetBytes(value);

    /// <summary>An integer as a target can hold it.</summary>
    public static long Narrow(long value, LuaTarget target) =>
        target.NumberBytes == sizeof(int) ? unchecked((int)value) : value;

    /// <summary>The tag of a string.</summary>
    public static int TagOf(LuaString text) => StringSection.IsShort(text) ? ShortString : LongString;
}
