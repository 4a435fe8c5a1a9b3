using System.Text;
using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

// os.time, os.date and os.difftime. Source: loslib.c, os_time, os_date, os_difftime.
static partial class OsLib<T>
{
    const string NotRepresented = "time result cannot be represented in this installation";

    // loslib.c of 5.3: L_MAXDATEFIELD and LUA_STRFTIMEOPTIONS.
    const long LargestField = int.MaxValue / 2;
    const string Conversions53 = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
    const string AfterE53 = "cCxXyY";
    const string AfterO53 = "deHImMSuUVwWy";

    // os_time. Without a table it returns the current time.
    static int Time(LuaState<T> lua)
    {
        if (lua.IsNoneOrNil(1))
            return PushTime(lua, lua.Device.Clock.GetUtcNow().ToUnixTimeSeconds());
        lua.CheckTable(1);
        lua.SetCount(1);
        long second = Field(lua, "sec", 0);
        long minute = Field(lua, "min", 0);
        long hour = Field(lua, "hour", 12);
        long day = Field(lua, "day", null);
        long month = Field(lua, "month", null);
        // C keeps tm_year in an int of 32 bits.
        long year = T.HasIntegers ? Field(lua, "year", null) : unchecked((int)Field(lua, "year", null) - 1900)
            + 1900L;
        lua.GetField(1, "isdst"u8);
        bool? isDaylight = lua.IsNoneOrNil(-1) ? null : lua.ToBoolean(-1);
        lua.Pop(1);
        LocalTime local = new(lua.Device.Clock.LocalTimeZone);
        long seconds = local.ToSeconds(
            CalendarTime.ToSeconds(year, month, day, hour, minute, second), isDaylight);
        CalendarTime time = local.Of(seconds);
        if (!IsYear(time.Year))
            seconds = -1;
        else if (T.Is53)
            SetFields(lua, time);
        return PushTime(lua, seconds);
    }

    // mktime returns -1 for a time that it cannot represent.
    static int PushTime(LuaState<T> lua, long seconds)
    {
        bool fits = T.HasFloats && !T.HasIntegers || (seconds >= Least && seconds <= Most);
        if (seconds != -1 && fits)
        {
            if (T.HasIntegers)
                lua.PushInteger(seconds);
            else
                lua.PushNumber(seconds);
            return 1;
        }
        return PushNoTime(lua);
    }

    // 5.3 has no time that cannot be represented; 5.1 has nil for it.
    static int PushNoTime(LuaState<T> lua)
    {
        if (T.Is53)
            throw lua.Error(NotRepresented);
        lua.PushNil();
        return 1;
    }

    static long Least => T.Pick(int.MinValue, LuaState<T>.LeastInteger);

    static long Most => T.Pick(int.MaxValue, LuaState<T>.MostInteger);

    static bool IsYear(long year) => year - 1900 is >= int.MinValue and <= int.MaxValue;

    // loslib.c, getfield.
    static long Field(LuaState<T> lua, string name, long? otherwise)
    {
        lua.GetField(1, Encoding.ASCII.GetBytes(name));
        long value = 0;
        bool isNumber = T.HasIntegers ? lua.TryInteger(-1, out value) : lua.TryNumber(-1, out double number)
            && (value = LuaState<T>.ToInteger51(number)) == value;
        bool isNil = lua.IsNoneOrNil(-1);
        lua.Pop(1);
        if (!isNumber)
        {
            if (T.HasIntegers && !isNil)
                throw lua.Error($"field '{name}' is not an integer");
            return otherwise ?? throw lua.Error($"field '{name}' missing in date table");
        }
        return !T.HasIntegers || value is >= -LargestField and <= LargestField
            ? value
            : throw lua.Error($"field '{name}' is out-of-bound");
    }

    // os_difftime.
    static int DiffTime(LuaState<T> lua)
    {
        if (T.HasIntegers)
            lua.PushNumber((double)lua.CheckInteger(1) - lua.CheckInteger(2));
        else
            lua.PushNumber(Math.Truncate(lua.CheckNumber(1)) - Math.Truncate(lua.OptNumber(2, 0)));
        return 1;
    }

    // os_date.
    static int Date(LuaState<T> lua)
    {
        byte[] format = lua.OptString(1, "%c"u8).ToArray();
        lua.Spend(HostBorder<T>.FileCallInstructions);
        lua.SpendBytes(format.Length);
        long seconds = lua.IsNoneOrNil(2) ? lua.Device.Clock.GetUtcNow().ToUnixTimeSeconds() : TimeAt(lua, 2);
        bool isUtc = format.AsSpan().StartsWith("!"u8);
        ReadOnlySpan<byte> rest = format.AsSpan(isUtc ? 1 : 0);
        // C keeps years in an int. A time that is farther away is not a date.
        bool isDate = Math.Abs(seconds / 31557600.0) < int.MaxValue + 4000.0;
        CalendarTime time = !isDate ? default
            : isUtc ? CalendarTime.Utc(seconds) : new LocalTime(lua.Device.Clock.LocalTimeZone).Of(seconds);
        if (!isDate || !IsYear(time.Year))
        {
            return PushNoTime(lua);
        }
        if (HostBorder<T>.CString(rest).SequenceEqual("*t"u8))
        {
            lua.PushTable(0, 9);
            SetFields(lua, time);
            return 1;
        }
        return PushFormatted(lua, T.TextEndsAtZero ? HostBorder<T>.CString(rest) : rest, time, seconds);
    }

    // loslib.c of 5.3, l_checktime.
    static long TimeAt(LuaState<T> lua, int argument)
    {
        if (T.HasIntegers)
            return lua.CheckInteger(argument);
        double number = Math.Truncate(lua.CheckNumber(argument));
        return Math.Abs(number) < 9e18 ? (long)number : long.MinValue;
    }

    // Sets the fields of the table on top: loslib.c, setallfields.
    static void SetFields(LuaState<T> lua, in CalendarTime time)
    {
        ReadOnlySpan<long> values =
            [
                time.Second, time.Minute, time.Hour, time.Day, time.Month, time.Year, time.WeekDay + 1,
                time.YearDay + 1,
            ];
        ReadOnlySpan<string> names = ["sec", "min", "hour", "day", "month", "year", "wday", "yday"];
        for (int i = 0; i < names.Length; i++)
        {
            lua.PushInteger(values[i]);
            lua.SetField(-2, Encoding.ASCII.GetBytes(names[i]));
        }
        lua.PushBoolean(time.IsDaylight);
        lua.SetField(-2, "isdst"u8);
    }

    static int PushFormatted(LuaState<T> lua, ReadOnlySpan<byte> format, in CalendarTime time, long seconds)
    {
        LuaBuffer<T> text = new(lua);
        StringBuilder part = new();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || (!T.ChecksTimeFormat && i + 1 == format.Length))
            {
                text.Add(format[i]);
                lua.Spend(1);
                continue;
            }
            int letter = T.ChecksTimeFormat ? i + LetterAt(lua, format[(i + 1)..]) : i + 1;
            part.Clear();
            if (!TimeFormat.Append(part, (char)format[letter], time, seconds))
                part.Append('%').Append((char)format[letter]);
            text.Add(Encoding.Latin1.GetBytes(part.ToString()));
            lua.Spend(20);
            i = letter;
        }
        text.Push();
        return 1;
    }

    // The distance from the percent sign to the letter. Raises an error if 5.3 does not allow
    // the conversion (checkoption).
    static int LetterAt(LuaState<T> lua, ReadOnlySpan<byte> conversion)
    {
        if (conversion.Length > 0 && Conversions53.Contains((char)conversion[0], StringComparison.Ordinal))
            return 1;
        string known = conversion.Length < 2 ? "" : conversion[0] switch
        {
            (byte)'E' => AfterE53,
            (byte)'O' => AfterO53,
            _ => "",
        };
        char modified = (char)(conversion.Length < 2 ? (byte)' ' : conversion[1]);
        if (known.Contains(modified, StringComparison.Ordinal))
            return 2;
        lua.SpendBytes(conversion.Length);
        string shown = lua.TextOf(HostBorder<T>.CString(conversion));
        throw lua.ArgumentError(1, $"invalid conversion specifier '%{shown}'");
    }
}
