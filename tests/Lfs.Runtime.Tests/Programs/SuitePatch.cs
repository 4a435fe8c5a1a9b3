namespace Lfs.Tests;

/// <summary>A change to a file of the official suite, made in memory when it is run.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="From">Text that must occur in it.</param>
/// <param name="To">
/// Null to replace <paramref name="From"/> wherever it occurs; else cuts up to this text.
/// </param>
/// <param name="With">What takes its place; the line ends of what is cut are kept.</param>
/// <param name="Why">The difference of a NodeMCU device that makes it necessary.</param>
sealed record SuitePatch(string File, string From, string? To, string With, string Why)
{
    /// <summary>The changed text.</summary>
    public string Apply(string text)
    {
        int start = text.IndexOf(From, StringComparison.Ordinal);
        if (start < 0)
            throw new FormatException($"{File}: '{From}' does not occur: is this the right version of the suite?");
        if (To == null)
            return text.Replace(From, With, StringComparison.Ordinal);
        int end = text.IndexOf(To, start, StringComparison.Ordinal);
        if (end < 0)
            throw new FormatException($"{File}: '{To}' does not follow '{From}'");
        string lines = new('\n', text[start..end].Count(c => c == '\n'));
        return text[..start] + With + lines + text[end..];
    }
}
