using System.Globalization;

namespace Lfs.Cli;

/// <summary>Parses sizes like 44K, 4M and 0x40000.</summary>
static class ByteSize
{
    /// <summary>The size that a text stands for.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">Digits, or 0x and hexadecimal digits; then, if wanted, K, M or G.</param>
    /// <exception cref="CommandFailure">It is no size.</exception>
    public static ulong Parse(string option, string text)
    {
        int shift = text[^1] switch
        {
            'k' or 'K' => 10,
            'm' or 'M' => 20,
            'g' or 'G' => 30,
            _ => 0,
        };
        string digits = shift == 0 ? text : text[..^1];
        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isNumber = uint.TryParse(
            isHex ? digits[2..] : digits,
            isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out uint count);
        return isNumber
            ? (ulong)count << shift
            : throw new CommandFailure($"'{option}' needs a size like 44K or 512M, not '{text}'");
    }
}
