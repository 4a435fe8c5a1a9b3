using System.Text;

namespace Lfs.Compiler.Diagnostics;

/// <summary>
/// Counts in UTF-16 characters, as editors and MSBuild do, what the compiler counts in bytes.
/// </summary>
public static class CharacterSpan
{
    /// <summary>The same stretch of a file, with columns, start and length in characters.</summary>
    /// <param name="span">A stretch in bytes.</param>
    /// <param name="source">The bytes of the whole file.</param>
    public static SourceSpan InCharacters(this SourceSpan span, byte[] source)
    {
        int end = span.Start + span.Length;
        int start = CharactersBetween(source, 0, span.Start);
        return new SourceSpan(
            start,
            CharactersBetween(source, 0, end) - start,
            span.Line,
            1 + CharactersBetween(source, span.Start - (span.Column - 1), span.Start),
            span.EndLine,
            1 + CharactersBetween(source, end - (span.EndColumn - 1), end));
    }

    static int CharactersBetween(byte[] source, int from, int to)
    {
        int end = Math.Min(Math.Max(to, 0), source.Length);
        int start = Math.Min(Math.Max(from, 0), end);

        // An editor does not count a byte order mark.
        if (start == 0 && end >= 3 && source[0] == 0xEF && source[1] == 0xBB && source[2] == 0xBF)
            start = 3;
        return Encoding.UTF8.GetCharCount(source, start, end - start);
    }
}
