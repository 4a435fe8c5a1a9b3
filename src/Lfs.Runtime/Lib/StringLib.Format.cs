using System.Runtime.CompilerServices;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// string.format, and the operator % on strings. Source: lstrlib.c, str_format.
static partial class StringLib<T>
{
    /// <summary><c>%s</c> without a precision adds strings of at least this length unformatted.</summary>
    const int LongText = 100;

    /// <summary>
    /// Bytes enough for any item. The device has 128 bytes and overruns them with numbers like <c>%.99f</c>
    /// of 1e300, which crashes it (5.1) or adds stray memory (5.3). Here the number is written in full.
    /// </summary>
    const int ItemBytes = 448;

    /// <summary>The minimum charge for an item, in instructions.</summary>
    const int ItemInstructions = 4;

    /// <summary>The operator %. A table supplies its items as the arguments; any other value is
    /// the only argument.</summary>
    static int FormatItems(LuaState<T> lua)
    {
        if (lua.TypeOf(2) == BasicType.Table)
        {
            int count = (int)lua.RawLength(2);
            lua.SetCount(2);
            lua.EnsureStack(count, "too many items");
            lua.Spend(count);
            for (int i = 1; i <= count; i++)
                lua.RawGetInt(2, i);
            lua.Remove(2);
        }
        return Format(lua);
    }

    [SkipLocalsInit]
    static int Format(LuaState<T> lua)
    {
        int last = lua.Count;
        int argument = 1;
        ReadOnlySpan<byte> format = lua.CheckString(1);
        Span<byte> scratch = stackalloc byte[ItemBytes];
        var buffer = new LuaBuffer<T>(lua);
        int at = 0;
        while (at < format.Length)
        {
            int literal = format[at..].IndexOf((byte)'%');
            if (literal < 0)
                literal = format.Length - at;
            buffer.AddEach(format.Slice(at, literal));
            at += literal + 1;
            if (at > format.Length)
                break;
            if (at < format.Length && format[at] == '%')
            {
                buffer.Add((byte)'%');
                at++;
                continue;
            }
            if (++argument > last)
                throw lua.ArgumentError(argument, "no value");
            AddItem(lua, ref buffer, FormatItem.Read(lua, format, ref at), argument, scratch);
        }
        buffer.Push();
        return 1;
    }

    static void AddItem(
        LuaState<T> lua, ref LuaBuffer<T> buffer, FormatItem item, int argument, scoped Span<byte> scratch)
    {
        int length;
        lua.Spend(ItemInstructions);
        switch (item.Conversion)
        {
            case (byte)'c':
                length = WriteCharacter(lua, item, argument, scratch);
                break;
            case (byte)'d' or (byte)'i':
                length = WriteSigned(lua, item, argument, scratch);
                break;
            case (byte)'o' or (byte)'u' or (byte)'x' or (byte)'X':
                length = NumberText.Write(UnsignedArgument(lua, argument), item.ForNumber, scratch);
                break;
            case (byte)'e' or (byte)'E' or (byte)'f' or (byte)'g' or (byte)'G' when T.HasFloats:
            case (byte)'a' or (byte)'A' when T.Is53:
                double value = lua.CheckFloat(argument);
                lua.ChargeDigits(value);
                lua.Spend(Math.Max(item.Precision, 0));
                length = NumberText.Write(value, item.ForNumber, scratch);
                break;
            case (byte)'q':
                if (T.FormatsAnyValue)
                    AddLiteral(lua, ref buffer, argument, scratch);
                else
                    AddQuoted51(lua, ref buffer, lua.CheckString(argument));
                return;
            case (byte)'s':
                if (T.FormatsAnyValue)
                    AddText53(lua, ref buffer, item, argument, scratch);
                else
                    AddText51(lua, ref buffer, item, argument, scratch);
                return;
            default:
                throw lua.Error($"invalid option '%{Shown(item.Conversion)}' to 'format'");
        }
        buffer.Add(scratch[..length]);
    }

    /// <summary>A byte as error messages show it.</summary>
    public static string Shown(byte c)
    {
        if (T.TextEndsAtZero)
            return c == 0 ? "" : ((char)c).ToString();
        return c is > 31 and < 127 ? ((char)c).ToString() : $"<\\{LuaState<T>.Decimal(c)}>";
    }

    /// <summary>Formats <c>%c</c>. In 5.1 the result is a C string, so a zero byte ends it.</summary>
    static int WriteCharacter(LuaState<T> lua, FormatItem item, int argument, scoped Span<byte> scratch)
    {
        long code = SignedArgument(lua, argument);
        byte c = unchecked((byte)code);
        int length = (item with { Precision = -1 }).WriteText([c], scratch);
        int zero = T.TextEndsAtZero && c == 0 ? scratch[..length].IndexOf((byte)0) : -1;
        return zero < 0 ? length : zero;
    }

    // Formats %d and %i.
    static int WriteSigned(LuaState<T> lua, FormatItem item, int argument, scoped Span<byte> scratch)
    {
        long value = SignedArgument(lua, argument);
        return item.HasModifiers
            ? NumberText.Write(value, item.ForNumber, scratch)
            : NumberText.Write(value, scratch);
    }

    static long SignedArgument(LuaState<T> lua, int argument) =>
        T.HasIntegers ? lua.CheckInteger(argument) : TruncateToInt(lua.CheckNumber(argument));

    /// <summary>
    /// Converts a double to a <c>long</c> of the device: 32 bits, saturating.
    /// </summary>
    /// <remarks>Source: libgcc for Xtensa, <c>__fixdfsi</c>.</remarks>
    static long TruncateToInt(double value) =>
        double.IsNaN(value) ? int.MaxValue : (long)Math.Clamp(value, int.MinValue, int.MaxValue);

    /// <summary>Reads an argument as <c>unsigned long</c>. Negative numbers wrap.</summary>
    static long UnsignedArgument(LuaState<T> lua, int argument)
    {
        if (T.HasIntegers)
        {
            long integer = lua.CheckInteger(argument);
            return T.IntegerBits == 64 ? integer : integer & uint.MaxValue;
        }
        double value = lua.CheckNumber(argument);
        if (double.IsNaN(value))
            return uint.MaxValue;
        return (long)Math.Clamp(value, int.MinValue, uint.MaxValue) & uint.MaxValue;
    }

    /// <summary>Formats <c>%s</c> of 5.1. Short strings are C strings and end at
    /// the first zero byte.</summary>
    static void AddText51(
        LuaState<T> lua, ref LuaBuffer<T> buffer, FormatItem item, int argument, scoped Span<byte> scratch)
    {
        ReadOnlySpan<byte> text = lua.CheckString(argument);
        if (item.Precision < 0 && text.Length >= LongText)
        {
            buffer.Add(text);
            return;
        }
        int zero = text.IndexOf((byte)0);
        if (zero >= 0)
            text = text[..zero];
        if (item.HasModifiers)
            buffer.Add(scratch[..item.WriteText(text, scratch)]);
        else
            buffer.Add(text);
    }

    static void AddText53(
        LuaState<T> lua, ref LuaBuffer<T> buffer, FormatItem item, int argument, scoped Span<byte> scratch)
    {
        lua.PushAsText(argument);
        ReadOnlySpan<byte> text = lua.CheckString(-1);
        if (!item.HasModifiers)
        {
            buffer.AddTop();
            return;
        }
        lua.ArgumentCheck(!text.Contains((byte)0), argument, "string contains zeros");
        if (item.Precision < 0 && text.Length >= LongText)
        {
            buffer.AddTop();
            return;
        }
        int length = item.WriteText(text, scratch);
        lua.Pop(1);
        buffer.Add(scratch[..length]);
    }

    // lstrlib.c of 5.1, addquoted.
    static void AddQuoted51(LuaState<T> lua, ref LuaBuffer<T> buffer, ReadOnlySpan<byte> text)
    {
        lua.Spend(text.Length >> 2);
        buffer.Add((byte)'"');
        while (text.IndexOfAny("\"\\\n\r\0"u8) is var special and >= 0)
        {
            buffer.Add(text[..special]);
            buffer.Add((byte)'\\');
            switch (text[special])
            {
                case (byte)'\r':
                    buffer.Add((byte)'r');
                    break;
                case 0:
                    buffer.Add("000"u8);
                    break;
                case var c:
                    buffer.Add(c);
                    break;
            }
            text = text[(special + 1)..];
        }
        buffer.Add(text);
        buffer.Add((byte)'"');
    }

    // lstrlib.c of 5.3, addquoted.
    static void AddQuoted53(
        LuaState<T> lua, ref LuaBuffer<T> buffer, ReadOnlySpan<byte> text, scoped Span<byte> scratch)
    {
        lua.Spend(text.Length >> 2);
        buffer.Add((byte)'"');
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            if (c is (byte)'"' or (byte)'\\' or (byte)'\n')
            {
                buffer.Add((byte)'\\');
                buffer.Add(c);
            }
            else if (CharClass.IsControl(c))
            {
                bool digitFollows = i + 1 < text.Length && CharClass.IsDigit(text[i + 1]);
                buffer.Add((byte)'\\');
                int length = NumberText.Write(c, new NumberFormat('d', digitFollows ? 3 : -1), scratch);
                buffer.Add(scratch[..length]);
            }
            else
            {
                buffer.Add(c);
            }
        }
        buffer.Add((byte)'"');
    }

    /// <summary>Formats <c>%q</c> of 5.3, a value as Lua source: <c>addliteral</c>.</summary>
    static void AddLiteral(LuaState<T> lua, ref LuaBuffer<T> buffer, int argument, scoped Span<byte> scratch)
    {
        switch (lua.TypeOf(argument))
        {
            case BasicType.String:
                AddQuoted53(lua, ref buffer, lua.CheckString(argument), scratch);
                break;
            case BasicType.Number:
                buffer.Add(scratch[..WriteLiteral(lua, argument, scratch)]);
                break;
            case BasicType.Nil or BasicType.Boolean:
                lua.PushAsText(argument);
                buffer.AddTop();
                break;
            default:
                throw lua.ArgumentError(argument, "value has no literal form");
        }
    }

    // A number as Lua source that reads back exactly.
    static int WriteLiteral(LuaState<T> lua, int argument, scoped Span<byte> scratch)
    {
        if (!lua.IsInteger(argument))
            return NumberText.Write(lua.CheckNumber(argument), new NumberFormat('a'), scratch);
        long integer = lua.CheckInteger(argument);
        if (integer != LuaState<T>.LeastInteger)
            return NumberText.Write(integer, scratch);
        // The least integer has no decimal literal, because its digits without the sign overflow.
        return NumberText.Write(
            UnsignedArgument(lua, argument), new NumberFormat('x', Flags: FormatOptions.Alternate), scratch);
    }
}
