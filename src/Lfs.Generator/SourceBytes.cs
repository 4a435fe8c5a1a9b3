using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Generator;

/// <summary>Recovers the bytes of a file that Roslyn has decoded.</summary>
static class SourceBytes
{
    /// <summary>Returns the bytes as they are on disk, or as the editor would save them.</summary>
    /// <remarks>
    /// A text that was read from a file has the checksum of its bytes, which shows if there was a byte order
    /// mark. A text in an editor has none, and its encoding of UTF-8 can mean a file with or without a mark.
    /// Then the build's list decides.
    /// </remarks>
    /// <param name="text">The text; null for a file that cannot be read.</param>
    /// <param name="chunkPath">The file as the project names it.</param>
    /// <param name="exact">The build's list of sources whose bytes are not derivable.</param>
    public static byte[] Of(SourceText? text, string chunkPath, ExactSources exact)
    {
        if (text is null)
            return [];

        Encoding encoding = WithoutThrowing(text.Encoding ?? new UTF8Encoding(false));
        byte[] body = encoding.GetBytes(text.ToString());
        byte[] mark = encoding.GetPreamble();
        byte[] marked = mark.Length == 0 ? body : [.. mark, .. body];
        bool isInEditor = text.CanBeEmbedded;
        if (isInEditor)
            return encoding is not UTF8Encoding || exact.HasMark(chunkPath) ? marked : body;

        byte[] checksum = [.. text.GetChecksum()];
        foreach (byte[] candidate in new[] { body, marked }.Concat(exact.Files))
        {
            if (Checksum(candidate, text.ChecksumAlgorithm).AsEnumerable().SequenceEqual(checksum))
                return candidate;
        }

        // The file is not UTF-8, and has changed since the last build.
        return encoding is UTF8Encoding ? body : marked;
    }

    // A compiler's encoding may throw for half a surrogate pair, which can be typed in an editor.
    static Encoding WithoutThrowing(Encoding encoding)
    {
        var copy = (Encoding)encoding.Clone();
        bool isUnicode = encoding is UTF8Encoding or UnicodeEncoding;
        copy.EncoderFallback = isUnicode
            ? new EncoderReplacementFallback("\uFFFD")
            : EncoderFallback.ReplacementFallback;
        return copy;
    }

    static byte[] Checksum(byte[] bytes, SourceHashAlgorithm algorithm)
    {
        using HashAlgorithm hash = algorithm == SourceHashAlgorithm.Sha256 ? SHA256.Create() : Sha1();
        return hash.ComputeHash(bytes);
    }

    // SHA-1 is Roslyn's default checksum. Nothing here depends on its strength.
#pragma warning disable CA5350
    static SHA1 Sha1() => SHA1.Create();
#pragma warning restore CA5350
}
