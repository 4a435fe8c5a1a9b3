using System.Text;
using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

// os.time, os.date and os.difftime.
static partial class OsLib<T>
{
    const string NotRepresented = "time result cannot be represented in this installation";

    // loslib.c of 5.3: L_MAXDATEFIELD and LUA_STRFTIMEOPTIONS.
    const long LargestField = int.MaxValue / 2;
    const string Conversions53 = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
    const string AfterE53 = "cCxXyY";
    const string AfterO53 = "deHImMSuUVwWy";

    static int Time(Vm<T> vm)
    {
        if (vm.IsNoneOrNil(1))
            return PushTime(vm, vm.Board.Clock.GetUtcNow().ToUnixTimeSeconds());
        vm.CheckTable(1);
        vm.SetCount(1);
        long second = Field(vm, "sec", 0);
        long minute = Field(vm, "min", 0);
        long hour = Field(vm, "hour", 12);
        long day = Field(vm, "day", null);
        long month = Field(vm, "month", null);
        // C counts its fields in 32 bits.
        long year = T.Is53 ? Field(vm, "year", null) : unchecked((int)Field(vm, "year", null) - 1900) + 1900L;
        vm.GetField(1, "isdst"u8);
        bool? isDaylight = vm.IsNoneOrNil(-1) ? null : vm.ToBoolean(-1);
        vm.Pop(1);
        LocalTime local = new(vm.Board.Clock.LocalTimeZone);
        long seconds = local.ToSeconds(
            CalendarTime.ToSeconds(year, month, day, hour, minute, second), isDaylight);
        CalendarTime time = local.Of(seconds);
        if (!IsYear(time.Year))
            seconds = -1;
        else if (T.Is53)
            SetFields(vm, time);
        return PushTime(vm, seconds);
    }

    // -1 is C's way to say that there is no such time.
    static int PushTime(Vm<T> vm, long seconds)
    {
        bool fits = T.HasFloats && !T.Is53 || (seconds >= Least && seconds <= Most);
        if (seconds != -1 && fits)
        {
            if (T.Is53)
                vm.PushInteger(seconds);
            else
                vm.PushNumber(seconds);
            return 1;
        }
        if (T.Is53)
            throw vm.Error(NotRepresented);
        vm.PushNil();
        return 1;
    }

    static long Least => T.Is53 ? Vm<T>.LeastInteger : int.MinValue;

    static long Most => T.Is53 ? Vm<T>.MostInteger : int.MaxValue;

    static bool IsYear(long year) => year - 1900 is >= int.MinValue and <= int.MaxValue;

    static long Field(Vm<T> vm, string name, long? otherwise)
    {
        vm.GetField(1, Encoding.ASCII.GetBytes(name));
        long value = 0;
        bool isNumber = T.Is53 ? vm.TryInteger(-1, out value) : vm.TryNumber(-1, out double number)
            && (value = Vm<T>.ToInteger51(number)) == value;
        bool isNil = vm.IsNoneOrNil(-1);
        vm.Pop(1);
        if (!isNumber)
        {
            if (T.Is53 && !isNil)
                throw vm.Error($"field '{name}' is not an integer");
            return otherwise ?? throw vm.Error($"field '{name}' missing in date table");
        }
        return !T.Is53 || value is >= -LargestField and <= LargestField
            ? value
            : throw vm.Error($"field '{name}' is out-of-bound");
    }

    static int DiffTime(Vm<T> vm)
    {
        if (T.Is53)
            vm.PushNumber((double)vm.CheckInteger(1) - vm.CheckInteger(2));
        else
            vm.PushNumber(Math.Truncate(vm.CheckNumber(1)) - Math.Truncate(vm.OptNumber(2, 0)));
        return 1;
    }

    static int Date(Vm<T> vm)
    {
        byte[] format = vm.OptString(1, "%c"u8).ToArray();
        vm.Spend(HostBorder<T>.FileCallInstructions);
        vm.SpendBytes(format.Length);
        long seconds = vm.IsNoneOrNil(2) ? vm.Board.Clock.GetUtcNow().ToUnixTimeSeconds() : TimeAt(vm, 2);
        bool isUtc = format.AsSpan().StartsWith("!"u8);
        ReadOnlySpan<byte> rest = format.AsSpan(isUtc ? 1 : 0);
        // Years are ints in C: what is farther away is no date.
        bool isDate = Math.Abs(seconds / 31557600.0) < int.MaxValue + 4000.0;
        CalendarTime time = !isDate ? default
            : isUtc ? CalendarTime.Utc(seconds) : new LocalTime(vm.Board.Clock.LocalTimeZone).Of(seconds);
        if (!isDate || !IsYear(time.Year))
        {
            if (T.Is53)
                throw vm.Error(NotRepresented);
            vm.PushNil();
            return 1;
        }
        if (HostBorder<T>.CString(rest).SequenceEqual("*t"u8))
        {
            vm.PushTable(0, 9);
            SetFields(vm, time);
            return 1;
        }
        return PushFormatted(vm, T.Is53 ? rest : HostBorder<T>.CString(rest), time, seconds);
    }

    static long TimeAt(Vm<T> vm, int argument)
    {
        if (T.Is53)
            return vm.CheckInteger(argument);
        double number = Math.Truncate(vm.CheckNumber(argument));
        return Math.Abs(number) < 9e18 ? (long)number : long.MinValue;
    }

    // Sets them in the table on top.
    static void SetFields(Vm<T> vm, in CalendarTime time)
    {
        ReadOnlySpan<long> values =
            [
                time.Second, time.Minute, time.Hour, time.Day, time.Month, time.Year, time.WeekDay + 1,
                time.YearDay + 1,
            ];
        ReadOnlySpan<string> names = ["sec", "min", "hour", "day", "month", "year", "wday", "yday"];
        for (int i = 0; i < names.Length; i++)
        {
            vm.PushInteger(values[i]);
            vm.SetField(-2, Encoding.ASCII.GetBytes(names[i]));
        }
        vm.PushBoolean(time.IsDaylight);
        vm.SetField(-2, "isdst"u8);
    }

    static int PushFormatted(Vm<T> vm, ReadOnlySpan<byte> format, in CalendarTime time, long seconds)
    {
        LuaBuffer<T> text = new(vm);
        StringBuilder part = new();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || (!T.Is53 && i + 1 == format.Length))
            {
                text.Add(format[i]);
                vm.Spend(1);
                continue;
            }
            int letter = T.Is53 ? i + LetterAt(vm, format[(i + 1)..]) : i + 1;
            part.Clear();
            if (!TimeFormat.Append(part, (char)format[letter], time, seconds))
                part.Append('%').Append((char)format[letter]);
            text.Add(Encoding.Latin1.GetBytes(part.ToString()));
            vm.Spend(20);
            i = letter;
        }
        text.Push();
        return 1;
    }

    // How far behind the percent sign the letter stands; an error if 5.3 knows no such conversion.
    static int LetterAt(Vm<T> vm, ReadOnlySpan<byte> conversion)
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
        vm.SpendBytes(conversion.Length);
        string shown = vm.TextOf(HostBorder<T>.CString(conversion));
        throw vm.ArgumentError(1, $"invalid conversion specifier '%{shown}'");
    }
}
