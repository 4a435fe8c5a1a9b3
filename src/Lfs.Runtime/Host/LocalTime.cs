namespace Lfs.Runtime.Host;

/// <summary>Local time in a time zone: C's <c>localtime</c> and <c>mktime</c>.</summary>
/// <param name="zone">The time zone.</param>
sealed class LocalTime(TimeZoneInfo zone)
{
    // The Gregorian calendar repeats every 400 years. Years after 9999, which .NET
    // lacks, are mapped by this cycle.
    const long CycleSeconds = 146097L * 24 * 60 * 60;

    // The step and range, in seconds, in which mktime of the GNU C library
    // searches for a time with the requested daylight saving.
    const long Stride = 601200;
    const long LargestDistance = 536454000 / 2 + Stride;

    /// <summary>Converts seconds since 1970 to local time.</summary>
    public CalendarTime Of(long seconds)
    {
        DateTime utc = WithinYears(seconds);
        int offset = (int)zone.GetUtcOffset(utc).TotalSeconds;
        bool isDaylight = zone.IsDaylightSavingTime(utc);
        return CalendarTime.Utc(seconds + offset) with
        {
            Offset = offset,
            IsDaylight = isDaylight,
            Zone = Abbreviation(isDaylight ? zone.DaylightName : zone.StandardName),
        };
    }

    // .NET returns either the abbreviation or a full name, from whose initials it can be guessed.
    string Abbreviation(string name)
    {
        if (zone.Equals(TimeZoneInfo.Utc))
            return "UTC";
        string[] words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? name : string.Concat(words.Select(word => word[0]));
    }

    /// <summary>Converts a local time to seconds since 1970.</summary>
    /// <param name="local">The local time, converted to seconds since 1970 as if it were UTC.</param>
    /// <param name="isDaylight">True for daylight saving time, false for standard
    /// time, null if unknown.</param>
    public long ToSeconds(long local, bool? isDaylight)
    {
        const long Day = 24 * 60 * 60;
        long before = OffsetAt(local - Day);
        long after = OffsetAt(local + Day);
        long early = local - before;
        long late = local - after;
        bool isEarly = OffsetAt(early) == before;
        bool isLate = OffsetAt(late) == after;
        // In a skipped hour, the offset before it continues. In a repeated hour, C
        // takes the one that is nearer to the same time in UTC.
        bool takesLate = isLate && (!isEarly || before + after > 0);
        long found = takesLate ? late : early;
        if (isDaylight is not { } wanted || IsDaylight(found) == wanted)
            return found;
        long other = takesLate ? early : late;
        return isEarly && isLate && IsDaylight(other) == wanted ? other : Nearest(local, found, wanted);
    }

    long Nearest(long local, long found, bool wanted)
    {
        for (long distance = Stride; distance < LargestDistance; distance += Stride)
        {
            foreach (long at in (ReadOnlySpan<long>)[found - distance, found + distance])
            {
                if (IsDaylight(at) == wanted)
                    return local - OffsetAt(at);
            }
        }
        // The zone has no daylight saving, so assume the usual hour.
        return wanted ? found - 3600 : found + 3600;
    }

    long OffsetAt(long seconds) => (long)zone.GetUtcOffset(WithinYears(seconds)).TotalSeconds;

    bool IsDaylight(long seconds) => zone.IsDaylightSavingTime(WithinYears(seconds));

    static DateTime WithinYears(long seconds)
    {
        const long First = -62135596800 + 366 * 86400L;
        const long Last = 253402300799 - 366 * 86400L;
        if (seconds > Last)
            seconds -= ((seconds - Last) / CycleSeconds + 1) * CycleSeconds;
        return DateTime.UnixEpoch.AddSeconds(Math.Max(seconds, First));
    }
}
