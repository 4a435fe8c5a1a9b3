using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Generator;

/// <summary>What the build lists of sources whose bytes cannot be had from their characters.</summary>
/// <param name="Lines">Lines as the task <c>ListExactSources</c> writes them; others mean nothing.</param>
readonly record struct ExactSources(EquatableArray<string> Lines)
{
    const string Bytes = "bytes ", Mark = "mark ";

    /// <summary>Files that are not UTF-8, which are known by their checksums.</summary>
    public IEnumerable<byte[]> Files => Lines
        .Where(line => line.StartsWith(Bytes, StringComparison.Ordinal))
        .Select(line => Convert.FromBase64String(line.Substring(Bytes.Length)));

    /// <summary>True for the list among the additional files of a compilation.</summary>
    public static bool IsList(AdditionalText text) =>
        text.Path.EndsWith(".lfs-sources", StringComparison.Ordinal);

    /// <summary>Reads a list.</summary>
    public static ExactSources Read(SourceText? list) => new(EquatableArray<string>.From(
        (list?.Lines ?? Enumerable.Empty<TextLine>()).Select(line => line.ToString())));

    /// <summary>Whether the file of a module had a byte order mark of UTF-8 when the build read it.</summary>
    public bool HasMark(string chunkPath)
    {
        if (Lines.Count == 0)
            return false;
        string line = Mark + Convert.ToBase64String(Encoding.UTF8.GetBytes(chunkPath));
        return Lines.Contains(line);
    }
}
