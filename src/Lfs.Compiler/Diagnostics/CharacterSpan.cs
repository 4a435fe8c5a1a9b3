using System.Text;

namespace Lfs.Compiler.Diagnostics;

/// <summary>
/// Converts spans from bytes, the unit of the compiler, to UTF-16 characters, the
/// unit of editors and MSBuild.
/// </summary>
public static class CharacterSpan
{
    /// <summary>Converts a span: its columns, start and length count characters afterwards.</summary>
    /// <param name="span">The span in bytes.</param>
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

        // Editors do not count a byte order mark.
        if (start == 0 && end >= 3 && source[0] == 0xEF && source[1] == 0xBB && source[2] == 0xBF)
            start = 3;
        return Encoding.UTF8.GetCharCount(source, start, end - start);
    }
}
