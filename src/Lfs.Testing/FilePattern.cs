using System.Text.RegularExpressions;

namespace Lfs.Testing;

/// <summary>Finds files by patterns, as those of MSBuild's items.</summary>
public static class FilePattern
{
    static readonly string[] _skipped = ["bin", "obj", ".git", ".vs", "node_modules"];

    /// <summary>The files of a folder that match a pattern.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="pattern">A path relative to it, with <c>/</c>. <c>*</c> and <c>?</c> stand for characters
    /// of a name, <c>**</c> for any folders. Folders that builds make (<c>bin</c>, <c>obj</c>) are left out,
    /// unless the pattern begins with them.</param>
    /// <returns>Their paths relative to the folder, with <c>/</c>, in ordinal order.</returns>
    public static IReadOnlyList<string> Find(string root, string pattern)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(pattern);
        string[] segments = pattern.Replace('\\', '/').Split('/');
        int plain = segments.TakeWhile(segment => !segment.Contains('*') && !segment.Contains('?')).Count();
        string start = string.Join('/', segments.Take(Math.Min(plain, segments.Length - 1)));
        string folder = Path.Combine(root, start);
        Regex matching = new(ExpressionOf(segments), RegexOptions.CultureInvariant);
        return Directory.Exists(folder)
            ? [.. FilesBelow(folder)
                .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
                .Where(file => matching.IsMatch(file))
                .Order(StringComparer.Ordinal)]
            : [];
    }

    static IEnumerable<string> FilesBelow(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder)
            .Where(inner => !_skipped.Contains(Path.GetFileName(inner)))
            .SelectMany(FilesBelow));

    static string ExpressionOf(string[] segments)
    {
        string expression = "^";
        for (int i = 0; i < segments.Length; i++)
        {
            bool isLast = i == segments.Length - 1;
            if (segments[i] == "**")
                expression += isLast ? ".*" : "(.*/)?";
            else
                expression += ExpressionOf(segments[i]) + (isLast ? "" : "/");
        }
        return expression + "$";
    }

    static string ExpressionOf(string segment) => Regex.Escape(segment)
        .Replace("\\*", "[^/]*", StringComparison.Ordinal)
        .Replace("\\?", "[^/]", StringComparison.Ordinal);
}
