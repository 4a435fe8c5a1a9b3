namespace Lfs.Runtime.Host;

/// <summary>A broken-down time, like C's <c>struct tm</c>, with years of any size.</summary>
/// <param name="Year">The full year, such as 2024; C's <c>tm_year</c> plus 1900.</param>
/// <param name="Month">From 1.</param>
/// <param name="Day">From 1.</param>
/// <param name="Hour">From 0.</param>
/// <param name="Minute">From 0.</param>
/// <param name="Second">From 0.</param>
readonly record struct CalendarTime(long Year, int Month, int Day, int Hour, int Minute, int Second)
{
    const long DaySeconds = 24 * 60 * 60;

    /// <summary>Days since Sunday.</summary>
    public int WeekDay { get; init; }

    /// <summary>Days since the first of January.</summary>
    public int YearDay { get; init; }

    /// <summary>True during daylight saving time.</summary>
    public bool IsDaylight { get; init; }

    /// <summary>Seconds east of Greenwich.</summary>
    public int Offset { get; init; }

    /// <summary>The zone's abbreviation.</summary>
    public string Zone { get; init; } = "GMT";

    /// <summary>Converts seconds since 1970 to a time in UTC.</summary>
    public static CalendarTime Utc(long seconds)
    {
        long days = Math.DivRem(seconds, DaySeconds, out long rest);
        if (rest < 0)
            (days, rest) = (days - 1, rest + DaySeconds);
        (long year, int month, int day) = DateOf(days);
        int weekDay = (int)((days % 7 + 11) % 7);
        return new CalendarTime(
            year, month, day, (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60))
        {
            WeekDay = weekDay,
            YearDay = (int)(days - DaysTo(year, 1, 1)),
        };
    }

    /// <summary>
    /// Converts a time in UTC to seconds since 1970. Fields outside their range carry over to the next.
    /// </summary>
    public static long ToSeconds(long year, long month, long day, long hour, long minute, long second)
    {
        long months = month - 1;
        year += months / 12;
        months %= 12;
        if (months < 0)
            (year, months) = (year - 1, months + 12);
        long days = DaysTo(year, (int)months + 1, 1) + day - 1;
        return ((days * 24 + hour) * 60 + minute) * 60 + second;
    }

    // The days from 1970 to a date of the Gregorian calendar. The computation starts the
    // year in March, so that the leap day is its last day.
    static long DaysTo(long year, int month, int day)
    {
        long y = month <= 2 ? year - 1 : year;
        long era = (y >= 0 ? y : y - 399) / 400;
        long yearOfEra = y - era * 400;
        long dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
    }

    static (long Year, int Month, int Day) DateOf(long days)
    {
        days += 719468;
        long era = (days >= 0 ? days : days - 146096) / 146097;
        long dayOfEra = days - era * 146097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long month = (5 * dayOfYear + 2) / 153;
        int day = (int)(dayOfYear - (153 * month + 2) / 5) + 1;
        int monthOfYear = (int)(month < 10 ? month + 3 : month - 9);
        return (yearOfEra + era * 400 + (monthOfYear <= 2 ? 1 : 0), monthOfYear, day);
    }
}
