using System.Globalization;
using System.Text;

namespace Lfs.Runtime.Host;

/// <summary>The conversions of C's <c>strftime</c>, in the locale "C".</summary>
static class TimeFormat
{
    static readonly string[] _days =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    static readonly string[] _months =
        [
            "January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December",
        ];

    /// <summary>Appends the text of a conversion. Returns false, and appends
    /// nothing, if the letter is unknown.
    /// </summary>
    public static bool Append(StringBuilder text, char conversion, in CalendarTime time, long seconds)
    {
        string? found = Conversion(conversion, time, seconds);
        text.Append(found);
        return found is not null;
    }

    static string? Conversion(char conversion, in CalendarTime time, long seconds) => conversion switch
    {
        'a' => _days[time.WeekDay][..3],
        'A' => _days[time.WeekDay],
        'b' or 'h' => _months[time.Month - 1][..3],
        'B' => _months[time.Month - 1],
        'c' => All("a b e H:M:S Y", time, seconds),
        'C' => Two(FloorDiv(time.Year, 100)),
        'd' => Two(time.Day),
        'D' or 'x' => All("m/d/y", time, seconds),
        'e' => Padded(time.Day),
        'F' => All("Y-m-d", time, seconds),
        'g' => Two(Modulo(WeekYear(time).Year, 100)),
        'G' => Number(WeekYear(time).Year),
        'H' => Two(time.Hour),
        'I' => Two(Twelve(time.Hour)),
        'j' => (time.YearDay + 1).ToString("000", CultureInfo.InvariantCulture),
        'k' => Padded(time.Hour),
        'l' => Padded(Twelve(time.Hour)),
        'm' => Two(time.Month),
        'M' => Two(time.Minute),
        'n' => "\n",
        'p' => time.Hour < 12 ? "AM" : "PM",
        'P' => time.Hour < 12 ? "am" : "pm",
        'r' => All("I:M:S p", time, seconds),
        'R' => All("H:M", time, seconds),
        's' => Number(seconds),
        'S' => Two(time.Second),
        't' => "\t",
        'T' or 'X' => All("H:M:S", time, seconds),
        'u' => Number(time.WeekDay == 0 ? 7 : time.WeekDay),
        'U' => Two((time.YearDay + 7 - time.WeekDay) / 7),
        'V' => Two(WeekYear(time).Week),
        'w' => Number(time.WeekDay),
        'W' => Two((time.YearDay + 7 - (time.WeekDay + 6) % 7) / 7),
        'y' => Two(Modulo(time.Year, 100)),
        'Y' => Number(time.Year),
        'z' => Zone(time.Offset),
        'Z' => time.Zone,
        '%' => "%",
        _ => null,
    };

    // Expands a pattern in which every letter is a conversion.
    static string All(string pattern, in CalendarTime time, long seconds)
    {
        var text = new StringBuilder();
        foreach (char c in pattern)
        {
            if (!char.IsAsciiLetter(c))
                text.Append(c);
            else
                Append(text, c, time, seconds);
        }
        return text.ToString();
    }

    // A week of ISO 8601 belongs to the year that contains its Thursday.
    static (long Year, int Week) WeekYear(in CalendarTime time)
    {
        int thursday = time.YearDay + 3 - (time.WeekDay + 6) % 7;
        if (thursday < 0)
            return (time.Year - 1, (thursday + DaysOf(time.Year - 1)) / 7 + 1);
        int days = DaysOf(time.Year);
        return thursday >= days ? (time.Year + 1, 1) : (time.Year, thursday / 7 + 1);
    }

    static int DaysOf(long year) => (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 366 : 365;

    static int Twelve(int hour) => hour % 12 == 0 ? 12 : hour % 12;

    static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    static string Two(long value) => value.ToString("00", CultureInfo.InvariantCulture);

    static string Padded(long value) => Number(value).PadLeft(2);

    static string Zone(int offset)
    {
        int minutes = Math.Abs(offset) / 60;
        return $"{(offset < 0 ? '-' : '+')}{Two(minutes / 60)}{Two(minutes % 60)}";
    }

    static long FloorDiv(long value, long by) => (value - Modulo(value, by)) / by;

    static long Modulo(long value, long by) => (value % by + by) % by;
}
