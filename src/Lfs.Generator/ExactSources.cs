using System.Text;
using Lfs.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Generator;

/// <summary>The list, written by the build, of sources whose bytes cannot be derived
/// from their characters.</summary>
/// <param name="Lines">The lines that the task <c>ListExactSources</c> wrote.
/// Unknown lines are ignored.</param>
readonly record struct ExactSources(ValueList<string> Lines)
{
    const string Bytes = "bytes ", Mark = "mark ";

    /// <summary>The files that are not UTF-8. Their checksums identify them.</summary>
    public IEnumerable<byte[]> Files => Lines
        .Where(line => line.StartsWith(Bytes, StringComparison.Ordinal))
        .Select(line => Convert.FromBase64String(line.Substring(Bytes.Length)));

    /// <summary>True if an additional file of the compilation is the list.</summary>
    public static bool IsList(AdditionalText text) =>
        text.Path.EndsWith(".lfs-sources", StringComparison.Ordinal);

    /// <summary>Reads a list.</summary>
    public static ExactSources Read(SourceText? list) => new(new ValueList<string>(
        (list?.Lines ?? Enumerable.Empty<TextLine>()).Select(line => line.ToString())));

    /// <summary>True if the file of a module had a UTF-8 byte order mark when the build read it.</summary>
    public bool HasMark(string chunkPath)
    {
        if (Lines.Count == 0)
            return false;
        string line = Mark + Convert.ToBase64String(Encoding.UTF8.GetBytes(chunkPath));
        return Lines.Contains(line);
    }
}
