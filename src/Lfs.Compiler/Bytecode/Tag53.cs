namespace Lfs.Compiler.Bytecode;

/// <summary>The type of a value in a 5.3 file: bits 4 to 6 of its first byte.</summary>
/// <remarks>Source: app/lua53/lundump.h, LUAU_T...</remarks>
enum Tag53 : byte
{
    Nil = 0x00,
    Boolean = 0x10,
    Float = 0x20,
    PositiveInteger = 0x30,

    /// <summary>Stored as -(x+1).</summary>
    NegativeInteger = 0x40,

    /// <summary>Stored as the length plus 1, or 0 for no string, followed by the bytes.</summary>
    ShortString = 0x50,
    LongString = 0x60,
}

/// <summary>Writes the packed numbers of 5.3 files.</summary>
static class Tags53
{
    /// <summary>The bits that hold the tag.</summary>
    public const int Mask = 0x70;

    /// <summary>The bit that is set if another byte follows.</summary>
    public const int More = 0x80;

    /// <summary>The longest string that is interned, in bytes: llimits.h, LUAI_MAXSHORTLEN.</summary>
    public const int MaxShortString = 40;

    /// <summary>The tag of a string.</summary>
    public static Tag53 Of(LuaString text) =>
        text.Length <= MaxShortString ? Tag53.ShortString : Tag53.LongString;

    /// <summary>Writes groups of 7 bits, the highest first.</summary>
    public static void Unsigned(this ByteWriter to, int value) =>
        Groups(to, TopShift((ulong)value), (ulong)value);

    /// <summary>Writes an integer of either sign.</summary>
    public static void Integer(this ByteWriter to, long value)
    {
        if (value < 0)
            to.Tagged(Tag53.NegativeInteger, (ulong)~value);
        else
            to.Tagged(Tag53.PositiveInteger, (ulong)value);
    }

    /// <summary>Writes a number whose first byte also holds a tag.</summary>
    public static void Tagged(this ByteWriter to, Tag53 tag, ulong value)
    {
        int shift = TopShift(value);
        if ((value >> shift & Mask) != 0)
            shift += 7;
        int top = shift > 63 ? 0 : (int)(value >> shift);
        to.Byte((shift > 0 ? More : 0) | (int)tag | top);
        if (shift > 0)
            Groups(to, shift - 7, value);
    }

    static void Groups(ByteWriter to, int shift, ulong value)
    {
        for (; shift > 0; shift -= 7)
            to.Byte(More | (int)(value >> shift & 0x7F));
        to.Byte((int)(value & 0x7F));
    }

    // The shift of the highest group that is not 0.
    static int TopShift(ulong value)
    {
        int shift = 0;
        while (shift < 63 && value >> shift > 0x7F)
            shift += 7;
        return shift;
    }
}
