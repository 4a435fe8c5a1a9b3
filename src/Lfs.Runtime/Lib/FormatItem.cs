using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>One conversion of a format, such as <c>%-8.3f</c>.</summary>
/// <param name="Flags">The flags of C's <c>printf</c>.</param>
/// <param name="Width">The minimum length; at most 99.</param>
/// <param name="Precision">The precision, at most 99; -1 if there is none.</param>
/// <param name="Conversion">The conversion letter; 0 if the format ends before it.</param>
readonly record struct FormatItem(FormatOptions Flags, int Width, int Precision, byte Conversion)
{
    public bool HasModifiers => Width > 0 || Precision >= 0 || Flags != FormatOptions.None;

    public NumberFormat ForNumber => new((char)Conversion, Precision, Width, Flags);

    /// <summary>Parses an item after its percent sign and moves past it.</summary>
    /// <remarks>Source: lstrlib.c, <c>scanformat</c>: five flags, two digits, two digits.</remarks>
    public static FormatItem Read<T>(LuaState<T> lua, ReadOnlySpan<byte> format, ref int at)
        where T : unmanaged, ITarget<T>
    {
        const int MostFlags = 5;
        int start = at;
        FormatOptions flags = FormatOptions.None;
        while (FlagOf(ByteAt(format, at)) is var flag and not FormatOptions.None)
        {
            flags |= flag;
            at++;
        }
        if (at - start > MostFlags)
            throw lua.Error("invalid format (repeated flags)");
        int width = ReadTwoDigits(format, ref at);
        int precision = -1;
        if (ByteAt(format, at) == '.')
        {
            at++;
            precision = ReadTwoDigits(format, ref at);
        }
        byte conversion = ByteAt(format, at++);
        if (CharClass.IsDigit(conversion))
            throw lua.Error("invalid format (width or precision too long)");
        return new FormatItem(flags, width, precision, conversion);
    }

    static byte ByteAt(ReadOnlySpan<byte> format, int at) => at < format.Length ? format[at] : (byte)0;

    static FormatOptions FlagOf(byte c) => c switch
    {
        (byte)'-' => FormatOptions.Left,
        (byte)'+' => FormatOptions.Plus,
        (byte)' ' => FormatOptions.Space,
        (byte)'#' => FormatOptions.Alternate,
        (byte)'0' => FormatOptions.Zero,
        _ => FormatOptions.None,
    };

    static int ReadTwoDigits(ReadOnlySpan<byte> format, ref int at)
    {
        int value = 0;
        for (int i = 0; i < 2 && CharClass.IsDigit(ByteAt(format, at)); i++)
            value = value * 10 + (format[at++] - '0');
        return value;
    }

    /// <summary>Writes a text, cut to the precision and padded to the width, and
    /// returns its length.</summary>
    public int WriteText(ReadOnlySpan<byte> text, Span<byte> to)
    {
        if (Precision >= 0 && Precision < text.Length)
            text = text[..Precision];
        int padding = Math.Max(Width - text.Length, 0);
        bool isLeft = (Flags & FormatOptions.Left) != 0;
        text.CopyTo(to[(isLeft ? 0 : padding)..]);
        to.Slice(isLeft ? text.Length : 0, padding).Fill((byte)' ');
        return text.Length + padding;
    }
}
