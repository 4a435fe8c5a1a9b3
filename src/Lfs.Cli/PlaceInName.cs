using System.Globalization;
using System.Text.RegularExpressions;

namespace Lfs.Cli;

/// <summary>Puts the place of an image into its file's name, as <c>printf</c> does.</summary>
static partial class PlaceInName
{
    /// <summary>Replaces a conversion such as <c>%x</c> or <c>%06X</c>, and <c>%%</c>.</summary>
    /// <param name="name">The name as it was typed.</param>
    /// <param name="place">The place in flash.</param>
    /// <exception cref="CommandFailure">The conversion is none of a whole number, or there are
    /// two.</exception>
    public static string Format(string name, int place)
    {
        int uses = 0;
        string formatted = Conversion().Replace(name, match =>
        {
            if (match.Value == "%%")
                return "%";
            if (match.Groups["kind"].Value.Length == 0 || uses++ > 0)
            {
                throw new CommandFailure(
                    $"{name}: one conversion of a whole number, such as %x, can be in the name");
            }

            return Convert(match, place);
        });
        return formatted;
    }

    static string Convert(Match match, int place)
    {
        string flags = match.Groups["flags"].Value;
        string kind = match.Groups["kind"].Value;
        string digits = kind switch
        {
            "x" => place.ToString("x", CultureInfo.InvariantCulture),
            "X" => place.ToString("X", CultureInfo.InvariantCulture),
            "o" => System.Convert.ToString(place, 8),
            _ => place.ToString(CultureInfo.InvariantCulture),
        };
        string prefix = flags.Contains('#', StringComparison.Ordinal) ? PrefixOf(kind) : "";
        int width = match.Groups["width"].Value is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : 0;
        if (flags.Contains('-', StringComparison.Ordinal))
            return (prefix + digits).PadRight(width);
        return flags.Contains('0', StringComparison.Ordinal)
            ? prefix + digits.PadLeft(width - prefix.Length, '0')
            : (prefix + digits).PadLeft(width);
    }

    static string PrefixOf(string kind) => kind switch
    {
        "x" => "0x",
        "X" => "0X",
        "o" => "0",
        _ => "",
    };

    [GeneratedRegex("%%|%(?<flags>[-0#]*)(?<width>[0-9]{0,2})(?<kind>[diuxXo]?)")]
    private static partial Regex Conversion();
}
