using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Generator;

/// <summary>The bytes of a file that Roslyn has decoded.</summary>
static class SourceBytes
{
    /// <summary>The bytes as they are, or would be saved, on disk.</summary>
    /// <remarks>
    /// A text that was read from a file knows the checksum of its bytes, which decides whether there is a
    /// byte order mark. A text in an editor does not: its encoding says how to encode it, and an editor
    /// that says UTF-8 means files with and without a mark. Then there is one if the build found it.
    /// </remarks>
    /// <param name="text">The text; null for a file that cannot be read.</param>
    /// <param name="chunkPath">The file as the project names it.</param>
    /// <param name="exact">What the build found that cannot be had by encoding again.</param>
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

        // Not UTF-8, and changed since a build has seen the file.
        return encoding is UTF8Encoding ? body : marked;
    }

    // A compiler's encoding may throw at half a surrogate pair, which an editor lets one type.
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

    // What Roslyn takes where nobody chooses; nothing depends on its strength.
#pragma warning disable CA5350
    static SHA1 Sha1() => SHA1.Create();
#pragma warning restore CA5350
}
