using System.Diagnostics;
using System.Globalization;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>
/// The part of <c>os</c> that test suites and benchmarks on a host need. A device has none of it.
/// </summary>
static class OsLib<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The library.</summary>
    public static RoDefinition<T> Table { get; } = new("os",
        [
            new("clock", Clock), new("time", Time), new("date", Date), new("getenv", GetEnv),
                new("exit", Exit),
            new("setlocale", SetLocale), new("difftime", DiffTime),
        ]);

    static int Clock(Vm<T> vm)
    {
        using Process process = Process.GetCurrentProcess();
        vm.PushNumber(process.TotalProcessorTime.TotalSeconds);
        return 1;
    }

    static int Time(Vm<T> vm)
    {
        if (vm.IsTable(1))
        {
            DateTime local = new(
                (int)Field(vm, "year"u8, -1), 1, 1, 0, 0, 0, DateTimeKind.Utc);
            local = local.AddMonths((int)Field(vm, "month"u8, -1) - 1).AddDays(Field(vm, "day"u8, -1) - 1)
                .AddHours(Field(vm, "hour"u8, 12)).AddMinutes(Field(vm, "min"u8, 0)).AddSeconds(
                    Field(vm, "sec"u8, 0));
            vm.PushNumberOrInteger((local - DateTime.UnixEpoch).TotalSeconds);
            return 1;
        }
        vm.PushNumberOrInteger(Math.Floor((DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds));
        return 1;
    }

    static double Field(Vm<T> vm, ReadOnlySpan<byte> name, double otherwise)
    {
        vm.GetField(1, name);
        bool given = vm.TryNumber(-1, out double value);
        vm.Pop(1);
        if (given)
            return value;
        return otherwise >= 0 ? otherwise
            : throw vm.Error($"field '{Vm<T>.Latin(name)}' missing in date table");
    }

    static int Date(Vm<T> vm)
    {
        string format = vm.TextOf(vm.OptString(1, "%c"u8)).TrimStart('!');
        DateTime at = vm.IsNoneOrNil(2) ? DateTime.UtcNow : DateTime.UnixEpoch.AddSeconds(vm.CheckNumber(2));
        if (format == "*t")
        {
            vm.PushTable(0, 9);
            ReadOnlySpan<int> values =
                [at.Year, at.Month, at.Day, at.Hour, at.Minute, at.Second, (int)at.DayOfWeek + 1,
                    at.DayOfYear];
            ReadOnlySpan<string> names = ["year", "month", "day", "hour", "min", "sec", "wday", "yday"];
            for (int i = 0; i < names.Length; i++)
            {
                vm.PushInteger(values[i]);
                vm.SetField(-2, System.Text.Encoding.ASCII.GetBytes(names[i]));
            }
            vm.PushBoolean(false);
            vm.SetField(-2, "isdst"u8);
            return 1;
        }
        System.Text.StringBuilder text = new();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || ++i == format.Length)
            {
                text.Append(format[Math.Min(i, format.Length - 1)]);
                continue;
            }
            text.Append(Conversion(format[i], at));
        }
        vm.PushText(text.ToString());
        return 1;
    }

    static string Conversion(char conversion, DateTime at) => conversion switch
    {
        'Y' => at.ToString("yyyy", CultureInfo.InvariantCulture),
        'm' => at.ToString("MM", CultureInfo.InvariantCulture),
        'd' => at.ToString("dd", CultureInfo.InvariantCulture),
        'H' => at.ToString("HH", CultureInfo.InvariantCulture),
        'M' => at.ToString("mm", CultureInfo.InvariantCulture),
        'S' => at.ToString("ss", CultureInfo.InvariantCulture),
        'y' => at.ToString("yy", CultureInfo.InvariantCulture),
        'j' => at.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'w' => ((int)at.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'x' => at.ToString("MM/dd/yy", CultureInfo.InvariantCulture),
        'X' => at.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        'c' => at.ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture),
        '%' => "%",
        _ => "%" + conversion,
    };

    static int DiffTime(Vm<T> vm)
    {
        vm.PushNumber(vm.CheckNumber(1) - vm.OptNumber(2, 0));
        return 1;
    }

    static int GetEnv(Vm<T> vm)
    {
        string? value = Environment.GetEnvironmentVariable(vm.TextOf(vm.CheckString(1)));
        if (value == null)
            vm.PushNil();
        else
            vm.PushText(value);
        return 1;
    }

    static int Exit(Vm<T> vm)
    {
        vm.Board.ExitCode = vm.TypeOf(1) == BasicType.Boolean ? (vm.ToBoolean(1) ? 0 : 1) : vm.OptInt(1, 0);
        throw new RestartRequest(isExit: true);
    }

    static int SetLocale(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.OptString(1, "C"u8);
        if (name.IsEmpty || name.SequenceEqual("C"u8) || name.SequenceEqual("POSIX"u8))
            vm.PushString("C"u8);
        else
            vm.PushNil();
        return 1;
    }
}
